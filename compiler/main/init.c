/* lstackc init: a file to start from. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emit/template.h"
#include "emit/yaml_scalar.h"
#include "front/ast.h"
#include "front/yaml.h"
#include "main/command.h"
#include "main/new_file.h"

enum { DEFAULT_SERVERS = 2 };

/* The user's own public key, as the file shall name it, or NULL. */
static const char *find_key(struct arena *a)
{
    static const char *const names[] = {"id_ed25519", "id_ecdsa", "id_rsa"};
    const char *home = getenv("HOME");

    for (size_t i = 0; home != NULL && i < sizeof names / sizeof *names; i++)
        if (access(arena_printf(a, "%s/.ssh/%s.pub", home, names[i]), R_OK) == 0)
            return arena_printf(a, "~/.ssh/%s.pub", names[i]);
    return NULL;
}

/* Without a key nobody could log in, which is a warning. It is allowed where it would come. */
static const char *keys_text(struct arena *a, const char *key)
{
    if (key != NULL)
        return arena_printf(a,
                            "  # Files of public keys, for the containers. Relative paths count\n"
                            "  # from this file.\n"
                            "  authorized_keys: [%s]\n",
                            key);
    return "  # You have no key yet: `ssh-keygen` makes one. Then write here\n"
           "  #   authorized_keys: [~/.ssh/id_ed25519.pub]\n"
           "  # and remove the comment `allow` below.\n";
}

static const char *servers_text(struct arena *a, int count)
{
    struct buf b = buf_make(a);

    for (int i = 1; i <= count; i++)
        buf_printf(&b, "  server-%d:\n    address: 192.0.2.%d  # CHANGE\n    segment: %d\n", i,
                   10 + i, i);
    return b.data;
}

static const char *server_name(struct arena *a, int number, int count)
{
    return arena_printf(a, "server-%d", number <= count ? number : count);
}

static struct buf make_text(struct arena *a, const struct options *options)
{
    const char *key = find_key(a);
    int count = options->servers != 0 ? options->servers : DEFAULT_SERVERS;
    struct buf b = buf_make(a);

    template_fill(
        &b, "lstacker.yaml",
        (const struct template_value[]){
            {"name", yaml_scalar(a, options->name != NULL ? options->name : "my-stack", false)},
            {"user", yaml_scalar(a, options->user != NULL ? options->user : "ubuntu", false)},
            {"keys", keys_text(a, key)},
            {"db", arena_printf(a, "10.104.%d.20", count > 1 ? 2 : 1)},
            {"servers", servers_text(a, count)},
            {"allow", key != NULL ? "" : "  # lstackc: allow(L0304)"},
            {"first", server_name(a, 1, count)},
            {"second", server_name(a, 2, count)},
            {"third", server_name(a, 3, count)},
            {NULL, NULL}});
    return b;
}

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c = {.diags = {.arena = a}};
    const char *path = options->starter != NULL ? options->starter : "lstacker.yaml";
    const char *other =
        options->starter == NULL && access("lstacker.yml", F_OK) == 0 ? "lstacker.yml" : NULL;
    const struct buf text = make_text(a, options);
    const struct node *root;

    /* The language itself says whether the values of the options can stand there. */
    root = yaml_parse(&c.diags, source_of_text(a, path, text.data, text.len));
    if (root != NULL)
        (void)ast_read(&c.diags, root);
    if (c.diags.errors > 0) {
        print_diags(&c, options, stderr);
        return STATUS_USAGE;
    }
    errno = EEXIST;
    if (other != NULL || new_file_write(a, path, &text) != 0) {
        new_file_report(&c.diags, other != NULL ? other : path,
                        "choose another name (`-o FILE`), or move it away");
        print_diags(&c, options, stderr);
        return STATUS_SYSTEM;
    }
    (void)printf("%s is written; change what is marked CHANGE in it, then: lstackc check\n", path);
    return finish_output(STATUS_GOOD);
}

const struct command command_init = {"init",   "", "write a commented file to start from",
                                     "ANUEFc", 0,  run};
