/* What the world reaches through haproxy: where it runs, how it reaches the containers, what
 * leads to it. */
#include <string.h>

#include "sema/parts.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

/* The containers that haproxy runs in: those that are named, else the first jump-box. */
static bool find_places(struct sema *s, const struct ast_expose *from, struct ir_expose *to)
{
    size_t count = 0;

    if (ast_is_faulty(from->on.at))
        return false;
    if (from->on.at.line == 0) {
        const struct ir_container *jump_box = sema_jump_box(s);

        if (jump_box == NULL) {
            if (!s->ast->containers.incomplete)
                diag_help(diag_report(s->diags, L0412, from->at,
                                      "there is no jump-box to expose `%s`", from->name.text),
                          "write `jump_box: true` in a container, or `on: NAME` here");
            return false;
        }
        to->on = arena_alloc(s->arena, sizeof(struct ir_container *));
        to->on[to->on_count++] = jump_box;
        return true;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < from->on.count; i++) {
            struct ir_group group;

            if (!sema_find_group(s, &from->on.items[i], &group))
                return false;
            for (size_t j = 0; j < group.count && pass == 1; j++)
                to->on[to->on_count++] = &group.items[j];
            count += group.count;
        }
        if (pass == 0)
            to->on = arena_alloc(s->arena, count * sizeof(struct ir_container *));
    }
    return to->on_count > 0;
}

/* The first network of the containers that all places are on, too. */
static const struct ir_network *common_network(const struct ir_expose *e)
{
    const struct ir_container *c = e->to.items;

    for (size_t i = 0; i < c->nic_count; i++) {
        size_t on = 0;

        while (on < e->on_count && sema_nic(e->on[on], c->nics[i].network) != NULL)
            on++;
        if (on == e->on_count)
            return c->nics[i].network;
    }
    return NULL;
}

static void bind(struct sema *s, const struct ast_expose *from, struct ir_expose *to)
{
    bool target = sema_find_group(s, &from->to, &to->to);
    bool place = find_places(s, from, to);
    const struct ir_container *c = to->to.items;
    struct diag *d;

    if (!target || !place)
        return;
    if (to->on_count == 1 && to->to.count == 1 && to->on[0] == c)
        return; /* over the loopback */
    to->network = common_network(to);
    if (to->network != NULL)
        return;
    d = diag_report(s->diags, L0411, from->to.at, "`%s` and `%s` are on no common network",
                    to->on[0]->name, from->to.text);
    diag_note(d, to->on[0]->at, "haproxy runs here");
    diag_note(d, c->at, "what it must reach");
    diag_help(d, "put both on one of the `networks`");
}

/* Reports what a mode has no use for. */
static void check_mode(struct sema *s, const struct ast_expose *e)
{
    const struct {
        const char *name;
        struct span at;
    } keys[] = {{"path", e->path.at}, {"check", e->check.at}, {"redirect", e->redirect.at}};

    if (e->mode.value != EXPOSE_TCP)
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct diag *d;

        if (keys[i].at.line == 0)
            continue;
        d = diag_report(s->diags, L0414, keys[i].at, "mode tcp has no `%s`", keys[i].name);
        diag_note(d, e->mode.at, "the mode");
        diag_help(d, "leave it out, or leave `mode` out");
    }
}

static void check_tls(struct sema *s, const struct ast_expose *e)
{
    const struct ast_tls *tls = &e->tls;
    bool self_signed = tls->self_signed.value != 0;
    bool certificate = tls->certificate.at.line != 0, key = tls->key.at.line != 0;

    if (e->redirect.value != 0 && tls->at.line == 0 && !ast_is_faulty(tls->at))
        diag_help(diag_report(s->diags, L0415, e->redirect.at,
                              "there is nothing to redirect to: `%s` has no `tls`", e->name.text),
                  "write `tls: {self_signed: true}` for a start, or leave `redirect` out");
    if (tls->at.line == 0 || ast_is_faulty(tls->certificate.at) || ast_is_faulty(tls->key.at))
        return;
    if (self_signed && (certificate || key))
        diag_help(diag_report(s->diags, L0415, tls->self_signed.at,
                              "a certificate is given and shall be made, too"),
                  "keep one: `certificate` with `key`, or `self_signed`");
    else if (!self_signed && (!certificate || !key))
        diag_help(
            diag_report(s->diags, L0415, tls->at, "`tls` has no `%s`",
                        certificate ? "key" : "certificate"),
            "write `{certificate: certs/%s.pem, key: !secret NAME}`, or `{self_signed: true}`",
            e->name.text);
    if (certificate)
        sema_check_file(s, &tls->certificate);
}

/* Entries that answer at one port must differ in host name or path, and agree on the mode. */
static void check_twins(struct sema *s, struct map *taken, const struct ast_expose *from,
                        const struct ir_expose *e)
{
    for (size_t i = 0; i < e->on_count; i++) {
        const char *port = arena_printf(s->arena, "%s %d", e->on[i]->name, e->listen);
        const char *whole = arena_printf(s->arena, "%s %s%s", port, e->name, e->tcp ? "" : e->path);
        const struct ast_expose *twin = map_add(taken, port, (void *)from);
        struct diag *d;

        if (twin != NULL && twin->mode.value == EXPOSE_HTTP && !e->tcp)
            twin = map_add(taken, whole, (void *)from);
        if (twin == NULL || twin == from)
            continue;
        d = diag_report(s->diags, L0413, from->at, "port %d of `%s` answers for `%s` already",
                        e->listen, e->on[i]->name, twin->name.text);
        diag_note(d, twin->at, "exposed here");
        diag_help(d, e->tcp ? "choose another port: `listen: `"
                            : "give each entry a `path` or a `listen` of its own");
        return;
    }
}

static bool leads_to(const struct ir_container *c, int port)
{
    for (size_t i = 0; i < c->port_count; i++)
        if (!c->ports[i].udp && port >= c->ports[i].target &&
            port <= c->ports[i].target + c->ports[i].last - c->ports[i].first)
            return true;
    return false;
}

static void check_reached(struct sema *s, const struct ir_expose *e)
{
    for (size_t i = 0; i < e->on_count; i++)
        if (leads_to(e->on[i], e->listen))
            return;
    if (e->on_count > 0)
        diag_help(diag_report(s->diags, L0417, e->at,
                              "no port of a server leads to port %d of `%s`", e->listen,
                              e->on[0]->name),
                  "write `ports: [\"%d:%d\"]` in `%s`", e->listen, e->listen, e->on[0]->name);
}

static struct ir_expose resolve(struct sema *s, const struct ast_expose *from)
{
    bool tcp = from->mode.value == EXPOSE_TCP, tls = from->tls.at.line != 0;
    struct ir_expose to = {.name = from->name.text,
                           .at = from->at,
                           .tcp = tcp,
                           .port = (int)from->port.value,
                           .path = from->path.at.line != 0 ? from->path.text : "/",
                           .check = from->check.text,
                           .certificate = from->tls.certificate.text,
                           .self_signed = from->tls.self_signed.value != 0,
                           .redirect = from->redirect.at.line != 0 ? from->redirect.value != 0
                                                                   : tls && !tcp,
                           .proxy_protocol = from->proxy_protocol.value != 0,
                           .max_connections = (int)from->max_connections.value};

    to.listen = from->listen.at.line != 0 ? (int)from->listen.value
                : tcp                     ? to.port
                : tls                     ? HTTPS_PORT
                                          : HTTP_PORT;
    if (from->tls.key.at.line != 0)
        to.certificate_key = sema_use_secret(s, &from->tls.key);
    return to;
}

void sema_expose(struct sema *s)
{
    const struct ast_expose *from = s->ast->expose.items;
    size_t count = s->ast->expose.count;
    struct map taken = {.arena = s->arena};

    s->ir->exposes = arena_alloc(s->arena, count * sizeof *s->ir->exposes);
    s->ir->expose_count = count;
    for (size_t i = 0; i < count; i++) {
        struct ir_expose *to = &s->ir->exposes[i];

        *to = resolve(s, &from[i]);
        bind(s, &from[i], to);
        check_mode(s, &from[i]);
        check_tls(s, &from[i]);
        check_twins(s, &taken, &from[i], to);
        check_reached(s, to);
    }
}

const struct ir_container *sema_jump_box(const struct sema *s)
{
    for (size_t i = 0; i < s->ir->container_count; i++)
        if (s->ir->containers[i].jump_box)
            return &s->ir->containers[i];
    return NULL;
}

void sema_jump_boxes(struct sema *s)
{
    const struct ir_container *first = NULL;

    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];
        const struct ast_container *from = s->origins[i].from;
        struct diag *d;

        if (!c->jump_box)
            continue;
        if (c->nic_count == 0 && from->networks.count == 0 && !ast_is_faulty(from->networks.at))
            diag_help(diag_report(s->diags, L0423, from->jump_box.at,
                                  "the jump-box `%s` is on no network", c->name),
                      "write `networks: ` and all that people shall reach through it");
        if (!leads_to(c, 22) && !ast_is_faulty(from->ports.at))
            diag_help(diag_report(s->diags, L0406, from->jump_box.at,
                                  "no port of a server leads to port 22 of `%s`", c->name),
                      "write `ports: [\"10022:22\"]` in it");
        if (first == NULL) {
            first = c;
            continue;
        }
        d = diag_report(s->diags, L0405, from->jump_box.at, "`%s` is a jump-box, too", c->name);
        diag_note(d, first->at, "`%s` is the first one", first->name);
        diag_help(d, "one is enough, unless each is for other people");
        return;
    }
}
