/* What the name server and its clients are told. */
#include "test.h"

#include <string.h>

#include "backends/dns/dns.h"

/* `ns` and `desk` on one network, `ns` and all others on another one. */
struct stack {
    struct ir ir;
    struct ir_network networks[2];
    struct ir_server server;
    struct ir_container *containers;
    struct ir_nic *nics;
};

static void put(struct stack *s, size_t container, size_t network, uint32_t address)
{
    struct ir_container *c = &s->containers[container];
    struct ir_network *n = &s->networks[network];
    struct ir_nic *nic = &s->nics[container * 2 + c->nic_count++];

    *nic = (struct ir_nic){.network = n, .address = address};
    c->nics = &s->nics[container * 2];
    ((struct ir_host *)n->hosts)[n->members++] = (struct ir_host){c, nic};
}

static struct stack *build(struct arena *a, size_t count)
{
    struct stack *s = arena_new(a, struct stack);

    s->server.nat_address = 0x0AFFFC01;
    s->containers = arena_alloc(a, count * sizeof *s->containers);
    s->nics = arena_alloc(a, count * 2 * sizeof *s->nics);
    for (size_t i = 0; i < 2; i++)
        s->networks[i].hosts = arena_alloc(a, count * sizeof(struct ir_host));
    s->networks[0].name = s->networks[0].zone = "dev";
    s->networks[0].subnet = (struct subnet){0x0A650000, 16};
    s->networks[1].name = "prod";
    s->networks[1].zone = "prod.example.com";
    s->networks[1].subnet = (struct subnet){0xC0A80780, 25};
    s->ir = (struct ir){.name = "acme",
                        .networks = s->networks,
                        .network_count = 2,
                        .containers = s->containers,
                        .container_count = count};
    for (size_t i = 0; i < count; i++)
        s->containers[i] = (struct ir_container){.name = i == 0   ? "ns"
                                                         : i == 1 ? "desk"
                                                                  : arena_printf(a, "web-%zu", i),
                                                 .server = &s->server};
    s->ir.dns.on = &s->containers[0];
    put(s, 0, 0, 0x0A650001);
    put(s, 0, 1, 0xC0A80781);
    put(s, 1, 0, 0x0A650002);
    for (size_t i = 2; i < count; i++)
        put(s, i, 1, 0xC0A80780 + (uint32_t)i);
    return s;
}

static void short_names_are_those_of_the_first_network_of_both(void **state)
{
    struct stack *s = build(*state, 3);

    assert_string_equal(hosts_text(&s->ir, &s->containers[0], *state),
                        "10.101.0.1 ns.dev ns\n10.101.0.2 desk.dev desk\n"
                        "192.168.7.129 ns.prod.example.com\n"
                        "192.168.7.130 web-2.prod.example.com web-2\n");
    assert_string_equal(hosts_text(&s->ir, &s->containers[1], *state),
                        "10.101.0.1 ns.dev ns\n10.101.0.2 desk.dev desk\n");
}

/* `ns` sees 2 on one network, and all but one on the other. */
static void many_hosts_are_left_to_the_name_server(void **state)
{
    struct stack *s = build(*state, DNS_HOSTS_MOST - 1);

    assert_non_null(strstr(hosts_text(&s->ir, &s->containers[0], *state), " web-98\n"));
    s = build(*state, DNS_HOSTS_MOST);
    s->ir.monitoring.on = &s->containers[3];
    s->ir.dns.jump_box = s->ir.dns.on;
    assert_string_equal(hosts_text(&s->ir, &s->containers[0], *state),
                        "10.101.0.1 ns.dev ns\n192.168.7.129 ns.prod.example.com\n"
                        "192.168.7.131 web-3.prod.example.com web-3\n");
}

static void an_address_is_a_zone_where_others_have_the_rest(void **state)
{
    static const struct {
        int prefix;
        const char *zone, *label;
    } rows[] = {
        {8, "10.in-addr.arpa", "4.3.2"},    {9, "2.10.in-addr.arpa", "4.3"},
        {16, "2.10.in-addr.arpa", "4.3"},   {17, "3.2.10.in-addr.arpa", "4"},
        {24, "3.2.10.in-addr.arpa", "4"},   {25, "4.3.2.10.in-addr.arpa", "@"},
        {32, "4.3.2.10.in-addr.arpa", "@"}, {1, "10.in-addr.arpa", "4.3.2"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ir_network n = {.subnet = {0x0A020304, rows[i].prefix}};

        assert_string_equal(dns_reverse_zone(&n, 0x0A020304, *state), rows[i].zone);
        assert_string_equal(dns_reverse_label(&n, 0x0A020304, *state), rows[i].label);
    }
}

static void what_is_not_known_is_asked_of_those_that_are_written(void **state)
{
    static const char *forward[] = {"192.0.2.53", "2001:db8::53"};
    struct stack *s = build(*state, 3);
    const char *text = named_text(&s->ir, &s->containers[0], *state);

    assert_non_null(strstr(text, "forwarders { 10.255.252.1; };"));
    s->ir.dns.forward = (struct ir_texts){forward, 2};
    text = named_text(&s->ir, &s->containers[0], *state);
    assert_non_null(strstr(text, "forwarders { 192.0.2.53; 2001:db8::53; };"));
    assert_null(strstr(text, "10.255.252.1"));
}

/* Twice the hosts make texts of twice the length, not more. */
static void texts_grow_with_the_hosts(void **state)
{
    struct stack *few = build(*state, 60), *many = build(*state, 120);
    size_t named = strlen(named_text(&few->ir, &few->containers[0], *state));
    size_t zones = strlen(zones_text(&few->ir, &few->containers[0], *state));

    assert_true(strlen(named_text(&many->ir, &many->containers[0], *state)) < named * 5 / 2);
    assert_true(strlen(zones_text(&many->ir, &many->containers[0], *state)) < zones * 5 / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(short_names_are_those_of_the_first_network_of_both),
        TEST(many_hosts_are_left_to_the_name_server),
        TEST(an_address_is_a_zone_where_others_have_the_rest),
        TEST(what_is_not_known_is_asked_of_those_that_are_written),
        TEST(texts_grow_with_the_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
