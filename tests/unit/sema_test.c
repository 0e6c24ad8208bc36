/* Names of interfaces. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(interface_names_are_unique)};

    return cmocka_run_group_tests_name("sema", tests, NULL, NULL);
}
