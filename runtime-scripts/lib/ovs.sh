# shellcheck shell=sh
# Open vSwitch: bridges and tunnels.
#
#   ovs_bridge NAME datapath=system|netdev stp=true|false
#   ovs_tunnel PORT bridge=BRIDGE protected=true|false type=vxlan|gre
#              OPTION=VALUE...      options of the interface: remote_ip, key, dst_port, ...
#
# Everything is read by one call and a batch is written by one transaction.
# What is ours carries external_ids:lstacker=STACK; a bridge or port of the same
# name without it is in the way and is never touched. An undo leaves a bridge
# that carries foreign ports, and says so.

family ovs ovs_bridge ovs_tunnel

ovs_present=no                  # no: not installed; down: the database does not tell; yes
ovs_batch=                      # words of the transaction, one a line

# ovs_call SECONDS WORD...
ovs_call() {
    ovs_seconds=$1
    shift
    ovs-vsctl "--timeout=$ovs_seconds" "$@"
}

# ovs_read : tables ovs_bridge (datapath_type, stp_enable, fail_mode, mark,
# foreign) and ovs_port (bridge, tag, protected, mark, type, error, options:KEY)
ovs_read() {
    table_clear ovs_bridge
    table_clear ovs_port
    ovs_present=no
    has ovs-vsctl || return 0
    run_dir_make
    ovs_present=down
    if ! ovs_ask; then
        ovs_line=$(tail -n 1 -- "$run_dir/ovs.errors")
        case $ovs_line in
        *'Alarm clock'*) ovs_line='no answer in 10 seconds' ;;
        esac
        unknown_because "Open vSwitch does not tell its state: $ovs_line"
        return
    fi
    ovs_present=yes
    IFS=$nl
    for ovs_line in $ovs_lines; do
        ovs_table=${ovs_line%% *}
        ovs_line=${ovs_line#* }
        table_put "$ovs_table" "${ovs_line%%"$tab"*}" "$ovs_line"
    done
    unset IFS
}

# ovs_ask -> $ovs_lines ; fails if the database does not tell
ovs_ask() {
    ovs_dump=$(ovs_call 10 --format=list --data=string \
        -- --columns=ports,name,datapath_type,stp_enable,fail_mode,external_ids list Bridge \
        -- --columns=_uuid,name,tag,protected,external_ids list Port \
        -- --columns=type,name,error,options list Interface 2>"$run_dir/ovs.errors") || return
    ovs_lines=$(printf '%s\n' "$ovs_dump" | stack=$stack awk "$ovs_parse")
}

# Reads records `column : value`, an empty line after each; the first column
# tells the table.
# shellcheck disable=SC2016 # awk's dollars
ovs_parse='
function words(map) {                   # {a=b, c="d e"} as a=b TAB c=d e
    gsub(/^[{\[]|[}]$|\]$/, "", map)
    gsub(/, /, "\t", map)
    gsub(/"/, "", map)
    return map
}
function mark(map,    found) {
    map = "\t" words(map) "\t"
    if (!match(map, /\tlstacker=[^\t]*/)) return ""
    return substr(map, RSTART + 10, RLENGTH - 10)
}
{
    column = $1
    value = substr($0, index($0, " : ") + 3)
    if (value == "\"\"" || value == "[]") value = ""
}
column == "ports" || column == "_uuid" || column == "type" { table = column; first = value; next }
column == "name" {
    name = value
    gsub(/"/, "", name)
    if (table == "ports") {
        bridges[++nbridges] = name
        n = split(words(first), uuids, "\t")
        for (i = 1; i <= n; i++) bridge_of[uuids[i]] = name
    } else if (table == "_uuid") {
        ports[++nports] = name
        home[name] = bridge_of[first]
    } else
        facts[name] = facts[name] "type=" first "\t"
    next
}
NF == 0 || name == "" { next }
column == "external_ids" {
    value = mark(value)
    column = "mark"
    marks[table, name] = value
}
column == "options" {
    n = split(words(value), parts, "\t")
    for (i = 1; i <= n; i++) facts[name] = facts[name] "options:" parts[i] "\t"
    facts[name] = facts[name] "options=" n "\t"
    next
}
table == "ports" { shape[name] = shape[name] column "=" value "\t"; next }
{ facts[name] = facts[name] column "=" value "\t" }
END {
    for (i = 1; i <= nports; i++) {
        name = ports[i]
        if (name !~ /^[A-Za-z0-9._-]+$/) continue
        if (name != home[name] && marks["_uuid", name] != ENVIRON["stack"])
            foreign[home[name]] = foreign[home[name]] " " name
        printf "ovs_port %s\tbridge=%s\t%s\n", name, home[name], facts[name]
    }
    for (i = 1; i <= nbridges; i++) {
        name = bridges[i]
        printf "ovs_bridge %s\t%sforeign=%s\t\n", name, shape[name], substr(foreign[name], 2)
    }
}'

# ovs_forget : the tables are cleared by the next read
ovs_forget() {
    ovs_batch=
}

# ovs_queue WORD... : one more command of the transaction
ovs_queue() {
    ovs_batch="$ovs_batch--$nl"
    for ovs_word do
        case $ovs_word in
        *"$nl"*)
            printf 'a value for ovs-vsctl has a newline: %s\n' "$ovs_word"
            return 1
            ;;
        esac
        ovs_batch=$ovs_batch$ovs_word$nl
    done
}

ovs_flush() {
    [ -n "$ovs_batch" ] || return 0
    IFS=$nl
    # shellcheck disable=SC2086 # one word a line
    set -- $ovs_batch
    unset IFS
    ovs_batch=
    ovs_call 60 "$@"
}

# ovs_ours LINE WHAT : calls conflict if the mark is missing or another's
ovs_ours() {
    line_value "$1" mark
    case $value in
    "$stack") return 0 ;;
    '') conflict "$2 exists and is not ours" ;;
    *) conflict "$2 belongs to the stack $value: undo that one first, or was \`name:\` changed?" ;;
    esac
    return 1
}

# ovs_compare LINE KEY VALUE NAME : calls differs, with the name of the thing
ovs_compare() {
    ! line_has "$1" "$2" "$3" || return 0
    line_value "$1" "$2"
    differs "$4 is ${value:-not set}, should be $3"
}

ovs_bridge_probe() {
    if ! table_get ovs_bridge "$1"; then
        differs "bridge $1 is missing"
        return
    fi
    ovs_ours "$found" "bridge $1" || return
    ovs_line=$found
    shift
    ovs_compare "$ovs_line" fail_mode standalone fail_mode
    for ovs_setting do
        ovs_column "$ovs_setting"
        ovs_compare "$ovs_line" "${ovs_column%%=*}" "${ovs_column#*=}" "${ovs_setting%%=*}"
    done
}

# ovs_column SETTING -> $ovs_column : as the database calls it
ovs_column() {
    case $1 in
    datapath=*) ovs_column=datapath_type=${1#*=} ;;
    stp=*) ovs_column=stp_enable=${1#*=} ;;
    *) ovs_column=$1 ;;
    esac
}

ovs_bridge_apply() {
    ovs_name=$1
    shift
    ovs_queue --may-exist add-br "$ovs_name" &&
        ovs_queue set bridge "$ovs_name" "external_ids:lstacker=$stack" fail_mode=standalone ||
        return
    for ovs_setting do
        ovs_column "$ovs_setting"
        ovs_queue set bridge "$ovs_name" "$ovs_column" || return
    done
}

ovs_bridge_flush() {
    ovs_flush
}

ovs_bridge_undo() {
    table_get ovs_bridge "$1" || return 0
    line_has "$found" mark "$stack" || return 0
    line_value "$found" foreign
    if [ -n "$value" ]; then
        kept "bridge $1, which carries foreign ports: $value"
        return 0
    fi
    ovs_call 60 --if-exists del-br "$1" || return
    removed "bridge $1"
}

# ovs_tunnel_options WORD... -> $ovs_options : what the interface shall have
ovs_tunnel_options() {
    ovs_options=df_default=true
    for ovs_setting do
        case $ovs_setting in
        bridge=* | protected=* | type=* | key=-) ;;
        *) ovs_options=$ovs_options,$ovs_setting ;;
        esac
    done
}

ovs_tunnel_probe() {
    ovs_name=$1
    if ! table_get ovs_port "$1"; then
        differs "port $1 is missing"
        return
    fi
    ovs_line=$found
    ovs_ours "$ovs_line" "port $1" || return
    shift
    for ovs_setting do
        case $ovs_setting in
        bridge=* | protected=* | type=*)
            ovs_compare "$ovs_line" "${ovs_setting%%=*}" "${ovs_setting#*=}" "${ovs_setting%%=*}"
            ;;
        esac
    done
    ovs_tunnel_options "$@"
    ovs_tunnel_compare
}

# ovs_tunnel_compare : the interface has $ovs_options and no others
ovs_tunnel_compare() {
    ovs_count=0
    ovs_found_all=yes
    IFS=,
    for ovs_setting in $ovs_options; do
        ovs_count=$((ovs_count + 1))
        line_value "$ovs_line" "options:${ovs_setting%%=*}" || ovs_found_all=no
        ovs_compare "$ovs_line" "options:${ovs_setting%%=*}" "${ovs_setting#*=}" "${ovs_setting%%=*}"
    done
    unset IFS
    if [ "$ovs_found_all" = yes ] && ! line_has "$ovs_line" options "$ovs_count"; then
        differs "$ovs_name has options that are not ours"
    fi
}

ovs_tunnel_apply() {
    ovs_name=$1
    ovs_bridge_name=
    shift
    ovs_tunnel_options "$@"
    for ovs_setting do
        case $ovs_setting in
        bridge=*) ovs_bridge_name=${ovs_setting#*=} ;;
        type=*) ovs_type=$ovs_setting ;;
        protected=*) ovs_protected=$ovs_setting ;;
        esac
    done
    if table_get ovs_port "$ovs_name" && ! line_has "$found" bridge "$ovs_bridge_name"; then
        ovs_queue --if-exists del-port "$ovs_name" || return
    fi
    ovs_queue --may-exist add-port "$ovs_bridge_name" "$ovs_name" &&
        ovs_queue set port "$ovs_name" "external_ids:lstacker=$stack" "$ovs_protected" &&
        ovs_queue set interface "$ovs_name" "$ovs_type" "options={$ovs_options}"
}

ovs_tunnel_flush() {
    ovs_flush
}

ovs_tunnel_undo() {
    table_get ovs_port "$1" || return 0
    line_has "$found" mark "$stack" || return 0
    ovs_call 60 --if-exists del-port "$1" || return
    removed "port $1"
}

# ovs_tunnel_verify : the switch could set it up
ovs_tunnel_verify() {
    table_get ovs_port "$1"
    line_value "$found" error
    [ -z "$value" ] || differs "Open vSwitch says of $1: $value"
}
