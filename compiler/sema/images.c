/* Images: from the file's names to the container manager's, on the server's platform. */
#include <string.h>

#include "front/suggest.h"
#include "sema/parts.h"

#define DEFAULT_IMAGE "ubuntu/24.04"

/* Releases that have images: cloud-images.ubuntu.com/releases, and the image server of the
 * container managers, in November 2026. */
static const char *const ubuntu_releases[] = {
    "16.04",  "18.04",  "20.04", "22.04", "24.04", "25.04",  "25.10",    "26.04",    "26.10",
    "xenial", "bionic", "focal", "jammy", "noble", "plucky", "questing", "resolute", NULL};
static const char *const debian_releases[] = {"11",       "12",     "13",    "14",  "bullseye",
                                              "bookworm", "trixie", "forky", "sid", NULL};

/* `ubuntu/24.04` and `debian/12` stand for the vendor's images. */
static const struct {
    const char *prefix, *vendor;
    const char *const *releases;
} vendors[] = {
    {"ubuntu/", "Ubuntu", ubuntu_releases},
    {"debian/", "Debian", debian_releases},
};

/* Remotes of a fresh installation: `lxc remote list` of LXD 5.0 to 6, and Incus 6. */
static const char *const remotes[] = {
    "images", "local", "ubuntu", "ubuntu-daily", "ubuntu-minimal", "ubuntu-minimal-daily", NULL};

static const char *vendor_at(const void *context, size_t i)
{
    (void)context;
    return vendors[i].prefix;
}

static struct diag *report_alias(struct sema *s, const struct ast_text *image)
{
    return diag_report(s->diags, L0408, image->at, "`%s` says no server of images", image->text);
}

static bool is_one_of(const char *const *words, const char *word, size_t len)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == len && memcmp(*words, word, len) == 0)
            return true;
    return false;
}

/* All of them up to the first code name. */
static const char *all_numbers(struct sema *s, const char *const *releases)
{
    const char *all = *releases;

    while (*++releases != NULL && **releases <= '9')
        all = arena_printf(s->arena, "%s, %s", all, *releases);
    return all;
}

static const char *all_words(struct sema *s, const char *const *words)
{
    const char *all = *words;

    while (*++words != NULL)
        all = arena_printf(s->arena, "%s, %s", all, *words);
    return all;
}

/* What is no vendor's and names no server of images is sought on the server itself. */
static void check_alias(struct sema *s, const struct ast_text *image)
{
    const char *slash = strchr(image->text, '/');
    const char *vendor = NULL;

    if (slash != NULL)
        vendor = suggest(arena_strndup(s->arena, image->text, (size_t)(slash + 1 - image->text)),
                         sizeof vendors / sizeof *vendors, vendor_at, NULL);
    if (vendor != NULL)
        diag_help(report_alias(s, image), "did you mean `%s%s`?", vendor, slash + 1);
    else
        diag_help(report_alias(s, image), "write `local:%s` if it is there, or `images:%s`",
                  image->text, image->text);
}

static void check_image(struct sema *s, const struct ast_text *image)
{
    const char *colon = strchr(image->text, ':');

    if (colon == NULL && strncmp(image->text, "ubuntu/", 7) != 0 &&
        strncmp(image->text, "debian/", 7) != 0)
        check_alias(s, image);
    if (colon != NULL && !is_one_of(remotes, image->text, (size_t)(colon - image->text)))
        diag_help(diag_report(s->diags, L0408, image->at, "`%.*s` is not a remote of every server",
                              (int)(colon - image->text), image->text),
                  "those that are: %s; add others by hand on each server", all_words(s, remotes));
    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++) {
        size_t len = strlen(vendors[i].prefix);
        const char *release = image->text + len;

        if (strncmp(image->text, vendors[i].prefix, len) == 0 &&
            !is_one_of(vendors[i].releases, release, strlen(release)))
            diag_help(diag_report(s->diags, L0407, image->at, "%s `%s` is not known",
                                  vendors[i].vendor, release),
                      "known are %s and their code names", all_numbers(s, vendors[i].releases));
    }
}

const char *sema_image(struct sema *s, const struct ast_text *image,
                       const struct platform *platform)
{
    const char *name = image->at.line != 0 ? image->text : DEFAULT_IMAGE;
    size_t ubuntu = strlen(vendors[0].prefix), debian = strlen(vendors[1].prefix);

    if (image->at.line != 0)
        check_image(s, image);
    if (strncmp(name, vendors[0].prefix, ubuntu) == 0)
        return arena_printf(s->arena, "%s%s", platform->image_ubuntu, name + ubuntu);
    if (strncmp(name, vendors[1].prefix, debian) == 0)
        return arena_printf(s->arena, "%s%s%s", platform->image_debian, name + debian,
                            platform->image_debian_end);
    return name;
}
