/* What backends make of an IR that was written by hand. */
#include "test.h"

#include <string.h>

#include "backends/backend.h"

enum { STEPS = 5 };

/* Two containers and a server with recipes, among them two of one name whose texts differ. */
struct stack {
    struct ir ir;
    struct ir_server server;
    struct ir_container containers[2], *list[2];
    struct ir_recipe own[1], first[3], second[1];
    struct ir_param params[HOSTILE + 3];
};

static const char *const *no_facts(void)
{
    static const char *const facts[] = {NULL};

    return facts;
}

static struct ir_recipe recipe(const char *name, const char *text, unsigned line)
{
    return (struct ir_recipe){.name = name,
                              .at = {.line = line, .column = 7},
                              .text = text,
                              .platforms = "debian ubuntu-24.04",
                              .digest = "d1",
                              .limit = 600};
}

static void fill_params(struct arena *a, struct stack *s)
{
    static const char *const none[] = {NULL};

    for (size_t i = 0; i < HOSTILE; i++)
        s->params[i] = (struct ir_param){.name = arena_printf(a, "p%zu", i),
                                         .values = {(const char **)&hostile[i], 1}};
    s->params[HOSTILE] =
        (struct ir_param){.name = "all", .list = true, .values = {(const char **)hostile, HOSTILE}};
    s->params[HOSTILE + 1] =
        (struct ir_param){.name = "none", .list = true, .values = {(const char **)none, 0}};
    s->params[HOSTILE + 2] = (struct ir_param){.name = "password", .secret = "db_password"};
}

static struct bundle *build(struct arena *a, struct stack *s)
{
    struct bundle *b = arena_new(a, struct bundle);

    fill_params(a, s);
    s->own[0] = recipe("docker", "# one\n", 3);
    /* Not in the order of their names. */
    s->first[0] = recipe("zoo", "# zoo\n", 4);
    s->first[1] = recipe("app", "# app 'x' $(reboot)\n", 5);
    s->first[1].params = s->params;
    s->first[1].count = sizeof s->params / sizeof *s->params;
    s->first[1].data = true;
    s->first[2] = recipe("docker", "# another\n", 6);
    s->second[0] = recipe("docker", "# one\n", 7);
    s->containers[0] = (struct ir_container){.name = "web", .recipes = {s->first, 3}};
    s->containers[1] = (struct ir_container){.name = "a-b", .recipes = {s->second, 1}};
    s->list[0] = &s->containers[0];
    s->list[1] = &s->containers[1];
    s->server = (struct ir_server){
        .name = "one", .containers = s->list, .container_count = 2, .recipes = {s->own, 1}};
    *b = (struct bundle){.arena = a, .tree = {.arena = a}};
    backend_recipes.server(&s->ir, &s->server, b);
    (void)bundle_finish(b, "lstacker.yaml", no_facts());
    return b;
}

static const char *file_of(const struct bundle *b, const char *path)
{
    for (size_t i = 0; i < b->tree.count; i++)
        if (strcmp(b->tree.files[i].path, path) == 0)
            return b->tree.files[i].data;
    return NULL;
}

static void recipes_run_in_their_order(void **state)
{
    static const char *const ids[STEPS] = {"server-recipe-docker", "recipe-a-b--docker",
                                           "recipe-web--zoo", "recipe-web--app",
                                           "recipe-web--docker"};
    struct stack s = {0};
    const struct bundle *b = build(*state, &s);

    assert_int_equal(b->count, STEPS);
    for (size_t i = 0; i < STEPS; i++) {
        assert_string_equal(b->steps[i]->id, ids[i]);
        assert_string_equal(b->steps[i]->kind, "recipe");
        assert_int_equal(b->steps[i]->phase, PHASE_SERVICES);
    }
    assert_string_equal(file_of(b, "positions"), "server-recipe-docker\tlstacker.yaml:3:7\n"
                                                 "recipe-a-b--docker\tlstacker.yaml:7:7\n"
                                                 "recipe-web--zoo\tlstacker.yaml:4:7\n"
                                                 "recipe-web--app\tlstacker.yaml:5:7\n"
                                                 "recipe-web--docker\tlstacker.yaml:6:7\n");
}

static void each_text_of_a_recipe_is_one_file(void **state)
{
    struct stack s = {0};
    const struct bundle *b = build(*state, &s);

    assert_string_equal(file_of(b, "files/recipes/docker"), "# one\n");
    assert_string_equal(file_of(b, "files/recipes/docker.2"), "# another\n");
    assert_null(file_of(b, "files/recipes/docker.3"));
    assert_string_equal(file_of(b, "steps/60-server-recipes.sh"),
                        "# shellcheck shell=sh\n\n"
                        "step server-recipe-docker services 'recipe docker'\n"
                        "resource recipe '-' docker d1 files/recipes/docker "
                        "'debian ubuntu-24.04' 600\n");
    assert_non_null(strstr(file_of(b, "steps/61-recipes-a-b.sh"), " files/recipes/docker "));
    assert_non_null(strstr(file_of(b, "steps/61-recipes-web.sh"), " files/recipes/docker.2 "));
}

static void only_what_loses_data_says_so(void **state)
{
    struct stack s = {0};
    const char *text = file_of(build(*state, &s), "steps/61-recipes-web.sh");

    assert_non_null(strstr(text, "\nstep recipe-web--app services 'recipe app in web' web data\n"));
    assert_non_null(strstr(text, "\nstep recipe-web--zoo services 'recipe zoo in web' web\n"));
}

static void data_without_a_container_has_its_place(void **state)
{
    struct bundle b = {.arena = *state, .tree = {.arena = *state}};
    struct step *s = bundle_step(&b, PHASE_SERVICES, 60, "x", "k", (struct span){0}, "t");

    s->data = true;
    (void)bundle_finish(&b, "f", no_facts());
    assert_non_null(strstr(file_of(&b, "steps/60-x.sh"), "\nstep x services t '' data\n"));
}

/* Adds the words that the shell must get. */
static void want_words(struct buf *b, const char *kind, const char *name, const char *value)
{
    buf_add(b, kind, strlen(kind) + 1);
    buf_add(b, name, strlen(name) + 1);
    if (value != NULL)
        buf_add(b, value, strlen(value) + 1);
}

static void parameters_arrive_byte_for_byte(void **state)
{
    static const char *const shells[] = {"dash", "busybox sh"};
    struct stack s = {0};
    const char *steps = file_of(build(*state, &s), "steps/61-recipes-web.sh");
    struct buf want = buf_make(*state);
    const char *script = arena_printf(
        *state,
        "step() { id=$1; }\nresource() { [ $id = recipe-web--app ] || return 0\nshift 7\n"
        "for w; do printf '%%s\\0' \"$w\"; done; }\n%s",
        steps);

    for (size_t i = 0; i < HOSTILE; i++)
        want_words(&want, "param", s.params[i].name, hostile[i]);
    want_words(&want, "list", "all", NULL);
    for (size_t i = 0; i < HOSTILE; i++)
        want_words(&want, "item", "all", hostile[i]);
    want_words(&want, "list", "none", NULL);
    want_words(&want, "secret", "password", "db_password");
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        struct buf got = read_back(*state, shells[i], script);

        assert_int_equal(got.len, want.len);
        assert_memory_equal(got.data, want.data, want.len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(recipes_run_in_their_order),      TEST(each_text_of_a_recipe_is_one_file),
        TEST(only_what_loses_data_says_so),    TEST(data_without_a_container_has_its_place),
        TEST(parameters_arrive_byte_for_byte),
    };

    return cmocka_run_group_tests_name("backends", tests, NULL, NULL);
}
