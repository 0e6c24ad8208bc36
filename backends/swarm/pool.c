/* Addresses of a swarm's networks. */
#include "backends/swarm/swarm.h"

enum { POOL_PREFIX = 16 };

/* What is around a server's address is assumed to be its network where nothing tells. */
enum { LINK_PREFIX = 24 };

static bool meets_server(struct subnet pool, const struct ir_server *server)
{
    struct subnet link = {.prefix =
                              server->underlay.prefix != 0 ? server->underlay.prefix : LINK_PREFIX};

    if (subnets_overlap(pool, server->nat_subnet))
        return true;
    if (server->address.text == NULL || server->address.ipv6)
        return false;
    link.base = address_number(&server->address) & subnet_mask(link);
    return subnets_overlap(pool, link);
}

static bool is_free(const struct ir *ir, struct subnet pool)
{
    for (size_t i = 0; i < ir->network_count; i++)
        if (subnets_overlap(pool, ir->networks[i].subnet))
            return false;
    for (size_t i = 0; i < ir->server_count; i++)
        if (meets_server(pool, &ir->servers[i]))
            return false;
    return true;
}

/* From behind: the first ones are those that people choose, too. */
const char *swarm_pool(struct arena *a, const struct ir *ir)
{
    for (uint32_t n = 199; n > 0; n--) {
        struct subnet pool = {UINT32_C(10) << 24 | n << 16, POOL_PREFIX};

        if (is_free(ir, pool))
            return subnet_text(a, pool);
    }
    return NULL;
}
