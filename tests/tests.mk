# Tests of the compiler, goldens, and the lint of everything.

# A recipe that fails leaves no half target behind.
.DELETE_ON_ERROR:

UNIT = $(sort $(wildcard tests/unit/*_test.c))
UNIT_PROGRAMS = $(UNIT:%.c=$(BIN)/%)
# What the unit tests are linked with: all but main() and its commands.
UNIT_OBJECTS = $(filter-out $(OUT)/compiler/main/%,$(COMPILER_OBJECTS)) $(OUT)/tests/unit/test.o

# Command lines for tests/tap. LSTACKC and LSTACKC_PLAIN say which programs are tested.
ASAN_PROGRAMS = bin-asan
UNIT_SUITES = $(foreach test,$(UNIT),'CMOCKA_MESSAGE_OUTPUT=TAP $(ASAN_PROGRAMS)/$(test:%.c=%)')
CLI_SUITES = tests/cli/readme tests/cli/layers tests/cli/codes tests/cli/schema \
	tests/cli/yaml-language-server tests/cli/manual tests/fixtures/check tests/cli/golden \
	$(foreach file,$(sort $(wildcard tests/cli/*.bats)),'bats --tap $(file)')
# Three parts of `make test` that run side by side and take about as long as one another. What is in the
# lab is on servers of its own.
STACK_SUITES = 'bats --tap tests/stack/[!8]*.bats'
RECIPE_SUITES = 'bats --tap tests/stack/8*.bats' 'bats --tap tests/runtime'
HERE_SUITES = $(UNIT_SUITES) $(CLI_SUITES) 'bats --tap tests/runner' $(FUZZ_SUITES)

$(BIN)/tests/unit/%: $(OUT)/tests/unit/%.o $(UNIT_OBJECTS)
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

unit-programs: $(UNIT_PROGRAMS)

# All that the suites of unit, cli and fuzz run. `make test` does this, then gives its suites to tests/tap.
test-programs: all
	@$(MAKE) --no-print-directory SANITIZE=1 all unit-programs
	@$(MAKE) --no-print-directory FUZZ=1 fuzz-program

test-unit: test-programs
	@tests/tap $(UNIT_SUITES)

test-cli: test-programs
	@tests/tap $(CLI_SUITES)

golden: all
	@LSTACKC=$(CURDIR)/$(BIN)/lstackc tests/cli/golden --update

# ---- fuzz: what becomes of any input (tests/fuzz/run tells more) -----------------------------------

FUZZ_SECONDS = 60
FUZZ_SUITES = 'FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run'

# An archive: only what the harness calls is linked, and so no main().
$(OUT)/compiler.a: $(COMPILER_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(BIN)/front-fuzz: $(OUT)/tests/fuzz/front_fuzz.o $(OUT)/compiler.a
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	@$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

$(BIN)/front-fuzz.dict: tests/fuzz/dict $(wildcard compiler/front/*.c compiler/version0/*.c) \
		$(wildcard compiler/sema/compose*.c) compiler/base/platform.c compiler/base/guest.c \
		$(RECIPES:%=runtime-scripts/recipes/%)
	@mkdir -p $(@D)
	@tests/fuzz/dict > $@

fuzz-program: $(BIN)/front-fuzz $(BIN)/front-fuzz.dict

fuzz:
	@$(MAKE) --no-print-directory FUZZ=1 fuzz-program
	@FUZZ_SEED=0 tests/tap $(FUZZ_SUITES)

# ---- lint --------------------------------------------------------------------------------------

C_SOURCES = $(COMPILER) $(RUNNER) $(sort $(wildcard tests/unit/*.c tests/fuzz/*.c))
C_HEADERS = $(sort $(wildcard compiler/*/*.h backends/*.h backends/*/*.h runner/*.h tests/unit/*.h))
LINT_FLAGS = -std=c11 $(filter-out $(FORTIFY),$(CPPFLAGS)) -Icompiler -I. -Irunner

lint: lint-format lint-tidy lint-cppcheck lint-shell

lint-format:
	@echo '  clang-format'
	@clang-format --dry-run -Werror $(C_SOURCES) $(C_HEADERS)

# One process a file, as many at a time as there are processors.
lint-tidy:
	@echo '  clang-tidy'
	@printf '%s\n' $(C_SOURCES) | xargs -P $$(nproc) -I FILE \
		clang-tidy --quiet --warnings-as-errors='*' FILE -- $(LINT_FLAGS) 2>&1 | \
		awk '/warnings? generated/ || /^(Suppressed|Use -header)/ { next } { print; bad = 1 } END { exit bad }'

lint-cppcheck:
	@echo '  cppcheck'
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
		--inline-suppr --suppress=missingIncludeSystem $(filter -D% -I%,$(LINT_FLAGS)) \
		$(C_SOURCES)

# Every file that git would track and that is shell by name or by its first line. The parts of the
# runtime share variables (SC2034, SC2154), and each test of bats is a subshell (SC2030, SC2031).
SHELLCHECK = xargs -d '\n' shellcheck -x -P SCRIPTDIR -P runtime-scripts
lint-shell:
	@echo '  shellcheck'
	@tests/cli/shell-files | grep '^runtime-scripts/' | $(SHELLCHECK) -e SC2034,SC2154
	@tests/cli/shell-files | grep -v '^runtime-scripts/' | $(SHELLCHECK) -e SC2030,SC2031

.PHONY: unit-programs test-programs test-unit test-cli golden fuzz fuzz-program lint lint-format lint-tidy \
	lint-cppcheck lint-shell

-include $(UNIT:%.c=$(OUT)/%.d) $(OUT)/tests/unit/test.d $(OUT)/tests/fuzz/front_fuzz.d
