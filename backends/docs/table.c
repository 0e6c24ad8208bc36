/* Tables in Markdown, as forges read them or as HTML. */
#include "backends/docs/table.h"

#include <string.h>

#include "emit/quote.h"

void table_begin(struct doc *d, const char *const *names)
{
    size_t n = 0;

    buf_str(&d->text, d->html ? "<table>\n<tr>" : "|");
    for (; names[n] != NULL; n++)
        buf_printf(&d->text, d->html ? "<th>%s</th>" : " %s |", names[n]);
    buf_str(&d->text, d->html ? "</tr>\n" : "\n|");
    for (size_t i = 0; i < n && !d->html; i++)
        buf_str(&d->text, "---|");
    if (!d->html)
        buf_char(&d->text, '\n');
}

void table_row(struct doc *d)
{
    buf_str(&d->text, d->html ? "<tr>" : "|");
}

/* The text as HTML; line ends are blanks, as an empty line would end the table for CommonMark. */
static void html_text(struct doc *d, const char *text)
{
    char *line = arena_strdup(d->text.arena, text);

    for (char *p = strpbrk(line, "\r\n"); p != NULL; p = strpbrk(p, "\r\n"))
        *p = ' ';
    quote_html(&d->text, line);
}

void table_cell(struct doc *d, const char *text)
{
    buf_str(&d->text, d->html ? "<td>" : " ");
    if (d->html)
        html_text(d, text);
    else
        quote_markdown(&d->text, text);
    buf_str(&d->text, d->html ? "</td>" : " |");
}

void table_code(struct doc *d, const char *text)
{
    buf_str(&d->text, d->html ? "<td><code>" : " ");
    if (d->html) {
        html_text(d, text);
        buf_str(&d->text, "</code></td>");
    } else if (*text != '\0' && strpbrk(text, "`|\n") == NULL) {
        buf_printf(&d->text, "`%s` |", text);
    } else {
        quote_markdown(&d->text, text);
        buf_str(&d->text, " |");
    }
}

void table_row_end(struct doc *d)
{
    buf_str(&d->text, d->html ? "</tr>\n" : "\n");
}

void table_end(struct doc *d)
{
    buf_str(&d->text, d->html ? "</table>\n\n" : "\n");
}
