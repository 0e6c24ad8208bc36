#!/usr/bin/env bats
# Compiles and runs text_test.c with sanitizers.

@test "quoting, UTF-8, events" {
    root=$BATS_TEST_DIRNAME/../..
    "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Wall -Wextra -Werror -g \
        -fsanitize=address,undefined -fno-sanitize-recover=undefined -I "$root/runner" \
        -o "$BATS_TEST_TMPDIR/text_test" "$BATS_TEST_DIRNAME/text_test.c" \
        "$root/runner/text.c" "$root/runner/protocol.c"
    "$BATS_TEST_TMPDIR/text_test"
}
