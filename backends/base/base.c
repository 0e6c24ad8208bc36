/* Backend `base`: the packages of a server, and the names of those it is connected to. */
#include "backends/backend.h"

static void packages(const struct ir_server *server, struct bundle *out)
{
    struct step *s = bundle_step(out, PHASE_BASE, 10, "base-packages", "pkg_set", server->at,
                                 "packages and daemons");

    for (const char *const *p = server->platform->packages; *p != NULL; p++)
        step_word(s, *p);
}

static void hosts(const struct ir_server *server, struct bundle *out)
{
    struct buf text = buf_make(out->arena);
    struct step *s;

    buf_printf(&text, "%s %s\n", server->address.text, server->name);
    for (size_t i = 0; i < server->peer_count; i++)
        buf_printf(&text, "%s %s\n", server->peers[i].server->address.text,
                   server->peers[i].server->name);
    s = bundle_step(out, PHASE_BASE, 11, "base-hosts", "hosts_block", server->at,
                    "names of the servers in /etc/hosts");
    step_word(s, "/etc/hosts");
    step_word(s, bundle_file(out, "hosts", text.data));
}

static void base_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    (void)ir;
    packages(server, out);
    hosts(server, out);
}

const struct backend backend_base = {.name = "base",
                                     .doc = "packages, daemons and host names of the servers",
                                     .server = base_server};
