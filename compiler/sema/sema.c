/* Runs the parts of sema in their order. */
#include "base/utf8.h"
#include "front/trace.h"
#include "sema/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

uint32_t sema_hash(const char *text, uint32_t salt)
{
    uint32_t h = 2166136261u ^ salt; /* FNV-1a, 32 bit */

    for (const char *p = text; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * 16777619u;
    return h;
}

const char *sema_interface_name(struct sema *s, const char *prefix, const char *of)
{
    for (uint32_t salt = 0;; salt++) {
        const char *name = arena_printf(s->arena, "%s%08" PRIx32, prefix, sema_hash(of, salt));
        const char *owner = map_add(&s->interfaces, name, (void *)of);

        if (owner == NULL || strcmp(owner, of) == 0)
            return name;
    }
}

void sema_check_name(struct sema *s, const char *name, struct span at)
{
    if (strcmp(name, "localhost") == 0 || strncmp(name, "ip6-", 4) == 0)
        diag_help(diag_report(s->diags, L0126, at, "every machine has its own `%s`", name),
                  "choose another name: not `localhost`, and none that begins with `ip6-`");
}

struct ir *sema_analyse(struct diags *diags, const struct ast *ast, struct lock *lock,
                        const char *file)
{
    struct arena *a = diags->arena;
    struct sema s = {.arena = a, .diags = diags, .ast = ast, .lock = lock};
    const char *slash = strrchr(file, '/');

    s.ir = arena_new(a, struct ir);
    s.networks.arena = s.servers.arena = s.containers.arena = s.interfaces.arena = a;
    s.key_files.arena = s.key_lists.arena = a;
    s.found_files.arena = s.led.arena = s.certificates.arena = a;
    s.recipes = (struct recipe_store){.arena = a, .diags = diags};
    s.compose_files.arena = s.stack_files.arena = a;
    s.compose_trace = arena_new(a, struct trace);
    s.compose_trace->arena = a;
    s.ir->name = ast->name.text != NULL ? ast->name.text : "";
    s.ir->file = utf8_printable(a, slash != NULL ? slash + 1 : file);
    s.ir->at = ast->at;
    s.ir->user = ast->ssh.user.text != NULL ? ast->ssh.user.text : "ubuntu";
    if (!sema_check_size(&s))
        return s.ir;
    s.ir->keys = sema_read_keys(&s, NULL, &ast->ssh.authorized_keys);
    sema_networks(&s);
    sema_servers(&s);
    sema_nat(&s);
    sema_overlay(&s);
    sema_containers(&s);
    sema_addresses(&s);
    sema_nat_addresses(&s);
    sema_ports(&s);
    sema_former(&s);
    sema_secrets(&s);
    sema_proxy(&s);
    sema_jump_boxes(&s);
    sema_swarm(&s);
    sema_expose(&s);
    sema_dns(&s);
    sema_monitoring(&s);
    sema_expose_stats(&s);
    sema_services(&s);
    sema_published(&s);
    sema_unused_secrets(&s);
    sema_unbuilt(&s);
    return s.ir;
}
