/* Quoting against its real readers, tarballs, templates, bundles. */
#include "test.h"

#include <archive.h>
#include <archive_entry.h>
#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/embedded.h"
#include "emit/bundle.h"
#include "emit/quote.h"
#include "emit/tar.h"
#include "emit/template.h"

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
                                        "first", "second", "third",    "recipes", "values"};
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
