/* What is no YAML, and how that is told. */
#include "front/yaml_faults.h"

#include <string.h>

#include "base/utf8.h"

/* At the end of a file without a last line end, libyaml is a line too far. */
static struct span end_of(const struct source *s)
{
    size_t len;
    const char *line = source_line(s, (unsigned)s->line_count, &len);
    unsigned column = (unsigned)utf8_count(line, len) + 1;

    return (struct span){s, (unsigned)s->line_count, column, (unsigned)s->line_count, column};
}

struct span yaml_span(const struct source *s, yaml_mark_t start, yaml_mark_t end)
{
    if (start.line >= s->line_count)
        return end_of(s);
    return (struct span){s, (unsigned)start.line + 1, (unsigned)start.column + 1,
                         (unsigned)end.line + 1, (unsigned)end.column + 1};
}

/* Is there a tab among the blanks that `line` begins with? Its column in `*column`. */
static bool indented_by_tab(const struct source *s, unsigned line, unsigned *column)
{
    size_t len;
    const char *text = source_line(s, line, &len);

    for (size_t i = 0; i < len && (text[i] == ' ' || text[i] == '\t'); i++)
        if (text[i] == '\t') {
            *column = (unsigned)i + 1;
            return true;
        }
    return false;
}

/* The place of byte `offset`. */
static struct span span_of_offset(const struct source *s, size_t offset)
{
    unsigned line = 1, column;

    while (line < s->line_count && s->lines[line] <= offset)
        line++;
    column = (unsigned)utf8_count(s->text + s->lines[line - 1], offset - s->lines[line - 1]) + 1;
    return (struct span){s, line, column, line, column + 1};
}

/* Something is no text: at `offset`, says libyaml, which may be a byte late. */
static void report_bytes(struct diags *diags, const struct source *s, size_t offset)
{
    size_t i = 0, n = 1;

    while (i < s->len && (n = utf8_length(s->text + i, s->len - i)) > 0)
        i += n;
    if (n > 0)
        diag_help(diag_report(diags, L0004, span_of_offset(s, offset),
                              "this is no text: it holds a control character"),
                  "is it the right file?");
    else
        diag_help(diag_report(diags, L0004, span_of_offset(s, i), "this is no UTF-8 text"),
                  "save the file as UTF-8; is it the right file?");
}

void yaml_report_syntax(struct diags *diags, const struct source *source, const yaml_parser_t *p)
{
    struct span at = yaml_span(source, p->problem_mark, p->problem_mark);
    struct diag *d;

    at.end_column++;
    if (p->error == YAML_READER_ERROR) {
        report_bytes(diags, source, p->problem_offset);
        return;
    }
    if (p->error == YAML_MEMORY_ERROR)
        longjmp(diags->arena->oom, 1);
    if (indented_by_tab(source, at.line, &at.column)) {
        at.end_column = at.column + 1;
        diag_help(diag_report(diags, L0011, at, "a tab stands in the indentation"),
                  "YAML is indented by blanks only; set your editor to expand tabs");
        return;
    }
    d = diag_report(diags, L0010, at, "%s", p->problem != NULL ? p->problem : "syntax error");
    if (p->context != NULL) {
        struct span from = yaml_span(source, p->context_mark, p->context_mark);

        from.end_column++;
        if (span_compare(from, at) != 0)
            diag_note(d, from, "%s", p->context);
    }
    diag_help(d, "look for a missing colon, quote or bracket, and for uneven indentation");
}

/*
 * Is there a `%TAG`? libyaml reads all of them before it says anything, in time that grows with the
 * square of their number, and copies what they stand for into each value: a small file could keep
 * it busy for hours. No tag that needs one has a meaning here.
 */
static bool refuse_tag_directive(struct diags *diags, const struct source *s)
{
    for (unsigned line = 1; line <= s->line_count; line++) {
        const char *text = s->text + s->lines[line - 1];

        if (strncmp(text + (line == 1 ? utf8_mark(text) : 0), "%TAG", 4) != 0)
            continue;
        diag_help(diag_report(diags, L0019, (struct span){s, line, 1, line, 5},
                              "the directive `%%TAG` is not known"),
                  "leave it out");
        return true;
    }
    return false;
}

/* Is it text at all? If not, reports it. */
static bool check_bytes(struct diags *diags, const struct source *source)
{
    const char *nul = memchr(source->text, '\0', source->len);

    if (source->len >= 2 &&
        (memcmp(source->text, "\xFF\xFE", 2) == 0 || memcmp(source->text, "\xFE\xFF", 2) == 0))
        diag_help(diag_report(diags, L0004, span_of_offset(source, 0), "this is UTF-16, not UTF-8"),
                  "`iconv -f utf-16 -t utf-8` converts it");
    else if (nul != NULL)
        diag_help(diag_report(diags, L0004, span_of_offset(source, (size_t)(nul - source->text)),
                              "this is no text: it holds a NUL byte"),
                  "is it the right file?");
    else
        return true;
    return false;
}

bool yaml_check_text(struct diags *diags, const struct source *source)
{
    return check_bytes(diags, source) && !refuse_tag_directive(diags, source);
}
