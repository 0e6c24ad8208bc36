/* The command line of lstacker-run. */
#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "exec.h"
#include "protocol.h"
#include "text.h"
#include "ways.h"

static const struct stage plan[] = {{"plan", "plan", false}};
static const struct stage undo[] = {{"undo", "undo", false}};
static const struct stage status[] = {{"status", "status", false}};
static const struct stage verify[] = {{"verify", "verify", false}};
static const struct stage apply[] = {
    {"apply base", "base", false},
    {"apply network", "network", true},
    {"apply containers", "containers", true},
    {"apply services", "services", true},
    {"apply swarm", "swarm", true},
    {"apply join", "join", true},
    {"apply deploy", "deploy", true},
    {"finish", "finish", true},
};

static const struct verb verbs[] = {
    {.name = "apply",
     .help = "make all servers as the bundles say",
     .stages = apply,
     .count = sizeof apply / sizeof *apply,
     .question = "Apply these changes",
     .planned = true,
     .secret = true},
    {.name = "plan",
     .help = "show what apply would change; changes nothing",
     .stages = plan,
     .count = 1,
     .lists = true,
     .secret = true},
    {.name = "status",
     .help = "show each step and whether it is so",
     .stages = status,
     .count = 1,
     .lists = true,
     .keeps_ok = true,
     .secret = true},
    {.name = "undo",
     .help = "take away what apply has made, and nothing else",
     .stages = undo,
     .count = 1,
     .question = "Take away what was made, containers with their data included,"},
    {.name = "verify",
     .help = "check that what runs is what was applied",
     .stages = verify,
     .count = 1,
     .secret = true},
    {.name = "ssh",
     .words = "NAME [-- CMD...]",
     .help = "log in to a container or server, or run a command there",
     .names = true,
     .commands = true,
     .run = ways_ssh},
    {.name = "exec",
     .words = "NAME -- CMD...",
     .help = "run a command as root in a container or on a server, or with --all",
     .names = true,
     .commands = true,
     .run = exec_run},
    {.name = "vpn",
     .words = "[NAME]",
     .help = "print how sshuttle leads into all networks, through the jump-box",
     .names = true,
     .run = ways_vpn},
};
const struct verb *const options_plan = &verbs[1];

enum kind { FLAG, TEXT, NUMBER, COLOUR };

static const struct option {
    const char *name;
    char letter;
    enum kind kind;
    size_t offset;
    const char *value, *help;
} table[] = {
#define AT(member) offsetof(struct options, member)
    {"build", 'C', TEXT, AT(build), "DIR", "the output of `lstackc build` (default: build)"},
    {"limit", 0, TEXT, AT(limit), "HOST,...", "only these servers"},
    {"jobs", 'j', NUMBER, AT(jobs), "N", "so many servers at work at the same time (default: 32)"},
    {"yes", 'y', FLAG, AT(yes), NULL, "do not ask"},
    {"timeout", 0, NUMBER, AT(timeout), "S",
     "give a server up after S silent seconds (default: 600)"},
    {"json", 0, FLAG, AT(json), NULL, "one JSON object an event, the last one a summary"},
    {"prune", 0, FLAG, AT(prune), NULL, "also remove containers that the stack no longer has"},
    {"recreate", 0, FLAG, AT(recreate), NULL, "make anew what cannot be changed in place"},
    {"container", 0, TEXT, AT(container), "NAME", "leave all other containers alone"},
    {"all", 0, FLAG, AT(all), NULL, "of exec: in all containers at once, output after their names"},
    {"start", 0, FLAG, AT(start), NULL, "of vpn: start sshuttle"},
    {"color", 0, COLOUR, AT(colour), "WHEN",
     "auto (default), always or never; NO_COLOR is honoured"},
    {"help", 'h', FLAG, AT(help), NULL, "show this"},
    {"version", 'V', FLAG, AT(version), NULL, "show the version"},
#undef AT
};
enum { OPTIONS = sizeof table / sizeof *table, VERBS = sizeof verbs / sizeof *verbs };

void options_help(FILE *out)
{
    fputs("usage: lstacker-run VERB [OPTION]... [-- CMD...]\n\nBrings the bundles that `lstackc "
          "build` made to "
          "their servers and runs them there,\non all servers at once.\n\nverbs:\n",
          out);
    for (size_t i = 0; i < VERBS; i++) {
        char left[40];
        snprintf(left, sizeof left, "%s%s%s", verbs[i].name, verbs[i].words ? " " : "",
                 verbs[i].words ? verbs[i].words : "");
        fprintf(out, "  %-22s %s\n", left, verbs[i].help);
    }
    fputs("\noptions:\n", out);
    for (size_t i = 0; i < OPTIONS; i++) {
        const char *value = table[i].value ? table[i].value : "";
        char left[40];
        snprintf(left, sizeof left, "%c%c%s --%s%s%s", table[i].letter ? '-' : ' ',
                 table[i].letter ? table[i].letter : ' ', table[i].letter ? "," : " ",
                 table[i].name, *value ? " " : "", value);
        fprintf(out, "  %-22s %s\n", left, table[i].help);
    }
    fputs("\nexit status: 0 all good; 1 some step failed; 2 wrong usage; 3 some server unreachable "
          "or lost;\n4 `plan` found changes, or `apply` was answered no; 128 + N after signal N.\n"
          "`ssh` and `exec NAME` have that of the command; ssh's own is 255. The words of CMD "
          "arrive as "
          "they are:\nfor a line of shell, write `-- sh -c 'LINE'`.\n"
          "The environment variable LSTACKER_SSH names another ssh program.\n",
          out);
}

static bool complain(const char *what, const char *word, const char *nearest, const char *mark)
{
    fprintf(stderr, "lstacker-run: %s `%s`\n", what, word);
    if (nearest)
        fprintf(stderr, "help: did you mean `%s%s`?\n", mark, nearest);
    fputs("help: `lstacker-run --help` lists verbs and options\n", stderr);
    return false;
}

/* The verb, or a name that it takes. */
static bool take_word(struct options *options, const char *word)
{
    if (options->verb && options->verb->names && !options->name) {
        options->name = word;
        return true;
    }
    if (options->verb && options->verb->commands)
        return complain("what is to be run stands after `--`, unlike", word, NULL, "");
    if (options->verb)
        return complain("one verb is enough, and there is another word,", word, NULL, "");
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(word, verbs[i].name) == 0)
            options->verb = &verbs[i];
    }
    return options->verb ||
           complain("there is no verb", word, text_nearest(word, verbs, VERBS, sizeof *verbs), "");
}

static bool wrong_use(const char *problem, const char *help)
{
    fprintf(stderr, "lstacker-run: %s\nhelp: %s\n", problem, help);
    return false;
}

/* Do name, command and options fit the verb? */
static bool fits(const struct options *options)
{
    const struct verb *verb = options->verb;
    bool execs = verb->run == exec_run;

    if (options->all && !execs)
        return wrong_use("--all belongs to `exec`", "lstacker-run exec --all -- CMD...");
    if (options->start && verb->run != ways_vpn)
        return wrong_use("--start belongs to `vpn`", "lstacker-run vpn --start");
    if (options->command && !verb->commands)
        return wrong_use("only `ssh` and `exec` take a command after `--`",
                         "lstacker-run exec NAME -- CMD...");
    if (options->all && options->name)
        return wrong_use("`exec` wants a name or --all, not both",
                         "lstacker-run exec --all -- CMD...");
    if (verb->commands && !options->all && !options->name)
        return wrong_use(execs ? "`exec` wants the name of a container or server, or --all"
                               : "`ssh` wants the name of a container or server",
                         execs ? "lstacker-run exec NAME -- CMD..."
                               : "lstacker-run ssh NAME [-- CMD...]");
    if (execs && !(options->command && options->command[0]))
        return wrong_use("`exec` wants a command",
                         "lstacker-run exec NAME -- CMD...; `ssh NAME` logs in");
    return true;
}

static bool set(struct options *options, const struct option *option, const char *value)
{
    void *at = (char *)options + option->offset;
    if (option->kind == FLAG) {
        *(bool *)at = true;
        return true;
    }
    if (option->kind == NUMBER) {
        long number = protocol_number(value);
        *(long *)at = number;
        return number > 0 || complain("this is no number above zero:", value, NULL, "");
    }
    *(const char **)at = value;
    if (option->kind == COLOUR && strcmp(value, "auto") != 0 && strcmp(value, "always") != 0 &&
        strcmp(value, "never") != 0)
        return complain("--color is auto, always or never, not", value, NULL, "");
    return *value || complain("an empty value does not fit", option->name, NULL, "");
}

/* Finds the option that `word` names; *value is what comes in the same word, or NULL. */
static const struct option *find(const char *word, const char **value)
{
    size_t len = strcspn(word + 1, "=");
    for (size_t i = 0; i < OPTIONS; i++) {
        if (word[1] != '-' && word[1] == table[i].letter) {
            *value = word[2] ? word + 2 : NULL;
            return table[i].kind == FLAG && word[2] ? NULL : &table[i];
        }
        if (word[1] == '-' && strlen(table[i].name) == len - 1 &&
            strncmp(word + 2, table[i].name, len - 1) == 0) {
            *value = word[len + 1] ? word + len + 2 : NULL;
            return table[i].kind == FLAG && *value ? NULL : &table[i];
        }
    }
    return NULL;
}

bool options_parse(struct options *options, int argc, char *const argv[])
{
    *options = (struct options){.build = "build", .colour = "auto", .jobs = 32, .timeout = 600};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i], *value = NULL;
        if (strcmp(word, "--") == 0) {
            options->command = &argv[i + 1];
            break;
        }
        if (word[0] != '-') {
            if (!take_word(options, word))
                return false;
            continue;
        }
        const struct option *option = find(word, &value);
        if (!option)
            return complain("there is no option", word,
                            text_nearest(word + strspn(word, "-"), table, OPTIONS, sizeof *table),
                            "--");
        if (option->kind != FLAG && !value && !(value = argv[++i]))
            return complain("a value is missing after", word, NULL, "");
        if (!set(options, option, value))
            return false;
    }
    if (!options->verb && !options->help && !options->version) {
        fputs("usage: lstacker-run apply|plan|status|undo|verify|ssh|exec|vpn [OPTION]...\n"
              "help: `lstacker-run --help` lists verbs and options\n",
              stderr);
        return false;
    }
    return options->help || options->version || fits(options);
}
