/* What to do about known causes of failure. */
#include "remedies.h"

#include <stddef.h>
#include <string.h>

struct remedy {
    const char *cause, *remedy;
};

/* Looked for in what ssh and sudo wrote; the first one counts. */
static const struct remedy texts[] = {
    {"sudo: a password is required",
     "let this user run sudo without a password there (`USER ALL=(ALL) NOPASSWD: ALL` in a file of "
     "/etc/sudoers.d), or connect as root (`ssh: {user: root}`)"},
    {"sudo: a terminal is required", "let this user run sudo without a password there"},
    {"sudoers", "let this user run sudo without a password there, or connect as root"},
    {"sudo: not found", "install sudo there, or connect as root (`ssh: {user: root}`)"},
    {"cannot start sudo", "install sudo, or run lstacker as root"},
    {"cannot start", "install it, or name another ssh program in LSTACKER_SSH"},
    {"IDENTIFICATION HAS CHANGED",
     "if the server was made anew, take its old key away: `ssh-keygen -R ADDRESS`; else somebody "
     "may be listening in"},
    {"Host key verification failed", "make its key known: `ssh ADDRESS` once by hand, and compare"},
    {"Permission denied (",
     "is the public key in that user's ~/.ssh/authorized_keys? Are `ssh: user` "
     "and `private_key` right?"},
    {"Could not resolve hostname", "correct the server's `address`"},
    {"Connection refused", "is sshd running there, at that port?"},
    {"timed out", "is it switched on, is `address` right, does a firewall stand between?"},
    {"No route to host", "is it switched on, is `address` right?"},
    {"No space left", "make room on that server"},
    {"no sign of life", "if it was only slow, run it again with a longer --timeout"},
};

/* By the code of an `error` event. */
static const struct remedy codes[] = {
    {"locked", "wait until that run has ended, then run this again"},
    {"tool", "install it there; a server booted with build/cloud-init has it"},
    {"space", "make room there, on /run and /var/lib"},
    {"digest", "run `lstackc build` again, then this"},
};

const char *remedy_for_text(const char *text)
{
    for (size_t i = 0; text && i < sizeof texts / sizeof *texts; i++) {
        if (strstr(text, texts[i].cause))
            return texts[i].remedy;
    }
    return NULL;
}

const char *remedy_for_code(const char *code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(code, codes[i].cause) == 0)
            return codes[i].remedy;
    }
    return NULL;
}
