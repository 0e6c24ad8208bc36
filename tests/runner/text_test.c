/* Text and protocol of the runner, each against its real consumer where there is one. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol.h"
#include "text.h"

/* What `sh` makes of the quoted word must be the word. */
static void test_quote(const char *word)
{
    struct buf command = {0};
    char back[1024];
    buf_text(&command, "printf %s ");
    text_quote(&command, word);
    FILE *sh = popen(command.data, "r");
    assert(sh);
    size_t len = fread(back, 1, sizeof back - 1, sh);
    back[len] = '\0';
    assert(pclose(sh) == 0);
    assert(strcmp(back, word) == 0);
    buf_free(&command);
}

static void test_quotes(void)
{
    static const char *const words[] = {
        "",     "a b",       "'",  "''a'\\''",       "$(reboot)", "`x`$y",
        "-n",   "a\nb\n\nc", "\\", "!#&|;<>*?[]{}~", "\"'\"'\"",  "é \xf0\x9f\x98\x80",
        "%s%d", "tab\there"};
    char all[256];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        test_quote(words[i]);
    for (int i = 1; i < 256; i++)
        all[i - 1] = (char)i;
    all[255] = '\0';
    test_quote(all);
}

static void test_utf8(void)
{
    static const struct {
        const char *text;
        uint32_t code;
        int length;
    } cases[] = {{"a", 'a', 1},
                 {"\xc3\xa9", 0xe9, 2},
                 {"\xe2\x82\xac", 0x20ac, 3},
                 {"\xf0\x9f\x98\x80", 0x1f600, 4},
                 {"\xff", 0xfffd, 1},
                 {"\xc3", 0xfffd, 1},
                 {"\xc0\x80", 0xfffd, 1},
                 {"\xed\xa0\x80", 0xfffd, 1},
                 {"\xf4\x90\x80\x80", 0xfffd, 1},
                 {"\x80", 0xfffd, 1},
                 {"", 0, 0},
                 {"\xe2\x82", 0xfffd, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *at = cases[i].text;
        assert(text_next(&at) == cases[i].code);
        assert(at - cases[i].text == cases[i].length);
    }
}

static void test_events(void)
{
    char step[] = "step\ta\tfailed\t12\tf:1:2\t-\ttitle\ta\\tb\\nc\\\\d\\x\\\tmore\tfields";
    struct event event = protocol_parse(step);
    assert(event.kind == EVENT_STEP && event.state == STEP_FAILED && event.ms == 12);
    assert(strcmp(event.field[STEP_MESSAGE], "a\tb\nc\\d\\x\\") == 0);
    char fact[] = "fact\tname\ta\\tb";
    event = protocol_parse(fact);
    assert(event.kind == EVENT_FACT && strcmp(event.field[2], "a\\tb") == 0);
    char bad[][64] = {"step\ta",      "step\ta\tok\tx\tp\tc\tt\tm", "step\ta\tOK\t1\tp\tc\tt\tm",
                      "fact\tA b\tc", "end\tbase\t1\t1\tmany\t0",   "hello\t1",
                      "error\tx"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert(protocol_parse(bad[i]).kind == EVENT_MALFORMED);
    char unknown[][16] = {"", "tick", "\t", "Step\ta"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert(protocol_parse(unknown[i]).kind == EVENT_UNKNOWN);
}

/* Events with bytes changed at random: whatever comes out, each field is text within the line. */
static void test_mutations(void)
{
    static const char *const lines[] = {"step\ta\tok\t1\tf:1:1\t-\ttitle\ta\\tb",
                                        "fact\tname\tvalue", "end\tbase\t1\t2\t3\t4",
                                        "error\tlocked\tby me"};
    char line[128];
    srand(1);
    for (int i = 0; i < 200000; i++) {
        size_t len = strlen(strcpy(line, lines[rand() % 4]));
        for (int j = rand() % 4; j > 0; j--)
            line[(size_t)rand() % len] = (char)(rand() % 3 ? rand() : "\t\\\n0"[rand() % 4]);
        struct event event = protocol_parse(line);
        for (size_t j = 0; j < EVENT_FIELDS; j++) {
            const char *at = event.field[j];
            assert(*at == '\0' || (at >= line && at + strlen(at) <= line + len));
            while (text_next(&at))
                ;
        }
        assert(event.kind != EVENT_STEP || event.state < STEP_STATES);
    }
}

/* What is escaped for a line of the dialogue is one line, and reads back as it was. */
static void test_escapes(void)
{
    static const char *const words[] = {"",         "plain", "a b", "\\", "\\n",
                                        "\t\n\r\\", "\n\n",  "x\\", "\r"};
    char all[256];
    for (int i = 1; i < 256; i++)
        all[i - 1] = (char)i;
    all[255] = '\0';
    for (size_t i = 0; i <= sizeof words / sizeof *words; i++) {
        const char *word = i < sizeof words / sizeof *words ? words[i] : all;
        struct buf buf = {0};
        buf_text(&buf, "> ");
        protocol_escape(&buf, word);
        assert(!strpbrk(buf.data, "\t\n\r"));
        protocol_unescape(buf.data);
        assert(strcmp(buf.data + 2, word) == 0);
        buf_free(&buf);
    }
}

/* What a buffer has given away is nowhere in its memory. */
static void test_wiped(void)
{
    struct buf buf = {0};
    buf_text(&buf, "secret and more");
    buf_drop(&buf, strlen("secret and "));
    assert(strcmp(buf.data, "more") == 0);
    for (size_t i = buf.len; i < buf.len + strlen("secret and "); i++)
        assert(buf.data[i] == '\0');
    buf_free(&buf);
    assert(!buf.data && !buf.len && !buf.cap);
}

int main(void)
{
    assert(text_distance("", "abc") == 3 && text_distance("lxd1", "lxd2") == 1);
    assert(text_distance("kitten", "sitting") == 3 && text_distance("a", "a") == 0);
    assert(protocol_number("0") == 0 && protocol_number("999999999") == 999999999);
    assert(protocol_number("") == -1 && protocol_number("1000000000") == -1);
    assert(protocol_number("-1") == -1 && protocol_number("1x") == -1);
    test_quotes();
    test_utf8();
    test_events();
    test_mutations();
    test_escapes();
    test_wiped();
    return 0;
}
