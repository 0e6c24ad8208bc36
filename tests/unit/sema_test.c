/* Names of interfaces; subnets for Docker and for a swarm; recipes that sections want. */
#include "test.h"

#include <string.h>

#include "sema/parts.h"
#include "sema/recipe_plan.h"

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

/* Is the parameter's one value this? */
static void is_told(const struct wanted *w, size_t i, const char *name, const char *value)
{
    assert_string_equal(w->params[i].name, name);
    assert_int_equal(w->params[i].values.count, 1);
    assert_string_equal(w->params[i].values.items[0], value);
}

static void sections_share_a_recipe(void **state)
{
    static const char text[] =
        "#: summary x\n#: platforms any\n#: param port string -- one\n"
        "#: param mode string -- another\n#: param hosts list -- some\nwants() { :; }\n";
    struct arena *a = *state;
    struct diags diags = {.arena = a};
    struct sema s = {.arena = a, .diags = &diags};
    const struct recipe recipe = {
        .name = "x",
        .header = recipe_header_read(&diags, source_of_text(a, "x", text, sizeof text - 1))};
    struct implied *one = sema_implied(&s, "x", (struct span){.line = 1});
    struct implied *other = sema_implied(&s, "x", (struct span){.line = 2});
    struct wanted w = {.recipe = &recipe};

    implied_value(&s, one, "port", "1");
    implied_value(&s, one, "extra", "one");
    implied_value(&s, other, "port", "2");
    implied_value(&s, other, "mode", "m");
    implied_value(&s, other, "extra", "two");
    implied_value(&s, other, "more", "other");
    implied_item(&s, other, "hosts", "h");
    implied_add(&s, &w.implied, one);
    implied_add(&s, &w.implied, other);
    sema_recipe_params(&s, &w);
    assert_int_equal(diags.errors, 0);
    assert_int_equal(w.param_count, 5);
    is_told(&w, 0, "port", "1");
    is_told(&w, 1, "mode", "m");
    is_told(&w, 2, "hosts", "h");
    is_told(&w, 3, "extra", "one");
    is_told(&w, 4, "more", "other");
    assert_int_equal(w.places[0].line, 1);
    assert_int_equal(w.places[1].line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(interface_names_are_unique), TEST(pools_meet_nothing),
                                       TEST(pools_do_not_meet), TEST(sections_share_a_recipe)};

    return cmocka_run_group_tests_name("sema", tests, NULL, NULL);
}
