/* Backend `docs`: the stack at a glance, as README.md and as a page. */
#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "backends/backend.h"
#include "backends/docs/services.h"
#include "backends/docs/table.h"
#include "emit/template.h"

static void text_line(struct doc *d, const char *s)
{
    buf_str(&d->text, s);
}

static void servers(struct doc *d, const struct ir *ir)
{
    static const char *const heads[] = {"Server", "Address", "Platform", "Containers", NULL};

    text_line(d, "## Servers\n\n");
    table_begin(d, heads);
    for (size_t i = 0; i < ir->server_count; i++) {
        const struct ir_server *s = &ir->servers[i];

        table_row(d);
        table_cell(d, s->name);
        table_code(d, s->address.text);
        table_cell(d, s->platform->title);
        table_cell(d, arena_printf(d->text.arena, "%zu", s->container_count));
        table_row_end(d);
    }
    table_end(d);
}

static void networks(struct doc *d, const struct ir *ir)
{
    static const char *const heads[] = {"Network", "Subnet", "Domain", "VLAN", "Containers", NULL};
    struct arena *a = d->text.arena;

    text_line(d, "## Networks\n\n");
    if (ir->network_count == 0) {
        text_line(d, "There are none.\n\n");
        return;
    }
    table_begin(d, heads);
    for (size_t i = 0; i < ir->network_count; i++) {
        const struct ir_network *n = &ir->networks[i];

        table_row(d);
        table_cell(d, n->name);
        table_code(d, subnet_text(a, n->subnet));
        table_cell(d, n->domain != NULL ? n->domain : "");
        table_cell(d, arena_printf(a, "%d", n->vlan));
        table_cell(d, arena_printf(a, "%zu", n->members));
        table_row_end(d);
    }
    table_end(d);
    buf_printf(&d->text,
               "Containers reach one another within a network, over %s tunnels (%s), and not "
               "across networks. The MTU of their interfaces is %d.\n\n",
               strcmp(ir->overlay.protocol, "gre") == 0 ? "GRE" : "VXLAN",
               ir->overlay.star ? "a star" : "a mesh", ir->overlay.mtu);
}

static const char *addresses(struct arena *a, const struct ir_container *c)
{
    const char *all = "";

    for (size_t i = 0; i < c->nic_count; i++)
        all = arena_printf(a, "%s%s%s %s", all, i == 0 ? "" : ", ", c->nics[i].network->name,
                           ipv4_text(a, c->nics[i].address));
    return all;
}

static void containers(struct doc *d, const struct ir *ir)
{
    static const char *const heads[] = {"Container", "Server", "Addresses", "Image", NULL};

    text_line(d, "## Containers\n\n");
    if (ir->container_count == 0) {
        text_line(d, "There are none.\n\n");
        return;
    }
    table_begin(d, heads);
    for (size_t i = 0; i < ir->container_count; i++) {
        const struct ir_container *c = &ir->containers[i];

        table_row(d);
        table_cell(d, c->name);
        table_cell(d, c->server->name);
        table_code(d, addresses(d->text.arena, c));
        table_code(d, c->image);
        table_row_end(d);
    }
    table_end(d);
}

/* Boxes of servers, joined by their tunnels. Names are of [a-z0-9-]; in quotes as `end` is a word
 * of Mermaid. */
static void diagram(struct doc *d, const struct ir *ir)
{
    text_line(d, "```mermaid\ngraph LR\n");
    for (size_t i = 0; i < ir->server_count; i++) {
        const struct ir_server *s = &ir->servers[i];

        buf_printf(&d->text, "  subgraph s%zu[\"%s\"]\n", i, s->name);
        if (s->container_count == 0)
            buf_printf(&d->text, "    e%zu[ ]\n", i);
        for (size_t j = 0; j < s->container_count; j++)
            buf_printf(&d->text, "    c%zu[\"%s\"]\n", (size_t)(s->containers[j] - ir->containers),
                       s->containers[j]->name);
        text_line(d, "  end\n");
    }
    for (size_t i = 0; i < ir->server_count; i++)
        for (size_t j = 0; j < ir->servers[i].peer_count; j++) {
            size_t other = (size_t)(ir->servers[i].peers[j].server - ir->servers);

            if (other > i)
                buf_printf(&d->text, "  s%zu <--> s%zu\n", i, other);
        }
    text_line(d, "```\n\n");
}

static void reach(struct doc *d, const struct ir *ir)
{
    const char *name = ir->container_count > 0 ? ir->containers[0].name : "NAME";

    text_line(d, "## How to reach them\n\nFrom the master, by name:\n\n");
    buf_printf(&d->text, "    ssh -F build/ssh_config %s\n\n", name);
    text_line(d, "`build/hosts` holds all addresses as lines for `/etc/hosts`. "
                 "What runs on a server stands in `build/servers/`; a bundle also runs by hand, as "
                 "root on the server: `sh run plan`.\n\n");
}

/* A drawing of thousands of boxes helps nobody. */
enum { MAX_DRAWN = 200, MAX_DRAWN_SERVERS = 30 };

static const char *write_doc(struct arena *a, const struct ir *ir, bool html)
{
    struct doc d = {.text = buf_make(a), .html = html};

    buf_printf(&d.text, "# Stack %s\n\n", ir->name);
    buf_printf(&d.text,
               "%zu server%s, %zu network%s, %zu container%s. Made by lstackc from `%s`: change "
               "that file, not this one.\n\n",
               ir->server_count, ir->server_count == 1 ? "" : "s", ir->network_count,
               ir->network_count == 1 ? "" : "s", ir->container_count,
               ir->container_count == 1 ? "" : "s", ir->file);
    if (!html && ir->container_count <= MAX_DRAWN && ir->server_count <= MAX_DRAWN_SERVERS)
        diagram(&d, ir);
    servers(&d, ir);
    networks(&d, ir);
    containers(&d, ir);
    services_section(&d, ir);
    swarm_section(&d, ir);
    reach(&d, ir);
    return d.text.data;
}

/* The tables are HTML of ours with every value quoted, so raw HTML may pass. */
static const char *page(struct arena *a, const struct ir *ir)
{
    const char *markdown = write_doc(a, ir, true);
    char *body = cmark_markdown_to_html(markdown, strlen(markdown), CMARK_OPT_UNSAFE);
    struct buf b = buf_make(a);
    const char *title = arena_printf(a, "Stack %s", ir->name), *copy;

    if (body == NULL)
        longjmp(a->oom, 1);
    copy = arena_strdup(a, body);
    free(body);
    template_fill(&b, "page.html",
                  (const struct template_value[]){{"title", title}, {"body", copy}, {NULL, NULL}});
    return b.data;
}

static void docs_stack(const struct ir *ir, struct tree *out)
{
    tree_add_text(out, "README.md", write_doc(out->arena, ir, false));
    tree_add_text(out, "docs/index.html", page(out->arena, ir));
}

const struct backend backend_docs = {
    .name = "docs", .doc = "the stack at a glance", .stack = docs_stack};
