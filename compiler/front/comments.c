/* Comments that are meant for lstackc: where they are, and which line each is for. */
#include "front/comments.h"

#include <string.h>

#include "base/utf8.h"

#define DIRECTIVE "lstackc:"

struct finder {
    struct arena *arena;
    struct comments found;
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

static void pass_blanks(struct cursor *c)
{
    while (is_blank(c))
        step(c);
}

static void add(struct finder *all, const struct cursor *c)
{
    const struct source *s = c->source;
    size_t len;
    const char *line = source_line(s, c->line, &len);
    size_t before = c->offset - (size_t)(line - s->text);

    all->found.items =
        arena_extend(all->arena, all->found.items, all->found.count, sizeof *all->found.items);
    all->found.items[all->found.count++] =
        (struct comment){.text = arena_strndup(all->arena, line + before, len - before),
                         .at = {s, c->line, c->column, c->line, c->column}};
    all->waiting++;
}

/* Moves from `#` to the end of the line. */
static void pass_comment(struct finder *all, struct cursor *c)
{
    while (here(c) == '#')
        step(c);
    pass_blanks(c);
    if (strncmp(c->source->text + c->offset, DIRECTIVE, strlen(DIRECTIVE)) == 0) {
        for (size_t i = 0; i < strlen(DIRECTIVE); i++)
            step(c);
        add(all, c);
    }
    while (!is_break(c))
        step(c);
}

/* Something that is no comment stands here: the comments above it on lines of their own, and those
 * that follow on its line, are for this line. */
static void set_line(struct finder *all, unsigned line)
{
    for (; all->waiting > 0; all->waiting--)
        all->found.items[all->found.count - all->waiting].line = line;
}

static void take_comment(struct finder *all, struct cursor *c)
{
    bool own_line = c->content != c->line;
    unsigned line = c->line;

    pass_comment(all, c);
    if (!own_line)
        set_line(all, line);
}

/* Moves over a character that is no comment. */
static void pass_content(struct finder *all, struct cursor *c)
{
    if (!is_blank(c) && !is_break(c)) {
        set_line(all, c->line);
        c->content = c->line;
    }
    step(c);
}

/* Moves to the end of a scalar. A comment may follow an anchor or a tag before the text, and the
 * sign of a block; anywhere else `#` belongs to the text. */
static void pass_scalar(struct finder *all, struct cursor *c, size_t end)
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

struct comments comments_find(struct arena *a, const struct traced_file *f)
{
    struct finder all = {.arena = a};
    struct cursor c = {
        .source = f->source, .line = 1, .column = 1, .offset = utf8_mark(f->source->text)};
    size_t next = 0;

    while (c.offset < f->source->len) {
        while (next < f->scalar_count && f->scalars[next].end <= c.character)
            next++;
        if (next < f->scalar_count && f->scalars[next].start <= c.character)
            pass_scalar(&all, &c, f->scalars[next].end);
        else if (here(&c) == '#')
            take_comment(&all, &c);
        else
            pass_content(&all, &c);
    }
    return all.found;
}
