/* The table of texts for recipes. */
#include "backends/texts.h"

#include "backends/dns/dns.h"
#include "backends/haproxy/haproxy.h"
#include "backends/monitoring/monitoring.h"

text_maker *const texts[IR_TEXT_COUNT] = {
    [IR_TEXT_HAPROXY] = haproxy_text,       [IR_TEXT_NAMED] = named_text,
    [IR_TEXT_ZONES] = zones_text,           [IR_TEXT_HOSTS] = hosts_text,
    [IR_TEXT_PROMETHEUS] = prometheus_text, [IR_TEXT_ALERTS] = alerts_text,
    [IR_TEXT_CHECKMK] = checkmk_text,
};
