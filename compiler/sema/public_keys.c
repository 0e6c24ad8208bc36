/* Public keys: the files of them, each read once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "sema/parts.h"

/* One file; all files and lists of keys in memory. */
enum { MAX_KEY_FILE = 1024 * 1024, MAX_KEY_BYTES = 64 * 1024 * 1024 };

/* Key types of sshd(8), AUTHORIZED_KEYS FILE FORMAT. */
static const char *const key_types[] = {
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "sk-ssh-ed25519@openssh.com",
    "ssh-ed25519",
    "ssh-rsa",
};

/* Is there a key type and base64 somewhere in the line? Options may stand before. */
static bool is_public_key(const char *line)
{
    for (size_t i = 0; i < sizeof key_types / sizeof *key_types; i++) {
        size_t len = strlen(key_types[i]);
        const char *p = line;

        while ((p = strstr(p, key_types[i])) != NULL) {
            if ((p == line || p[-1] == ' ') && p[len] == ' ' &&
                strspn(p + len + 1, UPPER LOWER DIGIT "+/=") >= 64)
                return true;
            p += len;
        }
    }
    return false;
}

/* Is it UTF-8 without control characters? */
static bool is_printable(const char *line)
{
    size_t left = strlen(line);

    while (left > 0) {
        size_t n = utf8_length(line, left);

        if (n == 0 || (unsigned char)*line < ' ' || *line == 127)
            return false;
        line += n;
        left -= n;
    }
    return true;
}

/* Adds the keys of `file`, named at `at`. False after a fault. */
static bool parse_keys(struct sema *s, const struct source *file, struct span at,
                       struct ir_keys *out)
{
    out->items = arena_alloc(s->arena, file->line_count * sizeof *out->items);
    for (unsigned line = 1; line <= file->line_count; line++) {
        size_t len;
        const char *start = source_line(file, line, &len);
        const char *text = arena_strndup(s->arena, start, len);
        struct span here = {file, line, 1, line, (unsigned)len + 1};
        struct diag *d;

        while (*text == ' ' || *text == '\t') {
            text++;
            len--;
        }
        if (len == 0 || *text == '#')
            continue;
        if (strlen(text) == len && is_printable(text) && is_public_key(text)) {
            out->items[out->count++] = (struct ir_key){text, here};
            continue;
        }
        if (strstr(text, "PRIVATE KEY-----") != NULL) {
            diag_help(diag_report(s->diags, L0303, at, "`%s` holds a private key", file->name),
                      "name the file with the public key, `%s.pub`", file->name);
            return false;
        }
        if (strlen(text) == len && is_printable(text)) {
            d = diag_report(s->diags, L0302, at, "`%s` has a line that is no public key",
                            file->name);
            diag_help(d, "a line looks like `ssh-ed25519 AAAAC3... name@host`");
        } else {
            d = diag_report(s->diags, L0302, at, "`%s` has a line that is no plain text",
                            file->name);
            diag_help(d, "lines are UTF-8 without control characters, comments included");
        }
        diag_note(d, (struct span){0}, "it is line %u", line);
        return false;
    }
    return true;
}

/* Takes room for keys. False, and reported once at `at`, if there is none. */
static bool take_room(struct sema *s, size_t bytes, struct span at)
{
    bool before = s->key_bytes > MAX_KEY_BYTES;

    if (!before)
        s->key_bytes += bytes;
    if (!before && s->key_bytes > MAX_KEY_BYTES)
        diag_help(diag_report(s->diags, L0305, at,
                              "these are more public keys than fit into %d MiB",
                              MAX_KEY_BYTES / 1024 / 1024),
                  "give the same list to all containers, or name smaller files");
    return s->key_bytes <= MAX_KEY_BYTES;
}

static struct ir_keys *keys_of_file(struct sema *s, const struct ast_text *path)
{
    const char *name = source_path(s->arena, path->at.source, path->text);
    struct ir_keys *keys = map_get(&s->key_files, name);
    struct source *file;
    enum source_status status;

    if (keys != NULL)
        return keys;
    keys = arena_new(s->arena, struct ir_keys);
    (void)map_add(&s->key_files, name, keys);
    if (s->key_bytes > MAX_KEY_BYTES)
        return keys;
    status = source_read_regular(s->arena, name, MAX_KEY_FILE, &file);
    if (status == SOURCE_OK) {
        if (take_room(s, 2 * file->len + file->line_count * sizeof *keys->items, path->at))
            (void)parse_keys(s, file, path->at, keys);
    } else {
        const char *why = status == SOURCE_TOO_LARGE   ? "it has more than 1 MiB"
                          : status == SOURCE_IRREGULAR ? "it is no regular file"
                                                       : strerror(errno);

        diag_help(
            diag_report(s->diags, L0301, path->at, "`%s` cannot be read: %s", path->text, why),
            "relative paths count from the directory of `%s`",
            path->at.source->label != NULL ? path->at.source->label : s->ir->file);
    }
    return keys;
}

static void add_keys(struct map *seen, struct ir_keys *all, const struct ir_keys *more)
{
    for (size_t i = 0; i < more->count; i++)
        if (map_add(seen, more->items[i].text, &more->items[i]) == NULL)
            all->items[all->count++] = more->items[i];
}

/* The keys of the `count` lists, each once. */
static struct ir_keys *join(struct sema *s, struct ir_keys *const *lists, size_t count,
                            struct span at)
{
    struct ir_keys *all = arena_new(s->arena, struct ir_keys);
    struct map seen = {.arena = s->arena};
    size_t most = 0;

    for (size_t i = 0; i < count; i++)
        most += lists[i]->count;
    /* The map has slots of its own. */
    if (!take_room(s, most * 4 * sizeof *all->items, at))
        return all;
    all->items = arena_alloc(s->arena, most * sizeof *all->items);
    for (size_t i = 0; i < count; i++)
        add_keys(&seen, all, lists[i]);
    return all;
}

struct ir_keys sema_read_keys(struct sema *s, const struct ir_keys *first,
                              const struct ast_texts *paths)
{
    struct ir_keys **lists = arena_alloc(s->arena, (paths->count + 1) * sizeof(struct ir_keys *));
    struct buf which = buf_make(s->arena);
    struct ir_keys *all;
    size_t n = 0;

    if (first != NULL)
        lists[n++] = (struct ir_keys *)first;
    for (size_t i = 0; i < paths->count; i++)
        lists[n++] = keys_of_file(s, &paths->items[i]);
    /* Many containers name the same files: their list is made once. */
    for (size_t i = 0; i < n; i++)
        buf_printf(&which, "%p ", (void *)lists[i]);
    all = map_get(&s->key_lists, which.data);
    if (all == NULL) {
        all = n == 1 ? lists[0] : join(s, lists, n, paths->at);
        (void)map_add(&s->key_lists, which.data, all);
    }
    return *all;
}
