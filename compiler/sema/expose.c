/* What the world reaches through haproxy: where it runs, how it reaches the containers, what
 * leads to it. */
#include <string.h>

#include "sema/expose.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

/* Containers in `on` and `to` of all entries: groups of `count` are short to write. */
enum { MAX_PLACES = 250 * 1000 };

/* What haproxy listens for at a port. */
enum kind { KIND_HTTP, KIND_HTTPS, KIND_TCP };
static const char *const kinds[] = {"http", "https", "mode tcp"};

struct listener {
    const struct ast_expose *by;
    enum kind kind;
};

/* What the entries have in common while they are looked at. */
struct exposer {
    struct sema *s;
    struct map listeners; /* "CONTAINER PORT" -> struct listener * */
    struct map unreached; /* "CONTAINER PORT": said already */
    size_t *met;          /* of each network: how many places are on it; zero again afterwards */
    size_t places;
    bool homeless; /* said already that there is no jump-box */
};

/* The jump-box, for entries that say no more. */
static bool take_jump_box(struct exposer *x, const struct ast_expose *from, struct ir_expose *to)
{
    struct sema *s = x->s;

    if (s->jump_box == NULL) {
        if (!s->jump_box_unknown && !x->homeless && from->to.at.line != 0)
            diag_help(diag_report(s->diags, L0412, from->at, "there is no jump-box to expose `%s`",
                                  from->name.text),
                      "write `jump_box: true` in a container, or `on: NAME` here");
        x->homeless = true;
        return false;
    }
    to->on = arena_alloc(s->arena, sizeof(struct ir_container *));
    to->on[to->on_count++] = s->jump_box;
    return true;
}

/* Is the stack small enough for `count` places more? If not, reports it. */
static bool count_places(struct exposer *x, const struct ast_expose *from, size_t count)
{
    bool before = x->places > MAX_PLACES;

    x->places += before ? 0 : count;
    if (!before && x->places > MAX_PLACES)
        diag_help(diag_report(x->s->diags, L0209, from->at,
                              "with `%s`, more than %d containers are exposed or expose others",
                              from->name.text, MAX_PLACES),
                  "split the stack into several");
    return x->places <= MAX_PLACES;
}

/* The containers that haproxy runs in: those that are named, each once, else the jump-box. */
static bool find_places(struct exposer *x, const struct ast_expose *from, struct ir_expose *to)
{
    struct sema *s = x->s;
    struct ir_group *groups = arena_alloc(s->arena, from->on.count * sizeof *groups);
    struct map seen = {.arena = s->arena};
    size_t count = 0;
    bool good = true;

    if (ast_is_faulty(from->on.at))
        return false;
    if (from->on.at.line == 0)
        return take_jump_box(x, from, to);
    if (from->on.count == 0)
        diag_help(diag_report(s->diags, L0412, from->on.at, "`on` names no container"),
                  "name one, or leave `on` out: the jump-box does it then");
    for (size_t i = 0; i < from->on.count; i++) {
        good = sema_find_group(s, &from->on.items[i], &groups[i]) && good;
        count += groups[i].count;
        if (!count_places(x, from, groups[i].count))
            return false;
    }
    to->on = arena_alloc(s->arena, count * sizeof(struct ir_container *));
    for (size_t i = 0; i < from->on.count; i++)
        for (size_t j = 0; j < groups[i].count; j++)
            if (map_add(&seen, groups[i].items[j]->name, groups[i].items[j]) == NULL)
                to->on[to->on_count++] = groups[i].items[j];
    return good && to->on_count > 0;
}

static void meet(struct exposer *x, const struct ir_container *c, bool begin)
{
    for (size_t i = 0; i < c->nic_count; i++) {
        size_t *met = &x->met[c->nics[i].network - x->s->ir->networks];

        *met = begin ? *met + 1 : 0;
    }
}

static void meet_all(struct exposer *x, const struct ir_expose *e, bool begin)
{
    for (size_t i = 0; i < e->on_count; i++)
        meet(x, e->on[i], begin);
    for (size_t i = 0; i < e->to.count; i++)
        meet(x, e->to.items[i], begin);
}

/* The first network of the containers that all of them and all places are on. */
static const struct ir_network *common_network(struct exposer *x, const struct ir_expose *e)
{
    const struct ir_container *c = e->to.items[0];
    const struct ir_network *found = NULL;

    meet_all(x, e, true);
    for (size_t i = 0; i < c->nic_count && found == NULL; i++)
        if (x->met[c->nics[i].network - x->s->ir->networks] == e->on_count + e->to.count)
            found = c->nics[i].network;
    meet_all(x, e, false);
    return found;
}

/* That a jump-box is on no network was reported: see jump_boxes.c. */
static bool all_known(const struct sema *s, const struct ir_expose *e)
{
    for (size_t i = 0; i < e->on_count; i++)
        if (!sema_networks_known(s, e->on[i]) || (e->on[i]->jump_box && e->on[i]->nic_count == 0))
            return false;
    for (size_t i = 0; i < e->to.count; i++)
        if (!sema_networks_known(s, e->to.items[i]))
            return false;
    return true;
}

/* How haproxy reaches the containers. */
static void bind(struct exposer *x, const struct ast_expose *from, struct ir_expose *to)
{
    const struct ir_container *c = to->to.items[0];
    struct diag *d;

    if (to->on_count == 1 && to->to.count == 1 && to->on[0] == c)
        return; /* over the loopback */
    to->network = common_network(x, to);
    if (to->network != NULL || !all_known(x->s, to))
        return;
    d = diag_report(x->s->diags, L0411, from->to.at, "`%s` and `%s` are on no common network",
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
    bool certificate = tls->certificate.at.line != 0, key = tls->key.at.line != 0;

    if (tls->at.line == 0 || ast_is_faulty(tls->certificate.at) || ast_is_faulty(tls->key.at) ||
        ast_is_faulty(tls->self_signed.at))
        return;
    if (tls->self_signed.value != 0 && (certificate || key))
        diag_help(diag_report(s->diags, L0415, tls->self_signed.at,
                              "a certificate is given and shall be made, too"),
                  "keep one: `certificate` with `key`, or `self_signed`");
    else if (tls->self_signed.value == 0 && (!certificate || !key))
        diag_help(
            diag_report(s->diags, L0415, tls->at, "`tls` has no `%s`",
                        certificate ? "key" : "certificate"),
            "write `{certificate: certs/%s.pem, key: !secret NAME}`, or `{self_signed: true}`",
            e->name.text);
}

/* What follows the path does not say who answers. */
static void check_path(struct sema *s, const struct ast_expose *e)
{
    if (e->path.at.line != 0 && strchr(e->path.text, '?') != NULL)
        diag_help(
            diag_report(s->diags, L0526, e->path.at, "the path `%s` has a query", e->path.text),
            "write `%.*s`", (int)strcspn(e->path.text, "?"), e->path.text);
}

/* Redirection needs a place to lead to. */
static void check_redirect(struct sema *s, const struct ast_expose *e)
{
    if (e->redirect.value == 0 || e->mode.value == EXPOSE_TCP || ast_is_faulty(e->tls.at))
        return;
    if (e->tls.at.line == 0)
        diag_help(diag_report(s->diags, L0415, e->redirect.at,
                              "there is nothing to redirect to: `%s` has no `tls`", e->name.text),
                  "write `tls: {self_signed: true}` for a start, or leave `redirect` out");
    else if (e->listen.value == HTTP_PORT)
        diag_help(diag_report(s->diags, L0413, e->redirect.at, "port %d would redirect to itself",
                              HTTP_PORT),
                  "leave `redirect` out, or `listen`");
}

static struct span port_place(const struct ast_expose *e)
{
    return e->listen.at.line != 0 ? e->listen.at : e->at;
}

static void report_twin(struct exposer *x, const struct ir_container *on, int port,
                        const struct listener *mine, const struct listener *other)
{
    bool redirected = port == HTTP_PORT && mine->kind != other->kind &&
                      (mine->kind == KIND_HTTP ? mine : other)->by->tls.at.line != 0;
    struct diag *d =
        diag_report(x->s->diags, L0413, port_place(mine->by), "port %d of `%s` is taken by `%s`",
                    port, on->name, other->by->name.text);

    diag_label(d, "wanted for %s", kinds[mine->kind]);
    diag_note(d, port_place(other->by), "taken for %s", kinds[other->kind]);
    if (redirected)
        diag_help(
            d, "choose another port (`listen: 8080`), or write `redirect: false` where `tls` is");
    else if (mine->kind == KIND_TCP || other->kind == KIND_TCP)
        diag_help(d, "choose another port: `listen: %d`", port < 60000 ? port + 1 : port - 1);
    else
        diag_help(d, "give both `tls` or neither, or choose another port (`listen: 8443`)");
}

/* Takes a port in all places. Entries may share it if haproxy can tell them apart: by host name. */
static void listen_at(struct exposer *x, const struct ast_expose *from, const struct ir_expose *e,
                      int port, enum kind kind)
{
    struct listener *mine = arena_new(x->s->arena, struct listener);

    *mine = (struct listener){from, kind};
    for (size_t i = 0; i < e->on_count; i++) {
        const char *key = arena_printf(x->s->arena, "%s %d", e->on[i]->name, port);
        const struct listener *other = map_add(&x->listeners, key, mine);

        if (other == NULL || other->by == from || (other->kind == kind && kind != KIND_TCP))
            continue;
        report_twin(x, e->on[i], port, mine, other);
        return;
    }
}

/* Each port of a place is named once, however many entries need it. */
static void check_reached(struct exposer *x, const struct ir_expose *e, struct span at, int port)
{
    for (size_t i = 0; i < e->on_count; i++) {
        const char *key = arena_printf(x->s->arena, "%s %d", e->on[i]->name, port);

        if (sema_leads_to(x->s, e->on[i], port) || map_add(&x->unreached, key, x) != NULL)
            continue;
        diag_help(diag_report(x->s->diags, L0417, at,
                              "no port of a server leads to port %d of `%s`", port, e->on[i]->name),
                  "write `ports: [\"%d:%d\"]` in `%s`", port, port, e->on[i]->name);
    }
}

static void check_ports(struct exposer *x, const struct ast_expose *from, const struct ir_expose *e)
{
    bool tls = from->tls.at.line != 0;

    if (ast_is_faulty(from->mode.at) || ast_is_faulty(from->listen.at) ||
        ast_is_faulty(from->tls.at) || ast_is_faulty(from->redirect.at) || e->listen == 0)
        return;
    listen_at(x, from, e, e->listen, e->tcp ? KIND_TCP : tls ? KIND_HTTPS : KIND_HTTP);
    if (e->redirect)
        listen_at(x, from, e, HTTP_PORT, KIND_HTTP);
}

/* Can the world come to where haproxy listens? */
static void check_ways(struct exposer *x)
{
    const struct ast_expose *from = x->s->ast->expose.items;

    for (size_t i = 0; i < x->s->ir->expose_count; i++) {
        const struct ir_expose *e = &x->s->ir->exposes[i];

        check_reached(x, e, port_place(&from[i]), e->listen);
        if (e->redirect && from[i].redirect.at.line != 0)
            check_reached(x, e, from[i].redirect.at, HTTP_PORT);
    }
}

static int port_to_listen(const struct ast_expose *from, bool tcp, bool tls)
{
    if (from->listen.at.line != 0)
        return (int)from->listen.value;
    if (tcp)
        return (int)from->port.value;
    return tls ? HTTPS_PORT : HTTP_PORT;
}

static struct ir_expose resolve(struct sema *s, const struct ast_expose *from)
{
    bool tcp = from->mode.value == EXPOSE_TCP, tls = from->tls.at.line != 0;
    struct ir_expose to = {.name = from->name.text,
                           .at = from->at,
                           .tcp = tcp,
                           .port = (int)from->port.value,
                           .listen = port_to_listen(from, tcp, tls),
                           .path = from->path.at.line != 0 ? from->path.text : "/",
                           .check = from->check.text,
                           .certificate = from->tls.certificate.text,
                           .self_signed = from->tls.self_signed.value != 0,
                           .proxy_protocol = from->proxy_protocol.value != 0,
                           .max_connections = (int)from->max_connections.value,
                           .balance = ast_balances[from->balance.value],
                           .chain = expose_certificate(s, from)};

    to.redirect = tls && !tcp && to.listen != HTTP_PORT &&
                  (from->redirect.at.line == 0 || from->redirect.value != 0);
    if (from->tls.key.at.line != 0)
        to.certificate_key = sema_use_secret(s, &from->tls.key);
    return to;
}

/* Containers, or a service of the swarm. */
static bool find_target(struct sema *s, const struct ast_expose *from, struct ir_expose *to)
{
    bool good;

    if (from->to.at.line == 0)
        return false;
    if (strchr(from->to.text, '/') == NULL) {
        if (from->port.at.source == NULL)
            diag_help(
                diag_report(s->diags, L0103, from->at, "an entry of `expose` needs the key `port`"),
                "port: the port that `%s` listens on", from->to.text);
        return sema_find_group(s, &from->to, &to->to);
    }
    good = sema_find_service(s, from, to);
    if (to->tcp && from->listen.at.line == 0)
        to->listen = to->port;
    return good;
}

void sema_expose(struct sema *s)
{
    const struct ast_expose *from = s->ast->expose.items;
    size_t count = s->ast->expose.count;
    struct exposer x = {.s = s, .listeners.arena = s->arena, .unreached.arena = s->arena};

    x.met = arena_alloc(s->arena, s->ir->network_count * sizeof *x.met);
    s->ir->exposes = arena_alloc(s->arena, count * sizeof *s->ir->exposes);
    s->ir->expose_count = count;
    for (size_t i = 0; i < count; i++) {
        struct ir_expose *to = &s->ir->exposes[i];
        bool target, place;

        *to = resolve(s, &from[i]);
        check_mode(s, &from[i]);
        check_tls(s, &from[i]);
        check_path(s, &from[i]);
        check_redirect(s, &from[i]);
        target = find_target(s, &from[i], to);
        place = find_places(&x, &from[i], to);
        if (!count_places(&x, &from[i], to->to.count))
            return;
        if (target && place)
            bind(&x, &from[i], to);
        if (target)
            expose_weights(s, &from[i], to);
        if (place)
            check_ports(&x, &from[i], to);
    }
    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors == 0)
        check_ways(&x);
    expose_recipes(s);
}
