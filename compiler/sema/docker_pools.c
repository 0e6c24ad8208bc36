/* Where Docker takes its networks from: subnets that meet none that the stack knows. */
#include "sema/recipe_plan.h"

/* Of this size is each network, and so many subnets of them are enough for anybody. */
enum { NETWORK_PREFIX = 24, POOL_PREFIX = 16, POOLS = 2 };

/* The address in figures, or 0 for one that has none here. */
static bool holds(struct subnet pool, const struct address *address)
{
    return address->text != NULL && !address->ipv6 && subnet_holds(pool, address_number(address));
}

/* Of the server: its address, what it is connected to, and its NAT bridge. */
static bool meets_server(struct arena *a, struct subnet pool, const struct ir_server *server)
{
    const struct ir_underlay *u = &server->underlay;
    struct address address;
    struct subnet link = {.prefix = u->prefix};

    if (holds(pool, &server->address) || subnets_overlap(pool, server->nat_subnet))
        return true;
    if (u->prefix != 0 && !server->address.ipv6) {
        link.base = address_number(&server->address) & subnet_mask(link);
        if (subnets_overlap(pool, link))
            return true;
    }
    if (u->gateway != NULL && address_parse(a, u->gateway, &address) && holds(pool, &address))
        return true;
    for (size_t i = 0; i < u->nameserver_count; i++)
        if (address_parse(a, u->nameservers[i], &address) && holds(pool, &address))
            return true;
    return false;
}

static bool is_free(struct sema *s, struct subnet pool)
{
    for (size_t i = 0; i < s->ir->network_count; i++)
        if (subnets_overlap(pool, s->ir->networks[i].subnet))
            return false;
    for (size_t i = 0; i < s->ir->server_count; i++)
        if (meets_server(s->arena, pool, &s->ir->servers[i]))
            return false;
    return true;
}

/* Docker's own ranges first, then those that a swarm's networks come from, too. */
struct ir_texts sema_docker_pools(struct sema *s)
{
    static const struct {
        unsigned char first, from, to; /* FIRST.FROM.0.0/16 to FIRST.TO.0.0/16 */
    } ranges[] = {{172, 17, 31}, {10, 200, 255}, {10, 1, 199}};

    if (s->docker_pools.items != NULL)
        return s->docker_pools;
    s->docker_pools.items = arena_alloc(s->arena, POOLS * sizeof(char *));
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t n = ranges[i].from; n <= ranges[i].to && s->docker_pools.count < POOLS; n++) {
            struct subnet pool = {(uint32_t)ranges[i].first << 24 | n << 16, POOL_PREFIX};

            if (is_free(s, pool))
                s->docker_pools.items[s->docker_pools.count++] =
                    arena_printf(s->arena, "%s:%d", subnet_text(s->arena, pool), NETWORK_PREFIX);
        }
    return s->docker_pools;
}
