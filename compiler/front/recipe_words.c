/* Words and names in the lines of a recipe's header. */
#include <string.h>

#include "base/ascii.h"
#include "base/guest.h"
#include "base/utf8.h"
#include "front/recipe_parser.h"
#include "front/suggest.h"

struct span recipe_span(const struct recipe_parser *p, size_t start, size_t end)
{
    return (struct span){p->source, p->number, (unsigned)utf8_count(p->line, start) + 1, p->number,
                         (unsigned)utf8_count(p->line, end) + 1};
}

struct diag *recipe_report_line(struct recipe_parser *p, enum code code, struct span at,
                                const char *message)
{
    struct diag *d = diag_report(p->diags, code, at, "%s", message);

    diag_help(d, "it is written `#: %s %s`", p->keyword->name, p->keyword->form);
    return d;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct recipe_parser *p)
{
    while (p->at < p->len && is_blank(p->line[p->at]))
        p->at++;
}

/* The next word of the line; one in double quotes may hold blanks, or nothing, and its place has
 * the quotes. False at the end. */
bool recipe_next_word(struct recipe_parser *p, struct ast_text *word)
{
    size_t start, end;
    const char *quote;

    skip_blanks(p);
    start = end = p->at;
    if (start == p->len)
        return false;
    quote = p->line[start] == '"' ? memchr(p->line + start + 1, '"', p->len - start - 1) : NULL;
    if (quote != NULL)
        end = (size_t)(quote - p->line) + 1;
    while (end < p->len && !is_blank(p->line[end]))
        end++;
    p->at = end;
    word->at = recipe_span(p, start, end);
    word->text = quote != NULL && quote + 1 == p->line + end
                     ? arena_strndup(p->arena, p->line + start + 1, end - start - 2)
                     : arena_strndup(p->arena, p->line + start, end - start);
    return true;
}

/* What is left of the line, without blanks around it. False if that is nothing. */
bool recipe_rest_of_line(struct recipe_parser *p, struct ast_text *text)
{
    size_t end = p->len;

    skip_blanks(p);
    while (end > p->at && is_blank(p->line[end - 1]))
        end--;
    if (end == p->at)
        return false;
    text->at = recipe_span(p, p->at, end);
    text->text = arena_strndup(p->arena, p->line + p->at, end - p->at);
    p->at = p->len;
    return true;
}

struct span recipe_end_of_line(const struct recipe_parser *p)
{
    return recipe_span(p, p->len, p->len);
}

/* The field of the header that a simple keyword fills. */
void *recipe_field(struct recipe_parser *p)
{
    return (char *)p->to + p->keyword->offset;
}

/* One word, or reports that it is not there. */
bool recipe_want_word(struct recipe_parser *p, struct ast_text *word, const char *what)
{
    if (recipe_next_word(p, word))
        return true;
    (void)recipe_report_line(p, L0460, recipe_end_of_line(p),
                             arena_printf(p->arena, "%s is missing here", what));
    return false;
}

void recipe_want_end(struct recipe_parser *p)
{
    struct ast_text more;

    if (recipe_next_word(p, &more))
        (void)recipe_report_line(
            p, L0460, more.at,
            arena_printf(p->arena, "`%s` is more than stands in such a line", more.text));
}

void recipe_add_text(struct recipe_parser *p, struct ast_texts *to, struct ast_text text)
{
    to->items = arena_extend(p->arena, to->items, to->count, sizeof *to->items);
    to->items[to->count++] = text;
    if (to->at.line == 0)
        to->at = text.at;
}

void recipe_read_text(struct recipe_parser *p)
{
    if (!recipe_rest_of_line(p, recipe_field(p)))
        (void)recipe_report_line(p, L0460, recipe_end_of_line(p), "the text is missing here");
}

void recipe_report_twin(struct recipe_parser *p, const struct ast_text *name, struct span first)
{
    struct diag *d = diag_report(p->diags, L0462, name->at, "`%s` is declared twice", name->text);

    diag_note(d, first, "first declared here");
    diag_help(d, "remove one of the two");
}

/* A number from 1 to `most`, or -1. */
int recipe_number(const char *text, size_t len, int most)
{
    int number = 0;

    if (len == 0 || len > 6 || strspn(text, DIGIT) < len || text[0] == '0')
        return -1;
    for (size_t i = 0; i < len; i++)
        number = number * 10 + (text[i] - '0');
    return number <= most ? number : -1;
}

/* ---- names -------------------------------------------------------------------------------------
 */

bool recipe_name_good(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' && strspn(name, LOWER DIGIT "-") == strlen(name) &&
           strlen(name) <= RECIPE_MAX_NAME && strstr(name, "--") == NULL;
}

bool recipe_good_name(struct recipe_parser *p, const struct ast_text *name)
{
    if (recipe_name_good(name->text))
        return true;
    diag_help(diag_report(p->diags, L0460, name->at, "`%s` cannot be a name here", name->text),
              "it has lower-case letters, digits and single dashes, a letter first");
    return false;
}

/* Names of recipes. */
void recipe_read_names(struct recipe_parser *p)
{
    struct ast_text word;

    if (!recipe_want_word(p, &word, "a name"))
        return;
    for (int n = 0; n == 0 || recipe_next_word(p, &word); n++) {
        if (n == RECIPE_MAX_ROWS) {
            (void)recipe_report_line(p, L0460, word.at, "there are more than 100 names");
            return;
        }
        if (recipe_good_name(p, &word))
            recipe_add_text(p, recipe_field(p), word);
    }
}

static const char *family_at(const void *context, size_t i)
{
    (void)context;
    return i < guest_family_count ? guest_families[i].name : "any";
}

static void check_platform(struct recipe_parser *p, const struct ast_text *word)
{
    struct guest guest = guest_of_platform(p->arena, word->text);
    const char *near;
    struct diag *d;

    if (strcmp(word->text, "any") == 0 ||
        (guest.family != NULL && strcmp(guest.platform, word->text) == 0))
        return;
    d = diag_report(p->diags, L0460, word->at, "there is no platform `%s`", word->text);
    near = guest.family != NULL ? guest.platform
                                : suggest(word->text, guest_family_count + 1, family_at, NULL);
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d, "write one such as `debian-12`, a family such as `debian`, or `any`");
}

void recipe_read_platforms(struct recipe_parser *p)
{
    struct ast_text word;

    if (!recipe_want_word(p, &word, "a platform"))
        return;
    do {
        check_platform(p, &word);
        recipe_add_text(p, recipe_field(p), word);
    } while (recipe_next_word(p, &word));
}
