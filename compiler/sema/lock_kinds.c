/* The kinds of lines that a lock has: their keys and values, as text and as numbers. */
#include "sema/lock_kinds.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

/* Characters of a name: RFC 1035, 2.3.4. */
enum { MAX_NAME = 63 };

static bool read_address(struct arena *a, const char *text, struct lock_fact *out)
{
    struct address address;

    if (!address_parse(a, text, &address) || address.ipv6)
        return false;
    out->number = address_number(&address);
    return true;
}

static bool read_number(const char *text, long least, long most, struct lock_fact *out)
{
    size_t len = strlen(text);
    long value;

    if (len == 0 || len > 8 || strspn(text, DIGIT) != len || (*text == '0' && len > 1))
        return false;
    value = strtol(text, NULL, 10);
    out->number = (uint32_t)value;
    return value >= least && value <= most;
}

static bool read_vlan(struct arena *a, const char *text, struct lock_fact *out)
{
    (void)a;
    return read_number(text, 1, 4094, out);
}

static bool read_key(struct arena *a, const char *text, struct lock_fact *out)
{
    (void)a;
    return read_number(text, 0, 16777215, out);
}

static bool read_subnet(struct arena *a, const char *text, struct lock_fact *out)
{
    struct subnet subnet;
    uint32_t host_bits;

    if (!subnet_parse(a, text, &subnet, &host_bits) || host_bits != 0 || subnet.prefix < 8 ||
        subnet.prefix > 30 || subnet_fault(subnet) != NULL)
        return false;
    out->number = subnet.base;
    out->prefix = subnet.prefix;
    return true;
}

static const char *write_address(struct arena *a, uint32_t number, int prefix)
{
    (void)prefix;
    return ipv4_text(a, number);
}

static const char *write_number(struct arena *a, uint32_t number, int prefix)
{
    (void)prefix;
    return arena_printf(a, "%u", number);
}

static const char *write_subnet(struct arena *a, uint32_t number, int prefix)
{
    return subnet_text(a, (struct subnet){number, prefix});
}

const struct lock_kind_info lock_kinds[LOCK_KINDS] = {
    [LOCK_ADDRESS] = {"container/*/address/*", "address", "an IPv4 address", read_address,
                      write_address},
    [LOCK_NAT] = {"container/*/nat/*", "NAT address", "an IPv4 address", read_address,
                  write_address},
    [LOCK_VLAN] = {"network/*/vlan", "VLAN", "a number from 1 to 4094", read_vlan, write_number},
    [LOCK_KEY] = {"overlay/key", "key", "a number from 0 to 16777215", read_key, write_number},
    [LOCK_NAT_SUBNET] = {"server/*/nat_subnet", "NAT subnet", "a private subnet between /8 and /30",
                         read_subnet, write_subnet},
};

/* The name at the start of `text`, "" if there is none. */
static const char *take_name(struct arena *a, const char *text)
{
    size_t len = strspn(text, LOWER DIGIT "-");

    return len > MAX_NAME ? "" : arena_strndup(a, text, len);
}

/* Has `key` the form of `pattern`? Then its names are noted. */
static bool match(struct arena *a, const char *pattern, const char *key, struct lock_fact *out)
{
    const char **name = &out->owner;

    for (out->owner = out->place = ""; *pattern != '\0'; pattern++) {
        if (*pattern != '*') {
            if (*pattern != *key++)
                return false;
            continue;
        }
        *name = take_name(a, key);
        if (**name == '\0')
            return false;
        key += strlen(*name);
        name = &out->place;
    }
    return *key == '\0';
}

enum lock_kind lock_kind_of(struct arena *a, const char *key, struct lock_fact *out)
{
    for (int i = 0; i < LOCK_KINDS; i++)
        if (match(a, lock_kinds[i].pattern, key, out))
            return (enum lock_kind)i;
    return LOCK_KINDS;
}

void lock_kind_key(enum lock_kind kind, const char *owner, const char *place, char *out,
                   size_t size)
{
    const char *name = owner;
    size_t n = 0;

    for (const char *p = lock_kinds[kind].pattern; *p != '\0'; p++) {
        if (*p != '*') {
            if (n + 1 < size)
                out[n++] = *p;
            continue;
        }
        while (*name != '\0' && n + 1 < size)
            out[n++] = *name++;
        name = place;
    }
    out[n] = '\0';
}
