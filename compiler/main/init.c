/* lstackc init: a file to start from. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emit/disk.h"
#include "emit/template.h"
#include "emit/yaml_scalar.h"
#include "front/ast.h"
#include "front/yaml.h"
#include "main/command.h"

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

/* Writes a new file, whole or not at all. Returns 0, or -1 with errno. */
static int write_new(struct arena *a, const char *path, const struct buf *text)
{
    const char *slash = strrchr(path, '/');
    int before = slash != NULL ? (int)(slash - path) + 1 : 0, result, error;
    const char *aside =
        arena_printf(a, "%.*s.%s.lstackc-%ld", before, path, path + before, (long)getpid());
    const struct file file = {.path = path, .data = text->data, .len = text->len};

    result = disk_write(aside, &file);
    if (result == 0)
        result = link(aside, path); /* which never replaces a file */
    error = errno;
    (void)unlink(aside);
    errno = error;
    /* A file system without links. */
    return result != 0 && (error == EPERM || error == EOPNOTSUPP) ? disk_write(path, &file)
                                                                  : result;
}

static void report_write(struct diags *diags, const char *path)
{
    struct span nowhere = {0};

    if (errno == EEXIST)
        diag_help(diag_report(diags, L0913, nowhere, "`%s` is there already", path),
                  "choose another name (`-o FILE`), or move it away");
    else
        diag_help(
            diag_report(diags, L0901, nowhere, "cannot write `%s`: %s", path, strerror(errno)),
            "check the directory and its permissions");
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
    if (other != NULL || write_new(a, path, &text) != 0) {
        report_write(&c.diags, other != NULL ? other : path);
        print_diags(&c, options, stderr);
        return STATUS_SYSTEM;
    }
    (void)printf("%s is written; change what is marked CHANGE in it, then: lstackc check\n", path);
    return finish_output(STATUS_GOOD);
}

const struct command command_init = {"init",   "", "write a commented file to start from",
                                     "ANUEFc", 0,  run};
