/* Ports at which is asked how things are: whoever opens one and whoever asks agree on them here. */
#ifndef LSTACKER_BACKENDS_METRICS_PORTS_H
#define LSTACKER_BACKENDS_METRICS_PORTS_H

enum {
    METRICS_HAPROXY = 8404,    /* /metrics, at the container's address in the monitoring network */
    METRICS_PROMETHEUS = 9090, /* what the recipe listens on if it is not told otherwise */
    METRICS_NODE = 9100,       /* of Prometheus' node exporter: the same */
    METRICS_DOCKER = 9323,     /* of Docker's own metrics, as its documentation has them */
};

#endif
