/* The table of distributions that containers are made of. */
#include "base/guest.h"

#include <string.h>

#include "base/ascii.h"

static const struct guest_release ubuntu[] = {
    {"xenial", "16.04"},   {"bionic", "18.04"},   {"focal", "20.04"},
    {"jammy", "22.04"},    {"noble", "24.04"},    {"plucky", "25.04"},
    {"questing", "25.10"}, {"resolute", "26.04"}, {NULL, NULL},
};
static const struct guest_release debian[] = {
    {"bullseye", "11"}, {"bookworm", "12"}, {"trixie", "13"},
    {"forky", "14"},    {"sid", "sid"},     {NULL, NULL},
};
static const struct guest_release devuan[] = {
    {"chimaera", "4"}, {"daedalus", "5"}, {"excalibur", "6"}, {NULL, NULL}};
static const struct guest_release none[] = {{NULL, NULL}};

/* Folders of the image server of LXD and Incus. */
const struct guest_family guest_families[] = {
    {"almalinux", "AlmaLinux", "almalinux", "images:almalinux/9/cloud", none},
    {"alpine", "Alpine", "alpine", NULL, none},
    {"amazonlinux", "Amazon Linux", "amazonlinux", NULL, none},
    {"archlinux", "Arch Linux", "archlinux", NULL, none},
    {"centos", "CentOS", "centos", "images:centos/9-Stream/cloud", none},
    {"debian", "Debian", "debian", "debian/12", debian},
    {"devuan", "Devuan", "devuan", NULL, devuan},
    {"fedora", "Fedora", "fedora", "images:fedora/42/cloud", none},
    {"gentoo", "Gentoo", "gentoo", NULL, none},
    {"mint", "Linux Mint", "mint", NULL, none},
    {"opensuse", "openSUSE", "opensuse", NULL, none},
    {"oracle", "Oracle Linux", "oracle", "images:oracle/9/cloud", none},
    {"rocky", "Rocky Linux", "rockylinux", "images:rockylinux/9/cloud", none},
    {"ubuntu", "Ubuntu", "ubuntu", "ubuntu/24.04", ubuntu},
    {"voidlinux", "Void Linux", "voidlinux", NULL, none},
    {NULL, NULL, NULL, NULL, NULL},
};
const size_t guest_family_count = sizeof guest_families / sizeof *guest_families - 1;

/* Remotes that hold Ubuntu alone. */
static const char *const ubuntu_remotes[] = {"ubuntu", "ubuntu-daily", "ubuntu-minimal",
                                             "ubuntu-minimal-daily"};

static bool is_word(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(text, word, len) == 0;
}

static const struct guest_family *find_family(const char *text, size_t len, bool folder)
{
    for (const struct guest_family *f = guest_families; f->name != NULL; f++)
        if (is_word(text, len, folder ? f->folder : f->name))
            return f;
    return NULL;
}

/* The number of the release that `text` (up to a slash) names: code names have one, and of
 * `9-Stream` it is 9. NULL: not known. */
static const char *release_number(struct arena *a, const struct guest_family *f, const char *text)
{
    size_t len = strcspn(text, "/"), digits = strspn(text, DIGIT ".");

    for (const struct guest_release *r = f->releases; r->code != NULL; r++)
        if (is_word(text, len, r->code))
            return r->number;
    if (digits == 0 || digits > len || text[digits - 1] == '.')
        return NULL;
    return arena_strndup(a, text, digits);
}

static struct guest make_guest(struct arena *a, const struct guest_family *f, const char *release)
{
    struct guest g = {.family = f};

    if (f == NULL)
        return g;
    g.release = release != NULL ? release_number(a, f, release) : NULL;
    g.platform = g.release != NULL ? arena_printf(a, "%s-%s", f->name, g.release) : f->name;
    return g;
}

struct guest guest_of_image(struct arena *a, const char *image)
{
    const char *colon = strchr(image, ':');
    const char *name = colon != NULL ? colon + 1 : "";
    size_t remote = colon != NULL ? (size_t)(colon - image) : 0, folder = strcspn(name, "/");

    for (size_t i = 0; i < sizeof ubuntu_remotes / sizeof *ubuntu_remotes; i++)
        if (is_word(image, remote, ubuntu_remotes[i]))
            return make_guest(a, find_family("ubuntu", 6, false), name);
    if (!is_word(image, remote, "images"))
        return (struct guest){0};
    return make_guest(a, find_family(name, folder, true),
                      name[folder] == '/' ? name + folder + 1 : NULL);
}

struct guest guest_of_platform(struct arena *a, const char *platform)
{
    size_t len = strcspn(platform, "-");

    return make_guest(a, find_family(platform, len, false),
                      platform[len] == '-' ? platform + len + 1 : NULL);
}

bool guest_suits(const struct guest *guest, const char *platform)
{
    size_t len = strcspn(platform, "-");

    if (guest->family == NULL || strcmp(platform, "any") == 0)
        return true;
    if (!is_word(platform, len, guest->family->name))
        return false;
    return platform[len] == '\0' || guest->release == NULL ||
           strcmp(platform + len + 1, guest->release) == 0;
}
