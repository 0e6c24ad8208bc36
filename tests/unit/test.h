/* What every unit test begins with. */
#ifndef LSTACKER_TESTS_UNIT_TEST_H
#define LSTACKER_TESTS_UNIT_TEST_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

/* An arena for one test: *state. Running out of memory fails the test. */
int arena_setup(void **state);
int arena_teardown(void **state);

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

/* Pseudo-random numbers, the same in every run: xorshift32. */
uint32_t random_number(void);

/* Random bytes but NUL, as a string of at most `most` bytes. */
const char *random_bytes(struct arena *a, size_t most);

/* A random string of valid UTF-8 that YAML can hold: no controls but newline and tab. */
const char *random_utf8(struct arena *a, size_t most);

/* Texts that bite whoever quotes them wrongly. */
enum { HOSTILE = 43 };
extern const char *const hostile[HOSTILE];

/* What `shell` prints when it runs `script`. */
struct buf read_back(struct arena *a, const char *shell, const char *script);

#endif
