/* A resolved stack as it can be compared: without places, and each thing with what it depends on.
 */
#include "main/comparable.h"

#include <string.h>

/* Takes all places out of `value`: `at` with a line. */
static void strip_places(json_t *value)
{
    const char *key;
    json_t *member;
    void *next;
    size_t i;

    json_array_foreach(value, i, member)
    {
        strip_places(member);
    }
    json_object_foreach_safe(value, next, key, member)
    {
        if (strcmp(key, "at") == 0 && json_object_get(member, "line") != NULL)
            (void)json_object_del(value, key);
        else
            strip_places(member);
    }
}

/* Puts member `key` of `source` into `to`, if there is one, and `to` has none. */
static void lend(json_t *to, const json_t *source, const char *key)
{
    json_t *value = json_object_get(source, key);

    if (value != NULL && json_object_get(to, key) == NULL)
        (void)json_object_set(to, key, value);
}

/* Interfaces are told apart by their device. */
static void prepare_interfaces(json_t *container, const json_t *networks)
{
    json_t *list = json_object_get(container, "interfaces"), *all = json_object(), *nic;
    size_t i;

    json_array_foreach(list, i, nic)
    {
        const char *device = json_string_value(json_object_get(nic, "device"));
        const char *name = json_string_value(json_object_get(nic, "network"));
        const json_t *network = name != NULL ? json_object_get(networks, name) : NULL;

        lend(nic, network, "vlan");
        lend(nic, network, "domain");
        if (device != NULL)
            (void)json_object_set(all, device, nic);
    }
    if (json_object_size(all) == json_array_size(list) && list != NULL)
        (void)json_object_set(container, "interfaces", all);
    json_decref(all);
}

/* A list of one value is that value. */
static void unwrap_values(json_t *parameters)
{
    const char *name;
    json_t *values;
    void *next;

    json_object_foreach_safe(parameters, next, name, values)
    {
        if (json_array_size(values) == 1)
            (void)json_object_set(parameters, name, json_array_get(values, 0));
    }
}

/* Recipes are told apart by their names. */
static void prepare_recipes(json_t *of)
{
    json_t *list = json_object_get(of, "recipes"), *all = json_object(), *recipe;
    size_t i;

    json_array_foreach(list, i, recipe)
    {
        const char *name = json_string_value(json_object_get(recipe, "name"));

        unwrap_values(json_object_get(recipe, "parameters"));
        if (name != NULL)
            (void)json_object_set(all, name, recipe);
    }
    if (json_object_size(all) == json_array_size(list) && list != NULL)
        (void)json_object_set(of, "recipes", all);
    json_decref(all);
}

static void prepare_container(json_t *container, const json_t *stack)
{
    const char *name = json_string_value(json_object_get(container, "server"));
    const json_t *servers = json_object_get(stack, "servers");

    prepare_interfaces(container, json_object_get(stack, "networks"));
    prepare_recipes(container);
    lend(container, stack, "user");
    if (json_object_size(json_object_get(container, "interfaces")) == 0)
        return;
    lend(container, json_object_get(stack, "overlay"), "mtu");
    lend(container, name != NULL ? json_object_get(servers, name) : NULL, "datapath");
}

/* A tunnel leads to an address, and is as the overlay says. */
static void prepare_server(json_t *server, const json_t *stack)
{
    static const char *const shared[] = {"protocol", "topology", "key", "dst_port"};
    const json_t *servers = json_object_get(stack, "servers");
    json_t *tunnels = json_object_get(server, "tunnels"), *port, *overlay;
    const char *peer;
    void *next;

    prepare_recipes(server);
    if (json_object_size(tunnels) == 0)
        return;
    json_object_foreach_safe(tunnels, next, peer, port)
    {
        const char *name = json_string_value(port);
        const char *address =
            json_string_value(json_object_get(json_object_get(servers, peer), "address"));

        if (name != NULL && address != NULL)
            (void)json_object_set_new(tunnels, peer, json_sprintf("%s to %s", name, address));
    }
    overlay = json_object();
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        lend(overlay, json_object_get(stack, "overlay"), shared[i]);
    (void)json_object_set_new(server, "overlay", overlay);
}

void comparable_make(json_t *stack)
{
    json_t *value;
    const char *name;

    strip_places(stack);
    json_object_foreach(json_object_get(stack, "containers"), name, value)
    {
        prepare_container(value, stack);
    }
    json_object_foreach(json_object_get(stack, "servers"), name, value)
    {
        prepare_server(value, stack);
    }
}
