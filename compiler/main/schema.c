/* lstackc schema: the language as JSON Schema, made of the tables of keys. */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "front/version1.h"
#include "main/command.h"
#include "main/sections.h"

/* A name, not an address: nobody fetches it. */
#define SCHEMA_ID "https://lstacker.invalid/schema/1/lstacker.schema.json"

struct schema {
    struct arena *arena;
    struct section_list sections;
};

/*
 * Everything is text to the compiler, while a validator sees what YAML 1.2 makes of text without
 * quotes: `segment: 1` and `segment: "1"` are good, and so is a container `true`. So a value may be
 * a string that matches the type's pattern, or what that type's texts may look like.
 */
static json_t *scalar_types(unsigned plain)
{
    json_t *types = json_pack("[s]", "string");

    if ((plain & PLAIN_NUMBER) != 0)
        (void)json_array_append_new(types, json_string("number"));
    else if ((plain & PLAIN_INTEGER) != 0)
        (void)json_array_append_new(types, json_string("integer"));
    if ((plain & PLAIN_BOOL) != 0)
        (void)json_array_append_new(types, json_string("boolean"));
    if (json_array_size(types) > 1)
        return types;
    json_decref(types);
    return json_string("string");
}

static json_t *scalar(const struct key *key, const struct key_type *type)
{
    json_t *to = json_pack("{s:o}", "type", scalar_types(type->plain));

    if (type->pattern == NULL)
        abort(); /* a mistake in this program: tests see all types */
    if ((type->plain & PLAIN_INTEGER) != 0 && key->most != 0) {
        (void)json_object_set_new(to, "minimum", json_integer(key->least));
        (void)json_object_set_new(to, "maximum", json_integer(key->most));
    }
    (void)json_object_set_new(to, "pattern", json_string(type->pattern));
    return to;
}

/* Text that is passed on as it is, without control characters. */
#define PATTERN_LINE  "^[^\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]*$"
#define PATTERN_LINES "^[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]*$"

static json_t *any_scalar(const char *pattern)
{
    return json_pack("{s:[s, s, s], s:s}", "type", "string", "number", "boolean", "pattern",
                     pattern);
}

static json_t *setting(const char *pattern)
{
    json_t *to = any_scalar(pattern);

    (void)json_object_set_new(to, "minLength", json_integer(1));
    return to;
}

/* Some editors take the merge key `<<` for a name. */
static json_t *names(const struct schema *s, const struct key_type *type)
{
    return json_pack("{s:s}", "pattern", arena_printf(s->arena, "^<<$|%s", type->pattern));
}

static json_t *reference(const struct schema *s, const struct key *key)
{
    return json_pack("{s:s}", "$ref",
                     arena_printf(s->arena, "#/$defs/%s", sections_find(&s->sections, key)->id));
}

static json_t *choice(const struct schema *s, const struct key *key)
{
    json_t *words = json_array();

    (void)s;
    for (size_t i = 0; key->words[i] != NULL; i++)
        (void)json_array_append_new(words, json_string(key->words[i]));
    return json_pack("{s:s, s:o}", "type", "string", "enum", words);
}

/* A mapping may be left empty where nothing in it is required. */
static json_t *mapping_type(bool required)
{
    return required ? json_string("object") : json_pack("[s, s]", "object", "null");
}

static json_t *entries(const struct schema *s, const struct key *key)
{
    const struct key_type *name = key->section->names != NULL ? key->section->names : &type_name;
    bool required = (key->flags & KEY_REQUIRED) != 0;
    json_t *to = json_pack("{s:o, s:o, s:o}", "type", mapping_type(required), "propertyNames",
                           names(s, name), "additionalProperties", reference(s, key));

    if (required)
        (void)json_object_set_new(to, "minProperties", json_integer(1));
    return to;
}

static json_t *value(const struct schema *s, const struct key *key);

static json_t *list(const struct schema *s, const struct key *key)
{
    struct key item = *key;
    json_t *all;

    item.type = key->item;
    item.item = NULL;
    all = json_pack("{s:s, s:o}", "type", "array", "items", value(s, &item));
    if ((key->flags & KEY_REQUIRED) != 0)
        (void)json_object_set_new(all, "minItems", json_integer(1));
    if ((key->flags & KEY_ONE_OR_MORE) == 0)
        return all;
    return json_pack("{s:[o, o]}", "anyOf", value(s, &item), all);
}

/* A short form that is text, and a long one that is a mapping. */
static json_t *short_or_long(const struct schema *s, const struct key *key)
{
    return json_pack("{s:[o, o]}", "anyOf", scalar(key, key->type), reference(s, key));
}

/* 80, "80:80" or {source: 80}. */
static json_t *port(const struct schema *s, const struct key *key)
{
    struct key row = *key;

    row.least = 1;
    row.most = 65535;
    return short_or_long(s, &row);
}

/* dev, [dev, prod] or {dev: {address: ...}, prod: }. */
static json_t *nics(const struct schema *s, const struct key *key)
{
    json_t *many = json_pack("{s:s, s:o}", "type", "array", "items", scalar(key, &type_name));
    json_t *map = json_pack("{s:s, s:o, s:o}", "type", "object", "propertyNames",
                            names(s, &type_name), "additionalProperties", reference(s, key));

    return json_pack("{s:[o, o, o]}", "anyOf", scalar(key, &type_name), many, map);
}

/* Newlines are for `user.` keys. */
static json_t *config(const struct schema *s, const struct key *key)
{
    json_t *keys = names(s, key->type);

    (void)json_object_set_new(keys, "maxLength", json_integer(100));
    return json_pack("{s:s, s:o, s:{s:o}, s:o}", "type", "object", "propertyNames", keys,
                     "patternProperties", "^user\\.", setting(PATTERN_LINES),
                     "additionalProperties", setting(PATTERN_LINE));
}

static json_t *files(const struct schema *s, const struct key *key)
{
    return json_pack("{s:s, s:o, s:o}", "type", "object", "propertyNames", names(s, &type_name),
                     "additionalProperties", scalar(key, &type_path));
}

/* {NODE: {LABEL: text}} */
static json_t *labels(const struct schema *s, const struct key *key)
{
    json_t *pairs =
        json_pack("{s:s, s:o, s:o}", "type", "object", "propertyNames", names(s, key->type),
                  "additionalProperties", any_scalar(PATTERN_LINE));

    return json_pack("{s:s, s:o, s:o}", "type", "object", "propertyNames", names(s, &type_name),
                     "additionalProperties", pairs);
}

/* {NAME: number} */
static json_t *weights(const struct schema *s, const struct key *key)
{
    const struct key row = {.least = 0, .most = 256};

    return json_pack("{s:s, s:o, s:o}", "type", "object", "propertyNames", names(s, key->type),
                     "additionalProperties", scalar(&row, &type_number));
}

/* NAME or {NAME: {PARAMETER: value or values}}. */
static json_t *recipe(const struct schema *s, const struct key *key)
{
    json_t *param =
        json_pack("{s:[s, s, s, s], s:s, s:o}", "type", "string", "number", "boolean", "array",
                  "pattern", PATTERN_LINES, "items", any_scalar(PATTERN_LINES));
    json_t *params = json_pack("{s:o, s:o, s:o}", "type", mapping_type(false), "propertyNames",
                               names(s, &type_identifier), "additionalProperties", param);

    return json_pack("{s:[o, {s:s, s:i, s:i, s:o, s:o}]}", "anyOf", scalar(key, key->type), "type",
                     "object", "minProperties", 1, "maxProperties", 1, "propertyNames",
                     names(s, key->type), "additionalProperties", params);
}

/* Types of more than one scalar. */
static const struct {
    const struct key_type *type;
    json_t *(*make)(const struct schema *s, const struct key *key);
} shapes[] = {
    {&type_section, reference},       {&type_entries, entries}, {&type_list, list},
    {&type_choice, choice},           {&type_port, port},       {&type_nics, nics},
    {&type_config, config},           {&type_files, files},     {&type_recipe, recipe},
    {&type_bootstrap, short_or_long}, {&type_labels, labels},   {&type_weights, weights},
};

static json_t *value(const struct schema *s, const struct key *key)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].type == key->type)
            return shapes[i].make(s, key);
    return scalar(key, key->type);
}

/* The value of a preset that is one: `15d` in backquotes, or digits. NULL if it is prose. */
static json_t *preset_value(const struct schema *s, const struct key *key)
{
    size_t len = strlen(key->preset);
    const char *text;

    if (len > 0 && strspn(key->preset, DIGIT) == len)
        return json_integer(strtoll(key->preset, NULL, 10));
    if (len < 3 || key->preset[0] != '`' || strchr(key->preset + 1, '`') != key->preset + len - 1)
        return NULL;
    text = arena_strndup(s->arena, key->preset + 1, len - 2);
    return key->type == &type_bool ? json_boolean(strcmp(text, "true") == 0) : json_string(text);
}

/* What an editor shows: the first letter large, for this is no table. */
static char *sentence(const struct schema *s, const char *doc)
{
    char *text = arena_strdup(s->arena, doc);

    text[0] = (char)toupper((unsigned char)text[0]);
    return text;
}

static const char *without_quotes(const struct schema *s, const char *text)
{
    struct buf plain = buf_make(s->arena);

    for (; *text != '\0'; text++)
        if (*text != '`')
            buf_char(&plain, *text);
    return plain.data;
}

static void describe(const struct schema *s, const struct key *key, json_t *to)
{
    const char *doc = sentence(s, key->doc), *preset = key->preset;
    const char *plain = without_quotes(s, doc);
    json_t *literal = preset != NULL ? preset_value(s, key) : NULL;

    if (preset != NULL) {
        plain = arena_printf(s->arena, "%s. Default: %s", plain, without_quotes(s, preset));
        doc = arena_printf(s->arena, "%s\n\nDefault: %s", doc, preset);
    }
    (void)json_object_set_new(to, "description", json_string(plain));
    (void)json_object_set_new(to, "markdownDescription", json_string(doc));
    if (literal != NULL)
        (void)json_object_set_new(to, "default", literal);
}

/* Whatever else the file holds? Keys of the file itself may stand in another: see whole_file(). */
static bool always_required(const struct schema *s, const struct section_ref *ref,
                            const struct key *key)
{
    return (key->flags & KEY_REQUIRED) != 0 && !ref->defaults && *ref->id != '\0' &&
           !sections_inherits(&s->sections, ref, key);
}

/* The keys of a section. */
static json_t *object(const struct schema *s, const struct section_ref *ref)
{
    json_t *properties = json_object(), *required = json_array(), *to = json_object();

    for (size_t i = 0; i < ref->section->count; i++) {
        const struct key *key = &ref->section->keys[i];
        json_t *property;

        if (!sections_has(ref, key))
            continue;
        property = value(s, key);
        describe(s, key, property);
        (void)json_object_set_new(properties, key->name, property);
        if (always_required(s, ref, key))
            (void)json_array_append_new(required, json_string(key->name));
    }
    (void)json_object_set_new(to, "title", json_string(without_quotes(s, ref->section->name)));
    (void)json_object_set_new(to, "type", mapping_type(json_array_size(required) > 0));
    (void)json_object_set_new(to, "properties", properties);
    if (json_array_size(required) > 0)
        (void)json_object_set(to, "required", required);
    json_decref(required);
    (void)json_object_set_new(to, "additionalProperties", json_false());
    return to;
}

/* `entries` of the file need `key` unless `defaults.HOLDER` has it. */
static json_t *unless_inherited(const char *entries_name, const char *holder, const char *key)
{
    json_t *inherited =
        json_pack("{s:[s], s:{s:{s:s, s:[s], s:{s:{s:s, s:[s]}}}}}", "required", "defaults",
                  "properties", "defaults", "type", "object", "required", holder, "properties",
                  holder, "type", "object", "required", key);

    return json_pack("{s:{s:o}, s:{s:{s:{s:{s:s, s:[s]}}}}}", "if", "not", inherited, "then",
                     "properties", entries_name, "additionalProperties", "type", "object",
                     "required", key);
}

/* What the file's entries of the section that `holder` has defaults for need. */
static void add_inherited(const struct schema *s, const struct key *holder, json_t *to)
{
    for (size_t i = 0; i < version1_root.count; i++) {
        const struct key *all = &version1_root.keys[i];

        if (all->type != &type_entries || all->section != holder->section)
            continue;
        for (size_t j = 0; j < all->section->count; j++) {
            const struct key *key = &all->section->keys[j];

            if ((key->flags & KEY_REQUIRED) != 0 &&
                sections_inherits(&s->sections, sections_find(&s->sections, all), key))
                (void)json_array_append_new(to,
                                            unless_inherited(all->name, holder->name, key->name));
        }
    }
}

/*
 * What only a whole stack needs. A file with `include` is none, nor is one that is included: it has
 * no `name`.
 */
static void whole_file(const struct schema *s, json_t *to)
{
    json_t *required = json_array(), *all = json_array();

    for (size_t i = 0; i < version1_root.count; i++)
        if ((version1_root.keys[i].flags & KEY_REQUIRED) != 0)
            (void)json_array_append_new(required, json_string(version1_root.keys[i].name));
    for (size_t i = 0; i < s->sections.count; i++)
        for (size_t j = 0; j < s->sections.items[i].section->count; j++)
            if ((s->sections.items[i].section->keys[j].flags & KEY_HOLDS_DEFAULTS) != 0)
                add_inherited(s, &s->sections.items[i].section->keys[j], all);
    (void)json_object_set_new(
        to, "if",
        json_pack("{s:[s], s:{s:[s]}}", "required", "name", "not", "required", "include"));
    (void)json_object_set_new(to, "then",
                              json_pack("{s:o, s:o}", "required", required, "allOf", all));
}

static json_t *schema_json(const struct schema *s)
{
    json_t *defs = json_object(), *root = object(s, &s->sections.items[0]);
    json_t *to =
        json_pack("{s:s, s:s, s:s, s:s}", "$schema", "https://json-schema.org/draft/2020-12/schema",
                  "$id", SCHEMA_ID, "title", "LStacker", "description",
                  "A stack of servers, networks and containers, version 1.");

    (void)json_object_del(root, "title");
    (void)json_object_update(to, root);
    json_decref(root);
    whole_file(s, to);
    for (size_t i = 1; i < s->sections.count; i++)
        (void)json_object_set_new(defs, s->sections.items[i].id, object(s, &s->sections.items[i]));
    (void)json_object_set_new(to, "$defs", defs);
    return to;
}

static enum status run(struct arena *a, const struct options *options)
{
    struct schema s = {a, sections_list(a)};
    json_t *json = schema_json(&s);
    bool good = json_dumpf(json, stdout, JSON_INDENT(2)) == 0 && putchar('\n') != EOF;

    (void)options;
    json_decref(json);
    return finish_output(good ? STATUS_GOOD : STATUS_SYSTEM);
}

const struct command command_schema = {"schema", "", "print the JSON Schema of the language",
                                       "",       0,  run};
