/* Recipes: the headers of those that are shipped, and what images hold. */
#include "test.h"

#include <string.h>

#include "base/embedded.h"
#include "base/guest.h"
#include "front/recipe_files.h"
#include "front/recipe_header.h"

static const struct recipe_header *read_header(struct diags *diags, const struct embedded *file)
{
    const struct recipe_header *h =
        recipe_header_read(diags, source_of_text(diags->arena, file->path, file->data, file->len));

    diags_print_text(diags, stderr, false);
    assert_int_equal(diags->errors, 0);
    assert_non_null(h);
    return h;
}

/* All that a header names is there. On any platform: what needs it may be for fewer. */
static void check_names(struct diags *diags, const struct embedded *file,
                        const struct ast_texts *names)
{
    for (size_t i = 0; i < names->count; i++) {
        bool found = false;

        for (size_t j = 0; j < recipe_shipped_count(); j++)
            found = found || strcmp(recipe_shipped_at(NULL, j), names->items[i].text) == 0;
        if (!found)
            print_error("%s names `%s`, which is not there\n", file->path, names->items[i].text);
        assert_true(found);
    }
    assert_int_equal(diags->errors, 0);
}

static void shipped_headers_are_good(void **state)
{
    struct arena *a = *state;
    struct diags diags = {.arena = a};
    size_t count = 0;

    for (const struct embedded *f = recipe_files; f->path != NULL; f++, count++) {
        const struct recipe_header *h = read_header(&diags, f);
        const char *slash = strrchr(f->path, '/');

        assert_true(recipe_name_good(slash != NULL ? slash + 1 : f->path));
        assert_false(f->executable);
        if (slash != NULL)
            assert_non_null(
                guest_of_platform(a, arena_strndup(a, f->path, (size_t)(slash - f->path))).release);
        check_names(&diags, f, &h->alternatives);
        check_names(&diags, f, &h->needs);
        check_names(&diags, f, &h->conflicts);
        if (h->alias.at.line != 0)
            check_names(&diags, f, &(struct ast_texts){h->alias.at, (void *)&h->alias, 1});
    }
    assert_true(count > 20);
}

static void shipped_aliases_are_good(void **state)
{
    struct arena *a = *state;
    struct diags diags = {.arena = a};
    struct recipe_store store = {.arena = a, .diags = &diags};
    const struct recipe_search anywhere = {NULL, NULL, NULL};

    for (size_t i = 0; i < recipe_shipped_count(); i++) {
        const struct recipe *r = recipe_store_find(&store, &anywhere, recipe_shipped_at(NULL, i));

        if (r == NULL)
            continue; /* for some platform only */
        assert_non_null(r->header);
        for (size_t j = 0; r->presets != NULL && j < r->presets->count; j++) {
            const struct ast_pair *pair = &r->presets->items[j];
            const struct recipe_param *param = recipe_param_find(r->header, pair->key.text);
            const char *wanted;

            assert_non_null(param);
            assert_non_null(recipe_param_value(a, param, pair->value.text, &wanted));
        }
    }
    assert_int_equal(diags.errors, 0);
}

/* Those of LStacker 0, whose files still list them. */
static void old_names_are_there(void **state)
{
    static const char *const names[] = {
        "angular-cli", "apache2",       "bind9",       "check-mk",  "docker",        "etcd",
        "graylog",     "haproxy",       "jenkins",     "mongodb",   "mysql",         "nexus",
        "npm",         "omd",           "open-jdk8",   "openldap",  "postgres",      "prometheus",
        "rabbit-mq",   "salt-master",   "salt-minion", "sonarqube", "ubuntu-update", "webmin",
        "yeoman",      "centos-update", "oracle",
    };
    struct diags diags = {.arena = *state};
    struct recipe_store store = {.arena = *state, .diags = &diags};
    const struct recipe_search ubuntu = {NULL, NULL, "ubuntu-24.04"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_non_null(recipe_store_find(&store, &ubuntu, names[i]));
    assert_null(recipe_store_find(&store, &ubuntu, "updat"));
    assert_null(recipe_store_find(&store, &ubuntu, "../recipes/update"));
}

static void header_tells_all(void **state)
{
    static const char text[] = "# shellcheck shell=sh\n"
                               "#:summary a  b \n"
                               "#: platforms debian-12 rocky any\n"
                               "#: param\tx enum(a,b-c) b-c -- y -- z\n"
                               "#: param names list \"a b\" c -- of all\n"
                               "#: param quoted string \"--\" -- dashes\n"
                               "#: param none list \"\" -- nothing\n"
                               "#: param flag bool yes -- a word\n"
                               "\n"
                               "#: port p $later/udp\n"
                               "#: param later port @mtu -- no\n";
    struct diags diags = {.arena = *state};
    const struct source *s = source_of_text(*state, "x", text, sizeof text - 1);
    const struct recipe_header *h = recipe_header_read(&diags, s);
    const char *good;

    assert_null(h);
    assert_int_equal(diags.errors, 3); /* no body, @mtu, and so no parameter for the port */
    diags = (struct diags){.arena = *state};
    h = recipe_header_read(
        &diags, source_of_text(*state, "x", text, strlen(text) - strlen("@mtu -- no\n")));
    assert_null(h);
    good = arena_printf(*state, "%.*s\n\twants () { :; }", (int)(strstr(text, "#: port") - text),
                        text);
    h = recipe_header_read(&diags, source_of_text(*state, "x", good, strlen(good)));
    assert_string_equal(h->summary.text, "a  b");
    assert_int_equal(h->summary.at.column, 11);
    assert_int_equal(h->platforms.count, 3);
    assert_int_equal(h->param_count, 5);
    assert_string_equal(h->params[0].words[1], "b-c");
    assert_null(h->params[0].words[2]);
    assert_string_equal(h->params[0].doc, "y -- z");
    assert_int_equal(h->params[1].preset.count, 2);
    assert_string_equal(h->params[1].preset.items[0].text, "a b");
    assert_string_equal(h->params[2].preset.items[0].text, "--");
    assert_int_equal(h->params[3].preset.count, 0);
    assert_false(h->params[3].required);
    assert_string_equal(h->params[4].preset.items[0].text, "true");
    assert_int_equal(h->timeout, RECIPE_TIMEOUT);
}

static void images_tell_their_platform(void **state)
{
    static const struct {
        const char *image, *platform;
    } rows[] = {
        {"ubuntu:24.04", "ubuntu-24.04"},
        {"ubuntu:noble", "ubuntu-24.04"},
        {"ubuntu-minimal:jammy", "ubuntu-22.04"},
        {"ubuntu-daily:24.04/arm64", "ubuntu-24.04"},
        {"ubuntu:lts", "ubuntu"},
        {"images:ubuntu/noble/cloud", "ubuntu-24.04"},
        {"images:debian/12/cloud", "debian-12"},
        {"images:debian/bookworm", "debian-12"},
        {"images:debian/sid", "debian-sid"},
        {"images:debian", "debian"},
        {"images:rockylinux/9/cloud", "rocky-9"},
        {"images:centos/9-Stream", "centos-9"},
        {"images:almalinux/8", "almalinux-8"},
        {"images:alpine/3.19", "alpine-3.19"},
        {"images:alpine/edge", "alpine"},
        {"images:mageia/9", NULL},
        {"local:debian/12", NULL},
        {"mine", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct guest g = guest_of_image(*state, rows[i].image);

        if (rows[i].platform == NULL)
            assert_null(g.platform);
        else
            assert_string_equal(g.platform, rows[i].platform);
    }
}

static void platforms_suit(void **state)
{
    const struct guest twelve = guest_of_platform(*state, "debian-12");
    const struct guest some = guest_of_platform(*state, "debian");
    const struct guest unknown = guest_of_platform(*state, "plan9");

    assert_true(guest_suits(&twelve, "debian") && guest_suits(&twelve, "debian-12"));
    assert_true(guest_suits(&twelve, "any"));
    assert_false(guest_suits(&twelve, "debian-1") || guest_suits(&twelve, "debian-13"));
    assert_false(guest_suits(&twelve, "ubuntu") || guest_suits(&twelve, "deb"));
    assert_true(guest_suits(&some, "debian-13"));
    assert_true(guest_suits(&unknown, "debian-13"));
    for (size_t i = 1; i < guest_family_count; i++)
        assert_true(strcmp(guest_families[i - 1].name, guest_families[i].name) < 0);
}

static void values_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < RECIPE_VALUES; i++)
        assert_true(strcmp(recipe_values[i - 1].name, recipe_values[i].name) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shipped_headers_are_good), TEST(shipped_aliases_are_good),   TEST(old_names_are_there),
        TEST(header_tells_all),         TEST(images_tell_their_platform), TEST(platforms_suit),
        TEST(values_are_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
