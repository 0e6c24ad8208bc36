/* The table of texts for recipes. */
#include "backends/texts.h"

#include "backends/haproxy/haproxy.h"

text_maker *const texts[IR_TEXT_COUNT] = {
    [IR_TEXT_HAPROXY] = haproxy_text,
};
