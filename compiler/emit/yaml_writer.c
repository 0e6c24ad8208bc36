/* Writes YAML, by libyaml. */
#include "emit/yaml_writer.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "emit/yaml_scalar.h"

struct yaml_writer {
    struct arena *arena;
    struct buf out;
    yaml_emitter_t emitter;
};

static int append(void *data, unsigned char *bytes, size_t size)
{
    buf_add(&((struct yaml_writer *)data)->out, (const char *)bytes, size);
    return 1;
}

/* libyaml fails for lack of memory only: what it is given is valid. */
static void emit(struct yaml_writer *w, int initialised, yaml_event_t *event)
{
    if (!initialised || !yaml_emitter_emit(&w->emitter, event)) {
        yaml_emitter_delete(&w->emitter);
        longjmp(w->arena->oom, 1);
    }
}

struct yaml_writer *yaml_writer_new(struct arena *a)
{
    struct yaml_writer *w = arena_new(a, struct yaml_writer);
    yaml_event_t e;

    w->arena = a;
    w->out = buf_make(a);
    if (!yaml_emitter_initialize(&w->emitter))
        longjmp(a->oom, 1);
    yaml_emitter_set_output(&w->emitter, append, w);
    yaml_emitter_set_unicode(&w->emitter, 1);
    yaml_emitter_set_width(&w->emitter, -1);
    emit(w, yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING), &e);
    emit(w, yaml_document_start_event_initialize(&e, NULL, NULL, NULL, 1), &e);
    return w;
}

void yaml_map(struct yaml_writer *w, bool flow)
{
    yaml_event_t e;

    emit(w,
         yaml_mapping_start_event_initialize(
             &e, NULL, NULL, 1, flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE),
         &e);
}

void yaml_end_map(struct yaml_writer *w)
{
    yaml_event_t e;

    emit(w, yaml_mapping_end_event_initialize(&e), &e);
}

void yaml_list(struct yaml_writer *w, bool flow)
{
    yaml_event_t e;

    emit(w,
         yaml_sequence_start_event_initialize(
             &e, NULL, NULL, 1, flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE),
         &e);
}

void yaml_end_list(struct yaml_writer *w)
{
    yaml_event_t e;

    emit(w, yaml_sequence_end_event_initialize(&e), &e);
}

static void scalar(struct yaml_writer *w, const char *text, yaml_scalar_style_t style)
{
    yaml_event_t e;

    emit(w,
         yaml_scalar_event_initialize(&e, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text),
                                      1, 1, style),
         &e);
}

void yaml_text(struct yaml_writer *w, const char *text)
{
    size_t len = strlen(text);

    if (strchr(text, '\n') != NULL && len > 1 && text[0] != ' ' && text[0] != '\n' &&
        strchr(text, '\t') == NULL)
        scalar(w, text, YAML_LITERAL_SCALAR_STYLE);
    else if (!yaml_reads_as_text(text))
        scalar(w, text, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
    else
        scalar(w, text, YAML_ANY_SCALAR_STYLE);
}

void yaml_pair(struct yaml_writer *w, const char *key, const char *text)
{
    yaml_text(w, key);
    yaml_text(w, text);
}

void yaml_word(struct yaml_writer *w, const char *word)
{
    scalar(w, word, YAML_PLAIN_SCALAR_STYLE);
}

void yaml_pair_word(struct yaml_writer *w, const char *key, const char *word)
{
    yaml_text(w, key);
    yaml_word(w, word);
}

const char *yaml_finish(struct yaml_writer *w, const char *first_line)
{
    yaml_event_t e;

    emit(w, yaml_document_end_event_initialize(&e, 1), &e);
    emit(w, yaml_stream_end_event_initialize(&e), &e);
    if (!yaml_emitter_flush(&w->emitter))
        longjmp(w->arena->oom, 1);
    yaml_emitter_delete(&w->emitter);
    return first_line == NULL ? w->out.data
                              : arena_printf(w->arena, "%s\n%s", first_line, w->out.data);
}
