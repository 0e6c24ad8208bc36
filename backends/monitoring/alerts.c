/* Rules of Prometheus: few, each of them about something that somebody should do something about.
 */
#include "backends/monitoring/monitoring.h"
#include "emit/yaml_writer.h"

struct rule {
    const char *name;
    const char *expr;
    const char *lasting; /* for so long, before it is told */
    const char *severity;
    const char *summary, *description;
};

/* Load and clock are those of the server, which its containers share: they are asked of the servers
 * alone. File systems without a disk, and those that can only be read, do not fill up. A listener
 * of haproxy without any server, a page of statistics say, lacks none. */
static const struct rule rules[] = {
    {"InstanceDown", "up == 0", "30s", "critical", "{{ $labels.instance }} does not answer",
     "{{ $labels.job }} of the {{ $labels.kind }} {{ $labels.instance }} on {{ $labels.server }} "
     "has not answered for 30 seconds."},
    {"DiskNearlyFull",
     "node_filesystem_avail_bytes{fstype!~\"tmpfs|ramfs|squashfs|iso9660|fuse.*\"} / "
     "node_filesystem_size_bytes < 0.1 and node_filesystem_readonly == 0",
     "5m", "warning", "{{ $labels.mountpoint }} of {{ $labels.instance }} is nearly full",
     "{{ $value | humanizePercentage }} of {{ $labels.mountpoint }} ({{ $labels.device }}) are "
     "left in the {{ $labels.kind }} {{ $labels.instance }} on {{ $labels.server }}."},
    {"MemoryNearlyFull", "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.05", "5m",
     "warning", "{{ $labels.instance }} has hardly any memory left",
     "{{ $value | humanizePercentage }} of its memory are available in the {{ $labels.kind }} "
     "{{ $labels.instance }} on {{ $labels.server }}."},
    {"LoadHigh",
     "node_load5{kind=\"server\"} / count without (cpu, mode) "
     "(node_cpu_seconds_total{kind=\"server\", mode=\"idle\"}) > 2",
     "15m", "warning", "{{ $labels.instance }} has more to do than it can",
     "For 15 minutes, {{ $value | humanize }} tasks have waited for each processor of the server "
     "{{ $labels.instance }}."},
    {"ClockSkew", "abs(node_time_seconds{kind=\"server\"} - timestamp(node_time_seconds)) > 5",
     "5m", "warning", "The clock of {{ $labels.instance }} is wrong",
     "The clock of the server {{ $labels.instance }} is {{ $value | humanizeDuration }} off the "
     "one that watches it."},
    {"BackendDown",
     "haproxy_backend_active_servers + haproxy_backend_backup_servers == 0 and on (instance, "
     "proxy) haproxy_server_weight",
     "30s", "critical", "{{ $labels.proxy }} has no server left",
     "None of the servers of {{ $labels.proxy }} in haproxy of {{ $labels.instance }} is up."},
};

static void write_rule(struct yaml_writer *w, const struct rule *r)
{
    yaml_map(w, false);
    yaml_pair(w, "alert", r->name);
    yaml_pair(w, "expr", r->expr);
    yaml_pair(w, "for", r->lasting);
    yaml_text(w, "labels");
    yaml_map(w, true);
    yaml_pair(w, "severity", r->severity);
    yaml_end_map(w);
    yaml_text(w, "annotations");
    yaml_map(w, false);
    yaml_pair(w, "summary", r->summary);
    yaml_pair(w, "description", r->description);
    yaml_end_map(w);
    yaml_end_map(w);
}

const char *alerts_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct yaml_writer *w = yaml_writer_new(a);

    (void)ir;
    (void)c;
    yaml_map(w, false);
    yaml_text(w, "groups");
    yaml_list(w, false);
    yaml_map(w, false);
    yaml_pair(w, "name", "lstacker");
    yaml_text(w, "rules");
    yaml_list(w, false);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        write_rule(w, &rules[i]);
    yaml_end_list(w);
    yaml_end_map(w);
    yaml_end_list(w);
    yaml_end_map(w);
    return yaml_finish(w, "# by LStacker");
}
