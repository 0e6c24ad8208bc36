/* BUILD_DIR/inventory: the servers of a stack and their bundles (docs/bundle.md, The inventory). */
#include "inventory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol.h"
#include "text.h"

enum { FIELDS = 11 };
static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char secret[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
static const char hex[] = "0123456789abcdef";
static const char host[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
static const char address[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:%";

static bool made_of(const char *text, const char *letters)
{
    return *text && *text != '-' && strspn(text, letters) == strlen(text);
}

/* Cuts a line at its tabs; the number of fields, of which `most` are stored. */
static size_t split(char *line, char *fields[], size_t most)
{
    size_t count = 0;
    while (line) {
        char *tab = strchr(line, '\t');
        if (tab)
            *tab++ = '\0';
        if (count < most)
            fields[count] = line;
        count++;
        line = tab;
    }
    return count;
}

char *inventory_path(const char *path, const char *base)
{
    const char *home = getenv("HOME");
    if (strncmp(path, "~/", 2) == 0 && home)
        return text_printf("%s/%s", home, path + 2);
    return *path == '/' ? text_copy(path) : text_printf("%s/%s", base, path);
}

/* What is wrong with the fields of a server's line, or NULL. */
static const char *wrong(char *fields[], size_t count)
{
    if (count < FIELDS)
        return "has too few fields";
    if (strcmp(fields[0], "server") != 0)
        return "does not begin with `server`";
    if (!made_of(fields[1], host))
        return "has a bad server name";
    if (strcmp(fields[2], "local") != 0 && strcmp(fields[2], "ssh") != 0)
        return "says neither `local` nor `ssh`";
    if (!made_of(fields[3], address))
        return "has a bad address";
    if (protocol_number(fields[4]) < 0 || protocol_number(fields[4]) > 65535)
        return "has a bad port";
    if (!*fields[5] || !*fields[6] || !*fields[9])
        return "has an empty user, key or bundle";
    if (!made_of(fields[10], lower))
        return "has a bad client";
    if (strlen(fields[7]) != 64 || !made_of(fields[7], hex))
        return "has a bad generation";
    if (strlen(fields[8]) != 64 || !made_of(fields[8], hex))
        return "has a bad digest";
    return NULL;
}

static const char *add_entry(struct inventory *inventory, char *line, const char *build)
{
    char *fields[FIELDS] = {NULL};
    const char *problem = wrong(fields, split(line, fields, FIELDS));

    for (size_t i = 0; i < inventory->count && !problem; i++)
        problem =
            strcmp(inventory->entries[i].name, fields[1]) == 0 ? "names a server again" : NULL;
    if (problem)
        return problem;
    char *above = text_printf("%s/..", build);
    struct entry entry = {
        .name = fields[1],
        .local = strcmp(fields[2], "local") == 0,
        .address = fields[3],
        .port = strcmp(fields[4], "0") == 0 ? NULL : fields[4],
        .user = strcmp(fields[5], "-") == 0 ? NULL : fields[5],
        .key = strcmp(fields[6], "-") == 0 ? NULL : inventory_path(fields[6], above),
        .generation = fields[7],
        .digest = fields[8],
        .bundle = inventory_path(fields[9], build),
        .client = fields[10],
    };
    free(above);
    inventory->entries =
        text_grow(inventory->entries, inventory->count + 1, sizeof *inventory->entries);
    inventory->entries[inventory->count++] = entry;
    return NULL;
}

static const char *add_member(struct inventory *inventory, char *line)
{
    char *fields[3];

    if (split(line, fields, 3) < 3 || !*fields[1] || !made_of(fields[2], host))
        return "is not `container NAME SERVER`";
    inventory->members =
        text_grow(inventory->members, inventory->member_count + 1, sizeof *inventory->members);
    inventory->members[inventory->member_count++] = (struct member){fields[1], fields[2]};
    return NULL;
}

static const char *add_jump(struct inventory *inventory, char *line)
{
    char *fields[4];

    if (split(line, fields, 4) < 4 || !made_of(fields[1], host) ||
        (strcmp(fields[2], "-") != 0 && !made_of(fields[2], address)) ||
        strspn(fields[3], "0123456789./ ") != strlen(fields[3]))
        return "is not `jump NAME DNS SUBNETS`";
    inventory->jumps =
        text_grow(inventory->jumps, inventory->jump_count + 1, sizeof *inventory->jumps);
    inventory->jumps[inventory->jump_count++] =
        (struct jump){fields[1], strcmp(fields[2], "-") == 0 ? NULL : fields[2], fields[3]};
    return NULL;
}

static const char *add_need(struct inventory *inventory, char *line)
{
    static const char *const sources[] = {"file", "env", "command"};
    char *fields[6];
    size_t source = 0;

    if (split(line, fields, 6) < 6 || !made_of(fields[1], host) || !made_of(fields[2], secret) ||
        !*fields[4])
        return "is not `secret SERVER NAME SOURCE VALUE POSITION`";
    while (source < 3 && strcmp(sources[source], fields[3]) != 0)
        source++;
    if (source == 3)
        return "says neither `file` nor `env` nor `command`";
    protocol_unescape(fields[4]);
    protocol_unescape(fields[5]);
    inventory->needs =
        text_grow(inventory->needs, inventory->need_count + 1, sizeof *inventory->needs);
    inventory->needs[inventory->need_count++] =
        (struct need){fields[1], fields[2], sources[source], fields[4], fields[5]};
    return NULL;
}

static bool begins_with(const char *line, const char *word)
{
    size_t len = strlen(word);
    return strncmp(line, word, len) == 0 && line[len] == '\t';
}

static const char *add_line(struct inventory *inventory, char *line, const char *build)
{
    char *fields[3];
    if (inventory->stack && begins_with(line, "container"))
        return add_member(inventory, line);
    if (inventory->stack && begins_with(line, "jump"))
        return add_jump(inventory, line);
    if (inventory->stack && begins_with(line, "secret"))
        return add_need(inventory, line);
    if (inventory->stack)
        return add_entry(inventory, line, build);
    if (split(line, fields, 3) < 3 || strcmp(fields[0], "lstacker-inventory") != 0)
        return "is not `lstacker-inventory 1 STACK`";
    if (strcmp(fields[1], "1") != 0)
        return "is of a format that this lstacker-run does not know";
    if (!made_of(fields[2], lower))
        return "has a bad stack name";
    inventory->stack = fields[2];
    return NULL;
}

static bool load_failed(const char *build, const char *path)
{
    int error = errno;
    struct stat st;
    if (stat(build, &st) < 0)
        fprintf(stderr, "lstacker-run: there is no build directory `%s`: %s\n", build,
                strerror(errno));
    else
        fprintf(stderr, "lstacker-run: cannot read %s: %s\n", path, strerror(error));
    fprintf(stderr, "help: run `lstackc build` first, or name its output with -C BUILD_DIR\n");
    return false;
}

static bool have_files(const struct inventory *inventory, const char *path)
{
    for (size_t i = 0; i < inventory->count; i++) {
        const struct entry *entry = &inventory->entries[i];
        if (access(entry->bundle, R_OK) < 0) {
            fprintf(stderr, "lstacker-run: %s: the bundle of `%s` cannot be read: %s: %s\n", path,
                    entry->name, entry->bundle, strerror(errno));
            fprintf(stderr, "help: run `lstackc build` again\n");
            return false;
        }
        if (entry->key && access(entry->key, R_OK) < 0) {
            fprintf(stderr, "lstacker-run: the private key of `%s` cannot be read: %s: %s\n",
                    entry->name, entry->key, strerror(errno));
            fprintf(stderr, "help: `private_key` counts from the directory above the build "
                            "directory; without it, ssh chooses\n");
            return false;
        }
    }
    return true;
}

bool inventory_load(struct inventory *inventory, const char *build)
{
    char *path = text_printf("%s/inventory", build);
    bool good = true;
    int number = 0;

    *inventory = (struct inventory){.text = text_read_file(path), .lock = -1};
    if (!inventory->text)
        good = load_failed(build, path);
    for (char *line = inventory->text; good && line && *line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        const char *problem = add_line(inventory, line, build);
        number++;
        if (problem) {
            fprintf(stderr, "lstacker-run: %s:%d: this line %s\n", path, number, problem);
            fprintf(stderr, "help: the file is generated: run `lstackc build` again\n");
            good = false;
        }
        line = end;
    }
    if (good && inventory->count == 0) {
        fprintf(stderr, "lstacker-run: %s names no server\n", path);
        good = false;
    }
    good = good && have_files(inventory, path);
    free(path);
    return good;
}

static bool unknown(const struct inventory *inventory, const char *name)
{
    const char *nearest =
        text_nearest(name, inventory->entries, inventory->count, sizeof *inventory->entries);
    fprintf(stderr, "lstacker-run: --limit names `%s`, which is no server of stack `%s`\n", name,
            inventory->stack);
    if (nearest)
        fprintf(stderr, "help: did you mean `%s`?\n", nearest);
    fputs("help: the servers are", stderr);
    for (size_t i = 0; i < inventory->count; i++)
        fprintf(stderr, "%s %s", i ? "," : "", inventory->entries[i].name);
    fputs("\n", stderr);
    return false;
}

static void free_entry(struct entry *entry)
{
    free(entry->key);
    free(entry->bundle);
}

bool inventory_limit(struct inventory *inventory, const char *names)
{
    bool *wanted = text_grow(NULL, inventory->count, sizeof *wanted), good = true;
    char *list = text_copy(names), *rest = NULL;
    size_t left = 0;

    memset(wanted, 0, inventory->count * sizeof *wanted);
    for (char *name = strtok_r(list, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        size_t i = 0;
        while (i < inventory->count && strcmp(inventory->entries[i].name, name) != 0)
            i++;
        if (i < inventory->count)
            wanted[i] = true;
        else
            good = unknown(inventory, name);
    }
    for (size_t i = 0; i < inventory->count; i++) {
        if (wanted[i] || !good)
            inventory->entries[left++] = inventory->entries[i];
        else
            free_entry(&inventory->entries[i]);
    }
    inventory->count = left;
    if (good && left == 0)
        fprintf(stderr, "lstacker-run: --limit `%s` names no server\n", names);
    free(list);
    free(wanted);
    return good && left > 0;
}

const struct entry *inventory_server(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->count; i++)
        if (strcmp(inventory->entries[i].name, name) == 0)
            return &inventory->entries[i];
    return NULL;
}

/* Reports a name that nothing has, with that of something that may have been meant. */
static bool nobody(const struct inventory *inventory, const char *name)
{
    size_t count = inventory->count + inventory->member_count;
    const char **names = text_grow(NULL, count, sizeof *names), *nearest;

    for (size_t i = 0; i < count; i++)
        names[i] = i < inventory->count ? inventory->entries[i].name
                                        : inventory->members[i - inventory->count].name;
    fprintf(stderr, "lstacker-run: no container and no server of stack `%s` is called `%s`\n",
            inventory->stack, name);
    nearest = text_nearest(name, names, count, sizeof *names);
    if (nearest)
        fprintf(stderr, "help: did you mean `%s`?\n", nearest);
    else
        fputs("help: `lstackc show` lists them\n", stderr);
    free(names);
    return false;
}

bool inventory_find(const struct inventory *inventory, const char *name, const struct entry **entry,
                    const struct member **member)
{
    *entry = inventory_server(inventory, name);
    *member = NULL;
    if (*entry)
        return true;
    for (size_t i = 0; i < inventory->member_count && !*entry; i++) {
        if (strcmp(inventory->members[i].name, name) != 0)
            continue;
        *member = &inventory->members[i];
        *entry = inventory_server(inventory, inventory->members[i].server);
    }
    return *entry || nobody(inventory, name);
}

bool inventory_has(const struct inventory *inventory, const char *name)
{
    const char *nearest;

    for (size_t i = 0; i < inventory->member_count; i++)
        if (strcmp(inventory->members[i].name, name) == 0 &&
            inventory_server(inventory, inventory->members[i].server))
            return true;
    fprintf(stderr,
            "lstacker-run: --container names `%s`, which no server here has in stack `%s`\n", name,
            inventory->stack);
    nearest =
        text_nearest(name, inventory->members, inventory->member_count, sizeof *inventory->members);
    if (nearest)
        fprintf(stderr, "help: did you mean `%s`?\n", nearest);
    else
        fputs("help: containers that left the stack are removed by `apply --prune`\n", stderr);
    return false;
}

bool inventory_lock(struct inventory *inventory, const char *build)
{
    char *path = text_printf("%s/inventory", build);
    bool good = true;

    inventory->lock = open(path, O_RDONLY | O_CLOEXEC);
    if (inventory->lock < 0 || flock(inventory->lock, LOCK_EX | LOCK_NB) < 0) {
        good = false;
        if (errno == EWOULDBLOCK)
            fprintf(stderr,
                    "lstacker-run: another lstacker-run is at work with `%s`\n"
                    "help: wait until it has ended, then run this again\n",
                    build);
        else
            fprintf(stderr, "lstacker-run: cannot lock %s: %s\n", path, strerror(errno));
    }
    free(path);
    return good;
}

void inventory_free(struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->count; i++)
        free_entry(&inventory->entries[i]);
    if (inventory->lock >= 0)
        (void)close(inventory->lock);
    free(inventory->entries);
    free(inventory->members);
    free(inventory->jumps);
    free(inventory->needs);
    free(inventory->text);
    *inventory = (struct inventory){0};
}
