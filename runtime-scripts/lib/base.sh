# shellcheck shell=sh
# The base family: what a server has before networks and containers.
#
#   pkg_set PACKAGE[:UNIT]...      lib/packages.sh
#   file_put PATH MODE SOURCE      lib/files.sh
#   hosts_block PATH SOURCE        lib/files.sh
#
# All steps of these kinds are declared when they are loaded, so that one call
# reads the state of all packages, of all units, of all files.

family base pkg_set file_put hosts_block

base_read() {
    packages_read
    files_read
    blocks_read
}
