/* How a server is reached: a shell here, or ssh, and there a shell of root's. */
#include "connect.h"

#include <stdlib.h>

#include "scripts.h"

#define CONNECT_END "# end of boot.sh"

/* Reads the boot script from standard input, where connect_start has put it, up to CONNECT_END;
 * byte by byte, as shells do, so that what follows is left for the script. It would fill the
 * server's process list and log if it were an argument. */
static const char loader[] = "eval \"$(while IFS= read -r l && [ \"$l\" != \"" CONNECT_END "\" ]; "
                             "do printf \"%s\\n\" \"$l\"; done)\"";

char *connect_command(const char *script, char *const arguments[])
{
    struct buf command = {0};
    buf_text(&command, "exec sh -c ");
    text_quote(&command, "if [ \"$(id -u)\" = 0 ]; then exec sh -c \"$@\"; fi\n"
                         "exec sudo -n -H sh -c \"$@\"");
    buf_text(&command, " lstacker ");
    text_quote(&command, script);
    buf_text(&command, " lstacker");
    for (size_t i = 0; arguments[i]; i++) {
        buf_text(&command, " ");
        text_quote(&command, arguments[i]);
    }
    return command.data;
}

void connect_words(const struct entry *entry, char *command, char *words[CONNECT_WORDS])
{
    const char *ssh = getenv("LSTACKER_SSH");
    const char *const pairs[][2] = {{"-p", entry->port}, {"-l", entry->user}, {"-i", entry->key}};
    size_t count = 0;

    words[count++] = "sh";
    words[count++] = "-c";
    words[count++] = entry->local ? command : (char *)connect_sh;
    if (!entry->local) {
        words[count++] = "lstacker";
        words[count++] = ssh && *ssh ? (char *)ssh : "ssh";
        words[count++] = command;
        words[count++] = (char *)entry->address;
    }
    for (size_t i = 0; i < 3 && !entry->local; i++) {
        if (pairs[i][1]) {
            words[count++] = (char *)pairs[i][0];
            words[count++] = (char *)pairs[i][1];
        }
    }
    words[count] = NULL;
}

bool connect_start(struct child *child, const struct entry *entry, char *const options[])
{
    char *words[CONNECT_WORDS], *command = connect_command(loader, options);

    connect_words(entry, command, words);
    bool good = child_start(child, words);
    if (good) {
        buf_text(&child->sending, boot_sh);
        buf_text(&child->sending, CONNECT_END "\n");
    }
    free(command);
    return good;
}
