/* Quoting against its real readers, YAML, tarballs, templates, bundles. */
#include "test.h"

#include <archive.h>
#include <archive_entry.h>
#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#include "base/embedded.h"
#include "emit/bundle.h"
#include "emit/digest.h"
#include "emit/quote.h"
#include "emit/tar.h"
#include "emit/template.h"
#include "emit/yaml_scalar.h"
#include "emit/yaml_writer.h"

static const char *const hostile[] = {
    "",    " ",        "\n",    "'",        "\"",    "\\",  "$(reboot)", "`id`",  "$HOME",
    "-n",  "--",       "=",     "a=b",      "~",     "*",   "it's",      "'\\''", "a\nb",
    "a\n", "\na",      "%s%n",  "\xff\xfe", "größe", "# x", "a b",       "!!",    "a;b",
    "-",   "=x",       "{a,b}", "\\",       "\\n",   "EOF", "\t",        "a\tb",  "[x]",
    "?",   "\x01\x7f", "&",     "|",        "<>",    "\r",  "a\r\nb",
};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

/* What `shell` makes of the words of `script`: what it prints, NUL after each. */
static struct buf read_back(struct arena *a, const char *shell, const char *script)
{
    char path[] = "/tmp/lstacker-test-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w"), *p;
    struct buf out = buf_make(a);
    char part[4096];
    size_t n;

    assert_non_null(f);
    assert_true(fputs(script, f) >= 0);
    assert_int_equal(fclose(f), 0);
    p = popen(arena_printf(a, "%s %s", shell, path), "r");
    assert_non_null(p);
    while ((n = fread(part, 1, sizeof part, p)) > 0)
        buf_add(&out, part, n);
    assert_int_equal(pclose(p), 0);
    assert_int_equal(remove(path), 0);
    return out;
}

static void sh_reads_what_quote_sh_wrote(void **state)
{
    static const char *const shells[] = {"dash", "busybox sh", "bash --posix"};
    enum { COUNT = 400 };
    struct buf script = buf_make(*state), want = buf_make(*state);

    buf_str(&script, "PATH=/nonexistent\nt() { for w; do printf '%s\\0' \"$w\"; done; }\n");
    for (size_t i = 0; i < HOSTILE + COUNT; i++) {
        const char *value = i < HOSTILE ? hostile[i] : random_bytes(*state, 40);

        buf_str(&script, "t ");
        quote_sh(&script, value);
        buf_str(&script, "\nv=");
        quote_sh(&script, value);
        buf_str(&script, "; t \"$v\"\n");
        for (int twice = 0; twice < 2; twice++)
            buf_add(&want, value, strlen(value) + 1);
    }
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        struct buf got = read_back(*state, shells[i], script.data);

        assert_int_equal(got.len, want.len);
        assert_memory_equal(got.data, want.data, want.len);
    }
}

static void plain_words_stay_plain(void **state)
{
    static const char *const words[] = {"a",       "web-1", "10.0.0.1/16", "a=b", "user.x",
                                        "local:x", "~"};

    for (size_t i = 0; i + 1 < sizeof words / sizeof *words; i++) {
        struct buf b = buf_make(*state);

        quote_sh(&b, words[i]);
        assert_string_equal(b.data, words[i]);
    }
}

/* The text of all nodes below `node`. */
static const char *text_of(struct arena *a, cmark_node *node)
{
    cmark_iter *iter = cmark_iter_new(node);
    struct buf b = buf_make(a);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(iter));

        if (event != CMARK_EVENT_ENTER)
            continue;
        assert_true(type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_PARAGRAPH ||
                    type == CMARK_NODE_TEXT || type == CMARK_NODE_SOFTBREAK);
        if (type == CMARK_NODE_TEXT)
            buf_str(&b, cmark_node_get_literal(cmark_iter_get_node(iter)));
        if (type == CMARK_NODE_SOFTBREAK)
            buf_char(&b, '\n');
    }
    cmark_iter_free(iter);
    return b.data;
}

static void cmark_reads_what_quote_markdown_wrote(void **state)
{
    for (size_t i = 0; i < HOSTILE + 2000; i++) {
        const char *value = i < HOSTILE ? hostile[i] : random_utf8(*state, 30);
        struct buf b = buf_make(*state), want = buf_make(*state);
        cmark_node *document;

        if (strpbrk(value, "\r\x01\x7f\xff\t") != NULL)
            continue;
        buf_str(&b, "x");
        quote_markdown(&b, value);
        buf_str(&b, "x");
        buf_printf(&want, "x%sx", value);
        for (char *p = want.data; *p != '\0'; p++)
            *p = *p == '\n' ? ' ' : *p;
        document = cmark_parse_document(b.data, b.len, CMARK_OPT_DEFAULT);
        assert_string_equal(text_of(*state, document), want.data);
        cmark_node_free(document);
    }
}

static void html_has_no_markup_left(void **state)
{
    for (size_t i = 0; i < 500; i++) {
        const char *value = random_utf8(*state, 30);
        struct buf b = buf_make(*state);

        quote_html(&b, value);
        assert_null(strpbrk(b.data, "<>\""));
        for (const char *p = strchr(b.data, '&'); p != NULL; p = strchr(p + 1, '&'))
            assert_true(strncmp(p, "&amp;", 5) == 0 || strncmp(p, "&lt;", 4) == 0 ||
                        strncmp(p, "&gt;", 4) == 0 || strncmp(p, "&quot;", 6) == 0);
    }
}

static void ssh_reads_what_quote_ssh_config_wrote(void **state)
{
    static const char *const values[] = {
        "~/.ssh/id", "/a b/c", "it's",  "-x", "=x",   "#x", "a#b", "`id`",
        "a;b",       "a,b",    "größe", "~",  "a  b", " a", "a=b",
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buf b = buf_make(*state), got;
        const char *script;

        buf_str(&b, "IdentityFile ");
        quote_ssh_config(&b, values[i]);
        script = arena_printf(*state,
                              "cat >$0.conf <<'EOF'\n%s\nEOF\nssh -T -G -F $0.conf host | sed -n "
                              "'s/^identityfile //p'\nrm $0.conf\n",
                              b.data);
        got = read_back(*state, "dash", script);
        assert_string_equal(got.data, arena_printf(*state, "%s\n", values[i]));
    }
}

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
    if (system("python3 -c 'import yaml' 2>/dev/null") != 0)
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

static void fill_tree(struct tree *t, bool backwards)
{
    static const char *const paths[] = {"a", "b/c", "b/d", "b-x", "B", "z"};
    const size_t n = sizeof paths / sizeof *paths;

    for (size_t i = 0; i < n; i++) {
        const char *path = paths[backwards ? n - 1 - i : i];

        tree_add(t, path, path, strlen(path), strcmp(path, "z") == 0);
    }
    tree_seal(t);
}

static void trees_are_sorted_and_digested(void **state)
{
    struct tree t = {.arena = *state};

    fill_tree(&t, true);
    assert_int_equal(t.count, 6);
    for (size_t i = 1; i < t.count; i++)
        assert_true(strcmp(t.files[i - 1].path, t.files[i].path) < 0);
    assert_string_equal(digest_hex(*state, "abc", 3),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(digest_hex(*state, "", 0),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < t.count; i++)
        assert_string_equal(t.files[i].sha256, digest_hex(*state, t.files[i].data, t.files[i].len));
}

static void tarballs_are_the_same_every_time(void **state)
{
    struct tree one = {.arena = *state}, two = {.arena = *state};
    struct tarball a, b;

    fill_tree(&one, false);
    fill_tree(&two, true);
    assert_null(tar_pack(&one, &a));
    (void)sleep(1); /* so that a time would show */
    assert_null(tar_pack(&two, &b));
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    assert_string_equal(a.tar_sha256, b.tar_sha256);
}

static void tarballs_hold_the_files(void **state)
{
    struct tree t = {.arena = *state};
    struct archive *r = archive_read_new();
    struct archive_entry *e;
    struct tarball ball;
    size_t n = 0;

    fill_tree(&t, false);
    assert_null(tar_pack(&t, &ball));
    archive_read_support_filter_gzip(r);
    archive_read_support_format_tar(r);
    assert_int_equal(archive_read_open_memory(r, ball.data, ball.len), ARCHIVE_OK);
    while (archive_read_next_header(r, &e) == ARCHIVE_OK) {
        char content[100];

        assert_string_equal(archive_entry_pathname(e), t.files[n].path);
        assert_int_equal(archive_entry_mtime(e), 0);
        assert_int_equal(archive_entry_uid(e), 0);
        assert_int_equal(archive_entry_gid(e), 0);
        assert_int_equal(archive_entry_perm(e), t.files[n].executable ? 0755 : 0644);
        assert_int_equal(archive_read_data(r, content, sizeof content), t.files[n].len);
        assert_memory_equal(content, t.files[n].data, t.files[n].len);
        n++;
    }
    assert_int_equal(n, t.count);
    archive_read_free(r);
}

static void too_long_paths_are_refused(void **state)
{
    struct tree t = {.arena = *state};
    struct tarball ball;
    const char *problem;

    tree_add_text(&t, arena_printf(*state, "a/%0101d", 1), "x");
    tree_seal(&t);
    problem = tar_pack(&t, &ball);
    assert_non_null(problem);
    assert_non_null(strstr(problem, "long"));
}

static void every_template_fills(void **state)
{
    static const char *const names[] = {"body",  "names",  "commands", "codes",   "name",
                                        "user",  "keys",   "db",       "servers", "allow",
                                        "first", "second", "third"};
    enum { NAMES = sizeof names / sizeof *names };
    struct template_value values[NAMES + 2] = {{"title", "<&\""}};

    for (size_t i = 0; i < NAMES; i++)
        values[i + 1] = (struct template_value){names[i], "<p>"};
    for (const struct embedded *f = template_files; f->path != NULL; f++) {
        struct buf b = buf_make(*state);

        if (strcmp(f->path, "language.md") == 0)
            continue; /* tests/cli/manual */
        template_fill(&b, f->path, values);
        assert_null(strstr(b.data, "{{"));
        if (strstr(f->path, ".html") != NULL)
            assert_non_null(strstr(b.data, "<title>&lt;&amp;&quot;</title>"));
        assert_non_null(strstr(b.data, "<p>"));
    }
}

static void a_value_with_braces_is_not_filled_again(void **state)
{
    struct buf b = buf_make(*state);

    template_fill(&b, "page.html",
                  (const struct template_value[]){
                      {"title", "{{body|raw}}"}, {"body", "{{title|html}}"}, {NULL, NULL}});
    assert_non_null(strstr(b.data, "<title>{{body|raw}}</title>"));
}

static const char *file_of(const struct tree *t, const char *path)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->files[i].path, path) == 0)
            return t->files[i].data;
    return NULL;
}

static void bundles(void **state)
{
    struct bundle b = {.arena = *state, .tree = {.arena = *state}};
    const char *const facts[] = {"stack", "it's", "server", "one", NULL};
    const struct span at = {.line = 3, .column = 5};
    struct step *s = bundle_step(&b, PHASE_NETWORK, 20, "x", "thing", at, "a title");
    const char *generation, *text;

    step_word(s, "two words");
    step_pair(s, "key", "v'w");
    step_line(s);
    step_word(s, bundle_file(&b, "some", "text"));
    s = bundle_step(&b, PHASE_CONTAINERS, 40, "y", "other", (struct span){0}, "t");
    s->container = "web";
    generation = bundle_finish(&b, "my $(file).yaml", facts);
    assert_int_equal(strlen(generation), 64);
    assert_string_equal(file_of(&b.tree, "files/some"), "text");
    text = file_of(&b.tree, "steps/20-x.sh");
    assert_non_null(strstr(text, "\nstep x network 'a title'\n"
                                 "# shellcheck disable=SC1003 # values: meant as they are\n"
                                 "resource thing 'two words' 'key=v'\\''w' \\\n    files/some\n"));
    text = file_of(&b.tree, "steps/40-y.sh");
    assert_non_null(strstr(text, " t web\nresource other\n"));
    text = file_of(&b.tree, "bundle.sh");
    assert_non_null(strstr(text, "\nstack='it'\\''s'\nserver=one\nprotocol=1\ngeneration="));
    assert_non_null(strstr(text, generation));
    assert_string_equal(file_of(&b.tree, "positions"),
                        "x\tmy $(file).yaml:3:5\ny\tmy $(file).yaml:0:0\n");
    assert_non_null(file_of(&b.tree, "run"));
    assert_non_null(file_of(&b.tree, "lib/engine.sh"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sh_reads_what_quote_sh_wrote),
        TEST(plain_words_stay_plain),
        TEST(cmark_reads_what_quote_markdown_wrote),
        TEST(html_has_no_markup_left),
        TEST(ssh_reads_what_quote_ssh_config_wrote),
        TEST(libyaml_reads_what_yaml_text_wrote),
        TEST(pyyaml_reads_text_as_text),
        TEST(pyyaml_reads_scalars_as_text),
        TEST(scalars_are_quoted_by_need),
        TEST(yaml_words_are_not_quoted),
        TEST(trees_are_sorted_and_digested),
        TEST(tarballs_are_the_same_every_time),
        TEST(tarballs_hold_the_files),
        TEST(too_long_paths_are_refused),
        TEST(every_template_fills),
        TEST(a_value_with_braces_is_not_filled_again),
        TEST(bundles),
    };

    return cmocka_run_group_tests_name("emit", tests, NULL, NULL);
}
