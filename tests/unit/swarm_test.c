/* What is laid over the compose file of a swarm's stack. */
#include "test.h"

#include <string.h>

#include "backends/swarm/swarm.h"

#define WORD(t)                                                                                    \
    {                                                                                              \
        .kind = IR_WORD, .text = (t)                                                               \
    }
#define TEXT(t)                                                                                    \
    {                                                                                              \
        .kind = IR_TEXT, .text = (t)                                                               \
    }
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define MAP(a)                                                                                     \
    {                                                                                              \
        .kind = IR_MAP, .items = (a), .count = COUNT(a)                                            \
    }
#define LIST(a)                                                                                    \
    {                                                                                              \
        .kind = IR_LIST, .items = (a), .count = COUNT(a)                                           \
    }
#define NAMES(a)                                                                                   \
    {                                                                                              \
        (a), COUNT(a)                                                                              \
    }

static struct ir_network prod = {.name = "prod", .subnet = {0x0AC70000, 16}};
static struct ir_server server = {.name = "one", .nat_subnet = {0x0AC5FC00, 24}};

static struct ir stack_ir(void)
{
    return (struct ir){.overlay = {.mtu = 1446, .underlay_mtu = 1500},
                       .networks = &prod,
                       .network_count = 1,
                       .servers = &server,
                       .server_count = 1,
                       .swarm = {.network = &prod}};
}

static void configs_are_named_by_their_content(void **state)
{
    static const char *names[] = {"site", "page"};
    struct ir_value site[] = {WORD("file"), TEXT("./conf/site.conf"), WORD("template_driver"),
                              WORD("golang")};
    struct ir_value page[] = {WORD("file"), WORD("page.html"), WORD("name"), WORD("mine")};
    struct ir_value values[] = {MAP(site), MAP(page)};
    struct ir_file files[] = {{.path = "shop.yml", .text = "", .len = 0},
                              {.path = "conf/site.conf", .text = "a", .len = 1},
                              {.path = "page.html", .text = "b", .len = 1}};
    struct ir_compose c = {.name = "shop",
                           .digest = "d",
                           .files = files,
                           .file_count = 3,
                           .configs = NAMES(names),
                           .config_values = values};
    struct ir ir = stack_ir();
    const char *before = swarm_override(*state, &ir, &c), *after;

    assert_string_equal(before, "# What LStacker lays over the compose file.\n"
                                "configs:\n"
                                "  site:\n"
                                "    file: ./conf/site.conf\n"
                                "    template_driver: golang\n"
                                "    name: shop_site-ca978112ca1b\n"
                                "  page:\n"
                                "    file: page.html\n"
                                "    name: shop_page-3e23e8160039\n");
    /* Only the one whose file has changed gets another name. */
    files[1].text = "x";
    after = swarm_override(*state, &ir, &c);
    assert_null(strstr(after, "shop_site-ca978112ca1b"));
    assert_non_null(strstr(after, "shop_page-3e23e8160039"));
}

static void networks_fit_and_keep_what_is_written(void **state)
{
    static const char *names[] = {"front", "default", "bridge", "own"};
    struct ir_value config[] = {WORD("subnet"), WORD("10.9.0.0/24")};
    struct ir_value configs[] = {MAP(config)};
    struct ir_value ipam[] = {WORD("config"), LIST(configs)};
    struct ir_value options[] = {WORD("encrypted"), TEXT("")};
    struct ir_value front[] = {WORD("attachable"), WORD("true"), WORD("driver_opts"),
                               MAP(options),       WORD("ipam"), MAP(ipam)};
    struct ir_value bridge[] = {WORD("driver"), WORD("bridge")};
    struct ir_value mtu[] = {WORD("com.docker.network.driver.mtu"), TEXT("1200")};
    struct ir_value own[] = {WORD("driver_opts"), MAP(mtu)};
    struct ir_value values[] = {MAP(front), {.kind = IR_MAP}, MAP(bridge), MAP(own)};
    struct ir_compose c = {.name = "shop", .networks = NAMES(names), .network_values = values};
    struct ir ir = stack_ir();

    assert_string_equal(swarm_override(*state, &ir, &c),
                        "# What LStacker lays over the compose file.\n"
                        "networks:\n"
                        "  front:\n"
                        "    attachable: true\n"
                        "    ipam:\n"
                        "      config:\n"
                        "      - subnet: 10.9.0.0/24\n"
                        "    driver_opts:\n"
                        "      encrypted: \"\"\n"
                        "      com.docker.network.driver.mtu: \"1446\"\n"
                        "  default:\n"
                        "    driver_opts:\n"
                        "      com.docker.network.driver.mtu: \"1446\"\n");
}

static void secrets_are_named_by_the_runtime(void **state)
{
    static const char *keys[] = {"password", "key: #"}, *names[] = {"db_password", "tls"};
    struct ir_compose c = {.name = "shop", .secrets = NAMES(names), .secret_keys = NAMES(keys)};
    struct ir ir = stack_ir();

    assert_string_equal(swarm_override(*state, &ir, &c),
                        "# What LStacker lays over the compose file.\n"
                        "secrets:\n"
                        "  password:\n"
                        "    external: true\n"
                        "    name: ${lstacker_secret_0}\n"
                        "  'key: #':\n"
                        "    external: true\n"
                        "    name: ${lstacker_secret_1}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(configs_are_named_by_their_content),
        TEST(networks_fit_and_keep_what_is_written),
        TEST(secrets_are_named_by_the_runtime),
    };

    return cmocka_run_group_tests_name("swarm", tests, NULL, NULL);
}
