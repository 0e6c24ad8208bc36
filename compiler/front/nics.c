/* The type of the networks of a container: names, or a mapping from them to settings. */
#include "front/table.h"

static const struct key nic_keys[] = {
    {"address", &type_address, AT(ast_nic, address),
     .doc = "the container's address in this network", .preset = "assigned"},
};
static const struct section nic_section = {SECTION("a network of a container", ast_nic, nic_keys)};

/* {address: 10.104.50.14}, or nothing. */
static void read_nic_settings(struct reader *r, const struct node *n, struct ast_nic *nic)
{
    struct ast_text network = nic->network;

    if (node_is_null(n))
        return;
    if (n->kind != NODE_MAPPING) {
        wrong_type(r,
                   &(struct key){.name = network.text, .doc = "write `{address: ...}` or nothing"},
                   n, "a mapping");
        return;
    }
    section_read(r, &nic_section, n, false, nic);
    nic->network = network;
}

static void read_nics(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_nics *nics = to;
    bool single = n->kind == NODE_SCALAR;
    size_t count = single ? 1 : n->count;

    if (single && !want_scalar(r, key, n, "a list of networks"))
        return;
    if (!count_values(r, count, n->at))
        return;
    nics->at = n->at;
    nics->items = arena_alloc(r->arena, count * sizeof *nics->items);
    for (size_t i = 0; i < count; i++) {
        const struct node *name = single                     ? n
                                  : n->kind == NODE_SEQUENCE ? n->items[i]
                                                             : n->entries[i].key;
        struct ast_nic *nic = &nics->items[nics->count];

        type_name.read(r, key, name, &nic->network);
        if (n->kind == NODE_MAPPING && nic->network.at.line != 0)
            read_nic_settings(r, n->entries[i].value, nic);
        nics->count++;
    }
}

const struct key_type type_nics = {"list of networks, or mapping from networks to `{address: ...}`",
                                   sizeof(struct ast_nics),
                                   read_nics,
                                   &nic_section,
                                   .pattern = PATTERN_NAME,
                                   .plain = PLAIN_BOOL};
