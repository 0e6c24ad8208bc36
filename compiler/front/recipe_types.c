/* The types of a recipe's parameters, and the values that the compiler knows. */
#include <string.h>

#include "base/ascii.h"
#include "front/recipe_header.h"

const char *const recipe_types[] = {"string", "int",  "bool", "port", "path",
                                    "secret", "list", "enum", NULL};

const struct recipe_value recipe_values[RECIPE_VALUES] = {
    [VALUE_ADDRESS] = {"address", RECIPE_STRING,
                       "the container's address in its first network, if any; the server's own"},
    [VALUE_CONTAINER] = {"container", RECIPE_STRING, "the name of the container, or of the server"},
    [VALUE_DOCKER_POOLS] = {"docker_pools", RECIPE_LIST,
                            "subnets for Docker, BASE:SIZE, that meet none of the stack's"},
    [VALUE_DOMAIN] = {"domain", RECIPE_STRING,
                      "the domain of the container's first network, if any"},
    [VALUE_HTTP_PROXY] = {"http_proxy", RECIPE_STRING, "`proxy.http`, if any"},
    [VALUE_HTTPS_PROXY] = {"https_proxy", RECIPE_STRING, "`proxy.https`, if any"},
    [VALUE_MONITORING] =
        {"monitoring", RECIPE_STRING,
         "the address at which Prometheus of `monitoring` asks, if it does: the container's in "
         "that network, the server's own"},
    [VALUE_MTU] = {"mtu", RECIPE_INT, "the MTU of the containers' networks"},
    [VALUE_NO_PROXY] =
        {"no_proxy", RECIPE_LIST,
         "what is reached without the proxy, if there is one: `proxy.no_proxy` and the stack's "
         "networks and domains"},
    [VALUE_SERVERS] = {"servers", RECIPE_LIST, "the addresses of all servers"},
    [VALUE_STACK] = {"stack", RECIPE_STRING, "the name of the stack"},
};

/* A whole number of at most 18 digits. */
static const char *int_value(struct arena *a, const struct recipe_param *param, const char *text)
{
    const char *digits = text + (*text == '-');
    size_t len = strlen(digits);

    (void)a;
    (void)param;
    return len > 0 && len <= 18 && strspn(digits, DIGIT) == len && (*digits != '0' || len == 1)
               ? text
               : NULL;
}

static const char *bool_value(struct arena *a, const struct recipe_param *param, const char *text)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

    (void)a;
    (void)param;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return words[i % 2];
    return NULL;
}

static const char *port_value(struct arena *a, const struct recipe_param *param, const char *text)
{
    size_t len = strlen(text);

    (void)a;
    (void)param;
    return len > 0 && len <= 5 && strspn(text, DIGIT) == len && *text != '0' &&
                   (len < 5 || strcmp(text, "65535") <= 0)
               ? text
               : NULL;
}

static const char *path_value(struct arena *a, const struct recipe_param *param, const char *text)
{
    (void)a;
    (void)param;
    return *text == '/' && strchr(text, '\n') == NULL ? text : NULL;
}

static const char *item_value(struct arena *a, const struct recipe_param *param, const char *text)
{
    (void)a;
    (void)param;
    return strchr(text, '\n') == NULL ? text : NULL;
}

static const char *enum_value(struct arena *a, const struct recipe_param *param, const char *text)
{
    (void)a;
    for (size_t i = 0; param->words[i] != NULL; i++)
        if (strcmp(param->words[i], text) == 0)
            return text;
    return NULL;
}

static const char *enum_wanted(struct arena *a, const struct recipe_param *param)
{
    const char *all = "one of ";

    for (size_t i = 0; param->words[i] != NULL; i++)
        all = arena_printf(a, "%s%s`%s`", all, i > 0 ? ", " : "", param->words[i]);
    return all;
}

/* No row of its own: any text. */
static const struct {
    const char *(*value)(struct arena *a, const struct recipe_param *param, const char *text);
    const char *wanted;
} types[] = {
    [RECIPE_STRING] = {NULL, NULL},
    [RECIPE_INT] = {int_value, "a whole number"},
    [RECIPE_BOOL] = {bool_value, "`true` or `false`"},
    [RECIPE_PORT] = {port_value, "a port from 1 to 65535"},
    [RECIPE_PATH] = {path_value, "an absolute path, which begins with `/`"},
    [RECIPE_SECRET] = {NULL, NULL},
    [RECIPE_LIST] = {item_value, "a list of items without newlines"},
    [RECIPE_ENUM] = {enum_value, NULL},
};

const char *recipe_param_value(struct arena *a, const struct recipe_param *param, const char *text,
                               const char **wanted)
{
    bool may_be_empty = param->preset.count == 1 && *param->preset.items->text == '\0';
    const char *value;

    if (types[param->type].value == NULL || (may_be_empty && *text == '\0'))
        return text;
    value = types[param->type].value(a, param, text);
    if (value == NULL)
        *wanted = param->type == RECIPE_ENUM ? enum_wanted(a, param) : types[param->type].wanted;
    return value;
}
