/* Prints a tree of nodes as a file of version 1 that people go on writing: remarks as comments,
 * short collections on one line, blank lines between what is long. */
#include "main/print_tree.h"

#include <string.h>

#include "emit/yaml_scalar.h"

/* So wide are lines, if they can be. */
enum { WIDTH = 100, STEP = 2 };

static void indent(struct buf *out, size_t by)
{
    for (size_t i = 0; i < by; i++)
        buf_char(out, ' ');
}

/* Bytes of what a reader of YAML takes for the end of a line, or of a blank. */
static size_t blank_at(const char *p)
{
    if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
        return 1;
    if (strncmp(p, "\xC2\x85", 2) == 0)
        return 2;
    return strncmp(p, "\xE2\x80\xA8", 3) == 0 || strncmp(p, "\xE2\x80\xA9", 3) == 0 ? 3 : 0;
}

/* One paragraph, filled. Returns where the next begins. */
static const char *print_paragraph(struct buf *out, const char *p, size_t by)
{
    size_t column = WIDTH;

    while (*p != '\0' && *p != '\n') {
        size_t len = 0;

        while (p[len] != '\0' && blank_at(p + len) == 0)
            len++;
        if (column + 1 + len > WIDTH) {
            if (out->len > 0 && out->data[out->len - 1] != '\n')
                buf_char(out, '\n');
            indent(out, by);
            buf_char(out, '#');
            column = by + 1;
        }
        buf_char(out, ' ');
        buf_add(out, p, len);
        column += 1 + len;
        p += len;
        while (*p != '\n' && blank_at(p) > 0)
            p += blank_at(p);
    }
    buf_char(out, '\n');
    return *p == '\n' ? p + 1 : p;
}

void print_comment(struct buf *out, const char *text, size_t by)
{
    while (*text != '\0')
        text = print_paragraph(out, text, by);
}

static void print_scalar(struct buf *out, const struct node *n, bool flow)
{
    if (n->secret)
        buf_str(out, "!secret ");
    buf_str(out, n->plain ? n->text : yaml_scalar(out->arena, n->text, flow));
}

static void print_flow(struct buf *out, const struct node *n)
{
    if (n->kind == NODE_SCALAR) {
        print_scalar(out, n, true);
        return;
    }
    buf_char(out, n->kind == NODE_MAPPING ? '{' : '[');
    for (size_t i = 0; i < n->count; i++) {
        buf_str(out, i > 0 ? ", " : "");
        if (n->kind == NODE_MAPPING) {
            print_scalar(out, n->entries[i].key, true);
            buf_str(out, ": ");
        }
        print_flow(out, n->kind == NODE_MAPPING ? n->entries[i].value : n->items[i]);
    }
    buf_char(out, n->kind == NODE_MAPPING ? '}' : ']');
}

/* Collections of scalars, and mappings of such lists, may stand on one line. */
static bool is_simple(const struct node *n)
{
    if (n->kind == NODE_MAPPING && n->remark != NULL)
        return false;
    for (size_t i = 0; n->kind != NODE_SCALAR && i < n->count; i++) {
        const struct node *member = n->kind == NODE_MAPPING ? n->entries[i].value : n->items[i];

        if (member->kind == NODE_MAPPING ||
            (member->kind == NODE_SEQUENCE && (n->kind == NODE_SEQUENCE || !is_simple(member))))
            return false;
    }
    return true;
}

/* Prints `n` on the rest of the line if it is simple and fits. */
static bool print_short(struct buf *out, const struct node *n)
{
    size_t start = out->len, column = 0;

    if (!is_simple(n))
        return false;
    while (column < start && out->data[start - column - 1] != '\n')
        column++;
    print_flow(out, n);
    if (n->kind == NODE_SCALAR || n->count == 0 || column + out->len - start <= WIDTH) {
        buf_char(out, '\n');
        return true;
    }
    out->data[start] = '\0';
    out->len = start;
    return false;
}

static void print_block(struct buf *out, const struct node *n, size_t by);

/* What stands behind `key:`. */
static void print_value(struct buf *out, const struct node *n, size_t by, bool block)
{
    size_t start = out->len;

    buf_char(out, ' ');
    if (!block && print_short(out, n))
        return;
    out->data[start] = '\n';
    print_block(out, n, by + STEP);
}

static void print_item(struct buf *out, const struct node *n, size_t by)
{
    size_t start = out->len;

    indent(out, by);
    buf_str(out, "- ");
    if (print_short(out, n))
        return;
    /* The first line of a block stands behind the dash. */
    out->len = start;
    print_block(out, n, by + STEP);
    out->data[start + by] = '-';
}

static void print_block(struct buf *out, const struct node *n, size_t by)
{
    if (n->kind == NODE_MAPPING && n->remark != NULL)
        print_comment(out, n->remark, by);
    for (size_t i = 0; i < n->count; i++) {
        if (n->kind == NODE_SEQUENCE) {
            print_item(out, n->items[i], by);
            continue;
        }
        indent(out, by);
        print_scalar(out, n->entries[i].key, false);
        buf_char(out, ':');
        print_value(out, n->entries[i].value, by, false);
    }
}

/* Containers are long: each is a block, with a blank line before the next. */
static void print_containers(struct buf *out, const struct node *all)
{
    buf_char(out, '\n');
    if (all->remark != NULL)
        print_comment(out, all->remark, STEP);
    for (size_t i = 0; i < all->count; i++) {
        if (i > 0)
            buf_char(out, '\n');
        indent(out, STEP);
        print_scalar(out, all->entries[i].key, false);
        buf_char(out, ':');
        print_value(out, all->entries[i].value, STEP, true);
    }
}

void print_tree(struct buf *out, const struct node *root)
{
    bool blank = false;

    for (size_t i = 0; i < root->count; i++) {
        const struct node_entry *e = &root->entries[i];

        blank = blank || e->value->kind != NODE_SCALAR;
        if (blank)
            buf_char(out, '\n');
        print_scalar(out, e->key, false);
        buf_char(out, ':');
        if (strcmp(e->key->text, "containers") == 0)
            print_containers(out, e->value);
        else
            print_value(out, e->value, 0, false);
    }
}
