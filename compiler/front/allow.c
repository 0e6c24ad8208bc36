/* Comments that silence warnings: `# lstackc: allow(L0207)`. */
#include "front/allow.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "front/comments.h"

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
};

/* ---- one comment -------------------------------------------------------------------------------
 */

/* What is left of a comment. */
struct rest {
    const char *p;
    struct span at; /* of `p`; it ends where it begins */
};

static void advance(struct rest *c, size_t bytes)
{
    c->at.column += (unsigned)utf8_count(c->p, bytes);
    c->at.end_column = c->at.column;
    c->p += bytes;
}

static void pass_blanks(struct rest *c)
{
    advance(c, strspn(c->p, " \t"));
}

/* Moves over the word here: up to a blank, a bracket, a comma or the end. */
static struct span pass_word(struct rest *c, const char **text, struct arena *a)
{
    struct span at = c->at;
    size_t len = strcspn(c->p, " \t(),");

    *text = arena_strndup(a, c->p, len);
    advance(c, len);
    at.end_column = c->at.column;
    return at;
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

static void add_allow(struct allows *all, enum code code, struct span at, unsigned line)
{
    all->items = arena_extend(all->diags->arena, all->items, all->count, sizeof *all->items);
    all->items[all->count++] = (struct allow){.word = at, .line = line, .code = code};
}

/* The codes, behind `allow(`, for `line`. */
static void read_codes(struct allows *all, struct rest *c, unsigned line)
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
            add_allow(all, code, at, line);
        pass_blanks(c);
        if (*c->p == ')')
            return;
        if (*c->p != ',') {
            report_malformed(all, c->at, "a `)` or a comma is missing here");
            return;
        }
        advance(c, 1);
    }
}

/* What stands behind the bracket is for the reader. */
static void read_comment(struct allows *all, const struct comment *comment)
{
    struct rest c = {comment->text, comment->at};
    const char *word;
    struct span at;

    pass_blanks(&c);
    at = pass_word(&c, &word, all->diags->arena);
    if (strcmp(word, "allow") == 0 && *c.p == '(') {
        advance(&c, 1);
        read_codes(all, &c, comment->line);
        return;
    }
    report_malformed(all, at,
                     strcmp(word, "allow") == 0 ? "codes in brackets are missing here"
                     : *word == '\0'
                         ? "this comment for lstackc says nothing"
                         : arena_printf(all->diags->arena, "`%s` is not understood here", word));
}

static void read_file(struct allows *all, const struct traced_file *f)
{
    struct comments found = comments_find(all->diags->arena, f);

    for (size_t i = 0; i < found.count; i++)
        read_comment(all, &found.items[i]);
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
