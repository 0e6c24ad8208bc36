/* prometheus.yml: whom Prometheus asks, and at which addresses. */
#include <string.h>

#include "backends/monitoring/monitoring.h"
#include "backends/recipe_port.h"
#include "emit/yaml_writer.h"

/* Alerts are looked at more often than values come: one that waits waits no longer than it must. */
#define EVALUATION "5s"

struct text {
    const struct ir *ir;
    struct yaml_writer *w;
    struct arena *arena;
};

/* ---- one target --------------------------------------------------------------------------------
 */

/* The labels are the stack's own names: an alert names a container, not an address. */
static void target(struct text *t, const char *host, int port, const char *instance,
                   const char *kind, const struct ir_server *server)
{
    yaml_map(t->w, false);
    yaml_text(t->w, "targets");
    yaml_list(t->w, true);
    yaml_text(t->w, arena_printf(t->arena, "%s:%d", host, port));
    yaml_end_list(t->w);
    yaml_text(t->w, "labels");
    yaml_map(t->w, true);
    yaml_pair(t->w, "instance", instance);
    yaml_pair(t->w, "kind", kind);
    yaml_pair(t->w, "server", server->name);
    yaml_pair(t->w, "stack", t->ir->name);
    yaml_end_map(t->w);
    yaml_end_map(t->w);
}

static void of_container(struct text *t, const struct ir_container *c, const char *host, int port)
{
    target(t, host, port, c->name, "container", c->server);
}

static void in_network(struct text *t, const struct ir_container *c, int port)
{
    const struct ir_nic *nic = monitoring_nic(t->ir, c);

    if (nic != NULL && port != 0)
        of_container(t, c, ipv4_text(t->arena, nic->address), port);
}

static void of_server(struct text *t, const struct ir_server *server, int port)
{
    const struct address *address = &server->address;

    if (port != 0 && address->text != NULL)
        target(t, address->ipv6 ? arena_printf(t->arena, "[%s]", address->text) : address->text,
               port, server->name, "server", server);
}

/* ---- jobs --------------------------------------------------------------------------------------
 */

static void begin_job(struct text *t, const char *name)
{
    yaml_map(t->w, false);
    yaml_pair(t->w, "job_name", name);
    yaml_text(t->w, "static_configs");
    yaml_list(t->w, false);
}

static void end_job(struct text *t)
{
    yaml_end_list(t->w);
    yaml_end_map(t->w);
}

/* A job for all places with a recipe that answers at a port of this name; none, if there is none:
 * Prometheus takes no empty job ill, but a reader does. */
static void recipe_job(struct text *t, const char *job, const char *recipe, const char *port)
{
    const struct ir *ir = t->ir;
    bool any = false;

    for (size_t i = 0; !any && i < ir->container_count; i++)
        any = recipe_port(&ir->containers[i].recipes, recipe, port) != 0 &&
              monitoring_nic(ir, &ir->containers[i]) != NULL;
    for (size_t i = 0; !any && i < ir->server_count; i++)
        any = recipe_port(&ir->servers[i].recipes, recipe, port) != 0;
    if (!any)
        return;
    begin_job(t, job);
    for (size_t i = 0; i < ir->container_count; i++)
        in_network(t, &ir->containers[i], recipe_port(&ir->containers[i].recipes, recipe, port));
    for (size_t i = 0; i < ir->server_count; i++)
        of_server(t, &ir->servers[i], recipe_port(&ir->servers[i].recipes, recipe, port));
    end_job(t);
}

/* Containers in which haproxy of `expose` runs: each once, whatever it exposes. */
static void haproxy_job(struct text *t)
{
    const struct ir *ir = t->ir;
    bool *runs = arena_alloc(t->arena, ir->container_count + 1);
    bool any = false;

    for (size_t i = 0; i < ir->expose_count; i++)
        for (size_t j = 0; j < ir->exposes[i].on_count; j++)
            if (monitoring_nic(ir, ir->exposes[i].on[j]) != NULL)
                any = runs[ir->exposes[i].on[j] - ir->containers] = true;
    if (!any)
        return;
    begin_job(t, "haproxy");
    for (size_t i = 0; i < ir->container_count; i++)
        if (runs[i])
            in_network(t, &ir->containers[i], IR_METRICS_HAPROXY);
    end_job(t);
}

static void own_job(struct text *t, const struct ir_container *c)
{
    int port = recipe_port(&c->recipes, "prometheus", "prometheus");

    begin_job(t, "prometheus");
    of_container(t, c, "localhost", port != 0 ? port : IR_METRICS_PROMETHEUS);
    end_job(t);
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* What the recipe is told, as the rest of the file must agree with it. */
static const char *interval_of(const struct ir_container *c)
{
    const struct ir_recipe *r = monitoring_recipe(&c->recipes, "prometheus");

    for (size_t i = 0; r != NULL && i < r->count; i++)
        if (strcmp(r->params[i].name, "interval") == 0 && r->params[i].values.count > 0)
            return r->params[i].values.items[0];
    return "15s";
}

const char *prometheus_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct text t = {ir, yaml_writer_new(a), a};

    yaml_map(t.w, false);
    yaml_text(t.w, "global");
    yaml_map(t.w, false);
    yaml_pair(t.w, "scrape_interval", interval_of(c));
    yaml_pair(t.w, "evaluation_interval", EVALUATION);
    yaml_end_map(t.w);
    yaml_text(t.w, "rule_files");
    yaml_list(t.w, false);
    yaml_text(t.w, MONITORING_RULES);
    yaml_end_list(t.w);
    yaml_text(t.w, "scrape_configs");
    yaml_list(t.w, false);
    own_job(&t, c);
    recipe_job(&t, "node", "node-exporter", "node-exporter");
    haproxy_job(&t);
    recipe_job(&t, "docker", "docker", "metrics");
    yaml_end_list(t.w);
    yaml_end_map(t.w);
    return yaml_finish(t.w, "# by LStacker");
}
