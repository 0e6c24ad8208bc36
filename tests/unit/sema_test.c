/* Names of interfaces; subnets for Docker and for a swarm. */
#include "test.h"

#include <string.h>

#include "sema/parts.h"

static void interface_names_are_unique(void **state)
{
    static const char *const twins[] = {"web33809", "node-124506", "app11610", "mail192838"};
    struct sema s = {.arena = *state, .interfaces = {.arena = *state}};
    const char *names[4];

    assert_int_equal(sema_hash(twins[0], 0), sema_hash(twins[1], 0));
    assert_int_equal(sema_hash(twins[2], 0), sema_hash(twins[3], 0));
    for (int i = 0; i < 4; i++) {
        names[i] = sema_interface_name(&s, "ls-", twins[i]);
        assert_int_equal(strlen(names[i]), 11);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(names[i], names[j]);
    }
    for (int i = 0; i < 4; i++)
        assert_string_equal(names[i], sema_interface_name(&s, "ls-", twins[i]));
    assert_string_equal(names[0], "ls-88e179d2");
}

static void pools_meet_nothing(void **state)
{
    static const char *nameservers[] = {"10.195.0.1"};
    struct ir_network network = {.subnet = {0x0AC70000, 16}}; /* 10.199.0.0/16 */
    struct ir_server server = {
        .underlay = {.gateway = "10.196.0.1", .nameservers = nameservers, .nameserver_count = 1},
        .nat_subnet = {0x0AC5FC00, 24}}; /* 10.197.252.0/24 */
    struct ir ir = {
        .networks = &network, .network_count = 1, .servers = &server, .server_count = 1};
    struct sema s = {.arena = *state, .ir = &ir};

    assert_true(address_parse(*state, "10.198.3.1", &server.address));
    assert_string_equal(subnet_text(*state, sema_swarm_pool(&s)), "10.194.0.0/16");
    assert_int_equal(s.docker_pools.count, 2);
    assert_string_equal(s.docker_pools.items[0], "172.17.0.0/16:24");
}

/* Where little is left, Docker and the swarm do not get the same. */
static void pools_do_not_meet(void **state)
{
    /* All but 10.0.0.0/14 */
    struct ir_network networks[] = {
        {.subnet = {0xAC100000, 12}}, {.subnet = {0x0A800000, 9}},  {.subnet = {0x0A400000, 10}},
        {.subnet = {0x0A200000, 11}}, {.subnet = {0x0A100000, 12}}, {.subnet = {0x0A080000, 13}},
        {.subnet = {0x0A040000, 14}}, {.subnet = {0x0A030000, 16}},
    };
    struct ir ir = {.networks = networks, .network_count = 7};
    struct sema s = {.arena = *state, .ir = &ir}, full = s;

    assert_string_equal(subnet_text(*state, sema_swarm_pool(&s)), "10.3.0.0/16");
    assert_string_equal(s.docker_pools.items[0], "10.1.0.0/16:24");
    assert_string_equal(s.docker_pools.items[1], "10.2.0.0/16:24");
    ir.network_count = 8;
    assert_int_equal(sema_swarm_pool(&full).prefix, 0);
    assert_int_equal(full.docker_pools.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(interface_names_are_unique), TEST(pools_meet_nothing),
                                       TEST(pools_do_not_meet)};

    return cmocka_run_group_tests_name("sema", tests, NULL, NULL);
}
