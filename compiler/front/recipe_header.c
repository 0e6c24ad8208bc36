/* The header of a recipe: its lines, read by a table of keywords. */
#include "front/recipe_header.h"

#include <string.h>

#include "base/ascii.h"
#include "base/guest.h"
#include "base/utf8.h"
#include "front/suggest.h"

enum { MAX_NAME = 63, MAX_ROWS = 100, MAX_TIMEOUT = 24 * 60 * 60 };

struct keyword;

/* `line` is the one that is read; `at` counts its bytes that are. */
struct parser {
    struct arena *arena;
    struct diags *diags;
    const struct source *source;
    struct recipe_header *to;
    const struct keyword *keyword; /* of the line */
    const char *line;
    size_t len, at;
    unsigned number;
    struct span *first;     /* where each keyword was first */
    struct ast_text *leads; /* of each port: `$param`, or no place */
    bool lost;              /* a line was not understood: something may lack for that */
};

struct keyword {
    const char *name;
    const char *form; /* what stands behind it, for messages */
    void (*read)(struct parser *p);
    size_t offset; /* in struct recipe_header, of what simple ones fill */
    bool often;    /* may be said several times */
};

static struct span place(const struct parser *p, size_t start, size_t end)
{
    return (struct span){p->source, p->number, (unsigned)utf8_count(p->line, start) + 1, p->number,
                         (unsigned)utf8_count(p->line, end) + 1};
}

static struct diag *report_line(struct parser *p, enum code code, struct span at,
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

static void skip_blanks(struct parser *p)
{
    while (p->at < p->len && is_blank(p->line[p->at]))
        p->at++;
}

/* The next word of the line; one in double quotes may hold blanks, or nothing, and its place has
 * the quotes. False at the end. */
static bool next_word(struct parser *p, struct ast_text *word)
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
    word->at = place(p, start, end);
    word->text = quote != NULL && quote + 1 == p->line + end
                     ? arena_strndup(p->arena, p->line + start + 1, end - start - 2)
                     : arena_strndup(p->arena, p->line + start, end - start);
    return true;
}

/* What is left of the line, without blanks around it. False if that is nothing. */
static bool rest_of_line(struct parser *p, struct ast_text *text)
{
    size_t end = p->len;

    skip_blanks(p);
    while (end > p->at && is_blank(p->line[end - 1]))
        end--;
    if (end == p->at)
        return false;
    text->at = place(p, p->at, end);
    text->text = arena_strndup(p->arena, p->line + p->at, end - p->at);
    p->at = p->len;
    return true;
}

static struct span end_of_line(const struct parser *p)
{
    return place(p, p->len, p->len);
}

/* The field of the header that a simple keyword fills. */
static void *field(struct parser *p)
{
    return (char *)p->to + p->keyword->offset;
}

/* One word, or reports that it is not there. */
static bool want_word(struct parser *p, struct ast_text *word, const char *what)
{
    if (next_word(p, word))
        return true;
    (void)report_line(p, L0460, end_of_line(p), arena_printf(p->arena, "%s is missing here", what));
    return false;
}

static void want_end(struct parser *p)
{
    struct ast_text more;

    if (next_word(p, &more))
        (void)report_line(
            p, L0460, more.at,
            arena_printf(p->arena, "`%s` is more than stands in such a line", more.text));
}

static void add_text(struct parser *p, struct ast_texts *to, struct ast_text text)
{
    to->items = arena_extend(p->arena, to->items, to->count, sizeof *to->items);
    to->items[to->count++] = text;
    if (to->at.line == 0)
        to->at = text.at;
}

static void read_text(struct parser *p)
{
    if (!rest_of_line(p, field(p)))
        (void)report_line(p, L0460, end_of_line(p), "the text is missing here");
}

/* ---- names -------------------------------------------------------------------------------------
 */

bool recipe_name_good(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' && strspn(name, LOWER DIGIT "-") == strlen(name) &&
           strlen(name) <= MAX_NAME && strstr(name, "--") == NULL;
}

static bool good_name(struct parser *p, const struct ast_text *name)
{
    if (recipe_name_good(name->text))
        return true;
    diag_help(diag_report(p->diags, L0460, name->at, "`%s` cannot be a name here", name->text),
              "it has lower-case letters, digits and single dashes, a letter first");
    return false;
}

/* Names of recipes. */
static void read_names(struct parser *p)
{
    struct ast_text word;

    if (!want_word(p, &word, "a name"))
        return;
    for (int n = 0; n == 0 || next_word(p, &word); n++) {
        if (n == MAX_ROWS) {
            (void)report_line(p, L0460, word.at, "there are more than 100 names");
            return;
        }
        if (good_name(p, &word))
            add_text(p, field(p), word);
    }
}

static const char *family_at(const void *context, size_t i)
{
    (void)context;
    return i < guest_family_count ? guest_families[i].name : "any";
}

static void check_platform(struct parser *p, const struct ast_text *word)
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

static void read_platforms(struct parser *p)
{
    struct ast_text word;

    if (!want_word(p, &word, "a platform"))
        return;
    do {
        check_platform(p, &word);
        add_text(p, field(p), word);
    } while (next_word(p, &word));
}

/* ---- parameters --------------------------------------------------------------------------------
 */

/* The words of `enum(a,b)`, or NULL. */
static const char *const *enum_words(struct parser *p, const char *type)
{
    size_t len = strlen(type), count = 1, n = 0;
    const char *text = type + 5, **words;

    if (strncmp(type, "enum(", 5) != 0 || type[len - 1] != ')')
        return NULL;
    for (const char *c = text; *c != '\0'; c++)
        count += *c == ',';
    words = arena_alloc(p->arena, (count + 1) * sizeof *words);
    while (n < count) {
        size_t word = strcspn(text, ",()");

        if (word == 0 || (text[word] != ',' && text + word != type + len - 1))
            return NULL;
        words[n++] = arena_strndup(p->arena, text, word);
        text += word + 1;
    }
    return words;
}

static const char *type_at(const void *context, size_t i)
{
    (void)context;
    return recipe_types[i];
}

static bool read_type(struct parser *p, const struct ast_text *type, struct recipe_param *param)
{
    const char *near;
    struct diag *d;

    for (int i = 0; i < RECIPE_ENUM; i++)
        if (strcmp(type->text, recipe_types[i]) == 0) {
            param->type = (enum recipe_type)i;
            return true;
        }
    param->type = RECIPE_ENUM;
    param->words = enum_words(p, type->text);
    if (param->words != NULL)
        return true;
    d = diag_report(p->diags, L0465, type->at, "there is no type `%s`", type->text);
    near = suggest(type->text, RECIPE_ENUM, type_at, NULL);
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d,
                  "types are string, int, bool, port, path, secret, list, and such as `enum(a,b)`");
    return false;
}

static const char *value_at(const void *context, size_t i)
{
    (void)context;
    return recipe_values[i].name;
}

/* A number is text, too, and so is a list, joined. */
static bool fits(enum recipe_type type, enum recipe_type value)
{
    return type == value || type == RECIPE_STRING || (type == RECIPE_LIST && value != RECIPE_INT);
}

static bool take_value(struct parser *p, const struct ast_text *word, struct recipe_param *param)
{
    const char *near;
    struct diag *d;

    for (const struct recipe_value *v = recipe_values; v < recipe_values + RECIPE_VALUES; v++) {
        if (strcmp(v->name, word->text + 1) != 0)
            continue;
        param->value = v;
        if (fits(param->type, v->type))
            return true;
        diag_help(diag_report(p->diags, L0465, word->at, "`@%s` is of type %s, not %s", v->name,
                              recipe_types[v->type], recipe_types[param->type]),
                  "declare `%s` with that type, or give it another default", param->name.text);
        return false;
    }
    near = suggest(word->text + 1, RECIPE_VALUES, value_at, NULL);
    d = diag_report(p->diags, L0465, word->at, "there is no value `%s`", word->text);
    if (near != NULL)
        diag_help(d, "did you mean `@%s`?", near);
    else
        diag_help(d, "docs/recipes.md lists them; a default that begins with `@` stands in quotes");
    return false;
}

static bool check_preset(struct parser *p, struct ast_text *word, const struct recipe_param *param)
{
    const char *wanted, *value;

    if (param->type == RECIPE_SECRET && *word->text != '\0') {
        diag_help(diag_report(p->diags, L0465, word->at, "a secret cannot have a default"),
                  "leave it out: who lists the recipe tells the secret; \"\" makes it optional");
        return false;
    }
    value = *word->text == '\0' ? "" : recipe_param_value(p->arena, param, word->text, &wanted);
    if (value != NULL) {
        word->text = value;
        return true;
    }
    diag_help(diag_report(p->diags, L0465, word->at, "the default of `%s` cannot be `%s`",
                          param->name.text, word->text),
              "it is %s", wanted);
    return false;
}

static bool is_quoted(const struct ast_text *word)
{
    return word->at.end_column - word->at.column != utf8_count(word->text, strlen(word->text));
}

/* The default, up to the `--`: of a list any number of words. */
static bool read_preset(struct parser *p, struct recipe_param *param)
{
    struct ast_text word;
    bool good = true;

    for (;;) {
        if (!want_word(p, &word, "`--` and what the parameter is for"))
            return false;
        if (strcmp(word.text, "--") == 0 && !is_quoted(&word))
            break;
        param->required = false;
        if (param->preset.at.line != 0 && (param->type != RECIPE_LIST || param->value != NULL)) {
            (void)report_line(p, L0460, word.at, "a default is one word, or stands in quotes");
            good = false;
        } else if (*word.text == '@' && !is_quoted(&word)) {
            good = take_value(p, &word, param) && good;
        } else {
            good = check_preset(p, &word, param) && good;
        }
        param->preset.at = word.at;
        if (param->type != RECIPE_LIST || *word.text != '\0')
            add_text(p, &param->preset, word);
    }
    return good;
}

const struct recipe_param *recipe_param_find(const struct recipe_header *h, const char *name)
{
    for (size_t i = 0; i < h->param_count; i++)
        if (strcmp(h->params[i].name.text, name) == 0)
            return &h->params[i];
    return NULL;
}

static void report_twin(struct parser *p, const struct ast_text *name, struct span first)
{
    struct diag *d = diag_report(p->diags, L0462, name->at, "`%s` is declared twice", name->text);

    diag_note(d, first, "first declared here");
    diag_help(d, "remove one of the two");
}

static bool param_name_good(struct parser *p, const struct ast_text *name)
{
    const struct recipe_param *twin = recipe_param_find(p->to, name->text);

    if (name->text[0] < 'a' || name->text[0] > 'z' || strlen(name->text) > MAX_NAME ||
        strspn(name->text, LOWER DIGIT "_") != strlen(name->text)) {
        diag_help(diag_report(p->diags, L0460, name->at, "`%s` cannot be the name of a parameter",
                              name->text),
                  "it has lower-case letters, digits and `_`, a letter first: the recipe finds it "
                  "in the variable param_NAME");
        return false;
    }
    if (twin != NULL)
        report_twin(p, name, twin->name.at);
    return twin == NULL;
}

/* NAME TYPE [DEFAULT] -- TEXT */
static void read_param(struct parser *p)
{
    struct recipe_param param = {.required = true};
    struct recipe_header *h = p->to;
    struct ast_text type, doc;

    if (!want_word(p, &param.name, "the name") || !param_name_good(p, &param.name) ||
        !want_word(p, &type, "the type") || !read_type(p, &type, &param) || !read_preset(p, &param))
        return;
    if (!rest_of_line(p, &doc)) {
        (void)report_line(p, L0460, end_of_line(p), "what the parameter is for is missing here");
        return;
    }
    if (h->param_count == MAX_ROWS) {
        (void)report_line(p, L0460, param.name.at, "a recipe has at most 100 parameters");
        return;
    }
    param.doc = doc.text;
    h->params = arena_extend(p->arena, h->params, h->param_count, sizeof *h->params);
    h->params[h->param_count++] = param;
}

/* ---- other lines -------------------------------------------------------------------------------
 */

/* A number from 1 to `most`, or -1. */
static int number_of(const char *text, size_t len, int most)
{
    int number = 0;

    if (len == 0 || len > 6 || strspn(text, DIGIT) < len || text[0] == '0')
        return -1;
    for (size_t i = 0; i < len; i++)
        number = number * 10 + (text[i] - '0');
    return number <= most ? number : -1;
}

/* 5432, $port, either with /tcp or /udp behind it. */
static bool read_port_number(struct parser *p, const struct ast_text *word,
                             struct recipe_port *port, struct ast_text *lead)
{
    size_t len = strcspn(word->text, "/");
    const char *protocol = word->text + len;

    port->udp = strcmp(protocol, "/udp") == 0;
    if (*protocol != '\0' && !port->udp && strcmp(protocol, "/tcp") != 0) {
        (void)report_line(
            p, L0460, word->at,
            arena_printf(p->arena, "a port is of `/tcp` or `/udp`, not `%s`", protocol));
        return false;
    }
    *lead = (struct ast_text){0};
    if (word->text[0] == '$') {
        *lead = (struct ast_text){word->at, arena_strndup(p->arena, word->text + 1, len - 1)};
        return true;
    }
    port->number = number_of(word->text, len, 65535);
    if (port->number < 0)
        (void)report_line(p, L0460, word->at,
                          arena_printf(p->arena, "`%.*s` is neither a port nor a `$parameter`",
                                       (int)len, word->text));
    return port->number >= 0;
}

/* NAME NUMBER-or-$PARAM[/tcp|/udp] */
static void read_port(struct parser *p)
{
    struct recipe_header *h = p->to;
    struct recipe_port port = {0};
    struct ast_text number, lead;

    if (!want_word(p, &port.name, "the name") || !good_name(p, &port.name) ||
        !want_word(p, &number, "the port") || !read_port_number(p, &number, &port, &lead))
        return;
    want_end(p);
    for (size_t i = 0; i < h->port_count; i++)
        if (strcmp(h->ports[i].name.text, port.name.text) == 0) {
            report_twin(p, &port.name, h->ports[i].name.at);
            return;
        }
    if (h->port_count == MAX_ROWS) {
        (void)report_line(p, L0460, port.name.at, "a recipe has at most 100 ports");
        return;
    }
    h->ports = arena_extend(p->arena, h->ports, h->port_count, sizeof *h->ports);
    p->leads = arena_extend(p->arena, p->leads, h->port_count, sizeof *p->leads);
    p->leads[h->port_count] = lead;
    h->ports[h->port_count++] = port;
}

static void read_timeout(struct parser *p)
{
    struct ast_text word;
    int number;

    if (!want_word(p, &word, "the number of seconds"))
        return;
    number = number_of(word.text, strlen(word.text), MAX_TIMEOUT);
    if (number < 0)
        (void)report_line(p, L0460, word.at, "seconds are a number from 1 to 86400");
    else
        p->to->timeout = number;
    want_end(p);
}

static void read_tested(struct parser *p)
{
    struct ast_text text;

    if (!rest_of_line(p, &text) || strchr(text.text, ':') == NULL)
        (void)report_line(p, L0460, end_of_line(p), "what was tested where is missing");
    else
        add_text(p, field(p), text);
}

static void read_alias(struct parser *p)
{
    struct recipe_header *h = p->to;
    struct ast_text word;

    if (!want_word(p, &word, "the other recipe's name") || !good_name(p, &word))
        return;
    h->alias = word;
    while (next_word(p, &word)) {
        const char *equals = strchr(word.text, '=');
        struct ast_pair pair = {word, word};

        if (equals == NULL || h->presets.count == MAX_ROWS) {
            (void)report_line(p, L0460, word.at,
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

static const struct keyword keywords[KEYWORDS] = {
    [SUMMARY] = {"summary", "TEXT", read_text, HEADER(summary), false},
    [PLATFORMS] = {"platforms", "PLATFORM...", read_platforms, HEADER(platforms), false},
    [ALIAS] = {"alias", "NAME [PARAMETER=VALUE]...", read_alias, 0, false},
    {"alternatives", "NAME...", read_names, HEADER(alternatives), false},
    {"param", "NAME TYPE [DEFAULT] -- TEXT", read_param, 0, true},
    {"port", "NAME NUMBER|$PARAMETER[/tcp|/udp]", read_port, 0, true},
    {"needs", "NAME...", read_names, HEADER(needs), false},
    {"conflicts", "NAME...", read_names, HEADER(conflicts), false},
    {"data", "WHAT in WHERE", read_text, HEADER(data), false},
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

static void report_keyword(struct parser *p, const struct ast_text *word)
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
static bool is_clean(struct parser *p)
{
    for (size_t i = 0; i < p->len; i++) {
        unsigned char c = (unsigned char)p->line[i];

        if ((c >= ' ' && c != 127 && !(c == 0xC2 && (unsigned char)p->line[i + 1] < 0xA0)) ||
            c == '\t')
            continue;
        diag_help(diag_report(p->diags, L0460, place(p, i, i + 1),
                              "the header holds a control character"),
                  "remove it");
        return false;
    }
    return true;
}

static void read_line(struct parser *p)
{
    struct ast_text word;
    int i = 0;

    if (!is_clean(p) || !next_word(p, &word))
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
        report_twin(p, &word, p->first[i]);
        return;
    }
    if (p->first[i].line == 0)
        p->first[i] = word.at;
    keywords[i].read(p);
}

/* The lines up to the first that is neither a comment nor empty. */
static void read_lines(struct parser *p)
{
    for (unsigned n = 1; n <= p->source->line_count; n++) {
        p->line = source_line(p->source, n, &p->len);
        p->number = n;
        p->at = 0;
        skip_blanks(p);
        if (p->at < p->len && p->line[p->at] != '#')
            return;
        p->at = 2;
        if (p->len >= 2 && memcmp(p->line, "#:", 2) == 0)
            read_line(p);
    }
}

/* Ports lead to parameters that may be declared after them. */
static void bind_ports(struct parser *p)
{
    for (size_t i = 0; i < p->to->port_count; i++) {
        const struct ast_text *lead = &p->leads[i];
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

/* An alias says what it is another name of, and nothing else. */
static void check_alias(struct parser *p)
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

static void check_complete(struct parser *p)
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
    struct parser p = {.arena = diags->arena, .diags = diags, .source = source, .to = to};
    size_t before = diags->errors;

    to->source = source;
    to->timeout = RECIPE_TIMEOUT;
    p.first = first;
    if (!is_text(diags, source))
        return NULL;
    read_lines(&p);
    bind_ports(&p);
    check_complete(&p);
    return diags->errors == before ? to : NULL;
}
