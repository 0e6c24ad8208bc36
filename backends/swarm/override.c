/* What is laid over the compose file of a stack. */
#include <string.h>

#include "backends/swarm/swarm.h"
#include "base/digest.h"
#include "emit/yaml_writer.h"

static const char mtu_option[] = "com.docker.network.driver.mtu";

struct override {
    struct arena *arena;
    const struct ir *ir;
    const struct ir_compose *stack;
    struct yaml_writer *writer;
};

/* The value of a map's key, or NULL. */
static const struct ir_value *find(const struct ir_value *map, const char *key)
{
    for (size_t i = 0; map->kind == IR_MAP && i + 1 < map->count; i += 2)
        if (strcmp(map->items[i].text, key) == 0)
            return &map->items[i + 1];
    return NULL;
}

static void write_value(struct yaml_writer *w, const struct ir_value *v)
{
    switch (v->kind) {
    case IR_WORD:
        yaml_word(w, v->text);
        break;
    case IR_TEXT:
        yaml_text(w, v->text);
        break;
    case IR_LIST:
        yaml_list(w, v->count == 0);
        for (size_t i = 0; i < v->count; i++)
            write_value(w, &v->items[i]);
        yaml_end_list(w);
        break;
    case IR_MAP:
        yaml_map(w, v->count == 0);
        for (size_t i = 0; i < v->count; i++)
            write_value(w, &v->items[i]);
        yaml_end_map(w);
        break;
    }
}

/* All entries of a map but that of `key`. */
static void write_others(struct yaml_writer *w, const struct ir_value *map, const char *key)
{
    for (size_t i = 0; map->kind == IR_MAP && i + 1 < map->count; i += 2)
        if (strcmp(map->items[i].text, key) != 0) {
            write_value(w, &map->items[i]);
            write_value(w, &map->items[i + 1]);
        }
}

/* A path as ir_file has it. */
static const char *plain_path(const char *path)
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    return path;
}

/* The digest of what the config holds: of its file, as far as that is known. */
static const char *content_digest(const struct override *o, const struct ir_value *config)
{
    const struct ir_value *file = find(config, "file");

    for (size_t i = 0; file != NULL && file->text != NULL && i < o->stack->file_count; i++) {
        const struct ir_file *f = &o->stack->files[i];

        if (strcmp(plain_path(f->path), plain_path(file->text)) == 0)
            return digest_hex(o->arena, f->text, f->len);
    }
    return o->stack->digest;
}

/* A config of a swarm cannot be changed, so another content needs another name: of at most 64
 * bytes. */
static void write_config(const struct override *o, const char *name, const struct ir_value *config)
{
    struct yaml_writer *w = o->writer;

    yaml_text(w, name);
    yaml_map(w, false);
    write_others(w, config, "name");
    yaml_pair(w, "name",
              arena_printf(o->arena, "%.24s_%.24s-%.12s", o->stack->name, name,
                           content_digest(o, config)));
    yaml_end_map(w);
}

static void write_configs(const struct override *o)
{
    if (o->stack->configs.count == 0)
        return;
    yaml_text(o->writer, "configs");
    yaml_map(o->writer, false);
    for (size_t i = 0; i < o->stack->configs.count; i++)
        write_config(o, o->stack->configs.items[i], &o->stack->config_values[i]);
    yaml_end_map(o->writer);
}

static void write_secrets(const struct override *o)
{
    if (o->stack->secrets.count == 0)
        return;
    yaml_text(o->writer, "secrets");
    yaml_map(o->writer, false);
    for (size_t i = 0; i < o->stack->secrets.count; i++) {
        yaml_text(o->writer, o->stack->secret_keys.items[i]);
        yaml_map(o->writer, false);
        yaml_pair_word(o->writer, "external", "true");
        yaml_pair(o->writer, "name", arena_printf(o->arena, "${lstacker_secret_%zu}", i));
        yaml_end_map(o->writer);
    }
    yaml_end_map(o->writer);
}

/* Does the network leave its MTU to us? Other drivers' networks are no matter of the nodes'. */
static bool wants_mtu(const struct ir_value *network)
{
    const struct ir_value *driver = find(network, "driver"),
                          *options = find(network, "driver_opts");

    if (driver != NULL && (driver->text == NULL || strcmp(driver->text, "overlay") != 0))
        return false;
    return options == NULL || (options->kind == IR_MAP && find(options, mtu_option) == NULL) ||
           options->kind == IR_WORD;
}

static void write_network(const struct override *o, const char *name,
                          const struct ir_value *network)
{
    const struct ir_value *options = find(network, "driver_opts");
    struct yaml_writer *w = o->writer;

    yaml_text(w, name);
    yaml_map(w, false);
    write_others(w, network, "driver_opts");
    yaml_text(w, "driver_opts");
    yaml_map(w, false);
    if (options != NULL)
        write_others(w, options, mtu_option);
    /* Of what the packets travel over: the driver subtracts what it puts around them. */
    yaml_pair(w, mtu_option, arena_printf(o->arena, "%d", swarm_mtu(o->ir)));
    yaml_end_map(w);
    yaml_end_map(w);
}

static void write_networks(const struct override *o)
{
    bool any = false;

    for (size_t i = 0; i < o->stack->networks.count; i++) {
        if (!wants_mtu(&o->stack->network_values[i]))
            continue;
        if (!any) {
            yaml_text(o->writer, "networks");
            yaml_map(o->writer, false);
        }
        any = true;
        write_network(o, o->stack->networks.items[i], &o->stack->network_values[i]);
    }
    if (any)
        yaml_end_map(o->writer);
}

const char *swarm_override(struct arena *a, const struct ir *ir, const struct ir_compose *stack)
{
    struct override o = {.arena = a, .ir = ir, .stack = stack, .writer = yaml_writer_new(a)};

    yaml_map(o.writer, false);
    write_configs(&o);
    write_secrets(&o);
    write_networks(&o);
    yaml_end_map(o.writer);
    return yaml_finish(o.writer, "# What LStacker lays over the compose file.");
}
