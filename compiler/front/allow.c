/* Comments that silence warnings: `# lstackc: allow(L0207)`. */
#include "front/allow.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define DIRECTIVE "lstackc:"

struct allow {
    struct span word; /* the code in the comment */
    unsigned line;    /* that it is for; 0: none follows */
    enum code code;
    bool used;
};

struct allows {
    struct diags *diags;
    struct allow *items; /* sorted once all are read */
    size_t count;
    size_t waiting; /* the last ones, which wait for a line */
};

/* A place in a file that moves forward. */
struct cursor {
    const struct source *source;
    size_t offset;    /* in bytes */
    size_t character; /* from 0, as libyaml counts: without a byte order mark */
    unsigned line, column;
    unsigned content; /* the last line that held more than blanks and comments, so far */
};

static char here(const struct cursor *c)
{
    return c->source->text[c->offset]; /* a NUL at the end */
}

static bool is_blank(const struct cursor *c)
{
    return here(c) == ' ' || here(c) == '\t';
}

static void step(struct cursor *c)
{
    const struct source *s = c->source;

    do
        c->offset++;
    while (utf8_continues(here(c)));
    c->character++;
    c->column++;
    if (c->line < s->line_count && c->offset >= s->lines[c->line]) {
        c->line++;
        c->column = 1;
    }
}

/* Does a line break begin here? All but CR LF are one character. */
static bool is_break(const struct cursor *c)
{
    struct cursor next = *c;

    if (here(c) == '\0' || here(c) == '\r')
        return true;
    step(&next);
    return next.line > c->line;
}

/* ---- one comment -------------------------------------------------------------------------------
 */

/* Moves over the word here: up to a blank, a bracket, a comma or the end of the line. */
static struct span pass_word(struct cursor *c, const char **text, struct arena *a)
{
    struct span at = {c->source, c->line, c->column, c->line, c->column};
    size_t start = c->offset;

    while (!is_break(c) && !is_blank(c) && strchr("(),", here(c)) == NULL)
        step(c);
    *text = arena_strndup(a, c->source->text + start, c->offset - start);
    at.end_column = c->column;
    return at;
}

static void pass_blanks(struct cursor *c)
{
    while (is_blank(c))
        step(c);
}

static void report_malformed(struct allows *all, struct span at, const char *message)
{
    if (at.end_column == at.column)
        at.end_column++;
    diag_help(diag_report(all->diags, L0023, at, "%s", message),
              "write `# lstackc: allow(L0207)`, or several codes with commas between them");
}

/* Is `code`, called `name`, a warning that may be allowed? If not, says so. */
static bool check_code(struct allows *all, enum code code, const char *name, struct span at)
{
    struct diag *d;

    if (code == CODE_COUNT || strcmp(code_info(code)->name, name) != 0) {
        d = diag_report(all->diags, L0024, at, "there is no code `%s`", name);
        if (code != CODE_COUNT)
            diag_help(d, "did you mean `%s`?", code_info(code)->name);
        else
            diag_help(d, "codes look like `%s`; each warning says its own", code_info(L0207)->name);
    } else if (code_info(code)->severity == SEVERITY_ERROR) {
        diag_help(
            diag_report(all->diags, L0025, at, "`%s` is an error, which cannot be allowed", name),
            "mend what it says, and take the comment away");
    } else if (code == L0026) {
        diag_help(diag_report(all->diags, L0025, at, "`%s` cannot be allowed", name),
                  "take away the comment that silences nothing");
    } else {
        return true;
    }
    return false;
}

static void add_allow(struct allows *all, enum code code, struct span at)
{
    all->items = arena_extend(all->diags->arena, all->items, all->count, sizeof *all->items);
    all->items[all->count++] = (struct allow){.word = at, .code = code};
    all->waiting++;
}

/* The codes, behind `allow(`. */
static void read_codes(struct allows *all, struct cursor *c)
{
    const char *name;
    enum code code;
    struct span at;

    for (;;) {
        pass_blanks(c);
        at = pass_word(c, &name, all->diags->arena);
        if (*name == '\0') {
            report_malformed(all, at, "a code such as `L0207` is missing here");
            return;
        }
        code = code_find(name);
        if (check_code(all, code, name, at))
            add_allow(all, code, at);
        pass_blanks(c);
        if (here(c) == ')')
            return;
        if (here(c) != ',') {
            report_malformed(all, (struct span){c->source, c->line, c->column, c->line, c->column},
                             "a `)` or a comma is missing here");
            return;
        }
        step(c);
    }
}

/* Moves from `#` to the end of the line. What stands behind the bracket is for the reader. */
static void pass_comment(struct allows *all, struct cursor *c)
{
    const char *word;
    struct span at;

    while (here(c) == '#')
        step(c);
    pass_blanks(c);
    if (strncmp(c->source->text + c->offset, DIRECTIVE, strlen(DIRECTIVE)) == 0) {
        for (size_t i = 0; i < strlen(DIRECTIVE); i++)
            step(c);
        pass_blanks(c);
        at = pass_word(c, &word, all->diags->arena);
        if (strcmp(word, "allow") == 0 && here(c) == '(') {
            step(c);
            read_codes(all, c);
        } else {
            report_malformed(all, at,
                             strcmp(word, "allow") == 0 ? "codes in brackets are missing here"
                             : *word == '\0'            ? "this comment for lstackc says nothing"
                                                        : arena_printf(all->diags->arena,
                                                                       "`%s` is not understood here", word));
        }
    }
    while (!is_break(c))
        step(c);
}

/* ---- the comments of a file --------------------------------------------------------------------
 */

/* Something that is no comment stands here: the comments above it on lines of their own, and those
 * that follow on its line, are for this line. */
static void set_line(struct allows *all, unsigned line)
{
    for (; all->waiting > 0; all->waiting--)
        all->items[all->count - all->waiting].line = line;
}

static void take_comment(struct allows *all, struct cursor *c)
{
    bool own_line = c->content != c->line;
    unsigned line = c->line;

    pass_comment(all, c);
    if (!own_line)
        set_line(all, line);
}

/* Moves over a character that is no comment. */
static void pass_content(struct allows *all, struct cursor *c)
{
    if (!is_blank(c) && !is_break(c)) {
        set_line(all, c->line);
        c->content = c->line;
    }
    step(c);
}

/* Moves to the end of a scalar. A comment may follow an anchor or a tag before the text, and the
 * sign of a block; anywhere else `#` belongs to the text. */
static void pass_scalar(struct allows *all, struct cursor *c, size_t end)
{
    bool word = false; /* within an anchor or a tag */

    while (c->character < end) {
        bool space = is_blank(c) || is_break(c);

        if (here(c) == '#' && !word) {
            take_comment(all, c);
            continue;
        }
        word = !space && (word || strchr("&!", here(c)) != NULL);
        if (!space && !word)
            break;
        pass_content(all, c);
    }
    if (c->character < end && strchr("|>", here(c)) != NULL) {
        while (!is_break(c) && here(c) != '#')
            pass_content(all, c);
        if (here(c) == '#')
            take_comment(all, c);
    }
    while (c->character < end)
        pass_content(all, c);
}

static void read_file(struct allows *all, const struct traced_file *f)
{
    struct cursor c = {
        .source = f->source, .line = 1, .column = 1, .offset = utf8_mark(f->source->text)};
    size_t next = 0;

    while (c.offset < f->source->len) {
        while (next < f->scalar_count && f->scalars[next].end <= c.character)
            next++;
        if (next < f->scalar_count && f->scalars[next].start <= c.character)
            pass_scalar(all, &c, f->scalars[next].end);
        else if (here(&c) == '#')
            take_comment(all, &c);
        else
            pass_content(all, &c);
    }
    all->waiting = 0; /* nothing follows them */
}

/* ---- which warnings are allowed ----------------------------------------------------------------
 */

/* By file, line and code: how they are looked up; then by place. */
static int compare(const struct allow *x, const struct allow *y)
{
    struct span a = {.source = x->word.source, .line = x->line};
    struct span b = {.source = y->word.source, .line = y->line};
    int order = span_compare(a, b);

    return order != 0 ? order : (x->code > y->code) - (x->code < y->code);
}

static int by_line(const void *a, const void *b)
{
    const struct allow *x = a, *y = b;
    int order = compare(x, y);

    return order != 0 ? order : span_compare(x->word, y->word);
}

static bool is_allowed(void *context, enum code code, struct span at)
{
    struct allows *all = context;
    struct allow wanted = {.word = at, .line = at.line, .code = code};
    size_t first = 0, end = all->count;

    if (at.source == NULL || at.line == 0)
        return false;
    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (compare(&all->items[middle], &wanted) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    if (first == all->count || compare(&all->items[first], &wanted) != 0)
        return false;
    all->items[first].used = true;
    return true;
}

struct allows *allow_read(struct diags *diags, const struct trace *trace)
{
    struct allows *all = arena_new(diags->arena, struct allows);

    all->diags = diags;
    for (const struct traced_file *f = trace->first; f != NULL; f = f->next)
        if (f->complete && f->wants_scalars)
            read_file(all, f);
    if (all->count == 0)
        return all;
    qsort(all->items, all->count, sizeof *all->items, by_line);
    diags->is_allowed = is_allowed;
    diags->allowed = all;
    return all;
}

void allow_finish(struct allows *all)
{
    if (all->diags->errors > 0 || diags_full(all->diags))
        return;
    for (size_t i = 0; i < all->count; i++)
        if (!all->items[i].used)
            diag_help(diag_report(all->diags, L0026, all->items[i].word,
                                  "there is no warning `%s` to be allowed",
                                  code_info(all->items[i].code)->name),
                      "take the comment away, or put it on the line of the warning");
}
