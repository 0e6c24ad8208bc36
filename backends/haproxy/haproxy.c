/* The configuration of haproxy: a frontend for each port, a backend for each name. */
#include "backends/haproxy/haproxy.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "emit/quote.h"

/* What is written, and what it is written of. */
struct text {
    struct buf out;
    const struct ir *ir;
    const struct ir_container *c;
    const struct ir_expose **all; /* what is exposed in the container, in the order of the file */
    size_t count;
};

/* Idle connections of clients end with a response and not in between, so that a reload fails no
 * request. Old processes may finish what lasts longer, for a while. */
static const char global[] =
    "# Made by LStacker: changes belong into its file, under `expose`.\n"
    "global\n"
    "    log /dev/log local0\n"
    "    chroot /var/lib/haproxy\n"
    "    user haproxy\n"
    "    group haproxy\n"
    "    stats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners\n"
    "    hard-stop-after 15m\n"
    "    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets prefer-client-ciphers\n"
    "    ssl-default-bind-ciphers "
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305\n"
    "    ssl-default-bind-ciphersuites "
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256\n";

static const char http_defaults[] = "\n"
                                    "defaults http\n"
                                    "    mode http\n"
                                    "    log global\n"
                                    "    option httplog\n"
                                    "    option dontlognull\n"
                                    "    option idle-close-on-response\n"
                                    "    option redispatch 1\n"
                                    "    retries 3\n"
                                    "    timeout http-request 10s\n"
                                    "    timeout http-keep-alive 30s\n"
                                    "    timeout connect 5s\n"
                                    "    timeout queue 30s\n"
                                    "    timeout client 1m\n"
                                    "    timeout server 5m\n"
                                    "    timeout tunnel 1h\n"
                                    "    timeout check 5s\n"
                                    "    default-server inter 2s fall 3 rise 2\n";

static const char tcp_defaults[] = "\n"
                                   "defaults tcp\n"
                                   "    mode tcp\n"
                                   "    log global\n"
                                   "    option tcplog\n"
                                   "    option dontlognull\n"
                                   "    option redispatch 1\n"
                                   "    option clitcpka\n"
                                   "    option srvtcpka\n"
                                   "    retries 3\n"
                                   "    timeout connect 5s\n"
                                   "    timeout queue 30s\n"
                                   "    timeout client 1h\n"
                                   "    timeout server 1h\n"
                                   "    timeout check 5s\n"
                                   "    default-server inter 2s fall 3 rise 2\n";

static bool has_tls(const struct ir_expose *e)
{
    return e->self_signed || e->certificate != NULL;
}

static const char *word(const struct text *t, const char *value)
{
    struct buf b = buf_make(t->out.arena);

    quote_haproxy(&b, value);
    return b.data;
}

static void collect(struct text *t)
{
    t->all = arena_alloc(t->out.arena, t->ir->expose_count * sizeof *t->all);
    for (size_t i = 0; i < t->ir->expose_count; i++) {
        const struct ir_expose *e = &t->ir->exposes[i];
        bool here = false;

        for (size_t j = 0; j < e->on_count && !here; j++)
            here = e->on[j] == t->c;
        if (here)
            t->all[t->count++] = e;
    }
}

/* ---- where servers are ------------------------------------------------------------------- */

static const struct ir_nic *nic_in(const struct ir_container *c, const struct ir_network *n)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network == n)
            return &c->nics[i];
    return NULL;
}

static void server_line(struct text *t, const struct ir_expose *e, size_t i)
{
    const struct ir_container *to = e->to.items[i];
    const struct ir_nic *nic = e->network != NULL ? nic_in(to, e->network) : NULL;

    buf_printf(&t->out, "    server %s %s:%d check", to->name,
               nic != NULL ? ipv4_text(t->out.arena, nic->address) : "127.0.0.1", e->port);
    if (e->weights != NULL)
        buf_printf(&t->out, " weight %d", e->weights[i]);
    if (e->max_connections > 0)
        buf_printf(&t->out, " maxconn %d", e->max_connections);
    buf_str(&t->out, e->proxy_protocol ? " send-proxy-v2\n" : "\n");
}

static void server_lines(struct text *t, const struct ir_expose *e)
{
    buf_printf(&t->out, "    balance %s\n", e->balance);
    for (size_t i = 0; i < e->to.count; i++)
        server_line(t, e, i);
}

/* ---- HTTP -------------------------------------------------------------------------------- */

/* The entry's path without slashes at its end: "" is all. */
static const char *below(const struct text *t, const struct ir_expose *e)
{
    size_t len = strlen(e->path);

    while (len > 0 && e->path[len - 1] == '/')
        len--;
    return arena_strndup(t->out.arena, e->path, len);
}

/* When a request is for the entry: /api is above /api/x, and not above /apix. */
static void condition(struct text *t, const struct ir_expose *e)
{
    const char *path = below(t, e);

    buf_printf(&t->out, " if { var(txn.host) -m str %s }", e->name);
    if (*path != '\0')
        buf_printf(&t->out, " { path,concat(/) -m beg %s }",
                   word(t, arena_printf(t->out.arena, "%s/", path)));
    buf_char(&t->out, '\n');
}

static void redirect(struct text *t, const struct ir_expose *e)
{
    buf_printf(&t->out, "    http-request redirect prefix https://%s", e->name);
    if (e->listen != 443)
        buf_printf(&t->out, ":%d", e->listen);
    buf_str(&t->out, " code 301");
    condition(t, e);
}

/* What the servers learn of the client. What he says himself of it does not count. */
static void forwarded(struct text *t, bool tls)
{
    buf_str(&t->out, "    http-request del-header Forwarded\n"
                     "    http-request del-header X-Real-IP\n"
                     "    http-request del-header X-Forwarded-Port\n"
                     "    http-request del-header Proxy\n"
                     "    http-request set-header X-Forwarded-For %[src]\n"
                     "    http-request set-header X-Forwarded-Host %[req.hdr(host)]\n");
    buf_printf(&t->out, "    http-request set-header X-Forwarded-Proto %s\n",
               tls ? "https" : "http");
}

/* All entries that are told apart at a port: by host names, and by paths. */
static void frontend(struct text *t, int port, bool tls)
{
    buf_printf(&t->out, "\nfrontend %s:%d\n    bind :%d", tls ? "https" : "http", port, port);
    buf_str(&t->out, tls ? " ssl crt-list " HAPROXY_FILES "/list alpn h2,http/1.1\n" : "\n");
    buf_str(&t->out, "    http-request set-var(txn.host) req.hdr(host),field(1,:),lower\n");
    forwarded(t, tls);
    for (size_t i = 0; i < t->count; i++)
        if (t->all[i]->redirect && port == 80 && !tls)
            redirect(t, t->all[i]);
    for (size_t i = 0; i < t->count; i++) {
        const struct ir_expose *e = t->all[i];

        if (e->tcp || e->listen != port || has_tls(e) != tls)
            continue;
        buf_printf(&t->out, "    use_backend %s", e->name);
        condition(t, e);
    }
    buf_str(&t->out, "    default_backend http:nowhere\n");
}

/* A server that takes /api/../x for /x must not be reached so. What may have been done is not asked
 * for twice. */
static void http_backend(struct text *t, const struct ir_expose *e)
{
    buf_printf(&t->out, "\nbackend %s\n", e->name);
    if (*below(t, e) != '\0')
        buf_str(&t->out, "    http-request deny deny_status 400 if "
                         "{ path,url_dec,concat(/) -m sub /../ }\n");
    buf_str(&t->out, "    retry-on conn-failure empty-response\n"
                     "    http-request disable-l7-retry unless { method GET HEAD OPTIONS }\n");
    if (e->check != NULL)
        buf_printf(&t->out,
                   "    option httpchk\n"
                   "    http-check send meth GET uri %s ver HTTP/1.1 hdr Host %s\n",
                   word(t, e->check), e->name);
    server_lines(t, e);
}

struct port {
    int number;
    bool tls;
};

static int compare_ports(const void *a, const void *b)
{
    const struct port *x = a, *y = b;

    return x->number != y->number ? (x->number > y->number ? 1 : -1) : (int)x->tls - (int)y->tls;
}

static void http_frontends(struct text *t)
{
    struct port *ports = arena_alloc(t->out.arena, 2 * t->count * sizeof *ports);
    size_t count = 0;

    for (size_t i = 0; i < t->count; i++) {
        const struct ir_expose *e = t->all[i];

        if (!e->tcp)
            ports[count++] = (struct port){e->listen, has_tls(e)};
        if (e->redirect)
            ports[count++] = (struct port){80, false};
    }
    if (count > 0)
        qsort(ports, count, sizeof *ports, compare_ports);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || compare_ports(&ports[i - 1], &ports[i]) != 0)
            frontend(t, ports[i].number, ports[i].tls);
    if (count > 0)
        buf_str(&t->out, "\nbackend http:nowhere\n"
                         "    http-request return status 404 content-type text/plain string "
                         "'Nothing of that name is here.'\n");
}

/* ---- statistics -------------------------------------------------------------------------- */

/* For people, and for Prometheus: in the management's network alone. */
static void statistics(struct text *t)
{
    const struct ir_nic *nic = t->ir->stats != NULL ? nic_in(t->c, t->ir->stats) : NULL;

    if (nic == NULL)
        return;
    buf_printf(&t->out,
               "\nfrontend http:stats\n"
               "    bind %s:%d\n"
               "    http-request deny unless { src %s }\n"
               "    http-request use-service prometheus-exporter if { path /metrics }\n"
               "    stats enable\n"
               "    stats uri /\n"
               "    stats refresh 10s\n",
               ipv4_text(t->out.arena, nic->address), IR_METRICS_HAPROXY,
               subnet_text(t->out.arena, nic->network->subnet));
}

/* ---- TCP --------------------------------------------------------------------------------- */

static void tcp_listener(struct text *t, const struct ir_expose *e)
{
    buf_printf(&t->out, "\nlisten %s\n    bind :%d", e->name, e->listen);
    if (has_tls(e))
        buf_printf(&t->out, " ssl crt " HAPROXY_FILES "/%s/%s.pem",
                   e->self_signed ? "made" : "given", e->name);
    buf_char(&t->out, '\n');
    server_lines(t, e);
}

const char *haproxy_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct text t = {.out = buf_make(a), .ir = ir, .c = c};
    bool tcp = false;

    collect(&t);
    buf_str(&t.out, global);
    buf_str(&t.out, http_defaults);
    http_frontends(&t);
    statistics(&t);
    for (size_t i = 0; i < t.count; i++)
        if (!t.all[i]->tcp)
            http_backend(&t, t.all[i]);
        else
            tcp = true;
    if (tcp)
        buf_str(&t.out, tcp_defaults);
    for (size_t i = 0; i < t.count; i++)
        if (t.all[i]->tcp)
            tcp_listener(&t, t.all[i]);
    return t.out.data;
}
