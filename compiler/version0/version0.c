/* From version 0 to version 1: the stack as a whole. */
#include "version0/version0.h"

#include <string.h>

#include "base/buf.h"
#include "version0/lower.h"

/* All stacks of version 0 had this name. */
#define STACK_NAME "lstacker"

bool version0_is(const struct node *root)
{
    return node_find(root, "lstack") != NULL;
}

static void lower_keys(struct lowering *l, struct node *ssh, const struct ast_texts *files)
{
    struct node *list = make_list(l->arena, files->at);
    struct buf missing = buf_make(l->arena);

    for (size_t i = 0; i < files->count; i++) {
        const struct ast_text *file = &files->items[i];

        if (lower_has_file(l, file->text)) {
            node_add_item(l->arena, list, make_text(l->arena, file->at, file->text));
            continue;
        }
        diag_help(diag_report(l->diags, L0143, file->at,
                              "`%s` cannot be read: its keys are left out", file->text),
                  "relative paths count from the directory of this file");
        buf_printf(&missing, "%s`%s`", missing.len > 0 ? ", " : "", file->text);
    }
    if (list->count > 0)
        make_entry(l->arena, ssh, files->at, "authorized_keys", list);
    if (missing.len > 0)
        make_remark(l->arena, ssh,
                    "Files of public keys that could not be read are left out here: %s. Name them "
                    "below `authorized_keys` once they are there.",
                    missing.data);
    ssh->faulty = ssh->faulty || ast_is_faulty(files->at);
}

static void lower_ssh(struct lowering *l, struct node *root)
{
    const struct ssh0 *from = &l->from->ssh;
    struct node *ssh = make_mapping(l->arena, from->at);

    lower_text(l, ssh, "user", &from->username);
    lower_text(l, ssh, "private_key", &from->private_key_file);
    lower_keys(l, ssh, &from->public_keys);
    lower_section(l, root, from->at, "ssh", ssh);
}

static void lower_proxy(struct lowering *l, struct node *root)
{
    const struct proxy0 *from = &l->from->proxy;
    struct node *proxy = make_mapping(l->arena, from->at);

    if (from->at.line == 0 || from->state.at.line == 0)
        return;
    if (from->state.value == 0) {
        make_remark(l->arena, root,
                    "The proxy was switched off (`state: no`), so there is no `proxy` here.");
        return;
    }
    lower_text(l, proxy, "http", &from->http_url);
    lower_text(l, proxy, "https", &from->https_url);
    lower_section(l, root, from->at, "proxy", proxy);
}

static void lower_overlay(struct lowering *l, struct node *root)
{
    const struct ast_text *hub = &l->from->networks.master_switch_server;
    struct span at = hub->at;
    struct node *overlay = make_mapping(l->arena, at);
    const struct lowered_server *server;

    if (l->from->networks.at.line == 0)
        return;
    make_entry(l->arena, overlay, at, "protocol", make_text(l->arena, at, "gre"));
    make_entry(l->arena, overlay, at, "topology", make_text(l->arena, at, "star"));
    server = hub->at.line != 0 ? lower_find(l, &l->servers, hub->text) : NULL;
    if (server != NULL && server->to.name != NULL)
        lower_text(l, overlay, "hub", &(struct ast_text){at, server->to.name});
    else
        overlay->faulty = true;
    if (server == NULL && hub->at.line != 0)
        lower_stranger(l, L0201, "server", hub, &l->from->servers.names, "`servers.names`");
    lower_section(l, root, at, "overlay", overlay);
}

/* May it be among what was reported and left out? */
static bool may_be_there(const struct list0 *list)
{
    return list->incomplete || ast_is_faulty(list->at);
}

/* Warns that `what`, at `name`, is not there, so that nothing is monitored. */
static void leave_monitoring_out(struct lowering *l, struct node *root, const char *what,
                                 const struct ast_text *name, const char *where)
{
    diag_help(diag_report(l->diags, L0144, name->at, "there is no %s `%s`%s: nothing is monitored",
                          what, name->text, where),
              "mend it, or remove `monitoring`");
    make_remark(l->arena, root, "`monitoring` is left out: there was no %s `%s`%s.", what,
                name->text, where);
}

static void lower_monitoring(struct lowering *l, struct node *root)
{
    const struct monitoring0 *from = &l->from->monitoring;
    struct node *monitoring = make_mapping(l->arena, from->at);
    const struct lowered_container *c = NULL;
    const struct lowered_network *network;
    const struct lowered_server *server;

    if (from->type.at.line == 0 || from->server.at.line == 0 || from->container.at.line == 0 ||
        from->network.at.line == 0)
        return;
    server = lower_find(l, &l->servers, from->server.text);
    if (server != NULL)
        c = lower_find(l, &server->items, from->container.text);
    if (server != NULL && c == NULL)
        c = map_get(&server->hosts, from->container.text);
    network = lower_find(l, &l->networks, from->network.text);
    if (server == NULL) {
        if (!may_be_there(&l->from->servers.names))
            leave_monitoring_out(l, root, "server", &from->server, "");
    } else if (c == NULL) {
        if (!may_be_there(&server->from->hosting.hosts))
            leave_monitoring_out(l, root, "container", &from->container,
                                 arena_printf(l->arena, " on `%s`", from->server.text));
    } else if (network == NULL) {
        if (!may_be_there(&l->from->networks.names))
            leave_monitoring_out(l, root, "network", &from->network, "");
    } else if (c->to.name != NULL && network->to.name != NULL) {
        lower_text(l, monitoring, "type", &(struct ast_text){from->type.at, "checkmk"});
        lower_text(l, monitoring, "on", &(struct ast_text){from->container.at, c->to.name});
        lower_text(l, monitoring, "network",
                   &(struct ast_text){from->network.at, network->to.name});
        lower_text(l, monitoring, "site", &from->name);
        lower_section(l, root, from->at, "monitoring", monitoring);
    }
}

/* Trust passwords are gone from LXD 6 and Incus. */
static void drop_trust(struct lowering *l, struct node *root)
{
    if (l->from->lxd.password.at.line == 0)
        return;
    diag_help(diag_report(l->diags, L0138, l->from->lxd.password.at,
                          "LXD's trust password is not used any more"),
              "servers are reached over ssh, not as LXD remotes: remove `lxd`");
    make_remark(l->arena, root,
                "There is no LXD trust password any more: servers are reached over ssh.");
}

static struct node *lower_root(struct lowering *l, struct span at)
{
    struct node *root = make_mapping(l->arena, at);

    l->secrets = make_mapping(l->arena, at);
    make_entry(l->arena, root, at, "version", make_word(l->arena, at, "1"));
    make_entry(l->arena, root, at, "name", make_text(l->arena, at, STACK_NAME));
    lower_networks(l);
    lower_servers(l);
    lower_containers(l);
    lower_ssh(l, root);
    lower_proxy(l, root);
    lower_overlay(l, root);
    lower_add_networks(l, root);
    lower_add_servers(l, root);
    lower_add_containers(l, root);
    lower_monitoring(l, root);
    drop_trust(l, root);
    (void)lower_secret(l, &l->from->ldap.password, "ldap_password", false);
    (void)lower_secret(l, &l->from->centos.root_password_default, "centos_root_password", false);
    lower_section(l, root, at, "secrets", l->secrets);
    return root;
}

/* What stands below `lstack`, whose place is `*at`; other keys are reported. */
static const struct node *below_lstack(struct diags *diags, const struct node *root,
                                       struct span *at)
{
    const struct node *found = root;

    for (size_t i = 0; i < root->count; i++) {
        const struct node_entry *e = &root->entries[i];

        if (strcmp(e->key->text, "lstack") == 0) {
            found = e->value;
            *at = e->key->at;
        } else {
            diag_help(
                diag_report(diags, L0130, e->key->at, "`%s` stands beside `lstack`", e->key->text),
                "a file of LStacker 0 has all below `lstack`; `lstackc migrate` makes one of "
                "version 1 of it");
        }
    }
    return found;
}

/* Is there a stack below `lstack`, which stands at `at`? If not, reports it. */
static bool check_content(struct diags *diags, const struct node *n, struct span at)
{
    const char *help = "it holds `servers`, `networks`, and a section for each server";

    if (n->kind == NODE_MAPPING && (n->count > 0 || n->faulty))
        return true;
    if (n->kind == NODE_MAPPING || node_is_null(n))
        diag_help(diag_report(diags, L0146, at, "there is nothing below `lstack`"), "%s", help);
    else if (!n->faulty)
        diag_help(diag_report(diags, L0102, n->at, "`lstack` must be a mapping, not %s",
                              node_describe(n)),
                  "%s", help);
    return false;
}

struct node *version0_lower(struct diags *diags, const struct node *root,
                            const struct surroundings *around)
{
    struct arena *a = diags->arena;
    struct reader r = {.arena = a, .diags = diags};
    struct stack0 *from = arena_new(a, struct stack0);
    struct lowering l = {.arena = a,
                         .r = &r,
                         .diags = diags,
                         .from = from,
                         .around = around,
                         .recipes = {.arena = a, .diags = diags}};
    struct span at = root->at;
    const struct node *n = below_lstack(diags, root, &at);

    if (!check_content(diags, n, at))
        return NULL;
    l.networks.arena = l.servers.arena = l.items.arena = l.hosts.arena = l.warned.arena =
        l.files.arena = a;
    stack0_read(&r, n, from);
    /* A section that is wrong as a whole names nothing, and that is said already. */
    from->servers.names.incomplete |= from->servers.at.line == 0;
    from->networks.names.incomplete |= ast_is_faulty(from->networks.at);
    return lower_root(&l, at);
}
