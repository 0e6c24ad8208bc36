/* Internet addresses and subnets. */
#include "base/address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

bool address_parse(struct arena *a, const char *text, struct address *out)
{
    char canonical[INET6_ADDRSTRLEN];
    int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;

    memset(out, 0, sizeof *out);
    if (inet_pton(family, text, out->bytes) != 1 ||
        inet_ntop(family, out->bytes, canonical, sizeof canonical) == NULL)
        return false;
    out->ipv6 = family == AF_INET6;
    out->text = arena_strdup(a, canonical);
    return true;
}

uint32_t address_number(const struct address *address)
{
    const uint8_t *b = address->bytes;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* RFC 6890, and RFC 1112 for class E, which ends in the broadcast address. */
static const struct {
    struct subnet subnet;
    const char *what;
} special[] = {
    {{0x00000000u, 8}, "no host's address"},
    {{0x7F000000u, 8}, "a loopback address"},
    {{0xA9FE0000u, 16}, "a link-local address"},
    {{0xE0000000u, 4}, "a multicast address"},
    {{0xF0000000u, 4}, "a reserved or broadcast address"},
};

const char *subnet_fault(struct subnet s)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (subnets_overlap(special[i].subnet, s))
            return special[i].what;
    return NULL;
}

const char *address_fault(const struct address *address)
{
    static const uint8_t nothing[16], mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    const uint8_t *b = address->bytes;

    if (!address->ipv6)
        return subnet_fault((struct subnet){address_number(address), 32});
    if (memcmp(b, nothing, 15) == 0 && b[15] <= 1)
        return b[15] == 0 ? "no host's address" : "a loopback address";
    if (memcmp(b, mapped, sizeof mapped) == 0)
        return "an IPv4 address written as IPv6";
    if (b[0] == 0xFF)
        return "a multicast address";
    return b[0] == 0xFE && (b[1] & 0xC0) == 0x80 ? "a link-local address" : NULL;
}

const char *ipv4_text(struct arena *a, uint32_t number)
{
    return arena_printf(a, "%u.%u.%u.%u", number >> 24, number >> 16 & 255, number >> 8 & 255,
                        number & 255);
}

bool subnet_parse(struct arena *a, const char *text, struct subnet *out, uint32_t *host_bits)
{
    const char *slash = strchr(text, '/');
    struct address address;
    size_t digits;
    uint32_t number;

    if (slash == NULL)
        return false;
    digits = strspn(slash + 1, DIGIT);
    if (digits == 0 || digits > 2 || slash[1 + digits] != '\0')
        return false;
    out->prefix = (int)strtol(slash + 1, NULL, 10);
    if (out->prefix > 32 ||
        !address_parse(a, arena_strndup(a, text, (size_t)(slash - text)), &address) || address.ipv6)
        return false;
    number = address_number(&address);
    out->base = number & subnet_mask(*out);
    *host_bits = number & ~subnet_mask(*out);
    return true;
}

uint32_t subnet_mask(struct subnet s)
{
    return s.prefix == 0 ? 0 : UINT32_MAX << (32 - s.prefix);
}

uint32_t subnet_last(struct subnet s)
{
    return s.base | ~subnet_mask(s);
}

bool subnet_holds(struct subnet s, uint32_t address)
{
    return (address & subnet_mask(s)) == s.base;
}

bool subnets_overlap(struct subnet a, struct subnet b)
{
    return a.prefix < b.prefix ? subnet_holds(a, b.base) : subnet_holds(b, a.base);
}

const char *subnet_text(struct arena *a, struct subnet s)
{
    return arena_printf(a, "%s/%d", ipv4_text(a, s.base), s.prefix);
}
