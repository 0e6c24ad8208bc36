/* What `lstackc recipes` prints. */
#include <jansson.h>
#include <string.h>

#include "emit/template.h"
#include "main/recipes.h"

enum { NAME_WIDTH = 16 };

static const char *platforms_of(struct arena *a, const struct recipe_rows *all,
                                const struct recipe_row *row)
{
    return row->folder != NULL ? row->folder
                               : recipe_join(a, &recipes_resolve(all, row)->header->platforms);
}

/* The user's own ones are marked. */
void recipes_print_list(struct arena *a, const struct recipe_rows *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct recipe_row *row = &all->items[i];

        (void)printf("%-*s %s%s (%s)\n", NAME_WIDTH, row->name, row->path != NULL ? "* " : "",
                     row->header->summary.text, platforms_of(a, all, row));
    }
}

/* ---- one ---------------------------------------------------------------------------------------
 */

static const char *type_of(struct arena *a, const struct recipe_param *param)
{
    const char *all = "enum(";

    if (param->type != RECIPE_ENUM)
        return recipe_types[param->type];
    for (size_t i = 0; param->words[i] != NULL; i++)
        all = arena_printf(a, "%s%s%s", all, i > 0 ? "," : "", param->words[i]);
    return arena_printf(a, "%s)", all);
}

static const char *default_of(struct arena *a, const struct recipe_param *param)
{
    if (param->required)
        return "required";
    if (param->value != NULL)
        return arena_printf(a, "@%s", param->value->name);
    return param->preset.count == 0 || *param->preset.items->text == '\0'
               ? "\"\""
               : recipe_join(a, &param->preset);
}

static void print_line(const char *what, const char *text)
{
    if (text != NULL && *text != '\0')
        (void)printf("%-12s %s\n", what, text);
}

static const char *port_text(struct arena *a, const struct recipe_port *port)
{
    const char *protocol = port->udp ? "udp" : "tcp";

    return port->param != NULL
               ? arena_printf(a, "%s: %s, %s", port->name.text, protocol, port->param->name.text)
               : arena_printf(a, "%s: %s, %d", port->name.text, protocol, port->number);
}

static void print_params(struct arena *a, const struct recipe_header *h)
{
    if (h->param_count > 0)
        (void)printf("\nparameters\n");
    for (size_t i = 0; i < h->param_count; i++) {
        const struct recipe_param *param = &h->params[i];

        (void)printf("  %-16s %-10s %-16s %s\n", param->name.text, type_of(a, param),
                     default_of(a, param), param->doc);
    }
}

static const char *presets_of(struct arena *a, const struct recipe_header *h)
{
    const char *all = h->alias.text;

    for (size_t i = 0; i < h->presets.count; i++)
        all = arena_printf(a, "%s%s%s=%s", all, i == 0 ? " with " : ", ",
                           h->presets.items[i].key.text, h->presets.items[i].value.text);
    return all;
}

/* Where this file is not the one, and another of its name is. */
static void print_others(const struct recipe_rows *all, const struct recipe_row *row)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct recipe_row *other = &all->items[i];

        if (other != row && strcmp(other->name, row->name) == 0)
            (void)printf("%-12s another one for %s%s\n", "besides",
                         other->folder != NULL ? other->folder : "all platforms",
                         other->path != NULL ? ", your own" : ", shipped");
    }
}

static void print_example(const struct buf *example)
{
    (void)printf("\nexample\n");
    for (const char *line = example->data; *line != '\0';) {
        int len = (int)strcspn(line, "\n");

        (void)printf("  %.*s\n", len, line);
        line += len + (line[len] == '\n');
    }
}

void recipes_print_one(struct arena *a, const struct recipe_rows *all, const struct recipe_row *row)
{
    const struct recipe_header *h = recipes_resolve(all, row)->header;
    const struct buf example = recipes_example(a, all, row);

    (void)printf("%s: %s\n\n", row->name, row->header->summary.text);
    print_line("file", row->path);
    if (row->header->alias.at.line != 0)
        print_line("stands for", presets_of(a, row->header));
    print_line("platforms", platforms_of(a, all, row));
    print_line("alternatives", recipe_join(a, &h->alternatives));
    print_line("needs", recipe_join(a, &h->needs));
    print_line("conflicts", recipe_join(a, &h->conflicts));
    for (size_t i = 0; i < h->port_count; i++)
        print_line(i == 0 ? "ports" : "", port_text(a, &h->ports[i]));
    print_line("data", h->data.text);
    print_line("timeout", arena_printf(a, "%d seconds", h->timeout));
    for (size_t i = 0; i < h->tested.count; i++)
        print_line(i == 0 ? "tested" : "", h->tested.items[i].text);
    print_others(all, row);
    print_params(a, h);
    print_example(&example);
}

/* ---- JSON --------------------------------------------------------------------------------------
 */

static json_t *texts_json(const struct ast_texts *texts)
{
    json_t *all = json_array();

    for (size_t i = 0; i < texts->count; i++)
        (void)json_array_append_new(all, json_string(texts->items[i].text));
    return all;
}

static json_t *text_json(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *params_json(struct arena *a, const struct recipe_header *h)
{
    json_t *all = json_array();

    for (size_t i = 0; i < h->param_count; i++) {
        const struct recipe_param *param = &h->params[i];

        (void)json_array_append_new(
            all, json_pack("{s:s, s:s, s:b, s:o, s:s}", "name", param->name.text, "type",
                           type_of(a, param), "required", param->required, "default",
                           param->required        ? json_null()
                           : param->value != NULL ? json_string(default_of(a, param))
                                                  : texts_json(&param->preset),
                           "doc", param->doc));
    }
    return all;
}

static json_t *ports_json(const struct recipe_header *h)
{
    json_t *all = json_array();

    for (size_t i = 0; i < h->port_count; i++) {
        const struct recipe_port *port = &h->ports[i];

        (void)json_array_append_new(
            all,
            json_pack("{s:s, s:s, s:o, s:o}", "name", port->name.text, "protocol",
                      port->udp ? "udp" : "tcp", "port",
                      port->param == NULL ? json_integer(port->number) : json_null(), "parameter",
                      text_json(port->param != NULL ? port->param->name.text : NULL)));
    }
    return all;
}

static json_t *row_json(struct arena *a, const struct recipe_rows *all,
                        const struct recipe_row *row)
{
    const struct recipe_header *h = recipes_resolve(all, row)->header;

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o}",
                     "name", row->name, "summary", row->header->summary.text, "file",
                     text_json(row->path), "folder", text_json(row->folder), "alias",
                     text_json(row->header->alias.text), "platforms", texts_json(&h->platforms),
                     "alternatives", texts_json(&h->alternatives), "needs", texts_json(&h->needs),
                     "conflicts", texts_json(&h->conflicts), "parameters", params_json(a, h),
                     "ports", ports_json(h), "data", text_json(h->data.text), "timeout", h->timeout,
                     "tested", texts_json(&h->tested));
}

static void print_json(struct arena *a, json_t *root)
{
    if (root == NULL || json_dumpf(root, stdout, JSON_INDENT(2)) != 0)
        longjmp(a->oom, 1);
    (void)putchar('\n');
    json_decref(root);
}

void recipes_print_json(struct arena *a, const struct recipe_rows *all)
{
    json_t *array = json_array();

    for (size_t i = 0; i < all->count; i++)
        (void)json_array_append_new(array, row_json(a, all, &all->items[i]));
    print_json(a, array);
}

void recipes_print_one_json(struct arena *a, const struct recipe_rows *all,
                            const struct recipe_row *row)
{
    json_t *root = row_json(a, all, row);

    (void)json_object_set_new(root, "example", json_string(recipes_example(a, all, row).data));
    print_json(a, root);
}

/* ---- the page of the documentation -------------------------------------------------------------
 */

/* A cell of a table: `|` would end it. */
static void cell(struct buf *b, const char *text)
{
    for (; *text != '\0'; text++)
        buf_printf(b, "%s%c", *text == '|' ? "\\" : "", *text);
}

static void tested_cell(struct buf *b, const struct recipe_header *h)
{
    for (size_t i = 0; i < h->tested.count; i++) {
        buf_str(b, i > 0 ? "; " : "");
        cell(b, h->tested.items[i].text);
    }
    if (h->tested.count == 0)
        buf_str(b, "no");
}

/* Of those that are shipped: the page is LStacker's. */
static const char *table(struct arena *a, const struct recipe_rows *all)
{
    struct buf b = buf_make(a);

    buf_str(&b, "| recipe | what it is | platforms | tested |\n|---|---|---|---|\n");
    for (size_t i = 0; i < all->count; i++) {
        const struct recipe_row *row = &all->items[i];

        if (row->path != NULL)
            continue;
        buf_printf(&b, "| `%s` | ", row->name);
        cell(&b, row->header->summary.text);
        buf_printf(&b, " | %s | ", platforms_of(a, all, row));
        if (row->header->alias.at.line != 0)
            buf_printf(&b, "see `%s`", row->header->alias.text);
        else
            tested_cell(&b, row->header);
        buf_str(&b, " |\n");
    }
    return b.data;
}

static const char *values(struct arena *a)
{
    struct buf b = buf_make(a);

    buf_str(&b, "| value | type | what it is |\n|---|---|---|\n");
    for (size_t i = 0; i < RECIPE_VALUES; i++) {
        buf_printf(&b, "| `@%s` | %s | ", recipe_values[i].name,
                   recipe_types[recipe_values[i].type]);
        cell(&b, recipe_values[i].doc);
        buf_str(&b, " |\n");
    }
    return b.data;
}

void recipes_print_page(struct arena *a, const struct recipe_rows *all)
{
    struct buf b = buf_make(a);

    template_fill(&b, "recipes.md",
                  (const struct template_value[]){
                      {"recipes", table(a, all)}, {"values", values(a)}, {NULL, NULL}});
    (void)fputs(b.data, stdout);
}
