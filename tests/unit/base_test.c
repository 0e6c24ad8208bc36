/* arena, buf, map, utf8, address, source, diag. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/codes.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/platform.h"
#include "base/source.h"
#include "base/utf8.h"

static void arena_gives_zeroed_aligned_memory(void **state)
{
    for (size_t size = 0; size < 300; size++) {
        unsigned char *p = arena_alloc(*state, size);

        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, size);
    }
}

static void arena_survives_large_blocks_and_reuse(void **state)
{
    struct arena *a = *state;

    for (size_t size = 1000; size < 10000000; size *= 3)
        memset(arena_alloc(a, size), 0xAA, size);
    arena_free(a);
    assert_null(a->head);
    assert_string_equal(arena_strdup(a, "again"), "again");
}

static void arena_grow_keeps_and_zeroes(void **state)
{
    struct arena *a = *state;
    unsigned char *p = NULL, *other;
    size_t size = 0;

    for (size_t next = 1; next < 300000; next = next * 2 + 1) {
        p = arena_grow(a, p, size, next);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], (unsigned char)i);
        for (size_t i = size; i < next; i++) {
            assert_int_equal(p[i], 0);
            p[i] = (unsigned char)i;
        }
        size = next;
        if (size % 3 == 0) { /* something behind it: it cannot grow in place */
            other = arena_alloc(a, 1);
            *other = 0xFF;
        }
    }
}

static void arena_grow_to_less_keeps_the_beginning(void **state)
{
    char *p = arena_alloc(*state, 100);

    memcpy(p, "hello", 6);
    p = arena_grow(*state, p, 100, 6);
    assert_string_equal(p, "hello");
    p = arena_grow(*state, p, 6, 200);
    assert_string_equal(p, "hello");
    for (int i = 6; i < 200; i++)
        assert_int_equal(p[i], 0);
}

static void arena_jumps_when_memory_is_out(void **state)
{
    struct arena a = {0};
    volatile int out = 0;

    (void)state;
    if (setjmp(a.oom) == 0)
        (void)arena_alloc(&a, SIZE_MAX / 2 + 1000);
    else
        out = 1;
    assert_int_equal(out, 1);
    arena_free(&a);
}

static void arena_strings(void **state)
{
    assert_string_equal(arena_strndup(*state, "hello", 2), "he");
    assert_string_equal(arena_strndup(*state, "", 0), "");
    assert_string_equal(arena_printf(*state, "%s-%d", "a", 7), "a-7");
    assert_int_equal(strlen(arena_printf(*state, "%0200000d", 1)), 200000);
}

static void buf_collects(void **state)
{
    struct buf b = buf_make(*state);

    assert_string_equal(b.data, "");
    assert_int_equal(b.len, 0);
    buf_add(&b, "", 0);
    assert_string_equal(b.data, "");
    buf_str(&b, "ab");
    buf_char(&b, 'c');
    buf_printf(&b, "%d%s", 12, "");
    assert_string_equal(b.data, "abc12");
    buf_add(&b, "\0x", 2);
    assert_int_equal(b.len, 7);
    assert_memory_equal(b.data, "abc12\0x", 8);
}

static void buf_grows_by_every_length(void **state)
{
    for (size_t first = 0; first < 200; first++) {
        struct buf b = buf_make(*state);

        for (size_t i = 0; i < first; i++)
            buf_char(&b, 'x');
        buf_printf(&b, "%s", arena_printf(*state, "%0*d", 130, 1));
        assert_int_equal(b.len, first + 130);
        assert_int_equal(strlen(b.data), first + 130);
    }
}

static void map_finds_what_was_added_first(void **state)
{
    enum { COUNT = 5000 };
    struct map m = {.arena = *state};
    int values[COUNT], other;

    assert_null(map_get(&m, "x"));
    for (int i = 0; i < COUNT; i++)
        assert_null(map_add(&m, arena_printf(*state, "key-%d", i), &values[i]));
    assert_int_equal(m.used, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_ptr_equal(map_get(&m, arena_printf(*state, "key-%d", i)), &values[i]);
        assert_ptr_equal(map_add(&m, arena_printf(*state, "key-%d", i), &other), &values[i]);
    }
    assert_null(map_get(&m, "key-5000"));
    assert_null(map_get(&m, ""));
    assert_null(map_add(&m, "", &other));
    assert_ptr_equal(map_get(&m, ""), &other);
}

static void utf8_lengths(void **state)
{
    static const struct {
        const char *text;
        size_t want;
    } rows[] = {
        {"a", 1},
        {"\x7F", 1},
        {"\xC2\x80", 2},
        {"\xDF\xBF", 2},
        {"\xE0\xA0\x80", 3},
        {"\xED\x9F\xBF", 3},
        {"\xEE\x80\x80", 3},
        {"\xEF\xBF\xBF", 3},
        {"\xF0\x90\x80\x80", 4},
        {"\xF4\x8F\xBF\xBF", 4},
        {"\x80", 0},
        {"\xBF", 0},
        {"\xC0\x80", 0},
        {"\xC1\xBF", 0},
        {"\xC2", 0},
        {"\xC2x", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xE0\xA0", 0},
        {"\xE0\xA0x", 0},
        {"\xED\xA0\x80", 0},
        {"\xED\xBF\xBF", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xF0\x90\x80", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF5\x80\x80\x80", 0},
        {"\xFF", 0},
        {"\xFE", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(utf8_length(rows[i].text, strlen(rows[i].text)), rows[i].want);
    assert_int_equal(utf8_length("", 0), 0);
    assert_int_equal(utf8_length("\0", 1), 1);
}

static void addresses_parse_and_print(void **state)
{
    static const struct {
        const char *text, *canonical;
    } good[] = {
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"2001:DB8:0:0:0::1", "2001:db8::1"},
        {"::", "::"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"fe80:0:0:0:0:0:0:1", "fe80::1"},
    };
    static const char *const bad[] = {
        "",           " ",         "1.2.3",   "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ",
        " 1.2.3.4",   "1.2.3.-4",  "a.b.c.d", "1::2::3",   ":::",       "12345::",  "fe80::1%eth0",
        "1.2.3.4/24", "0x1.2.3.4",
    };
    struct address a;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(address_parse(*state, good[i].text, &a));
        assert_string_equal(a.text, good[i].canonical);
        assert_int_equal(a.ipv6, strchr(good[i].text, ':') != NULL);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(address_parse(*state, bad[i], &a));
    assert_true(address_parse(*state, "10.1.2.3", &a));
    assert_int_equal(address_number(&a), 0x0A010203);
    assert_string_equal(ipv4_text(*state, 0x0A010203), "10.1.2.3");
    assert_string_equal(ipv4_text(*state, UINT32_MAX), "255.255.255.255");
}

static void addresses_of_no_host(void **state)
{
    static const char *const good[] = {"1.0.0.0",     "126.255.255.255", "128.0.0.0", "169.253.1.1",
                                       "169.255.0.1", "223.255.255.255", "::2",       "2001:db8::1",
                                       "fe7f::1",     "fec0::1",         "fd00::1"};
    static const char *const bad[] = {
        "0.0.0.0",       "0.255.255.255",   "127.0.0.1", "127.255.255.255",
        "169.254.0.0",   "169.254.255.255", "224.0.0.0", "239.1.1.1",
        "240.0.0.1",     "255.255.255.255", "::",        "::1",
        "ff00::",        "ff02::1",         "fe80::1",   "febf::1",
        "::ffff:1.2.3.4"};
    struct address a;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(address_parse(*state, good[i], &a));
        assert_null(address_fault(&a));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(address_parse(*state, bad[i], &a));
        assert_non_null(address_fault(&a));
    }
    assert_null(subnet_fault((struct subnet){0x0A000000u, 8}));
    assert_non_null(subnet_fault((struct subnet){0xA9000000u, 8})); /* holds 169.254.0.0/16 */
}

static void subnets_parse(void **state)
{
    static const char *const bad[] = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/99",
        "10.0.0.0/100",
        "10.0.0.0/-1",
        "10.0.0.0/8x",
        "10.0.0.0/ 8",
        "10.0.0/8",
        "::/64",
        "x/8",
        "10.0.0.0/8/8",
        "10.0.0.0/+8",
    };
    struct subnet s;
    uint32_t host_bits = 1;

    assert_true(subnet_parse(*state, "10.100.0.0/16", &s, &host_bits));
    assert_int_equal(s.base, 0x0A640000);
    assert_int_equal(s.prefix, 16);
    assert_int_equal(host_bits, 0);
    assert_int_equal(subnet_mask(s), 0xFFFF0000);
    assert_int_equal(subnet_last(s), 0x0A64FFFF);
    assert_string_equal(subnet_text(*state, s), "10.100.0.0/16");
    assert_true(subnet_parse(*state, "10.100.3.4/16", &s, &host_bits));
    assert_int_equal(s.base, 0x0A640000);
    assert_int_equal(host_bits, 0x0304);
    assert_true(subnet_parse(*state, "0.0.0.0/0", &s, &host_bits));
    assert_int_equal(subnet_mask(s), 0);
    assert_int_equal(subnet_last(s), UINT32_MAX);
    assert_true(subnet_holds(s, 12345));
    assert_true(subnet_parse(*state, "1.2.3.4/32", &s, &host_bits));
    assert_int_equal(subnet_mask(s), UINT32_MAX);
    assert_int_equal(subnet_last(s), s.base);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(subnet_parse(*state, bad[i], &s, &host_bits));
}

static void subnets_overlap_as_intervals_do(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct subnet a = {.prefix = (int)(random_number() % 33)};
        struct subnet b = {.prefix = (int)(random_number() % 33)};

        a.base = random_number() & subnet_mask(a);
        b.base = (random_number() % 2 ? random_number() : a.base) & subnet_mask(b);
        assert_int_equal(subnets_overlap(a, b),
                         a.base <= subnet_last(b) && b.base <= subnet_last(a));
        assert_int_equal(subnets_overlap(a, b), subnets_overlap(b, a));
    }
}

static void source_lines(void **state)
{
    const struct source *s = source_of_text(*state, "x", "one\r\n\nthree", 11);
    size_t len;

    assert_int_equal(s->line_count, 3);
    assert_memory_equal(source_line(s, 1, &len), "one", 3);
    assert_int_equal(len, 3);
    (void)source_line(s, 2, &len);
    assert_int_equal(len, 0);
    assert_memory_equal(source_line(s, 3, &len), "three", 5);
    assert_int_equal(len, 5);
    (void)source_line(s, 0, &len);
    assert_int_equal(len, 0);
    (void)source_line(s, 4, &len);
    assert_int_equal(len, 0);
    s = source_of_text(*state, "x", "z\ry\xC2\x85x\xE2\x80\xA8w\xE2\x80\xA9\n", 15);
    assert_int_equal(s->line_count, 6);
    for (unsigned i = 1; i <= 4; i++) {
        assert_int_equal(*source_line(s, i, &len), 'z' - (int)i + 1);
        assert_int_equal(len, 1);
    }
    s = source_of_text(*state, "x", "", 0);
    assert_int_equal(s->line_count, 1);
    (void)source_line(s, 1, &len);
    assert_int_equal(len, 0);
}

static void source_read_has_a_limit(void **state)
{
    char path[] = "/tmp/lstacker-test-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    struct source *s;

    assert_non_null(f);
    for (int i = 0; i < 100000; i++)
        (void)fputc('x', f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(source_read(*state, path, 100000, &s), SOURCE_OK);
    assert_int_equal(s->len, 100000);
    assert_int_equal(source_read(*state, path, 99999, &s), SOURCE_TOO_LARGE);
    assert_int_equal(remove(path), 0);
    assert_int_equal(source_read(*state, path, 100000, &s), SOURCE_UNREADABLE);
    assert_string_equal(s->name, path);
    assert_string_equal(s->text, "");
}

static void spans_are_ordered(void **state)
{
    const struct source *a = source_of_text(*state, "a", "", 0),
                        *b = source_of_text(*state, "b", "", 0);
    const struct span in_order[] = {
        {0}, {a, 0, 0, 0, 0}, {a, 1, 1, 1, 2}, {a, 1, 9, 1, 10}, {a, 2, 1, 2, 2}, {b, 1, 1, 1, 2},
    };
    const int count = sizeof in_order / sizeof *in_order;

    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            assert_int_equal(span_compare(in_order[i], in_order[j]), (i > j) - (i < j));
}

static void diags_say_a_thing_once(void **state)
{
    const struct source *s = source_of_text(*state, "x.yaml", "a: b\nc: d\n", 10);
    struct diags d = {.arena = *state};
    struct span at = {s, 1, 1, 1, 2}, elsewhere = {s, 2, 1, 2, 2};

    diag_help(diag_report(&d, L0101, at, "no `%s`", "a"), "first");
    diag_help(diag_report(&d, L0101, at, "no `%s`", "a"), "second");
    (void)diag_report(&d, L0101, elsewhere, "no `a`");
    (void)diag_report(&d, L0101, at, "no `b`");
    (void)diag_report(&d, L0207, at, "no `a`");
    assert_int_equal(d.errors, 3);
    assert_int_equal(d.warnings, 1);
    assert_int_equal(d.kept, 4);
}

static void diags_are_safe_on_a_terminal(void **state)
{
    struct diags d = {.arena = *state};
    struct diag *one =
        diag_report(&d, L0101, (struct span){0}, "%s", "a\033[31m\nb\tc\x7F\xC2\x9Bz\xC3\xA4");

    assert_string_equal(one->message, "a\\x1b[31m\\nb\\x09c\\x7f\\x9bz\xC3\xA4");
    diag_help(one, "%s", arena_printf(*state, "%0100000d", 1));
    assert_true(strlen(one->help) < 3000);
    assert_string_equal(one->help + strlen(one->help) - 3, "...");
}

static void diags_beyond_a_thousand_are_counted(void **state)
{
    struct diags d = {.arena = *state};

    for (int i = 0; i < 1500; i++)
        diag_note(diag_report(&d, L0207, (struct span){0}, "%d", i), (struct span){0}, "x");
    assert_false(diags_full(&d)); /* what is built with warnings is whole */
    (void)diag_report(&d, L0101, (struct span){0}, "x");
    assert_true(diags_full(&d));
    assert_int_equal(d.kept, DIAGS_KEPT);
    assert_int_equal(d.errors, 1);
    assert_true(d.cut);
}

static void codes_are_found_in_any_spelling(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        const struct code_info *info = code_info((enum code)i);

        assert_int_equal(strlen(info->name), 5);
        assert_int_equal(info->name[0], 'L');
        assert_int_equal(code_find(info->name), i);
        assert_int_equal(code_find(info->name + 1), i);
        assert_true(strlen(info->title) > 0 && strlen(info->text) > 0);
        if (i > 0)
            assert_true(strcmp(code_info((enum code)(i - 1))->name, info->name) < 0);
        assert_true(info->text[strlen(info->text) - 1] != '\n');
    }
    assert_int_equal(code_find("L9999"), CODE_COUNT);
    assert_int_equal(code_find(""), CODE_COUNT);
}

static void platforms_match_their_names(void **state)
{
    size_t n = 0;

    (void)state;
    for (; platform_names[n] != NULL; n++)
        assert_string_equal(platform_names[n], platforms[n].name);
    assert_int_equal(n, platform_count);
    assert_string_equal(platforms[PLATFORM_DEFAULT].name, "ubuntu-24.04");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(arena_gives_zeroed_aligned_memory),
        TEST(arena_survives_large_blocks_and_reuse),
        TEST(arena_grow_keeps_and_zeroes),
        TEST(arena_grow_to_less_keeps_the_beginning),
        TEST(arena_jumps_when_memory_is_out),
        TEST(arena_strings),
        TEST(buf_collects),
        TEST(buf_grows_by_every_length),
        TEST(map_finds_what_was_added_first),
        TEST(utf8_lengths),
        TEST(addresses_parse_and_print),
        TEST(addresses_of_no_host),
        TEST(subnets_parse),
        TEST(subnets_overlap_as_intervals_do),
        TEST(source_lines),
        TEST(source_read_has_a_limit),
        TEST(spans_are_ordered),
        TEST(diags_say_a_thing_once),
        TEST(diags_are_safe_on_a_terminal),
        TEST(diags_beyond_a_thousand_are_counted),
        TEST(codes_are_found_in_any_spelling),
        TEST(platforms_match_their_names),
    };

    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
