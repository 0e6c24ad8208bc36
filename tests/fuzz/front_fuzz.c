/* Any text as a stack file: compiled, and if it is good, built in memory; or as a recipe, if it
 * begins as one. For libFuzzer. */
#include <errno.h>
#include <jansson.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "front/recipe_header.h"
#include "main/command.h"
#include "main/generate.h"
#include "main/print_tree.h"
#include "main/stack_json.h"

/* The compiler reads files by source_read() alone, and looks for them by the others here
 * (tests/cli/layers). Ours knows no disk, so that no input can name a file or a device of this
 * machine; the rest of source.c is as it is. */
enum source_status source_read_of_the_disk(struct arena *a, const char *path, size_t limit,
                                           struct source **out);
enum source_status source_read_regular_of_the_disk(struct arena *a, const char *path, size_t limit,
                                                   struct source **out);
bool source_is_readable_on_the_disk(const char *path);
bool source_is_regular_on_the_disk(const char *path);
enum source_kind source_kind_of_on_the_disk(const char *path);
bool source_list_on_the_disk(struct arena *a, const char *path, size_t limit, const char ***names,
                             size_t *count);
#define source_read         source_read_of_the_disk
#define source_read_regular source_read_regular_of_the_disk
#define source_is_readable  source_is_readable_on_the_disk
#define source_is_regular   source_is_regular_on_the_disk
#define source_kind_of      source_kind_of_on_the_disk
#define source_list         source_list_on_the_disk
#include "base/source.c"
#undef source_read
#undef source_read_regular
#undef source_is_readable
#undef source_is_regular
#undef source_kind_of
#undef source_list

#define STACK_FILE "/nowhere/lstacker.yaml"

/* What stands behind this line is the text of every other file that the stack names. */
#define OTHER_FILE "\n#= other files\n"

static const char some_key[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA a@b\n";

/* A stack that is larger is checked, but not built: that is linear, and too slow to be tried often.
 */
enum { MAX_SERVERS = 8, MAX_CONTAINERS = 32 };

struct text {
    const char *start;
    size_t len;
};

/* Of the input that is being tried. */
static struct text main_text, other_text;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum source_status source_read(struct arena *a, const char *path, size_t limit, struct source **out)
{
    const char *end = strrchr(path, '.');
    struct text text = other_text;

    if (strcmp(path, STACK_FILE) == 0)
        text = main_text;
    else if (text.start == NULL && end != NULL && strcmp(end, ".pub") == 0)
        text = (struct text){some_key, strlen(some_key)};
    *out = source_of_text(a, path, "", 0);
    errno = ENOENT;
    if (text.start == NULL)
        return SOURCE_UNREADABLE;
    if (text.len > limit)
        return SOURCE_TOO_LARGE;
    *out = source_of_text(a, path, text.start, text.len);
    return SOURCE_OK;
}

enum source_status source_read_regular(struct arena *a, const char *path, size_t limit,
                                       struct source **out)
{
    return source_read(a, path, limit, out);
}

bool source_is_regular(const char *path)
{
    (void)path;
    return true;
}

/* Some names are those of directories. */
enum source_kind source_kind_of(const char *path)
{
    static const enum source_kind kinds[] = {SOURCE_FILE, SOURCE_FILE, SOURCE_DIRECTORY};

    errno = ENOENT;
    return other_text.start == NULL ? SOURCE_NOTHING : kinds[strlen(path) % 3];
}

bool source_list(struct arena *a, const char *path, size_t limit, const char ***names,
                 size_t *count)
{
    static const char *const all[] = {"a", "bc", "d.conf"};

    (void)path;
    *count = sizeof all / sizeof *all;
    *names = arena_alloc(a, *count * sizeof(char *));
    for (size_t i = 0; i < *count; i++)
        (*names)[i] = all[i];
    return *count <= limit;
}

bool source_is_readable(const char *path)
{
    errno = ENOENT;
    return other_text.start != NULL && strlen(path) % 2 == 0;
}

static void take_input(const uint8_t *data, size_t size)
{
    const size_t marker = strlen(OTHER_FILE);

    main_text = (struct text){(const char *)data, size};
    other_text = (struct text){NULL, 0};
    for (size_t i = 0; i + marker <= size; i++)
        if (memcmp(data + i, OTHER_FILE, marker) == 0) {
            main_text.len = i + 1;
            other_text = (struct text){(const char *)data + i + marker, size - i - marker};
            return;
        }
}

/* Ends the program, so that libFuzzer keeps the input. */
static void must(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "front-fuzz: %s\n", what);
    abort();
}

static void check_place(struct span at)
{
    if (at.source == NULL || at.line == 0)
        return;
    must(at.line <= at.source->line_count, "a place lies behind the end of the file");
    must(at.column > 0, "a place has no column");
    must(at.end_line > at.line || (at.end_line == at.line && at.end_column >= at.column),
         "a place ends before it begins");
}

/* What is printed is safe on a terminal, and JSON is JSON. */
static void check_text(const char *text, size_t len)
{
    size_t n;

    for (; len > 0; text += n, len -= n) {
        n = utf8_length(text, len);
        must(n > 0, "what is printed is no UTF-8");
        must(*text == '\n' || ((unsigned char)*text >= ' ' && *text != 127),
             "what is printed holds a control character");
    }
}

static void check_diags(const struct diags *diags)
{
    char *text = NULL, *json = NULL;
    size_t text_len = 0, json_len = 0;
    FILE *to_text = open_memstream(&text, &text_len), *to_json = open_memstream(&json, &json_len);
    json_t *array;

    must(to_text != NULL && to_json != NULL, "no memory for the output");
    for (const struct diag *d = diags->list; d != NULL; d = d->next) {
        check_place(d->at);
        for (const struct diag_note *note = d->notes; note != NULL; note = note->next)
            check_place(note->at);
    }
    diags_print_text(diags, to_text, false);
    diags_print_json(diags, to_json);
    (void)fclose(to_text);
    (void)fclose(to_json);
    check_text(text, text_len);
    array = json_loadb(json, json_len, 0, NULL);
    must(json_is_array(array), "the diagnostics are no JSON");
    json_decref(array);
    free(text);
    free(json);
}

static void build(struct arena *a, const struct ir *ir)
{
    struct tree t = {.arena = a};
    const struct buf json = stack_text(a, ir);
    json_t *object = json_loadb(json.data, json.len, 0, NULL);

    must(generate(&t, ir) == NULL, "a good stack cannot be built");
    must(json_is_object(object), "what `show` prints is no JSON");
    json_decref(object);
}

/* A recipe begins with a comment for shellcheck, or with its header. */
static bool is_recipe(void)
{
    static const char *const starts[] = {"# shellcheck", "#:"};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (main_text.len >= strlen(starts[i]) &&
            memcmp(main_text.start, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static void try_recipe(struct arena *a)
{
    struct diags diags = {.arena = a};
    const struct recipe_header *h = recipe_header_read(
        &diags, source_of_text(a, "/nowhere/recipes/it", main_text.start, main_text.len));

    must((h != NULL) == (diags.errors == 0), "a recipe's header and its errors differ");
    check_diags(&diags);
    for (size_t i = 0; h != NULL && i < h->param_count; i++) {
        check_place(h->params[i].name.at);
        check_text(h->params[i].doc, strlen(h->params[i].doc));
        must(h->params[i].required || h->params[i].type == RECIPE_LIST ||
                 h->params[i].preset.count == 1,
             "a parameter's default is not one");
    }
}

/* What a file of version 0 becomes must be as good as that was. */
static void migrate(struct arena *a, const struct options *options, const struct node *tree)
{
    struct buf text = buf_make(a);
    struct compilation c;

    print_tree(&text, tree);
    main_text = (struct text){text.data, text.len};
    must(compile_file(a, options, &c) == STATUS_GOOD, "a good file cannot be migrated");
}

static void try_input(struct arena *a)
{
    const struct options options = {.file = STACK_FILE, .output = "build"};
    struct compilation c;
    enum status status = compile_file(a, &options, &c);

    must(status == STATUS_GOOD || status == STATUS_INPUT, "the input cannot be read");
    must((status == STATUS_GOOD) == (c.diags.errors == 0), "status and errors differ");
    check_diags(&c.diags);
    if (status == STATUS_GOOD && c.ir->server_count <= MAX_SERVERS &&
        c.ir->container_count <= MAX_CONTAINERS)
        build(a, c.ir);
    if (status == STATUS_GOOD && c.version0)
        migrate(a, &options, c.tree);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    (void)setlocale(LC_CTYPE, "C.UTF-8"); /* as main() does */
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};

    take_input(data, size);
    /* Would a crash be seen? */
    if (getenv("FUZZ_MUST_CRASH") != NULL)
        must(size == 0, "this crash was asked for");
    if (setjmp(a.oom) == 0)
        (is_recipe() ? try_recipe : try_input)(&a);
    arena_free(&a);
    return 0;
}
