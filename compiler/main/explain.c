/* lstackc explain CODE: what a diagnostic means. */
#include <string.h>

#include "main/command.h"

enum { WIDTH = 79 };

/* Prints one paragraph, its words joined anew to lines of WIDTH. */
static void print_paragraph(const char *p, size_t len)
{
    size_t column = 0;

    while (len > 0) {
        size_t word = 0;

        while (word < len && p[word] != ' ' && p[word] != '\n')
            word++;
        if (word > 0 && column > 0 && column + 1 + word > WIDTH) {
            (void)putchar('\n');
            column = 0;
        }
        if (word > 0)
            column += (size_t)printf("%s%.*s", column > 0 ? " " : "", (int)word, p);
        p += word + (word < len);
        len -= word + (word < len);
    }
    (void)putchar('\n');
}

/* Paragraphs are parted by empty lines; indented ones are examples, printed as they are. */
static void print_text(const char *text)
{
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t len = end != NULL ? (size_t)(end - text) : strlen(text);

        if (*text == ' ')
            (void)printf("%.*s\n", (int)len, text);
        else
            print_paragraph(text, len);
        text += len;
        if (*text != '\0') {
            (void)putchar('\n');
            text += 2;
        }
    }
}

static enum status run(struct arena *a, const struct options *options)
{
    enum code code = code_find(options->words[0]);
    const struct code_info *info;

    (void)a;
    if (code == CODE_COUNT) {
        (void)fprintf(stderr, "lstackc: there is no code `%s`; codes look like %s\n",
                      options->words[0], code_info(0)->name);
        return STATUS_USAGE;
    }
    info = code_info(code);
    (void)printf("%s (%s): %s\n\n", info->name,
                 info->severity == SEVERITY_ERROR ? "error" : "warning", info->title);
    print_text(info->text);
    return finish_output(STATUS_GOOD);
}

const struct command command_explain = {"explain", "CODE", "tell what an error or warning means",
                                        "",        1,      run};
