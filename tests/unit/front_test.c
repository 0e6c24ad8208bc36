/* Suggestions, the tree of YAML, the tables of keys. */
#include "test.h"

#include <errno.h>
#include <string.h>

#include "front/allow.h"
#include "front/include.h"
#include "front/suggest.h"
#include "front/version1.h"
#include "front/yaml.h"

static const char *const words[] = {"address",    "platform",        "segment", "master",
                                    "nat_subnet", "authorized_keys", "a",       "ssh"};

static const char *nth_word(const void *context, size_t i)
{
    (void)context;
    return words[i];
}

static void suggestions(void **state)
{
    static const struct {
        const char *word, *want;
    } rows[] = {
        {"adress", "address"},
        {"addres", "address"},
        {"addresss", "address"},
        {"adderss", "address"},
        {"Address", "address"},
        {"plattform", "platform"},
        {"authorized-keys", "authorized_keys"},
        {"authorised_keys", "authorized_keys"},
        {"shs", "ssh"},
        {"sssh", "ssh"},
        {"nat-subnet", "nat_subnet"},
        {"zzzzzzz", NULL},
        {"", NULL},
        {"b", NULL},
        {"x", NULL},
        {"somethingelse", NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *got = suggest(rows[i].word, sizeof words / sizeof *words, nth_word, NULL);

        if (rows[i].want == NULL)
            assert_null(got);
        else
            assert_string_equal(got, rows[i].want);
    }
    assert_null(suggest("address", 0, nth_word, NULL));
    assert_null(suggest(arena_printf(*state, "%0100d", 1), 8, nth_word, NULL));
}

static void suggestions_survive_any_bytes(void **state)
{
    for (int i = 0; i < 5000; i++)
        (void)suggest(random_bytes(*state, 80), sizeof words / sizeof *words, nth_word, NULL);
}

static struct node *parse(struct arena *a, struct diags *d, const char *text)
{
    *d = (struct diags){.arena = a};
    return yaml_parse(d, source_of_text(a, "test.yaml", text, strlen(text)));
}

static void check_span(const struct node *n, unsigned line, unsigned column, unsigned end_line,
                       unsigned end_column)
{
    assert_int_equal(n->at.line, line);
    assert_int_equal(n->at.column, column);
    assert_int_equal(n->at.end_line, end_line);
    assert_int_equal(n->at.end_column, end_column);
}

static void nodes_know_their_places(void **state)
{
    struct diags d;
    const struct node *n = parse(*state, &d,
                                 "a: plain\n"
                                 "größe: \"quoted\"\n"
                                 "list: [1, {k: v}]\n"
                                 "block:\n"
                                 "  - x\n"
                                 "text: |\n"
                                 "  one\n"
                                 "  two\n"
                                 "none:\n");

    assert_non_null(n);
    assert_int_equal(d.errors, 0);
    assert_int_equal(n->count, 6);
    check_span(n, 1, 1, 1, 2);
    check_span(n->entries[0].key, 1, 1, 1, 2);
    check_span(n->entries[0].value, 1, 4, 1, 9);
    check_span(n->entries[1].key, 2, 1, 2, 6); /* in characters, not in bytes */
    check_span(n->entries[1].value, 2, 8, 2, 16);
    check_span(n->entries[2].value, 3, 7, 3, 8);
    check_span(n->entries[2].value->items[0], 3, 8, 3, 9);
    check_span(n->entries[2].value->items[1]->entries[0].value, 3, 15, 3, 16);
    check_span(n->entries[3].value->items[0], 5, 5, 5, 6);
    assert_int_equal(n->entries[4].value->at.line, 6);
    assert_int_equal(n->entries[4].value->at.column, 7);
    assert_string_equal(n->entries[4].value->text, "one\ntwo\n");
    assert_int_equal(n->entries[5].value->at.line, 9);
    assert_true(node_is_null(n->entries[5].value));
}

static void nodes_know_whether_they_are_plain(void **state)
{
    struct diags d;
    const struct node *n = parse(*state, &d, "[null, 'null', ~, \"~\", '', , null]\n");

    assert_null(n); /* `, ,` is no YAML */
    assert_int_equal(d.errors, 1);
    n = parse(*state, &d, "[null, 'null', ~, \"~\", '', Null]\n");
    assert_non_null(n);
    assert_true(node_is_null(n->items[0]));
    assert_false(node_is_null(n->items[1]));
    assert_true(node_is_null(n->items[2]));
    assert_false(node_is_null(n->items[3]));
    assert_false(node_is_null(n->items[4]));
    assert_string_equal(node_describe(n->items[0]), "nothing");
    assert_string_equal(node_describe(n->items[1]), "text");
    assert_string_equal(node_describe(n), "a list");
}

static void aliases_share_merge_keys_copy(void **state)
{
    struct diags d;
    const struct node *n = parse(*state, &d,
                                 "a: &a {x: 1, y: 2}\n"
                                 "b: *a\n"
                                 "c: {<<: *a, y: 3, z: 4}\n"
                                 "d: {<<: [*a, {y: 5, w: 6}], x: 7}\n"
                                 "e: {'<<': 8}\n"
                                 "f: {y: 9, <<: *a}\n");

    assert_non_null(n);
    assert_int_equal(d.errors, 0);
    assert_ptr_equal(n->entries[0].value, n->entries[1].value);
    assert_int_equal(n->entries[2].value->count, 3);
    assert_string_equal(n->entries[2].value->entries[0].value->text, "3");
    assert_int_equal(n->entries[3].value->count, 3); /* x 7, y 2 of the first, w 6 */
    assert_string_equal(n->entries[3].value->entries[0].value->text, "7");
    assert_string_equal(n->entries[3].value->entries[1].value->text, "2");
    assert_string_equal(n->entries[4].value->entries[0].key->text, "<<");
    assert_string_equal(n->entries[5].value->entries[0].value->text, "9");
}

static void a_mapping_merges_once(void **state)
{
    struct diags d;
    const struct node *n =
        parse(*state, &d, "a: &a {x: 1}\nb: {<<: *a, <<: {y: 2}, <<: {z: 3}}\nc: {<<: null}\n");

    assert_non_null(n);
    assert_int_equal(d.errors, 2); /* the second `<<`, and null */
    assert_int_equal(n->entries[1].value->count, 1);
    assert_false(n->entries[0].value->faulty);
    assert_true(n->entries[1].value->faulty);
    assert_true(n->entries[2].value->faulty);
}

static void an_anchor_may_be_set_anew(void **state)
{
    struct diags d;
    const struct node *n = parse(*state, &d, "a: &x 1\nb: *x\nc: &x 2\nd: *x\n");

    assert_string_equal(n->entries[1].value->text, "1");
    assert_string_equal(n->entries[3].value->text, "2");
}

/* Nothing can be included. */
static enum source_status refuse(struct arena *a, const char *path, size_t limit,
                                 struct source **out)
{
    (void)limit;
    *out = source_of_text(a, path, "", 0);
    errno = EACCES;
    return SOURCE_UNREADABLE;
}

/* Files of the memory: `a` includes itself, all others hold one network. */
static enum source_status remember(struct arena *a, const char *path, size_t limit,
                                   struct source **out)
{
    const char *text = strcmp(path, "a") == 0
                           ? "include: a\n"
                           : arena_printf(a, "networks: {n%s: {subnet: 10.0.0.0/16}}\n", path);

    (void)limit;
    *out = source_of_text(a, path, text, strlen(text));
    return SOURCE_OK;
}

static const struct node *include(struct arena *a, struct diags *d, const char *text,
                                  source_reader *reader)
{
    struct trace t = {.arena = a};
    const struct node *n;

    *d = (struct diags){.arena = a};
    n = include_parse(d, source_of_text(a, "test.yaml", text, strlen(text)), reader, &t);
    allow_finish(allow_read(d, &t));
    return n;
}

static void included_files_are_united(void **state)
{
    struct diags d;
    const struct node *n =
        include(*state, &d, "name: x\ninclude: [b, c]\nnetworks: {first: }\n", remember);

    assert_int_equal(d.errors, 0);
    assert_int_equal(n->count, 2);
    assert_false(n->faulty);
    assert_int_equal(n->entries[1].value->count, 3);
    assert_string_equal(n->entries[1].value->entries[2].key->text, "nc");
    n = include(*state, &d, "include: [b, a, b]\n", remember);
    assert_int_equal(d.errors, 2); /* a itself, and b again: told by their names */
    assert_int_equal(n->count, 1);
    n = include(*state, &d, "include: [b, c]\nnetworks: {}\n", refuse);
    assert_int_equal(d.errors, 2);
    assert_true(n->faulty);
    assert_true(n->entries[0].value->faulty);
    assert_int_equal(n->count, 1);
}

/* The lines of `text` on which L0207 is allowed, in the order of lines 1 to 9: "24". */
static const char *allowed_lines(struct arena *a, const char *text)
{
    struct trace t = {.arena = a};
    struct diags d = {.arena = a};
    const struct source *s = source_of_text(a, "test.yaml", text, strlen(text));
    char *lines = arena_alloc(a, 10);

    assert_non_null(yaml_parse_traced(&d, s, &t));
    (void)allow_read(&d, &t);
    assert_int_equal(d.errors, 0);
    for (unsigned line = 1; line < 10; line++) {
        struct span at = {s, line, 1, line, 2};
        size_t warnings = d.warnings;

        (void)diag_report(&d, L0207, at, "x");
        if (d.warnings == warnings)
            lines[strlen(lines)] = (char)('0' + line);
        assert_true(diag_report(&d, L0253, at, "x")->message != NULL);
    }
    return lines;
}

#define ALLOW "# lstackc: allow(L0207)"

static void comments_allow_warnings(void **state)
{
    static const struct {
        const char *text, *lines;
    } rows[] = {
        {"a: 1 " ALLOW "\nb: 2\n", "1"},
        {"a: 1\n" ALLOW "\nb: 2\n", "3"},
        {"a: 1\n" ALLOW "\n\n# more\n   " ALLOW "\nb: 2\n", "6"},
        {"a: 1\n" ALLOW "\n", ""},
        {"a: '" ALLOW "'\nb: 2\n", ""},
        {"a: '\n\n " ALLOW "'\nb: 2\n", ""},
        {"a: \"'" ALLOW "\\\"\\\n " ALLOW "\"\nb: 2\n", ""},
        {"a: \"\"" ALLOW "\nb: 2\n", "1"},
        {"'" ALLOW "': '' " ALLOW "\nb: 2\n", "1"},
        {"a: |\n  " ALLOW "\n\n   " ALLOW "\n" ALLOW "\nb: 2\n", "6"},
        {"a: >-2 " ALLOW "\n  " ALLOW "\nb: 2\n", "1"},
        {"a: &x |\n  &y " ALLOW "\nb: 2\n", ""},
        {"a: &x " ALLOW "\n " ALLOW "\n  one\n  two\n", "13"},
        {"a: !!str &x " ALLOW "\n  '&x " ALLOW "'\n", "1"},
        {"a: &x " ALLOW "\nb: *x " ALLOW "\n", "12"},
        {"a: one#lstackc:allow(L0207)\nb: 2\n", ""},
        {"a: one\n  two " ALLOW "\nb: 2\n", "2"},
        {"a: [ " ALLOW "\n 1, " ALLOW "\n " ALLOW "\n ] # x\n", "124"},
        {"a: gr\xC3\xB6\xC3\x9F"
         "e " ALLOW "\nb: 2\n",
         "1"},
        {"\xEF\xBB\xBF" ALLOW "\na: '" ALLOW "'\n", "2"},
        {"a: '\xF0\x9F\x98\x80 " ALLOW "' " ALLOW "\nb: 2\n", "1"},
        {"a: 1\r\nb: 2 " ALLOW "\r\nc: '\r\n " ALLOW "'\r\nd: 4 " ALLOW "\r\n", "25"},
        {"a: 1 " ALLOW "\rb: 2\r" ALLOW "\rc: 3\r", "14"},
        {"--- " ALLOW "\na: 1\n... " ALLOW "\n", "13"},
        {"- " ALLOW "\n- " ALLOW, "12"},
        {"a: 1 # # lstackc: allow(L0207)\nb: 2 ##lstackc:allow( L0207 )\n", "2"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(allowed_lines(*state, rows[i].text), rows[i].lines);
}

static void any_bytes_parse_or_are_reported(void **state)
{
    for (int i = 0; i < 3000; i++) {
        struct diags d;
        const char *text = i % 2 ? random_bytes(*state, 60) : random_utf8(*state, 60);
        const struct node *n = include(*state, &d, text, refuse);

        assert_true(n != NULL || d.errors > 0);
        for (const struct diag *e = d.list; e != NULL; e = e->next) {
            assert_true(e->at.line <= e->at.source->line_count);
            assert_true(e->at.line == 0 || e->at.column >= 1);
        }
        (void)include(*state, &d, arena_printf(*state, "%s\n# lstackc: x", text), refuse);
        if (n != NULL)
            (void)ast_read(&d, n);
    }
}

/* The value of `key` lies within the struct of its section, behind the section's own place. */
static void check_place(const struct section *s, const struct key *key)
{
    size_t size =
        key->type == &type_section && key->section != NULL ? key->section->size : key->type->size;

    assert_true(size >= sizeof(struct span));
    assert_true(key->offset >= sizeof(struct span));
    assert_true(key->offset + size <= s->size);
    assert_true((key->type == &type_list) == (key->item != NULL));
    assert_true(((key->flags & KEY_REQUIRED) != 0) == (key->preset == NULL));
}

static void check_section(const struct section *s)
{
    assert_true(s->count > 0);
    for (size_t i = 0; i < s->count; i++) {
        const struct key *key = &s->keys[i];

        assert_true(strlen(key->name) > 0);
        assert_int_equal(strspn(key->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(key->name));
        assert_non_null(key->type);
        assert_non_null(key->type->read);
        assert_non_null(key->doc);
        assert_true(strlen(key->doc) > 3 && strlen(key->doc) < 100);
        assert_null(strchr(key->doc, '\n'));
        assert_true(key->doc[strlen(key->doc) - 1] != '.' || key->doc[strlen(key->doc) - 2] == '.');
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(key->name, s->keys[j].name);
            assert_int_not_equal(key->offset, s->keys[j].offset);
        }
        if (key->type == &type_number)
            assert_true(key->least < key->most);
        if (key->type == &type_choice)
            assert_true(key->words != NULL && key->words[0] != NULL);
        if (key->type == &type_section || key->type == &type_entries) {
            assert_non_null(key->section);
            check_section(key->section);
        } else {
            assert_null(key->section);
        }
        check_place(s, key);
    }
}

static void tables_of_keys(void **state)
{
    (void)state;
    check_section(&version1_root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(suggestions),
        TEST(suggestions_survive_any_bytes),
        TEST(nodes_know_their_places),
        TEST(nodes_know_whether_they_are_plain),
        TEST(aliases_share_merge_keys_copy),
        TEST(a_mapping_merges_once),
        TEST(an_anchor_may_be_set_anew),
        TEST(included_files_are_united),
        TEST(comments_allow_warnings),
        TEST(any_bytes_parse_or_are_reported),
        TEST(tables_of_keys),
    };

    return cmocka_run_group_tests_name("front", tests, NULL, NULL);
}
