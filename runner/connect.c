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

/* The shell command that runs the loader as root, wherever it comes to run. */
static char *root_command(char *const options[])
{
    struct buf command = {0};
    buf_text(&command, "exec sh -c ");
    text_quote(&command, "if [ \"$(id -u)\" = 0 ]; then exec sh -c \"$@\"; fi\n"
                         "exec sudo -n -H sh -c \"$@\"");
    buf_text(&command, " lstacker ");
    text_quote(&command, loader);
    buf_text(&command, " lstacker");
    for (size_t i = 0; options[i]; i++) {
        buf_text(&command, " ");
        text_quote(&command, options[i]);
    }
    return command.data;
}

bool connect_start(struct child *child, const struct entry *entry, char *const options[])
{
    const char *ssh = getenv("LSTACKER_SSH");
    char *command = root_command(options);
    char *local[] = {"sh", "-c", command, NULL};
    char *remote[14] = {"sh", "-c", (char *)connect_sh, "lstacker"};
    size_t argc = 4;
    const char *const pairs[][2] = {{"-p", entry->port}, {"-l", entry->user}, {"-i", entry->key}};

    remote[argc++] = ssh && *ssh ? (char *)ssh : "ssh";
    remote[argc++] = command;
    remote[argc++] = (char *)entry->address;
    for (size_t i = 0; i < 3; i++) {
        if (pairs[i][1]) {
            remote[argc++] = (char *)pairs[i][0];
            remote[argc++] = (char *)pairs[i][1];
        }
    }
    bool good = child_start(child, entry->local ? local : remote);
    if (good) {
        buf_text(&child->sending, boot_sh);
        buf_text(&child->sending, CONNECT_END "\n");
    }
    free(command);
    return good;
}
