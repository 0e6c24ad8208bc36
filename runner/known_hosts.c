/* BUILD_DIR/known_hosts: the host keys of servers and containers. */
#include "known_hosts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Lines of the file, owned; `hosts` are the names in them that were told in this run. */
struct lines {
    char **items;
    size_t count;
    char **hosts;
    size_t host_count;
};

static void add(char ***items, size_t *count, char *text)
{
    *items = text_grow(*items, *count + 1, sizeof **items);
    (*items)[(*count)++] = text;
}

/* Is it `TYPE BASE64`, such that it means nothing else in the file? */
static bool is_key(const char *line)
{
    static const char type[] = "abcdefghijklmnopqrstuvwxyz0123456789@.-";
    static const char base64[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    size_t len = strspn(line, type);

    return len > 0 && line[len] == ' ' && line[len + 1] &&
           strspn(line + len + 1, base64) == strlen(line + len + 1);
}

/* Is the host the server itself, or one of its containers? */
static bool is_own(const struct inventory *inventory, const struct entry *entry, const char *name)
{
    if (strcmp(entry->name, name) == 0)
        return true;
    for (size_t i = 0; i < inventory->member_count; i++)
        if (strcmp(inventory->members[i].name, name) == 0 &&
            strcmp(inventory->members[i].server, entry->name) == 0)
            return true;
    return false;
}

static void add_told(struct lines *lines, const char *stack, const struct hostkeys *told)
{
    char *keys = text_copy(told->keys), *rest = NULL, *host = NULL;

    for (char *key = strtok_r(keys, "\n", &rest); key; key = strtok_r(NULL, "\n", &rest)) {
        if (!is_key(key))
            continue;
        if (!host) {
            host = text_printf("%s.%s", told->name, stack);
            add(&lines->hosts, &lines->host_count, host);
        }
        add(&lines->items, &lines->count, text_printf("%s %s", host, key));
    }
    free(keys);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Does the line give a key to a host that was told? */
static bool is_replaced(const struct lines *lines, char *line)
{
    size_t len = strcspn(line, " \t");
    char after = line[len];

    line[len] = '\0';
    bool told = lines->host_count && bsearch(&line, lines->hosts, lines->host_count,
                                             sizeof *lines->hosts, compare) != NULL;
    line[len] = after;
    return told;
}

/* Adds what stays of the file as it was. */
static void add_former(struct lines *lines, const char *text)
{
    char *copy = text_copy(text), *rest = NULL;

    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (!is_replaced(lines, line))
            add(&lines->items, &lines->count, text_copy(line));
    free(copy);
}

static bool replace(const char *path, const char *text)
{
    char *beside = text_printf("%s.new", path);
    FILE *file = fopen(beside, "w");
    bool good = file && fputs(text, file) != EOF;

    good = (!file || fclose(file) == 0) && good;
    good = good && rename(beside, path) == 0;
    if (!good) {
        fprintf(stderr, "lstacker-run: %s cannot be written: %s\n", path, strerror(errno));
        fputs("help: without it, `ssh -F build/ssh_config` accepts new host keys and refuses "
              "changed ones\n",
              stderr);
    }
    free(beside);
    return good;
}

static void write_sorted(struct lines *lines, const char *path, const char *former)
{
    struct buf text = {0};

    buf_add(&text, "", 0);
    if (lines->count)
        qsort(lines->items, lines->count, sizeof *lines->items, compare);
    for (size_t i = 0; i < lines->count; i++)
        if (i == 0 || strcmp(lines->items[i], lines->items[i - 1]) != 0)
            buf_printf(&text, "%s\n", lines->items[i]);
    if (strcmp(text.data, former) != 0)
        (void)replace(path, text.data);
    buf_free(&text);
}

static void free_lines(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->items[i]);
    for (size_t i = 0; i < lines->host_count; i++)
        free(lines->hosts[i]);
    free(lines->items);
    free(lines->hosts);
}

void known_hosts_keep(const struct inventory *inventory, const char *build,
                      const struct server *servers, size_t count)
{
    struct lines lines = {0};
    char *path = text_printf("%s/known_hosts", build);
    char *former = text_read_file(path);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < servers[i].nhostkeys; j++)
            if (is_own(inventory, servers[i].entry, servers[i].hostkeys[j].name))
                add_told(&lines, inventory->stack, &servers[i].hostkeys[j]);
    if (lines.host_count) {
        qsort(lines.hosts, lines.host_count, sizeof *lines.hosts, compare);
        add_former(&lines, former ? former : "");
        write_sorted(&lines, path, former ? former : "");
    }
    free_lines(&lines);
    free(former);
    free(path);
}
