/* Fills templates of templates/. */
#include "emit/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "emit/quote.h"

static const char *value_of(const struct template_value *values, const char *name, size_t len)
{
    for (; values->name != NULL; values++)
        if (strlen(values->name) == len && strncmp(values->name, name, len) == 0)
            return values->text;
    abort();
}

/* Writes the placeholder `p` (after its braces), which ends before `end`. */
static void fill_one(struct buf *b, const char *p, const char *end,
                     const struct template_value *values)
{
    const char *bar = memchr(p, '|', (size_t)(end - p));
    const char *text;

    if (bar == NULL)
        abort();
    text = value_of(values, p, (size_t)(bar - p));
    bar++;
    if (end - bar == 4 && strncmp(bar, "html", 4) == 0)
        quote_html(b, text);
    else if (end - bar == 3 && strncmp(bar, "raw", 3) == 0)
        buf_str(b, text);
    else
        abort();
}

void template_fill(struct buf *b, const char *name, const struct template_value *values)
{
    const char *p = embedded_find(template_files, name)->data, *open, *close;

    while ((open = strstr(p, "{{")) != NULL) {
        close = strstr(open, "}}");
        if (close == NULL)
            abort();
        buf_add(b, p, (size_t)(open - p));
        fill_one(b, open + 2, close, values);
        p = close + 2;
    }
    buf_str(b, p);
}
