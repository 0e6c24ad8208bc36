/* YAML as it is written, against its real readers. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "emit/yaml_scalar.h"
#include "emit/yaml_writer.h"

/* The scalars of `text`, and that each is read as text: by the rules of YAML 1.1 a plain one may be
 * something else. */
static size_t read_scalars(struct arena *a, const char *text, const char **values, size_t most)
{
    yaml_parser_t p;
    yaml_event_t e;
    size_t n = 0;
    int more = 1;

    assert_true(yaml_parser_initialize(&p));
    yaml_parser_set_input_string(&p, (const unsigned char *)text, strlen(text));
    while (more) {
        assert_true(yaml_parser_parse(&p, &e));
        if (e.type == YAML_SCALAR_EVENT) {
            assert_true(n < most);
            values[n++] = arena_strdup(a, (const char *)e.data.scalar.value);
        }
        more = e.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&e);
    }
    yaml_parser_delete(&p);
    return n;
}

static void libyaml_reads_what_yaml_text_wrote(void **state)
{
    enum { COUNT = 600 };

    for (int flow = 0; flow < 2; flow++) {
        const char *want[COUNT * 2], *got[COUNT * 2], *text;
        struct yaml_writer *w = yaml_writer_new(*state);

        yaml_map(w, flow != 0);
        for (size_t i = 0; i < COUNT; i++) {
            want[2 * i] = arena_printf(*state, "%zu%s", i, random_utf8(*state, 5));
            want[2 * i + 1] = random_utf8(*state, 40);
            yaml_pair(w, want[2 * i], want[2 * i + 1]);
        }
        yaml_end_map(w);
        text = yaml_finish(w, NULL);
        assert_int_equal(read_scalars(*state, text, got, COUNT * 2), COUNT * 2);
        for (size_t i = 0; i < COUNT * 2; i++)
            assert_string_equal(got[i], want[i]);
    }
}

static const char *const ambiguous[] = {
    "",
    "~",
    "null",
    "Null",
    "NULL",
    "true",
    "True",
    "TRUE",
    "false",
    "yes",
    "Yes",
    "no",
    "NO",
    "on",
    "On",
    "off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "0",
    "1",
    "-1",
    "+1",
    "0x1f",
    "0b101",
    "0o17",
    "017",
    "1_000",
    "1.5",
    "1e3",
    "1.5e+3",
    ".5",
    "-.5",
    ".inf",
    "-.inf",
    "+.INF",
    ".nan",
    ".NaN",
    "1:30",
    "190:20:30",
    "190:20:30.15",
    "2001-01-01",
    "2001-1-1 10:10:10",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-15T02:59:43.1Z",
    "2001-12-14 21:59:43.10 -5",
    "=",
    "<<",
    "-",
    "?",
    ":",
    "- a",
    "a: b",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "'a'",
    "\"a\"",
    "[a]",
    "{a: b}",
    "a,b",
    "---",
    "...",
    "a\n---\nb",
    "...\n",
    "a:",
    ":a",
    "a\tb",
    "\ta",
    "a ",
    " a",
    "  a\nb",
    "a\n\n",
    "a\n",
    "\n",
    "\n\n",
    "a\r\nb",
    "\xC2\x85",
    "a\xC2\x85z",
    "\xE2\x80\xA8",
    "a\xE2\x80\xA8z\n",
    "\xC2\xA0",
    "\xF0\x9F\x98\x80",
    "0.",
    "0.0.0.0/0",
    "::1",
    "fd00::1/64",
    "10.0.0.1",
    "12:34:56:78:9a:bc",
    "1.e.5",
    "0x1f.example",
};
enum { AMBIGUOUS = sizeof ambiguous / sizeof *ambiguous };

/* PyYAML is what cloud-init reads with. */
static void need_pyyaml(void)
{
    if (system("python3 -c 'import yaml' 2>/dev/null") == 0)
        return;
    print_message("# python3-yaml is not installed\n");
    skip();
}

/* PyYAML reads `text`, a list, as the strings `want`, NUL after each. */
static void assert_pyyaml_reads(struct arena *a, const char *text, struct buf want)
{
    struct buf script = buf_make(a), got;

    buf_printf(&script,
               "cat >$0.yaml <<'END OF YAML'\n%sEND OF YAML\n"
               "python3 -c 'import sys, yaml\n"
               "for v in yaml.safe_load(open(sys.argv[1], \"rb\")):\n"
               "    v = v[0] if isinstance(v, list) else v\n"
               "    assert isinstance(v, str), repr(v)\n"
               "    sys.stdout.buffer.write(v.encode() + b\"\\0\")' $0.yaml && rm $0.yaml\n",
               text);
    got = read_back(a, "dash", script.data);
    assert_int_equal(got.len, want.len);
    assert_memory_equal(got.data, want.data, want.len);
}

static void pyyaml_reads_text_as_text(void **state)
{
    enum { MORE = 1500 };
    struct yaml_writer *w = yaml_writer_new(*state);
    struct buf want = buf_make(*state);

    need_pyyaml();
    yaml_list(w, false);
    for (size_t i = 0; i < AMBIGUOUS + MORE; i++) {
        const char *value = i < AMBIGUOUS ? ambiguous[i] : random_utf8(*state, 12);

        if (i % 3 == 0) {
            yaml_list(w, i % 2 == 0);
            yaml_text(w, value);
            yaml_end_list(w);
        } else {
            yaml_text(w, value);
        }
        buf_add(&want, value, strlen(value) + 1);
    }
    yaml_end_list(w);
    assert_pyyaml_reads(*state, yaml_finish(w, "# first"), want);
}

static void pyyaml_reads_scalars_as_text(void **state)
{
    enum { MORE = 1500 };
    struct buf text = buf_make(*state), want = buf_make(*state);

    need_pyyaml();
    for (size_t i = 0; i < AMBIGUOUS + MORE; i++) {
        const char *value = i < AMBIGUOUS ? ambiguous[i] : random_utf8(*state, 12);

        buf_printf(&text, i % 2 == 0 ? "- [%s]\n" : "- %s\n",
                   yaml_scalar(*state, value, i % 2 == 0));
        buf_add(&want, value, strlen(value) + 1);
    }
    assert_pyyaml_reads(*state, text.data, want);
}

static void scalars_are_quoted_by_need(void **state)
{
    static const char *const plain[] = {"10.100.0.0/16",
                                        "172.0.0.85",
                                        "ubuntu/16.04",
                                        "~/.ssh/id_rsa",
                                        "http://192.0.2.1:3128/",
                                        "images:rockylinux/9/cloud",
                                        "a b",
                                        "yess",
                                        "nO",
                                        "1.2.3",
                                        "2026-11",
                                        "fd00::1",
                                        "-x",
                                        "10:22:ab",
                                        "0x",
                                        "0b2",
                                        "12:345",
                                        "e5",
                                        "größe"};
    static const struct {
        const char *text, *block, *flow;
    } quoted[] = {
        {"", "\"\"", "\"\""},
        {"no", "\"no\"", "\"no\""},
        {"On", "\"On\"", "\"On\""},
        {"Y", "\"Y\"", "\"Y\""},
        {"10.100", "\"10.100\"", "\"10.100\""},
        {"1e5", "\"1e5\"", "\"1e5\""},
        {"0o17", "\"0o17\"", "\"0o17\""},
        {"10022:22", "\"10022:22\"", "\"10022:22\""},
        {"2026-11-22", "\"2026-11-22\"", "\"2026-11-22\""},
        {"+.INF", "\"+.INF\"", "\"+.INF\""},
        {"a, b", "a, b", "\"a, b\""},
        {"a: b", "\"a: b\"", "\"a: b\""},
        {"a:", "\"a:\"", "\"a:\""},
        {"a #b", "\"a #b\"", "\"a #b\""},
        {"- a", "\"- a\"", "\"- a\""},
        {"<<", "\"<<\"", "\"<<\""},
        {"say \"\\\"", "say \"\\\"", "say \"\\\""},
        {"\"\\", "\"\\\"\\\\\"", "\"\\\"\\\\\""},
        {"a\nb\t", "\"a\\nb\\t\"", "\"a\\nb\\t\""},
        {"\x01", "\"\\u0001\"", "\"\\u0001\""},
        {"\xE2\x80\xA8", "\"\\u2028\"", "\"\\u2028\""},
    };

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_string_equal(yaml_scalar(*state, plain[i], i % 2 == 0), plain[i]);
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        assert_string_equal(yaml_scalar(*state, quoted[i].text, false), quoted[i].block);
        assert_string_equal(yaml_scalar(*state, quoted[i].text, true), quoted[i].flow);
    }
}

static void yaml_words_are_not_quoted(void **state)
{
    struct yaml_writer *w = yaml_writer_new(*state);

    yaml_map(w, true);
    yaml_pair_word(w, "mtu", "1446");
    yaml_pair(w, "text", "1446");
    yaml_pair_word(w, "dhcp4", "true");
    yaml_end_map(w);
    assert_string_equal(yaml_finish(w, "#cloud-config"),
                        "#cloud-config\n{mtu: 1446, text: \"1446\", dhcp4: true}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(libyaml_reads_what_yaml_text_wrote), TEST(pyyaml_reads_text_as_text),
        TEST(pyyaml_reads_scalars_as_text),       TEST(scalars_are_quoted_by_need),
        TEST(yaml_words_are_not_quoted),
    };

    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
