/* The table of server platforms. */
#include "base/platform.h"

static const char *const debian_packages[] = {"openvswitch-switch:openvswitch-switch.service",
                                              "lxd:lxd.socket",
                                              "lxd-client",
                                              "dnsmasq-base",
                                              "nftables",
                                              NULL};
static const char *const debian_cloud[] = {
    "openvswitch-switch", "lxd", "lxd-client", "dnsmasq-base", "nftables", "ethtool", NULL};

/* Ubuntu ships LXD as a snap: server images have it, lxd-installer brings it to the others. */
static const char *const ubuntu_packages[] = {"openvswitch-switch:openvswitch-switch.service",
                                              "snapd", "snap:lxd", "nftables", NULL};
static const char *const ubuntu_cloud[] = {"openvswitch-switch", "snapd", "nftables", NULL};

const struct platform platforms[] = {
    {"debian-12", "Debian 12", "lxc", debian_packages, debian_cloud, "ubuntu:", "images:debian/",
     "/cloud"},
    {"ubuntu-22.04", "Ubuntu 22.04", "lxc", ubuntu_packages, ubuntu_cloud,
     "ubuntu:", "images:debian/", "/cloud"},
    {"ubuntu-24.04", "Ubuntu 24.04", "lxc", ubuntu_packages, ubuntu_cloud,
     "ubuntu:", "images:debian/", "/cloud"},
};
const size_t platform_count = sizeof platforms / sizeof *platforms;

const char *const platform_names[] = {"debian-12", "ubuntu-22.04", "ubuntu-24.04", NULL};
