/* Verbs that become ssh or sshuttle: ways into a stack for people. */
#include "ways.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "text.h"

/* The build directory as ssh is told: paths in ssh_config count from `above`. */
struct place {
    char *above, *name; /* owned; `above` is "." or a path */
};

/* A command line that grows; its words are owned. */
struct words {
    char **items;
    size_t count;
};

static void add(struct words *words, char *word)
{
    words->items = text_grow(words->items, words->count + 2, sizeof *words->items);
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

static void add_text(struct words *words, const char *word)
{
    add(words, text_copy(word));
}

static void free_words(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    free(words->items);
}

static struct place place_of(const char *build)
{
    char *path = text_copy(build), *slash, *real;
    size_t len = strlen(path);
    struct place place;

    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
    slash = strrchr(path, '/');
    if (strspn(slash ? slash + 1 : path, ".") == strlen(slash ? slash + 1 : path) &&
        (real = realpath(path, NULL)) != NULL) { /* `.` has a name elsewhere only */
        free(path);
        path = real;
        slash = strrchr(path, '/');
    }
    place.name = text_copy(slash ? slash + 1 : path);
    if (slash)
        slash[slash == path] = '\0';
    place.above = text_copy(slash ? path : ".");
    free(path);
    return place;
}

static void free_place(struct place *place)
{
    free(place->above);
    free(place->name);
}

static const char *ssh_program(void)
{
    const char *ssh = getenv("LSTACKER_SSH");
    return ssh && *ssh ? ssh : "ssh";
}

/* ssh_config names build/known_hosts, whatever the directory is called here. */
static void add_ssh(struct words *words, const struct place *place)
{
    add_text(words, ssh_program());
    add_text(words, "-F");
    add(words, text_printf("%s/ssh_config", place->name));
    if (strcmp(place->name, "build") == 0)
        return;
    add_text(words, "-o");
    add(words, text_printf("UserKnownHostsFile=\"%s/known_hosts\"", place->name));
}

/* Becomes the program; returns if it cannot. */
static int become(const struct words *words, const struct place *place, const char *help)
{
    if (chdir(place->above) < 0) {
        fprintf(stderr, "lstacker-run: cannot enter %s: %s\n", place->above, strerror(errno));
        return STATUS_FAILED;
    }
    execvp(words->items[0], words->items);
    int error = errno;
    fprintf(stderr, "lstacker-run: cannot start %s: %s\n", words->items[0], strerror(error));
    if (error == ENOENT)
        fprintf(stderr, "help: %s\n", help);
    return STATUS_FAILED;
}

int ways_ssh(const struct options *options, const struct inventory *inventory)
{
    const struct entry *entry;
    const struct member *member;
    struct words words = {0};
    struct buf command = {0};

    if (!inventory_find(inventory, options->name, &entry, &member))
        return STATUS_USAGE;
    struct place place = place_of(options->build);
    add_ssh(&words, &place);
    add_text(&words, "--");
    add_text(&words, options->name);
    for (size_t i = 0; options->command && options->command[i]; i++) {
        if (i > 0)
            buf_text(&command, " ");
        text_quote(&command, options->command[i]);
    }
    if (command.len)
        add_text(&words, command.data);
    int status = become(&words, &place, "install it, or name another one in LSTACKER_SSH");
    buf_free(&command);
    free_words(&words);
    free_place(&place);
    return status;
}

/* One line for a shell. */
static char *line_of(const struct words *words)
{
    struct buf line = {0};
    for (size_t i = 0; i < words->count; i++) {
        if (i > 0)
            buf_text(&line, " ");
        text_word(&line, words->items[i]);
    }
    return line.data;
}

/* The jump-box that was named, else the first one. */
static const struct jump *find_jump(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->jump_count; i++)
        if (!name || strcmp(inventory->jumps[i].name, name) == 0)
            return &inventory->jumps[i];
    if (inventory->jump_count == 0) {
        fprintf(stderr,
                "lstacker-run: stack `%s` has no jump-box, which a VPN would lead through\n",
                inventory->stack);
        fputs(
            "help: write `jump_box: true` and `ports: [\"10022:22\"]` in the container that shall "
            "be one\n",
            stderr);
        return NULL;
    }
    fprintf(stderr, "lstacker-run: `%s` is no jump-box of stack `%s`\n", name, inventory->stack);
    fputs("help: the jump-boxes are", stderr);
    for (size_t i = 0; i < inventory->jump_count; i++)
        fprintf(stderr, "%s %s", i ? "," : "", inventory->jumps[i].name);
    fputs("\n", stderr);
    return NULL;
}

static void add_vpn(struct words *words, const struct jump *jump, const struct place *place)
{
    struct words ssh = {0};
    char *subnets = text_copy(jump->subnets), *rest = NULL;

    add_ssh(&ssh, place);
    add_text(words, "sshuttle");
    add_text(words, "--ssh-cmd");
    add(words, line_of(&ssh));
    add_text(words, "--remote");
    add_text(words, jump->name);
    if (jump->dns) {
        add_text(words, "--dns");
        add_text(words, "--to-ns");
        add_text(words, jump->dns);
    }
    for (char *one = strtok_r(subnets, " ", &rest); one; one = strtok_r(NULL, " ", &rest))
        add_text(words, one);
    free(subnets);
    free_words(&ssh);
}

int ways_vpn(const struct options *options, const struct inventory *inventory)
{
    const struct jump *jump = find_jump(inventory, options->name);
    struct words words = {0};
    int status = STATUS_GOOD;

    if (!jump)
        return STATUS_USAGE;
    struct place place = place_of(options->build);
    add_vpn(&words, jump, &place);
    if (options->start) {
        status = become(&words, &place, "install it (`apt-get install sshuttle`)");
    } else {
        struct buf above = {0};
        char *line = line_of(&words);
        text_word(&above, place.above);
        if (strcmp(place.above, ".") != 0)
            printf("cd %s && ", above.data);
        puts(line);
        status = fflush(stdout) ? STATUS_FAILED : STATUS_GOOD;
        free(line);
        buf_free(&above);
    }
    free_words(&words);
    free_place(&place);
    return status;
}
