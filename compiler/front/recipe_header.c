/* The header of a recipe: its lines, read by a table of keywords. */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "front/recipe_parser.h"
#include "front/suggest.h"

enum { MAX_TIMEOUT = 24 * 60 * 60 };

static void read_timeout(struct recipe_parser *p)
{
    struct ast_text word;
    int number;

    if (!recipe_want_word(p, &word, "the number of seconds"))
        return;
    number = recipe_number(word.text, strlen(word.text), MAX_TIMEOUT);
    if (number < 0)
        (void)recipe_report_line(p, L0460, word.at, "seconds are a number from 1 to 86400");
    else
        p->to->timeout = number;
    recipe_want_end(p);
}

static void read_tested(struct recipe_parser *p)
{
    struct ast_text text;

    if (!recipe_rest_of_line(p, &text) || strchr(text.text, ':') == NULL)
        (void)recipe_report_line(p, L0460, recipe_end_of_line(p),
                                 "what was tested where is missing");
    else
        recipe_add_text(p, recipe_field(p), text);
}

static void read_alias(struct recipe_parser *p)
{
    struct recipe_header *h = p->to;
    struct ast_text word;

    if (!recipe_want_word(p, &word, "the other recipe's name") || !recipe_good_name(p, &word))
        return;
    h->alias = word;
    while (recipe_next_word(p, &word)) {
        const char *equals = strchr(word.text, '=');
        struct ast_pair pair = {word, word};

        if (equals == NULL || h->presets.count == RECIPE_MAX_ROWS) {
            (void)recipe_report_line(
                p, L0460, word.at,
                arena_printf(p->arena, "`%s` gives no parameter a value", word.text));
            continue;
        }
        pair.key.text = arena_strndup(p->arena, word.text, (size_t)(equals - word.text));
        pair.value.text = equals + 1;
        h->presets.items =
            arena_extend(p->arena, h->presets.items, h->presets.count, sizeof *h->presets.items);
        h->presets.items[h->presets.count++] = pair;
    }
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

#define HEADER(field) offsetof(struct recipe_header, field)

enum { SUMMARY, PLATFORMS, ALIAS, KEYWORDS = 12 };

static const struct recipe_keyword keywords[KEYWORDS] = {
    [SUMMARY] = {"summary", "TEXT", recipe_read_text, HEADER(summary), false},
    [PLATFORMS] = {"platforms", "PLATFORM...", recipe_read_platforms, HEADER(platforms), false},
    [ALIAS] = {"alias", "NAME [PARAMETER=VALUE]...", read_alias, 0, false},
    {"alternatives", "NAME...", recipe_read_names, HEADER(alternatives), false},
    {"param", "NAME TYPE [DEFAULT] -- TEXT", recipe_read_param, 0, true},
    {"port", "NAME NUMBER|$PARAMETER[/tcp|/udp]", recipe_read_port, 0, true},
    {"needs", "NAME...", recipe_read_names, HEADER(needs), false},
    {"conflicts", "NAME...", recipe_read_names, HEADER(conflicts), false},
    {"data", "WHAT in WHERE", recipe_read_text, HEADER(data), false},
    {"timeout", "SECONDS", read_timeout, 0, false},
    {"tested", "PLATFORM: HOW", read_tested, HEADER(tested), true},
    {NULL, NULL, NULL, 0, false},
};
enum { KEYWORD_COUNT = KEYWORDS - 1 };

static const char *keyword_at(const void *context, size_t i)
{
    (void)context;
    return keywords[i].name;
}

static void report_keyword(struct recipe_parser *p, const struct ast_text *word)
{
    struct diag *d =
        diag_report(p->diags, L0460, word->at, "the header of a recipe knows no `%s`", word->text);
    const char *near = suggest(word->text, KEYWORD_COUNT, keyword_at, NULL), *all = "";

    for (int i = 0; i < KEYWORD_COUNT; i++)
        all = arena_printf(p->arena, "%s%s%s", all, i > 0 ? ", " : "", keywords[i].name);
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d, "it knows %s", all);
}

/* Controls other than tabs would come into documentation and onto terminals. */
static bool is_clean(struct recipe_parser *p)
{
    for (size_t i = 0; i < p->len; i++) {
        unsigned char c = (unsigned char)p->line[i];

        if ((c >= ' ' && c != 127 && !(c == 0xC2 && (unsigned char)p->line[i + 1] < 0xA0)) ||
            c == '\t')
            continue;
        diag_help(diag_report(p->diags, L0460, recipe_span(p, i, i + 1),
                              "the header holds a control character"),
                  "remove it");
        return false;
    }
    return true;
}

static void read_line(struct recipe_parser *p)
{
    struct ast_text word;
    int i = 0;

    if (!is_clean(p) || !recipe_next_word(p, &word))
        return;
    while (i < KEYWORD_COUNT && strcmp(keywords[i].name, word.text) != 0)
        i++;
    if (i == KEYWORD_COUNT) {
        p->lost = true;
        report_keyword(p, &word);
        return;
    }
    p->keyword = &keywords[i];
    if (p->first[i].line != 0 && !keywords[i].often) {
        recipe_report_twin(p, &word, p->first[i]);
        return;
    }
    if (p->first[i].line == 0)
        p->first[i] = word.at;
    keywords[i].read(p);
}

/* The lines up to the first that is neither a comment nor empty. */
static void read_lines(struct recipe_parser *p)
{
    size_t blanks;

    for (unsigned n = 1; n <= p->source->line_count; n++) {
        p->line = source_line(p->source, n, &p->len);
        p->number = n;
        blanks = strspn(p->line, " \t");
        if (blanks < p->len && p->line[blanks] != '#')
            return;
        p->at = 2;
        if (p->len >= 2 && memcmp(p->line, "#:", 2) == 0)
            read_line(p);
    }
}

/* Ports lead to parameters that may be declared after them. */
static void bind_ports(struct recipe_parser *p)
{
    for (size_t i = 0; p->leads != NULL && i < p->to->port_count; i++) {
        const struct ast_text *lead = &p->leads[i]; /* as many as ports */
        const struct recipe_param *param;

        if (lead->at.line == 0)
            continue;
        param = recipe_param_find(p->to, lead->text);
        if (param != NULL && param->type == RECIPE_PORT) {
            p->to->ports[i].param = param;
            continue;
        }
        diag_help(param == NULL ? diag_report(p->diags, L0465, lead->at,
                                              "there is no parameter `%s`", lead->text)
                                : diag_report(p->diags, L0465, lead->at,
                                              "the parameter `%s` is of type %s, not port",
                                              lead->text, recipe_types[param->type]),
                  "declare it: `#: param %s port 8080 -- where it listens`", lead->text);
    }
}

/* Nothing else can answer where one of the recipe's own ports does. */
static void check_ports(struct recipe_parser *p)
{
    for (size_t i = 0; i < p->to->port_count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct recipe_port *port = &p->to->ports[i], *twin = &p->to->ports[j];
            struct diag *d;

            if (port->udp != twin->udp || port->param != twin->param ||
                port->number != twin->number || (port->param == NULL && port->number == 0))
                continue;
            d = diag_report(p->diags, L0462, port->name.at, "`%s` and `%s` are the same port",
                            twin->name.text, port->name.text);
            diag_note(d, twin->name.at, "first declared here");
            diag_help(d, "remove one of the two");
            break;
        }
}

static void check_conflicts(struct recipe_parser *p)
{
    const char *slash = strrchr(p->source->name, '/');
    const char *name = slash != NULL ? slash + 1 : p->source->name;

    for (size_t i = 0; i < p->to->conflicts.count; i++)
        if (strcmp(p->to->conflicts.items[i].text, name) == 0)
            diag_help(diag_report(p->diags, L0460, p->to->conflicts.items[i].at,
                                  "the recipe cannot exclude itself"),
                      "remove it: a recipe is in one place only once");
}

/* An alias says what it is another name of, and nothing else. */
static void check_alias(struct recipe_parser *p)
{
    for (int i = 0; i < KEYWORD_COUNT; i++)
        if (p->first[i].line != 0 && i != ALIAS && i != SUMMARY) {
            struct diag *d = diag_report(p->diags, L0464, p->first[i],
                                         "an alias has no `%s` of its own", keywords[i].name);

            diag_note(d, p->first[ALIAS], "this file is another name of `%s`",
                      p->to->alias.text != NULL ? p->to->alias.text : "a recipe");
            diag_help(d, "remove the line: what it is another name of has all that");
        }
}

static void check_complete(struct recipe_parser *p)
{
    struct span whole = {.source = p->source};
    const char *lacks = p->first[SUMMARY].line == 0     ? "summary"
                        : p->first[PLATFORMS].line == 0 ? "platforms"
                                                        : NULL;

    if (p->first[ALIAS].line != 0) {
        check_alias(p);
        lacks = p->first[SUMMARY].line == 0 ? "summary" : NULL;
    }
    if (lacks != NULL && !p->lost)
        diag_help(
            diag_report(p->diags, L0461, whole, "the header of the recipe has no `%s`", lacks),
            "a recipe begins with lines such as `#: summary  What it is` and `#: platforms  "
            "debian ubuntu`; `lstackc recipes new NAME` writes one");
}

/* It goes through C, JSON and sh. */
static bool is_text(struct diags *diags, const struct source *source)
{
    size_t n;

    for (unsigned line = 1; line <= source->line_count; line++) {
        size_t start = source->lines[line - 1];
        size_t end = line < source->line_count ? source->lines[line] : source->len;
        struct span at = {source, line, 1, line, 1};

        for (size_t i = start; i < end; i += n) {
            n = utf8_length(source->text + i, source->len - i);
            if (n > 0 && source->text[i] != '\0' && source->text[i] != '\r')
                continue;
            if (source->text[i] == '\r')
                diag_help(diag_report(diags, L0004, at, "this line ends as on Windows"),
                          "sh would read the carriage return as part of a word: `tr -d '\\r'` "
                          "removes them");
            else
                diag_help(diag_report(diags, L0004, at, "this line is no UTF-8 text"),
                          "is it the right file?");
            return false;
        }
    }
    return true;
}

const struct recipe_header *recipe_header_read(struct diags *diags, const struct source *source)
{
    struct recipe_header *to = arena_new(diags->arena, struct recipe_header);
    struct span first[KEYWORDS] = {0};
    struct recipe_parser p = {.arena = diags->arena, .diags = diags, .source = source, .to = to};
    size_t before = diags->errors;

    to->source = source;
    to->timeout = RECIPE_TIMEOUT;
    p.first = first;
    if (!is_text(diags, source))
        return NULL;
    read_lines(&p);
    bind_ports(&p);
    check_ports(&p);
    check_conflicts(&p);
    check_complete(&p);
    if (first[ALIAS].line == 0)
        recipe_check_body(&p);
    return diags->errors == before ? to : NULL;
}

bool recipe_suits(const struct recipe_header *h, const struct guest *guest)
{
    for (size_t i = 0; i < h->platforms.count; i++)
        if (guest_suits(guest, h->platforms.items[i].text))
            return true;
    return guest->family == NULL;
}

const char *recipe_join(struct arena *a, const struct ast_texts *words)
{
    struct buf b = buf_make(a);

    for (size_t i = 0; i < words->count; i++)
        buf_printf(&b, "%s%s", i > 0 ? " " : "", words->items[i].text);
    return b.data;
}
