# LStacker. The two commands to know: `make demo` and `make test`.

VERSION = 0.1.0
PREFIX = /usr/local
CC = cc
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE $(FORTIFY) \
	-DLSTACKER_VERSION='"$(VERSION)"'
LDFLAGS =
LIBS = -lyaml -lcmark -larchive -lcrypto -ljansson

# Everything that is built goes to $(OUT) (objects) and $(BIN) (programs). With SANITIZE=1 it
# is built apart, to be tested with the address and undefined-behaviour sanitizers. With FUZZ=1 it is
# built by clang with the same, to be linked with libFuzzer.
ifdef FUZZ
OUT = obj-fuzz
BIN = bin-fuzz
override CC = clang
override CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
FORTIFY =
else ifdef SANITIZE
OUT = obj-asan
BIN = bin-asan
override CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FORTIFY =
else
OUT = obj
BIN = bin
FORTIFY = -D_FORTIFY_SOURCE=2
endif

COMPILER = $(sort $(wildcard compiler/*/*.c backends/*.c backends/*/*.c))
RUNNER = $(sort $(wildcard runner/*.c))
RUNTIME = run $(patsubst runtime-scripts/%,%,$(sort $(wildcard runtime-scripts/docker/*.sh \
	runtime-scripts/guest/*.sh runtime-scripts/lib/*.sh)))
RECIPES = $(shell cd runtime-scripts/recipes && find * -type f | LC_ALL=C sort)
TEMPLATES = $(patsubst templates/%,%,$(sort $(wildcard templates/*)))
SCRIPTS = $(patsubst runner/%.sh,%,$(filter-out runner/lstacker.sh,$(sort $(wildcard runner/*.sh))))

COMPILER_OBJECTS = $(COMPILER:%.c=$(OUT)/%.o) $(OUT)/gen/runtime.o $(OUT)/gen/templates.o \
	$(OUT)/gen/recipes.o
RUNNER_OBJECTS = $(RUNNER:%.c=$(OUT)/%.o) $(SCRIPTS:%=$(OUT)/gen/%.o)
COMPILER_OBJECTS += $(OUT)/gen/recipe_test.o
COMPILE = $(CC) -std=c11 $(CPPFLAGS) -Icompiler -I. $(WARNINGS) $(CFLAGS)

all: $(BIN)/lstackc $(BIN)/lstacker-run $(BIN)/lstacker

$(BIN)/lstackc: $(COMPILER_OBJECTS)
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(COMPILER_OBJECTS) $(LIBS)

# libc alone.
$(BIN)/lstacker-run: $(RUNNER_OBJECTS)
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(RUNNER_OBJECTS)

$(BIN)/lstacker: runner/lstacker.sh Makefile
	@mkdir -p $(@D)
	@cp runner/lstacker.sh $@
	@chmod 755 $@

$(OUT)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo '  CC      $<'
	@$(COMPILE) -MMD -MP -c -o $@ $<

$(OUT)/gen/%.o: $(OUT)/gen/%.c Makefile
	@echo '  CC      $<'
	@$(COMPILE) -c -o $@ $<

$(OUT)/gen/runtime.c: $(RUNTIME:%=runtime-scripts/%) tools/embed Makefile
	@mkdir -p $(@D)
	@echo '  EMBED   $@'
	@tools/embed --tree runtime_files runtime-scripts $(RUNTIME) > $@

$(OUT)/gen/recipes.c: $(RECIPES:%=runtime-scripts/recipes/%) tools/embed Makefile
	@mkdir -p $(@D)
	@echo '  EMBED   $@'
	@tools/embed --tree recipe_files runtime-scripts/recipes $(RECIPES) > $@

$(OUT)/gen/templates.c: $(TEMPLATES:%=templates/%) tools/embed Makefile
	@mkdir -p $(@D)
	@echo '  EMBED   $@'
	@tools/embed --tree template_files templates $(TEMPLATES) > $@

$(OUT)/gen/recipe_test.c: runtime-scripts/recipe-test.sh tools/embed
	@mkdir -p $(@D)
	@echo '  EMBED   $@'
	@tools/embed recipe_test_sh $< > $@

$(OUT)/gen/%.c: runner/%.sh tools/embed
	@mkdir -p $(@D)
	@echo '  EMBED   $@'
	@tools/embed $*_sh $< > $@

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BIN)/lstackc $(BIN)/lstacker-run $(BIN)/lstacker $(DESTDIR)$(PREFIX)/bin
	$(call install-completion,bash,bash-completion/completions/lstackc)
	$(call install-completion,zsh,zsh/site-functions/_lstackc)
	$(call install-completion,fish,fish/vendor_completions.d/lstackc.fish)
	install -d $(DESTDIR)$(PREFIX)/share/lstacker
	$(BIN)/lstackc schema > $(OUT)/lstacker.schema.json
	install -m 644 $(OUT)/lstacker.schema.json $(DESTDIR)$(PREFIX)/share/lstacker

# SHELL, WHERE below share/
install-completion = $(BIN)/lstackc completion $(1) > $(OUT)/completion && \
	install -D -m 644 $(OUT)/completion $(DESTDIR)$(PREFIX)/share/$(2)

# The pages that the compiler knows best.
docs: all
	@$(BIN)/lstackc language > $(OUT)/language.md
	@$(BIN)/lstackc recipes --format=markdown > $(OUT)/recipes.md
	@cp $(OUT)/language.md $(OUT)/recipes.md docs

asan:
	@$(MAKE) --no-print-directory SANITIZE=1 all

demo:
	@tools/setup build
	@$(MAKE) --no-print-directory all
	@tools/demo

lab-up:
	@tests/lab/lab setup
	@tests/lab/lab up

lab-down lab-status:
	@tests/lab/lab $(@:lab-%=%)

lab-shell:
	@tests/lab/lab shell $(or $(HOST),$(error which one? make lab-shell HOST=h1))

clean:
	rm -rf obj obj-asan obj-fuzz bin bin-asan bin-fuzz

include tests/tests.mk

# Everything: the compiler, the runner and the runtime here, the product in the lab.
test:
	@tools/setup test
	@tests/lab/lab setup
	@$(MAKE) --no-print-directory test-programs
	@tests/stack/in-lab tests/tap $(STACK_SUITES) -- $(RECIPE_SUITES) -- $(HERE_SUITES)

.PHONY: all install docs test asan demo lab-up lab-down lab-status lab-shell clean
.SECONDARY:

-include $(COMPILER_OBJECTS:.o=.d) $(RUNNER_OBJECTS:.o=.d)
