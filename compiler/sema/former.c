/* Containers that were moved: the lock remembers where they had a NAT address. */
#include "sema/parts.h"

/* The server that the line tells of, if the container is on another one now; else NULL. */
static struct ir_server *left_server(const struct sema *s, const struct lock_fact *fact,
                                     const struct ir_container **container)
{
    if (fact->kind != LOCK_NAT || fact->living)
        return NULL;
    *container = map_get(&s->containers, fact->owner);
    return *container != NULL ? map_get(&s->servers, fact->place) : NULL;
}

void sema_former(struct sema *s)
{
    const struct ir_container *c;

    for (size_t i = 0; i < s->lock->count; i++) {
        struct ir_server *server = left_server(s, &s->lock->lines[i], &c);

        if (server != NULL)
            server->former_count++;
    }
    for (size_t i = 0; i < s->ir->server_count; i++) {
        struct ir_server *server = &s->ir->servers[i];

        server->former =
            arena_alloc(s->arena, server->former_count * sizeof(struct ir_container *));
        server->former_count = 0;
    }
    for (size_t i = 0; i < s->lock->count; i++) {
        struct ir_server *server = left_server(s, &s->lock->lines[i], &c);

        if (server != NULL)
            server->former[server->former_count++] = c;
    }
}
