# shellcheck shell=sh
# Packet rules of the server:
#
#   nft_tables SOURCE    the tables lstacker-STACK of nftables, families inet and bridge, are what SOURCE, a file
#                        for `nft -f`, makes of them; also after a boot
#
# The file is one transaction that replaces both: no packet meets half of it, other tables are left alone,
# and connections that are there go on. It is kept as /etc/lstacker/STACK.nft, and a unit loads it before the
# network is up, and again with nftables.service, whose own file usually begins by removing all tables.
#
# nft prints tables otherwise than they were written. So what it prints after loading is remembered, as digests, in
# state/nft-ID: `FILE LISTING`. Tables that read otherwise were changed by hand.

family ports nft_tables

ports_dir=/etc/lstacker
ports_file=$ports_dir/$stack.nft
ports_unit=lstacker-$stack-rules.service
ports_unit_file=/etc/systemd/system/$ports_unit
ports_table=lstacker-$stack
ports_tables=                   # families that have such a table
ports_listing=                  # what nft prints of them

ports_read() {
    ports_tables='' ports_listing=
    has nft || return 0
    for ports_family in inet bridge; do
        ports_status=0
        ports_text=$(timeout 20 nft -s list table "$ports_family" "$ports_table" 2>&1) || ports_status=$?
        case $ports_status:$ports_text in
        0:*)
            ports_tables="$ports_tables$ports_family "
            ports_listing=$ports_listing$ports_text$nl
            ;;
        *'No such file or directory'*) ;;
        *) unknown_because "nft does not tell its tables: ${ports_text%%"$nl"*}" ;;
        esac
    done
}

# ports_stamp FILE : prints what is remembered when it was loaded
ports_stamp() {
    ports_digest=$(sha256sum <"$1") || return
    printf '%s %s\n' "${ports_digest%% *}" "$(printf '%s' "$ports_listing" | sha256sum)"
}

# ports_unit : prints the unit
ports_unit() {
    printf '# by LStacker\n[Unit]\nDescription=Packet rules of the stack %s\nDefaultDependencies=no\n' "$stack"
    printf 'RequiresMountsFor=%s\nWants=network-pre.target\nAfter=nftables.service\n' "$ports_dir"
    printf 'Before=network-pre.target shutdown.target\nConflicts=shutdown.target\n'
    printf 'PartOf=nftables.service\nReloadPropagatedFrom=nftables.service\n'
    printf '[Service]\nType=oneshot\nRemainAfterExit=yes\n'
    printf 'ExecStart=/usr/sbin/nft -f %s\nExecReload=/usr/sbin/nft -f %s\n' "$ports_file" "$ports_file"
    printf '[Install]\nWantedBy=multi-user.target\n'
}

# ports_same PATH TEXT : is it root's, mode 644, with this content?
ports_same() {
    [ "$(stat -c '%a %u:%g %F' -- "$1" 2>/dev/null)" = '644 0:0 regular file' ] &&
        [ "$2" = "$(cat -- "$1")" ]
}

# ports_compare PATH TEXT
ports_compare() {
    if [ ! -e "$1" ]; then
        differs "$1 is missing"
    else
        ports_same "$1" "$2" || differs "$1 has another content, owner or mode"
    fi
}

nft_tables_probe() {
    if [ "$ports_tables" != 'inet bridge ' ]; then
        differs "table $ports_table is missing"
    elif [ "$(ports_stamp "$1")" != "$(cat -- "$state_root/state/nft-$step_id" 2>/dev/null)" ]; then
        differs "table $ports_table has other rules"
    fi
    ports_compare "$ports_file" "$(cat -- "$1")"
    ports_compare "$ports_unit_file" "$(ports_unit)"
    [ -e "/etc/systemd/system/multi-user.target.wants/$ports_unit" ] || differs "$ports_unit is not enabled"
}

# ports_place PATH TEXT : writes it, if it is another
ports_place() {
    ! ports_same "$1" "$2" || return 0
    rm -f -- "$1.new"
    printf '%s\n' "$2" >"$1.new" && chmod 644 "$1.new" && mv -f -- "$1.new" "$1"
}

nft_tables_apply() {
    limited 30 nft -c -f "$1" || return
    rm -f -- "$state_root/state/nft-$step_id"
    if [ ! -d "$ports_dir" ]; then
        : >"$state_root/state/nft-made" && mkdir -- "$ports_dir" || return
    fi
    ports_place "$ports_file" "$(cat -- "$1")" && ports_place "$ports_unit_file" "$(ports_unit)" || return
    limited 30 nft -f "$ports_file" && ports_read || return
    limited 30 systemctl daemon-reload && limited 30 systemctl enable "$ports_unit" &&
        limited 30 systemctl start "$ports_unit" || return
    ports_stamp "$1" >"$state_root/state/nft-$step_id"
}

nft_tables_undo() {
    ports_there=no
    if [ -e "$ports_unit_file" ]; then
        ports_there=yes
        limited 30 systemctl disable --now "$ports_unit"
        rm -f -- "$ports_unit_file" && limited 30 systemctl daemon-reload || return
    fi
    for ports_family in $ports_tables; do
        ports_there=yes
        limited 30 nft delete table "$ports_family" "$ports_table" || return
    done
    [ ! -e "$ports_file" ] || ports_there=yes
    rm -f -- "$ports_file" "$ports_file.new" "$ports_unit_file.new" "$state_root/state/nft-$step_id"
    if [ -e "$state_root/state/nft-made" ]; then
        rmdir -- "$ports_dir" 2>/dev/null
        rm -f -- "$state_root/state/nft-made"
    fi
    [ "$ports_there" = no ] || removed "the packet rules"
}
