/* Backend `cloudinit`: what makes a fresh machine a server that the master can take over. */
#include <string.h>

#include "backends/backend.h"
#include "backends/cloud_config.h"

/* Bytes of user-data, before base64: "Amazon EC2 User Guide", "Run commands at launch". */
enum { EC2_USER_DATA = 16 * 1024 };

/* Without keys, user-data is smaller than this: names, a user, a few packages. */
enum { REST = 4 * 1024 };

/* Until the first apply, which has blocks and files of its own. */
static void proxy(struct yaml_writer *w, struct arena *a, const struct ir_proxy *p)
{
    struct buf variables = buf_make(a);

    if (p->http == NULL && p->https == NULL)
        return;
    yaml_text(w, "apt");
    yaml_map(w, false);
    if (p->http != NULL) {
        yaml_pair(w, "http_proxy", p->http);
        buf_printf(&variables, "http_proxy=%s\nHTTP_PROXY=%s\n", p->http, p->http);
    }
    if (p->https != NULL) {
        yaml_pair(w, "https_proxy", p->https);
        buf_printf(&variables, "https_proxy=%s\nHTTPS_PROXY=%s\n", p->https, p->https);
    }
    yaml_end_map(w);
    yaml_text(w, "write_files");
    yaml_list(w, false);
    yaml_map(w, false);
    yaml_pair(w, "path", "/etc/environment");
    yaml_pair_word(w, "append", "true");
    yaml_pair(w, "content", variables.data);
    yaml_end_map(w);
    yaml_end_list(w);
}

static const char *user_data(struct arena *a, const struct ir *ir, const struct ir_server *server,
                             const struct ir_keys *keys)
{
    struct yaml_writer *w = yaml_writer_new(a);

    yaml_map(w, false);
    cloud_config_name(w, a, server->name, NULL);
    cloud_config_user(w, server->user != NULL ? server->user : ir->user, keys);
    proxy(w, a, &ir->proxy);
    yaml_pair_word(w, "package_update", "true");
    yaml_text(w, "packages");
    yaml_list(w, false);
    for (const char *const *p = server->platform->cloud_packages; *p != NULL; p++)
        yaml_text(w, *p);
    yaml_end_list(w);
    yaml_end_map(w);
    return yaml_finish(w, "#cloud-config");
}

static void static_address(struct yaml_writer *w, struct arena *a, const struct ir_server *server)
{
    const struct ir_underlay *u = &server->underlay;

    yaml_text(w, "addresses");
    yaml_list(w, true);
    yaml_text(w, arena_printf(a, "%s/%d", server->address.text, u->prefix));
    yaml_end_list(w);
    if (u->gateway != NULL) {
        yaml_text(w, "routes");
        yaml_list(w, false);
        yaml_map(w, true);
        /* cloud-init 22.4 does not know `default`. */
        yaml_pair(w, "to", server->address.ipv6 ? "::/0" : "0.0.0.0/0");
        yaml_pair(w, "via", u->gateway);
        yaml_end_map(w);
        yaml_end_list(w);
    }
    if (u->nameserver_count == 0)
        return;
    yaml_text(w, "nameservers");
    yaml_map(w, true);
    yaml_text(w, "addresses");
    yaml_list(w, true);
    for (size_t i = 0; i < u->nameserver_count; i++)
        yaml_text(w, u->nameservers[i]);
    yaml_end_list(w);
    yaml_end_map(w);
}

/* Fixed if the file tells the prefix, else by DHCP on the first card. */
static const char *network_config(struct arena *a, const struct ir_server *server)
{
    struct yaml_writer *w = yaml_writer_new(a);
    const struct ir_underlay *u = &server->underlay;

    yaml_map(w, false);
    yaml_pair_word(w, "version", "2");
    yaml_text(w, "ethernets");
    yaml_map(w, false);
    yaml_text(w, u->interface != NULL ? u->interface : "primary");
    yaml_map(w, false);
    if (u->interface == NULL) {
        yaml_text(w, "match");
        yaml_map(w, true);
        yaml_pair(w, "name", "e*");
        yaml_end_map(w);
    }
    if (u->prefix != 0)
        static_address(w, a, server);
    else
        yaml_pair_word(w, "dhcp4", "true");
    yaml_end_map(w);
    yaml_end_map(w);
    yaml_end_map(w);
    return yaml_finish(w, NULL);
}

static const char *meta_data(struct arena *a, const struct ir *ir, const struct ir_server *server)
{
    struct yaml_writer *w = yaml_writer_new(a);

    yaml_map(w, false);
    yaml_pair(w, "instance-id", arena_printf(a, "%s-%s", ir->name, server->name));
    yaml_pair(w, "local-hostname", server->name);
    yaml_end_map(w);
    return yaml_finish(w, NULL);
}

static void cloudinit_stack(const struct ir *ir, struct tree *out)
{
    struct arena *a = out->arena;

    for (size_t i = 0; i < ir->server_count; i++) {
        const struct ir_server *s = &ir->servers[i];

        tree_add_text(out, arena_printf(a, "cloud-init/%s.user-data", s->name),
                      user_data(a, ir, s, &ir->keys));
        tree_add_text(out, arena_printf(a, "cloud-init/%s.network-config", s->name),
                      network_config(a, s));
        tree_add_text(out, arena_printf(a, "cloud-init/%s.meta-data", s->name),
                      meta_data(a, ir, s));
    }
}

/* The keys are the same for all servers and may be many: they are measured once. */
static size_t size_of_keys(struct arena *a, const struct ir *ir)
{
    const struct ir_keys none = {0};

    if (ir->keys.count == 0)
        return 0;
    return strlen(user_data(a, ir, &ir->servers[0], &ir->keys)) -
           strlen(user_data(a, ir, &ir->servers[0], &none));
}

static void report_size(struct diags *diags, const struct ir_server *server, size_t others,
                        size_t size, size_t keys)
{
    struct diag *d = diag_report(diags, L0450, server->at,
                                 "the user-data of `%s` has %zu bytes, %zu more than EC2 takes",
                                 server->name, size, size - EC2_USER_DATA);

    if (others > 0)
        diag_note(d, (struct span){0}, "that of %zu more server%s is too large, too", others,
                  others > 1 ? "s" : "");
    diag_help(d,
              "%zu bytes of it are public keys: name fewer of them in `ssh`; those for some "
              "containers alone belong into the `authorized_keys` of these",
              keys);
}

/* Is the user-data of a server larger than EC2 takes? One warning tells of the largest. */
static void cloudinit_check(const struct ir *ir, struct diags *diags)
{
    const struct ir_keys none = {0};
    size_t keys = size_of_keys(diags->arena, ir), largest = 0, count = 0;
    const struct ir_server *of = NULL;

    if (keys + REST <= EC2_USER_DATA)
        return;
    for (size_t i = 0; i < ir->server_count; i++) {
        size_t size = keys + strlen(user_data(diags->arena, ir, &ir->servers[i], &none));

        if (size <= EC2_USER_DATA)
            continue;
        count++;
        if (size > largest) {
            of = &ir->servers[i];
            largest = size;
        }
    }
    if (of != NULL)
        report_size(diags, of, count - 1, largest, keys);
}

const struct backend backend_cloudinit = {
    .name = "cloudinit",
    .doc = "user-data that makes a fresh machine a server",
    .stack = cloudinit_stack,
    .check = cloudinit_check,
};
