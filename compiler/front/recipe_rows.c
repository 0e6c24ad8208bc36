/* The parameters and ports that a recipe declares. */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "front/recipe_parser.h"
#include "front/suggest.h"

/* ---- parameters --------------------------------------------------------------------------------
 */

/* The words of `enum(a,b)`, or NULL. */
static const char *const *enum_words(struct recipe_parser *p, const char *type)
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

static bool read_type(struct recipe_parser *p, const struct ast_text *type,
                      struct recipe_param *param)
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

static bool take_value(struct recipe_parser *p, const struct ast_text *word,
                       struct recipe_param *param)
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

static bool check_preset(struct recipe_parser *p, struct ast_text *word,
                         const struct recipe_param *param)
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
static bool read_preset(struct recipe_parser *p, struct recipe_param *param)
{
    struct ast_text word;
    bool good = true;

    for (;;) {
        if (!recipe_want_word(p, &word, "`--` and what the parameter is for"))
            return false;
        if (strcmp(word.text, "--") == 0 && !is_quoted(&word))
            break;
        param->required = false;
        if (param->preset.at.line != 0 && (param->type != RECIPE_LIST || param->value != NULL)) {
            (void)recipe_report_line(p, L0460, word.at,
                                     "a default is one word, or stands in quotes");
            good = false;
        } else if (*word.text == '@' && !is_quoted(&word)) {
            good = take_value(p, &word, param) && good;
        } else {
            good = check_preset(p, &word, param) && good;
        }
        param->preset.at = word.at;
        if (param->type != RECIPE_LIST || *word.text != '\0')
            recipe_add_text(p, &param->preset, word);
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

static bool param_name_good(struct recipe_parser *p, const struct ast_text *name)
{
    const struct recipe_param *twin = recipe_param_find(p->to, name->text);

    if (name->text[0] < 'a' || name->text[0] > 'z' || strlen(name->text) > RECIPE_MAX_NAME ||
        strspn(name->text, LOWER DIGIT "_") != strlen(name->text)) {
        diag_help(diag_report(p->diags, L0460, name->at, "`%s` cannot be the name of a parameter",
                              name->text),
                  "it has lower-case letters, digits and `_`, a letter first: the recipe finds it "
                  "in the variable param_NAME");
        return false;
    }
    if (twin != NULL)
        recipe_report_twin(p, name, twin->name.at);
    return twin == NULL;
}

/* NAME TYPE [DEFAULT] -- TEXT */
void recipe_read_param(struct recipe_parser *p)
{
    struct recipe_param param = {.required = true};
    struct recipe_header *h = p->to;
    struct ast_text type, doc;

    if (!recipe_want_word(p, &param.name, "the name") || !param_name_good(p, &param.name) ||
        !recipe_want_word(p, &type, "the type") || !read_type(p, &type, &param) ||
        !read_preset(p, &param))
        return;
    if (!recipe_rest_of_line(p, &doc)) {
        (void)recipe_report_line(p, L0460, recipe_end_of_line(p),
                                 "what the parameter is for is missing here");
        return;
    }
    if (h->param_count == RECIPE_MAX_ROWS) {
        (void)recipe_report_line(p, L0460, param.name.at, "a recipe has at most 100 parameters");
        return;
    }
    param.doc = doc.text;
    h->params = arena_extend(p->arena, h->params, h->param_count, sizeof *h->params);
    h->params[h->param_count++] = param;
}

/* ---- other lines -------------------------------------------------------------------------------
 */

/* 5432, $port, either with /tcp or /udp behind it. */
static bool read_port_number(struct recipe_parser *p, const struct ast_text *word,
                             struct recipe_port *port, struct ast_text *lead)
{
    size_t len = strcspn(word->text, "/");
    const char *protocol = word->text + len;

    port->udp = strcmp(protocol, "/udp") == 0;
    if (*protocol != '\0' && !port->udp && strcmp(protocol, "/tcp") != 0) {
        (void)recipe_report_line(
            p, L0460, word->at,
            arena_printf(p->arena, "a port is of `/tcp` or `/udp`, not `%s`", protocol));
        return false;
    }
    *lead = (struct ast_text){0};
    if (word->text[0] == '$') {
        *lead = (struct ast_text){word->at, arena_strndup(p->arena, word->text + 1, len - 1)};
        return true;
    }
    port->number = recipe_number(word->text, len, 65535);
    if (port->number < 0)
        (void)recipe_report_line(p, L0460, word->at,
                                 arena_printf(p->arena,
                                              "`%.*s` is neither a port nor a `$parameter`",
                                              (int)len, word->text));
    return port->number >= 0;
}

/* NAME NUMBER-or-$PARAM[/tcp|/udp] */
void recipe_read_port(struct recipe_parser *p)
{
    struct recipe_header *h = p->to;
    struct recipe_port port = {0};
    struct ast_text number, lead;

    if (!recipe_want_word(p, &port.name, "the name") || !recipe_good_name(p, &port.name) ||
        !recipe_want_word(p, &number, "the port") || !read_port_number(p, &number, &port, &lead))
        return;
    recipe_want_end(p);
    for (size_t i = 0; i < h->port_count; i++)
        if (strcmp(h->ports[i].name.text, port.name.text) == 0) {
            recipe_report_twin(p, &port.name, h->ports[i].name.at);
            return;
        }
    if (h->port_count == RECIPE_MAX_ROWS) {
        (void)recipe_report_line(p, L0460, port.name.at, "a recipe has at most 100 ports");
        return;
    }
    h->ports = arena_extend(p->arena, h->ports, h->port_count, sizeof *h->ports);
    p->leads = arena_extend(p->arena, p->leads, h->port_count, sizeof *p->leads);
    p->leads[h->port_count] = lead;
    h->ports[h->port_count++] = port;
}
