/* The type of `config`: settings for the container manager, passed on as they are. */
#include <string.h>

#include "base/ascii.h"
#include "front/table.h"

/* Keys that LStacker itself sets, and what to write instead. */
static const char *reserved_config(const char *key)
{
    static const struct {
        const char *prefix, *instead;
    } table[] = {
        {"boot.autostart", "containers always start with their server"},
        {"cloud-init.", "LStacker writes the user-data and the network-config"},
        {"limits.cpu", "write `limits: {cpu: ...}`"},
        {"limits.memory", "write `limits: {memory: ...}`"},
        {"limits.processes", "write `limits: {processes: ...}`"},
        {"security.protection.delete", "LStacker could not remove the container"},
        {"user.lstacker.", "LStacker keeps its own marks there"},
        {"user.meta-data", "LStacker writes the meta-data"},
        {"user.network-config", "LStacker writes the network-config: use `networks:`"},
        {"user.user-data", "LStacker writes the user-data"},
        {"volatile.", "the container manager keeps its state there"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t len = strlen(table[i].prefix);

        if (strncmp(key, table[i].prefix, len) == 0 &&
            (key[len] == '\0' || table[i].prefix[len - 1] == '.'))
            return table[i].instead;
    }
    return NULL;
}

static bool is_config_key(const char *key)
{
    size_t len = strlen(key);

    return len <= 100 && strchr(key, '.') != NULL && key[0] >= 'a' && key[0] <= 'z' &&
           key[len - 1] != '.' && strstr(key, "..") == NULL &&
           strspn(key, LOWER UPPER DIGIT "._-") == len;
}

/* The value is passed on as text, whatever it is. */
static bool config_value(struct reader *r, const struct key *key, const struct node *name,
                         const struct node *value)
{
    struct key row = {.name = name->text, .doc = key->doc};

    if (!want_scalar(r, &row, value, "text") || !clean_text(r, value))
        return false;
    if (*value->text == '\0') {
        diag_help(diag_report(r->diags, L0114, value->at, "`%s` has an empty value", name->text),
                  "leave the key out: the container manager drops empty values");
        return false;
    }
    if (strncmp(name->text, "user.", 5) == 0 || strchr(value->text, '\n') == NULL)
        return true;
    diag_help(diag_report(r->diags, L0115, value->at, "the value of `%s` cannot hold a newline",
                          name->text),
              "newlines are passed on in `user.` keys only");
    return false;
}

static void read_config(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_pairs *pairs = to;

    if (!pairs_begin(r, key, n, "a mapping", pairs))
        return;
    for (size_t i = 0; i < n->count; i++) {
        const struct node *name = n->entries[i].key, *value = n->entries[i].value;
        const char *instead = reserved_config(name->text);

        if (!is_config_key(name->text))
            diag_help(diag_report(r->diags, L0121, name->at,
                                  "`%s` is not a key of the container manager's configuration",
                                  name->text),
                      "write a key such as `security.nesting` or `environment.LANG`");
        else if (instead != NULL)
            diag_help(
                diag_report(r->diags, L0121, name->at, "`%s` is not yours to set", name->text),
                "%s", instead);
        else if (config_value(r, key, name, value))
            pairs->items[pairs->count++] =
                (struct ast_pair){{name->at, name->text}, {value->at, value->text}};
    }
}

const struct key_type type_config = {"mapping", sizeof(struct ast_pairs), read_config, NULL,
                                     .pattern = "^[a-z][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)+$"};
