/* Secrets: their values, which only this process knows, and the servers that are told them. */
#include "secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schedule.h"

enum {
    VALUE_MOST = 64 << 10,
    COMMAND_S = 60,  /* that a command may take */
    DYING_MS = 2000, /* from SIGTERM to SIGKILL */
    PAUSE_MS = 20,
};

/* Says what is wrong with a secret, and what to do. Returns false. */
static bool __attribute__((format(printf, 3, 4)))
refuse(const struct need *need, const char *help, const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fprintf(stderr, "lstacker-run: secret `%s` (", need->name);
    text_print(stderr, need->position, SIZE_MAX);
    fputs("): ", stderr);
    text_print(stderr, message, SIZE_MAX);
    fprintf(stderr, "\nhelp: %s\n", help);
    return false;
}

/* ---- files ----------------------------------------------------------------------------------- */

static const char of_files[] =
    "write the value into that file, with mode 600; its path counts from the directory above the "
    "build directory";

/* At most one byte more than a value may have. */
static bool read_all(int fd, struct buf *value)
{
    char chunk[4096];
    ssize_t len = 1;

    while (len > 0 && value->len <= VALUE_MOST) {
        len = read(fd, chunk, sizeof chunk);
        if (len > 0)
            buf_add(value, chunk, (size_t)len);
    }
    explicit_bzero(chunk, sizeof chunk);
    return len >= 0;
}

static bool get_file(struct secret *secret, const char *above)
{
    const char *named = secret->need->value;
    char *path = inventory_path(named, above);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), error = errno;
    struct stat st;
    bool good = false;

    free(path);
    if (fd < 0 || fstat(fd, &st) < 0)
        refuse(secret->need, of_files, "cannot read the file %s: %s", named,
               strerror(fd < 0 ? error : errno));
    else if (!S_ISREG(st.st_mode))
        refuse(secret->need, "name a regular file; what a program prints is a `command`",
               "%s is no regular file", named);
    else if (!read_all(fd, &secret->value))
        refuse(secret->need, of_files, "cannot read the file %s: %s", named, strerror(errno));
    else
        good = true;
    if (good && (st.st_mode & (S_IRWXG | S_IRWXO)))
        fprintf(stderr,
                "lstacker-run: warning: others may read or change the file of the secret `%s`: "
                "`chmod 600 %s`\n",
                secret->need->name, named);
    if (fd >= 0)
        close(fd);
    return good;
}

/* ---- the environment ------------------------------------------------------------------------- */

static bool get_variable(struct secret *secret)
{
    const char *value = getenv(secret->need->value);

    if (!value || !*value)
        return refuse(secret->need, "set and export it in the shell that starts lstacker",
                      "the environment variable %s is %s", secret->need->value,
                      value ? "empty" : "not set");
    buf_text(&secret->value, value);
    return true;
}

void secrets_hide(const struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->need_count; i++) {
        const struct need *need = &inventory->needs[i];
        char *value = strcmp(need->source, "env") == 0 ? getenv(need->value) : NULL;

        if (!value)
            continue;
        explicit_bzero(value, strlen(value)); /* else /proc/PID/environ shows it on */
        unsetenv(need->value);
    }
}

/* ---- commands -------------------------------------------------------------------------------- */

static const char of_commands[] =
    "what it prints on standard output is the value; try it by hand in the directory above the "
    "build directory";

/* A command may ask for a passphrase: it gets the terminal, if this process has it. Returns the
 * descriptor to take it back by, or -1. */
static int lend_terminal(pid_t group)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

    if (fd >= 0 && tcgetpgrp(fd) == getpgrp() && tcsetpgrp(fd, group) == 0) {
        kill(-group, SIGCONT); /* should it have asked already */
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

static void take_terminal(int fd)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

    if (fd < 0)
        return;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGTTOU, &ignore, &before); /* or the one in the background would be stopped */
    tcsetpgrp(fd, getpgrp());
    sigaction(SIGTTOU, &before, NULL);
    close(fd);
}

static void kill_command(struct child *child)
{
    long long end = schedule_now() + DYING_MS;

    child_signal(child, SIGTERM);
    while (!child_ended(child)) {
        if (schedule_now() > end)
            child_signal(child, SIGKILL);
        poll(NULL, 0, PAUSE_MS);
    }
}

/* Waits for the end of a command, not for that of what it has left behind. False: it took too long
 * or printed too much. */
static bool await(struct child *child)
{
    long long end = schedule_now() + COMMAND_S * 1000LL;
    bool ended = false;

    while (!ended && child->reading.len <= VALUE_MOST + 1 && !child->flooded &&
           schedule_now() < end) {
        struct pollfd fds[2] = {{.fd = child->out, .events = POLLIN},
                                {.fd = child->err, .events = POLLIN}};
        size_t before;

        ended = child_ended(child);
        if (!ended)
            poll(fds, 2, PAUSE_MS);
        do {
            before = child->received;
            child_read(child);
            child_read_errors(child);
        } while (child->received != before && child->reading.len <= VALUE_MOST + 1 &&
                 !child->flooded);
    }
    if (!ended)
        kill_command(child);
    return ended;
}

/* What the command has written on standard error, as it is shown below a message. */
static void show_errors(const struct child *child)
{
    const char *text = child->tail.len ? child->tail.data : "";

    while (*text) {
        size_t len = strcspn(text, "\n");
        char *line = text_printf("%.*s", (int)len, text);

        fputs("   | ", stderr);
        text_print(stderr, line, SIZE_MAX);
        fputs("\n", stderr);
        free(line);
        text += len + (text[len] == '\n');
    }
}

static bool judge(const struct need *need, const struct child *child, bool ended)
{
    int status = child->status;

    if (child->reading.len > VALUE_MOST + 1)
        return true; /* that it is too long is said for all sources */
    if (child->flooded)
        refuse(need, of_commands, "its command complained without end");
    else if (!ended)
        refuse(need, of_commands, "its command took more than %d seconds", COMMAND_S);
    else if (WIFSIGNALED(status))
        refuse(need, of_commands, "its command was ended by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status))
        refuse(need, of_commands, "its command failed with status %d", WEXITSTATUS(status));
    else
        return true;
    show_errors(child);
    return false;
}

static bool get_output(struct secret *secret, const char *above)
{
    char *argv[] = {"sh", "-c",          "CDPATH= cd -- \"$1\" && exec sh -c \"$2\"",
                    "sh", (char *)above, (char *)secret->need->value,
                    NULL};
    struct child child;
    bool good = child_start(&child, argv);

    if (!good) {
        refuse(secret->need, of_commands, "its command cannot be started: %s", strerror(errno));
    } else {
        int terminal = lend_terminal(child.pid);
        child_close_input(&child);
        bool ended = await(&child);
        take_terminal(terminal);
        good = judge(secret->need, &child, ended);
    }
    secret->value = child.reading;
    child.reading = (struct buf){0};
    child_free(&child);
    return good;
}

/* ---------------------------------------------------------------------------------------------- */

/* One newline at the end is not meant. */
static void drop_newline(struct buf *value)
{
    if (value->len && value->data[value->len - 1] == '\n')
        value->data[--value->len] = '\0';
}

static bool get(struct secret *secret, const char *above)
{
    const struct need *need = secret->need;
    struct buf *value = &secret->value;
    bool good;

    if (strcmp(need->source, "env") == 0)
        good = get_variable(secret);
    else if (strcmp(need->source, "file") == 0)
        good = get_file(secret, above);
    else
        good = get_output(secret, above);
    if (!good)
        return false;
    if (strcmp(need->source, "env") != 0)
        drop_newline(value);
    if (value->len == 0)
        return refuse(need, "a secret has at least one byte", "the %s `%s` %s nothing",
                      need->source, need->value,
                      strcmp(need->source, "file") == 0 ? "holds" : "prints");
    if (value->len > VALUE_MOST)
        return refuse(need, "a secret has at most 64 KiB", "its value is too long");
    if (memchr(value->data, '\0', value->len))
        return refuse(need, "encode it, as base64 does", "its value holds a NUL byte");
    return true;
}

static bool is_chosen(const struct inventory *inventory, const char *server)
{
    for (size_t i = 0; i < inventory->count; i++)
        if (strcmp(inventory->entries[i].name, server) == 0)
            return true;
    return false;
}

static const struct secret *find(const struct secrets *secrets, const char *name)
{
    for (size_t i = 0; i < secrets->count; i++)
        if (strcmp(secrets->items[i].need->name, name) == 0)
            return &secrets->items[i];
    return NULL;
}

bool secrets_get(struct secrets *secrets, const struct inventory *inventory, const char *build)
{
    char *above = text_printf("%s/..", build);
    bool good = true;

    *secrets = (struct secrets){.inventory = inventory};
    for (size_t i = 0; i < inventory->need_count; i++) {
        const struct need *need = &inventory->needs[i];

        if (find(secrets, need->name) || !is_chosen(inventory, need->server))
            continue;
        secrets->items = text_grow(secrets->items, secrets->count + 1, sizeof *secrets->items);
        secrets->items[secrets->count] = (struct secret){.need = need};
        good &= get(&secrets->items[secrets->count++], above);
    }
    free(above);
    return good;
}

void secrets_send(const struct secrets *secrets, struct server *server)
{
    const struct inventory *inventory = secrets->inventory;

    for (size_t i = 0; secrets->count && i < inventory->need_count; i++) {
        const struct need *need = &inventory->needs[i];

        if (strcmp(need->server, server->entry->name) == 0)
            server_secret(server, need->name, find(secrets, need->name)->value.data);
    }
    server->told_secrets = true;
}

void secrets_free(struct secrets *secrets)
{
    for (size_t i = 0; i < secrets->count; i++)
        buf_free(&secrets->items[i].value);
    free(secrets->items);
    *secrets = (struct secrets){0};
}
