/* Where Docker and a swarm take their networks from: subnets that meet none that the stack knows.
 */
#include "sema/parts.h"

/* Of these sizes are each network of Docker's, and what they are taken from. */
enum { NETWORK_PREFIX = 24, POOL_PREFIX = 16 };

/* The address in figures, or 0 for one that has none here. */
static bool holds(struct subnet pool, const struct address *address)
{
    return address->text != NULL && !address->ipv6 && subnet_holds(pool, address_number(address));
}

/* Of the server: its address, what it is connected to, and its NAT bridge. Where nothing tells what
 * it is connected to, that is assumed to lie in the /16 of its address. */
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

/* FIRST.SECOND.0.0/16 */
static struct subnet pool_at(uint32_t first, uint32_t second)
{
    return (struct subnet){first << 24 | second << 16, POOL_PREFIX};
}

/* Pools that were chosen before are not free any more. */
static bool is_free(struct sema *s, struct subnet pool)
{
    for (size_t i = 0; i < s->docker_pools.count; i++)
        if (subnets_overlap(pool, s->docker_subnets[i]))
            return false;
    for (size_t i = 0; i < s->ir->network_count; i++)
        if (subnets_overlap(pool, s->ir->networks[i].subnet))
            return false;
    for (size_t i = 0; i < s->ir->server_count; i++)
        if (meets_server(s->arena, pool, &s->ir->servers[i]))
            return false;
    return true;
}

static void add_docker_pool(struct sema *s, struct subnet pool)
{
    struct ir_texts *pools = &s->docker_pools;

    s->docker_subnets[pools->count] = pool;
    pools->items[pools->count++] =
        arena_printf(s->arena, "%s:%d", subnet_text(s->arena, pool), NETWORK_PREFIX);
}

/* Docker's own ranges first, then those that a swarm's networks come from, too. */
struct ir_texts sema_docker_pools(struct sema *s)
{
    static const struct {
        unsigned char first, from, to; /* FIRST.FROM.0.0/16 to FIRST.TO.0.0/16 */
    } ranges[] = {{172, 17, 31}, {10, 200, 255}, {10, 1, 199}};

    if (s->docker_pools.items != NULL)
        return s->docker_pools;
    s->docker_pools.items = arena_alloc(s->arena, SEMA_DOCKER_POOLS * sizeof(char *));
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        for (uint32_t n = ranges[i].from;
             n <= ranges[i].to && s->docker_pools.count < SEMA_DOCKER_POOLS; n++)
            if (is_free(s, pool_at(ranges[i].first, n)))
                add_docker_pool(s, pool_at(ranges[i].first, n));
    return s->docker_pools;
}

/* From behind: the first ones are those that people choose, too. */
struct subnet sema_swarm_pool(struct sema *s)
{
    (void)sema_docker_pools(s);
    for (uint32_t n = 199; n > 0; n--)
        if (is_free(s, pool_at(10, n)))
            return pool_at(10, n);
    return (struct subnet){0};
}
