/* lstackc language: the manual of the language. Its tables are made of the tables of keys, its
 * prose is templates/language.md. */
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "emit/template.h"
#include "main/command.h"
#include "main/sections.h"

/* A cell of a table: `|` would end it. */
static void cell(struct buf *b, const char *text)
{
    for (; *text != '\0'; text++)
        buf_printf(b, "%s%c", *text == '|' ? "\\" : "", *text);
}

static void choices(struct buf *b, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        buf_printf(b, "%s`%s`", i > 0 ? ", " : "", words[i]);
}

/* A link to the heading of a section; headings lose their dots there. */
static void link_to(struct buf *b, const struct section_ref *ref, const char *text)
{
    buf_printf(b, "[%s](#", text);
    for (const char *p = ref->id; *p != '\0'; p++)
        if (*p != '.')
            buf_char(b, *p);
    buf_char(b, ')');
}

static void type_of(struct buf *b, const struct section_list *all, const struct key *key)
{
    /* Defaults have the keys of what they are for. */
    const struct key row = {.type = key->type, .section = key->section, .item = key->item};
    const struct section_ref *ref = sections_find(all, &row);
    const char *name = key->item != NULL ? key->item->name : key->type->name;

    if (key->item != NULL)
        buf_str(b, (key->flags & KEY_ONE_OR_MORE) != 0 ? "one or a list: " : "list: ");
    if (key->words != NULL && key->type == &type_choice)
        choices(b, key->words);
    else if (ref != NULL)
        link_to(b, ref, name);
    else
        cell(b, name);
    if (key->most != 0)
        buf_printf(b, key->least < key->most ? ", %lld to %lld" : ", %lld", key->least, key->most);
}

static const char *table(struct arena *a, const struct section_list *all,
                         const struct section_ref *ref)
{
    struct buf b = buf_make(a);

    buf_str(&b, "| key | meaning | type | default |\n|---|---|---|---|\n");
    for (size_t i = 0; i < ref->section->count; i++) {
        const struct key *key = &ref->section->keys[i];

        buf_printf(&b, "| `%s` | ", key->name);
        cell(&b, key->doc);
        buf_str(&b, " | ");
        type_of(&b, all, key);
        buf_str(&b, " | ");
        cell(&b, (key->flags & KEY_REQUIRED) != 0 ? "required" : key->preset);
        buf_str(&b, " |\n");
    }
    return b.data;
}

/* Aborts if the template has no place for it: that is a mistake in this program, and tests run it.
 */
static void want_placeholder(struct arena *a, const char *name)
{
    const char *text = embedded_find(template_files, "language.md")->data;

    if (strstr(text, arena_printf(a, "{{%s|raw}}", name)) == NULL)
        abort();
}

static const char *manual(struct arena *a)
{
    struct section_list all = sections_list(a);
    struct template_value *values = arena_alloc(a, (all.count + 1) * sizeof *values);
    struct buf b = buf_make(a);
    size_t n = 0;

    for (size_t i = 0; i < all.count; i++) {
        const struct section_ref *ref = &all.items[i];

        if (ref->defaults)
            continue;
        values[n].name = *ref->id != '\0' ? ref->id : "file";
        want_placeholder(a, values[n].name);
        values[n++].text = table(a, &all, ref);
    }
    template_fill(&b, "language.md", values);
    return b.data;
}

static enum status run(struct arena *a, const struct options *options)
{
    (void)options;
    (void)fputs(manual(a), stdout);
    return finish_output(STATUS_GOOD);
}

const struct command command_language = {"language", "", "print the manual of the language",
                                         "",         0,  run};
