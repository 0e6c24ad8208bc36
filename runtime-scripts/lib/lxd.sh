# shellcheck shell=sh
# The container manager, LXD or Incus ($lxc is its client): reading and quoting.
# The daemon's proxy is in lib/lxd-proxy.sh, pools, networks and profiles are in
# lib/lxd-shared.sh, instances in lib/lxd-instance.sh.
#
# A call for each list that the bundle needs, all at the same time, reads the
# daemon's own JSON. What is ours has user.lstacker.stack=STACK in its
# configuration; anything else of the same name is in the way and is never touched.

family lxd lxd_proxy lxd_pool lxd_bridge lxd_profile lxd_moved lxd_instance

lxd_present=no                  # no: no client; down: the daemon does not tell; yes
lxd_instances=0                 # how many there are, whoever's
lxd_marked=                     # names of those with our mark
lxd_files=                      # declared: lines INSTANCE TAB KEY TAB FILE
lxd_wanted='instances?recursion=1'     # what to ask for, separated by blanks

# lxd_call SECONDS WORD... : the client, with its own files in the run's directory
lxd_call() {
    lxd_seconds=$1
    shift
    limited "$lxd_seconds" "$lxc" "$@"
}

# lxd_want PATH : a step is declared that needs it
lxd_want() {
    case " $lxd_wanted " in
    *" $1 "*) ;;
    *) lxd_wanted="$lxd_wanted $1" ;;
    esac
}

# lxd_read : tables lxd_server (of one, `server`), lxd_instance, lxd_profile, lxd_network,
# lxd_pool, with the keys `status`, ..., `config:KEY`, `devices:DEVICE:KEY`, `devices:DEVICE` (how
# many keys it has), `used_by` (once for each user). A value that is the content
# of the file declared for this key reads `config:KEY@FILE`.
lxd_read() {
    for lxd_table in server instance profile network pool; do
        table_clear "lxd_$lxd_table"
    done
    lxd_instances=0
    lxd_marked=
    lxd_anew=' '
    lxd_present=no
    has "$lxc" || return 0
    run_dir_make
    LXD_CONF=$run_dir/client INCUS_CONF=$run_dir/client
    export LXD_CONF INCUS_CONF
    lxd_present=down
    lxd_ask || {
        unknown_because "the daemon of $lxc does not tell its state: $lxd_trouble"
        return
    }
    lxd_present=yes
    IFS=$nl
    for lxd_line in $lxd_lines; do
        lxd_table=${lxd_line%% *}
        lxd_line=${lxd_line#* }
        case $lxd_table in
        count) lxd_instances=$lxd_line ;;
        *)
            table_put "lxd_$lxd_table" "${lxd_line%%"$tab"*}" "$lxd_line"
            lxd_mark_note
            ;;
        esac
    done
    unset IFS
}

# lxd_mark_note : $lxd_line of $lxd_table. A copy that somebody made of an instance
# has its marks too, but not its name.
lxd_mark_note() {
    [ "$lxd_table" = instance ] && line_has "$lxd_line" config:user.lstacker.stack "$stack" &&
        line_has "$lxd_line" config:user.lstacker.name "${lxd_line%%"$tab"*}" || return 0
    lxd_marked="$lxd_marked ${lxd_line%%"$tab"*}"
}

# lxd_ask -> $lxd_lines, one an object; fails if anything is not told, or not
# whole -> $lxd_trouble. A network is asked for by its name: the list of all
# interfaces takes LXD ten times as long.
lxd_ask() {
    lxd_lines='' lxd_trouble='' lxd_asked=''
    set --
    for lxd_path in $lxd_wanted; do
        set -- "$@" x
        lxd_url=/1.0/$lxd_path
        [ "$lxd_path" != server ] || lxd_url=/1.0
        timeout 30 "$lxc" query "$lxd_url" 2>"$run_dir/errors.$#" >"$run_dir/answer.$#" \
            </dev/null 5>&- 9>&- &
        lxd_asked="$lxd_asked $#:$!:$lxd_path"
    done
    set --
    for lxd_path in $lxd_asked; do
        ! lxd_told "$lxd_path" || set -- "$@" "table=$lxd_table" "$run_dir/answer.$lxd_number"
    done
    [ -z "$lxd_trouble" ] || return 1
    lxd_lines=$(files=$lxd_files answers=$(($# / 2)) awk "$lxd_parse" "$@") && return
    lxd_trouble="an answer is not whole"
    return 1
}

# lxd_told NUMBER:PROCESS:PATH -> $lxd_table, $lxd_number; fails if there is no such thing, or
# for another reason -> $lxd_trouble
lxd_told() {
    lxd_number=${1%%:*}
    lxd_path=${1#*:}
    lxd_status=0
    wait "${lxd_path%%:*}" || lxd_status=$?
    lxd_path=${lxd_path#*:}
    case $lxd_path in
    server) lxd_table=server ;;
    instances*) lxd_table=instance ;;
    profiles*) lxd_table=profile ;;
    networks*) lxd_table=network ;;
    storage-pools*) lxd_table=pool ;;
    esac
    [ "$lxd_status" -ne 0 ] || return 0
    lxd_error=$(tail -n 1 -- "$run_dir/errors.$lxd_number")
    case $lxd_status:$lxd_path:$lxd_error in
    1:networks/*:'Error: '*'not found') ;;
    124:* | 137:* | 143:*) lxd_trouble="no answer for /1.0/$lxd_path in 30 seconds" ;;
    *) lxd_trouble=${lxd_error:-"status $lxd_status for /1.0/$lxd_path"} ;;
    esac
    return 1
}

# The client prints JSON one value a line, so brackets at the end of a line tell
# the depth: 1 the list (a single object begins below it), 2 an object, 3 its
# parts, 4 a device.
# shellcheck disable=SC2016 # awk's dollars
lxd_parse='
function decode(text,    out, code) {           # a JSON string without its quotes
    if (index(text, "\\") == 0) return text
    out = ""
    while (match(text, /\\./)) {
        out = out substr(text, 1, RSTART - 1)
        code = substr(text, RSTART + 1, 1)
        text = substr(text, RSTART + 2)
        if (code == "u") {
            code = tolower(substr(text, 1, 4))
            text = substr(text, 5)
            out = out (code in unicode ? unicode[code] : "\\u" code)
        } else
            out = out (code in simple ? simple[code] : code)
    }
    return out text
}
function escape(text) {                         # as escape() in values.sh
    gsub(/\\/, "&&", text)
    gsub(/\t/, "\\t", text)
    gsub(/\n/, "\\n", text)
    gsub(/\r/, "\\r", text)
    return text
}
function content(file,    line, text, any) {
    if (!(file in contents)) {
        while ((getline line < file) > 0) { text = text (any ? "\n" : "") line; any = 1 }
        close(file)
        contents[file] = text
    }
    return contents[file]
}
function same(file, text) {                     # but for newlines at the end
    sub(/\n+$/, "", text)
    return text == content(file)
}
function keep(path, text) {
    if (path == "name") name = text
    paths[++n] = path
    texts[n] = text
}
function finish(    i, file, fields, device) {
    if (table == "instance") count++
    for (i = 1; i <= n; i++) {
        file = expected[name, paths[i]]
        if (file != "" && same(file, texts[i])) fields = fields paths[i] "@" file "\t"
        else fields = fields paths[i] "=" escape(texts[i]) "\t"
    }
    for (device in devices) fields = fields "devices:" device "=" devices[device] "\t"
    if (name ~ /^[A-Za-z0-9._-]+$/) print table " " name "\t" fields
}
BEGIN {
    simple["n"] = "\n"; simple["t"] = "\t"; simple["r"] = "\r"; simple["b"] = "\b"; simple["f"] = "\f"
    for (i = 1; i < 128; i++) unicode[sprintf("%04x", i)] = sprintf("%c", i)
    unicode["2028"] = "\342\200\250"
    unicode["2029"] = "\342\200\251"
    lines = split(ENVIRON["files"], declared, "\n")
    for (i = 1; i <= lines; i++)
        if (split(declared[i], words, "\t") == 3) expected[words[1], "config:" words[2]] = words[3]
}
function answered() {                           # the last file was read: was it whole?
    if (depth == base && (last == "}" || last == "]")) told++
    last = ""
}
FNR == 1 {
    answered()
    base = depth = $0 == "{"
}
NF == 0 { next }
{
    sub(/^[ \t]+/, "")
    first = substr($0, 1, 1)
    last = $0 == "null" ? "]" : substr($0, length($0))
    colon = index($0, "\": ")
    label = colon ? substr($0, 2, colon - 2) : ""
}
last == "{" || last == "[" {
    part[++depth] = label
    if (depth == 2) {
        n = 0
        name = table == "server" ? table : ""
        split("", devices)
    }
    if (depth == 4 && part[3] == "devices") devices[label] = 0
    next
}
first == "}" || first == "]" {
    if (depth-- == 2) finish()
    next
}
depth < 2 { next }
depth == 2 && label !~ /^(name|status|driver|type|managed)$/ { next }
depth == 3 && part[3] !~ /^(config|used_by)$/ { next }
depth == 3 && label ~ /^(volatile|image)\./ { next }
depth == 4 && part[3] != "devices" { next }
depth > 4 { next }
{
    text = colon ? substr($0, colon + 3) : $0
    sub(/,$/, "", text)
    if (text ~ /^[{[]/) next
    if (text ~ /^"/) text = decode(substr(text, 2, length(text) - 2))
    if (depth == 2) keep(label, text)
    else if (part[3] == "used_by") keep("used_by", text)
    else if (depth == 3) keep("config:" label, text)
    else {
        keep("devices:" part[4] ":" label, text)
        devices[part[4]]++
    }
}
END {
    answered()
    print "count " count + 0
    exit told + 0 != ENVIRON["answers"] + 0
}'

# lxd_ours LINE WHAT : calls conflict if it is not of this stack
lxd_ours() {
    ! line_has "$1" config:user.lstacker.stack "$stack" || return 0
    line_value "$1" config:user.lstacker.stack
    if [ -n "$value" ]; then
        conflict "$2 exists and belongs to the stack $value: undo that one first, or was \`name:\` changed?"
    else
        conflict "$2 exists and is not ours"
    fi
    return 1
}

# lxd_compare LINE KEY VALUE NAME : calls differs, with the name of the thing
lxd_compare() {
    ! line_has "$1" "$2" "$3" || return 0
    line_value "$1" "$2"
    lxd_short "$value"
    lxd_is=$lxd_short
    lxd_short "$3"
    differs "$4 is $lxd_is, should be $lxd_short"
}

# lxd_short VALUE -> $lxd_short : as a message may show it
lxd_short() {
    lxd_short=$1
    case $1 in
    '') lxd_short='not set' ;;
    *\\n* | *"$nl"*) lxd_short='another text' ;;
    esac
    [ "${#lxd_short}" -le 80 ] || lxd_short='a long value'
}

# quoted TEXT : prints it as a string of JSON, which is also one of YAML
quoted() {
    printf '%s\n' "$1" | lxd_quote
}

# quoted_file FILE
quoted_file() {
    { cat -- "$1" && printf '\n'; } | lxd_quote
}

# lxd_quote : quotes standard input, without the last newline
lxd_quote() {
    awk '
        BEGIN {
            printf "\""
            for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i)
            code["\177"] = "\\u007f"
        }
        NR > 1 { printf "\\n" }
        {
            gsub(/\\/, "&&")
            gsub(/"/, "\\\\&")
            while (match($0, /[\001-\037\177]/)) {
                printf "%s%s", substr($0, 1, RSTART - 1), code[substr($0, RSTART, 1)]
                $0 = substr($0, RSTART + 1)
            }
            printf "%s", $0
        }
        END { printf "\"" }'
}
