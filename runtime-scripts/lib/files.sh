# shellcheck shell=sh
# Files on the server.
#
#   file_put PATH MODE SOURCE    PATH has the content of the bundle's SOURCE and
#                                this mode, and belongs to root
#   hosts_block PATH SOURCE      PATH has the content of SOURCE between two
#                                marker lines, and is otherwise as it was
#
# state/file-ID remembers what file_put placed: `hash SHA256` (the one being
# placed and the one before) and `dir PATH` for each directory it made. A file
# that was there before and has another content is in the way. The undo removes
# a file only while its content is one that we placed.

files_paths=                    # declared, one a line
files_sources=
files_hashes=                   # lines `SHA256  PATH`
files_stats=                    # lines `MODE UID:GID TYPE/PATH`

# file_plain NAME : names are read from lists of lines
file_plain() {
    case $1 in
    *"$nl"* | *\\*) give_up 2 usage "a file name with a newline or backslash: $1" ;;
    esac
}

file_put_declare() {
    file_plain "$1"
    file_plain "$3"
    files_paths=$files_paths$1$nl
    files_sources=$files_sources$3$nl
}

files_read() {
    [ -n "$files_paths" ] || return 0
    IFS=$nl
    # shellcheck disable=SC2086 # one name a line
    files_hashes=$nl$(sha256sum -- $files_paths $files_sources 2>/dev/null)$nl
    # shellcheck disable=SC2086 # one name a line
    files_stats=$nl$(stat -c '%a %u:%g %F%n' -- $files_paths 2>/dev/null)$nl
    unset IFS
}

# file_hash NAME -> $file_hash
file_hash() {
    file_hash=${files_hashes%%"  $1$nl"*}
    if [ "$file_hash" = "$files_hashes" ]; then
        file_hash=
    else
        file_hash=${file_hash##*"$nl"}
    fi
}

# file_stat PATH -> $file_mode, $file_owner, $file_type; fails if there is none
file_stat() {
    file_type=${files_stats%%"$1$nl"*}
    [ "$file_type" != "$files_stats" ] || return 1
    file_type=${file_type##*"$nl"}
    file_mode=${file_type%% *}
    file_type=${file_type#* }
    file_owner=${file_type%% *}
    file_type=${file_type#* }
}

file_put_probe() {
    if ! file_stat "$1"; then
        differs "$1 is missing"
        return
    fi
    case $file_type in
    regular*) ;;
    *)
        conflict "$1 is a $file_type"
        return
        ;;
    esac
    file_hash "$1"
    file_have=$file_hash
    file_hash "$3"
    if [ "$file_have" = "$file_hash" ]; then
        [ "$file_mode" = "${2#0}" ] || differs "$1 has mode $file_mode, should be ${2#0}"
        [ "$file_owner" = 0:0 ] || differs "$1 belongs to $file_owner, should be root's"
    elif [ -e "$state_root/state/file-$step_id" ]; then
        differs "$1 has another content"
    else
        conflict "$1 exists and is not ours"
    fi
}

file_put_apply() {
    file_state=$state_root/state/file-$step_id
    case $1 in
    */*) file_directories "${1%/*}" || return ;;
    esac
    file_hash "$3"
    printf 'hash %s\n' "$file_hash" >>"$file_state" || return
    rm -f -- "$1.lstacker-new"
    install -m "$2" -o 0 -g 0 -- "$3" "$1.lstacker-new" && mv -f -- "$1.lstacker-new" "$1"
}

# file_directories PATH : makes it and those above, and notes those it made
file_directories() {
    [ -n "$1" ] && [ ! -d "$1" ] || return 0
    (file_directories "${1%/*}") || return
    printf 'dir %s\n' "$1" >>"$file_state" && mkdir -- "$1"
}

# Each is written at once; the batch is for probing them together.
file_put_flush() {
    :
}

file_put_undo() {
    file_state=$state_root/state/file-$step_id
    [ -e "$file_state" ] || return 0
    rm -f -- "$1.lstacker-new"
    file_lines=$(cat -- "$file_state")
    file_hash "$1"
    case $nl$file_lines$nl in
    *"${nl}hash ${file_hash:-none}$nl"*)
        rm -f -- "$1" || return
        removed "$1"
        ;;
    *) [ -z "$file_hash" ] || kept "$1, whose content is not ours" ;;
    esac
    file_directories_undo
    rm -f -- "$file_state"
}

# file_directories_undo : the deepest first; those that others use stay
file_directories_undo() {
    file_reversed=
    IFS=$nl
    for file_line in $file_lines; do
        case $file_line in
        "dir "*) file_reversed=${file_line#dir }$nl$file_reversed ;;
        esac
    done
    for file_line in $file_reversed; do
        rmdir -- "$file_line" 2>/dev/null || :
    done
    unset IFS
}

# --- a block in a file -------------------------------------------------------

blocks_declared=                # lines PATH TAB SOURCE
blocks_states=                  # lines `STATE PATH TAB SOURCE`

hosts_block_declare() {
    file_plain "$1"
    file_plain "$2"
    blocks_declared=$blocks_declared$1$tab$2$nl
}

# The marker of the first line says how the file was before.
block_begin="# lstacker $stack begin"
block_end="# lstacker $stack end"
block_open=' (the last line had no newline)'
block_new=' (there was no such file)'

blocks_read() {
    [ -n "$blocks_declared" ] || return 0
    blocks_states=$nl$(printf '%s' "$blocks_declared" | begin=$block_begin end=$block_end awk -F '\t' '
        {
            want = ""; have = ""; state = "absent"; inside = 0
            while ((getline line < $2) > 0) want = want line "\n"
            close($2)
            while ((getline line < $1) > 0) {
                if (index(line, ENVIRON["begin"]) == 1) { inside = 1; state = "open" }
                else if (line == ENVIRON["end"] && inside) {
                    inside = 0
                    state = have == want ? "same" : "differs"
                } else if (inside) have = have line "\n"
            }
            close($1)
            print state " " $0
        }')$nl
}

hosts_block_probe() {
    case $blocks_states in
    *"${nl}same $1$tab$2$nl"*) ;;
    *"${nl}differs $1$tab$2$nl"*) differs "the block in $1 has another content" ;;
    *"${nl}open $1$tab$2$nl"*) conflict "the block in $1 has lost its last line, '$block_end'" ;;
    *) differs "the block in $1 is missing" ;;
    esac
}

hosts_block_apply() {
    hosts_mark=$block_begin
    if [ ! -e "$1" ]; then
        hosts_mark=$block_begin$block_new
        : >"$1"
    elif [ -n "$(tail -c 1 -- "$1")" ]; then
        hosts_mark=$block_begin$block_open
    fi
    hosts_rewrite "$1" "$2"
}

# hosts_rewrite PATH SOURCE : with the block of SOURCE, or without any ('')
hosts_rewrite() {
    cp -p -- "$1" "$1.lstacker-new" || return
    mark=$hosts_mark begin=$block_begin end=$block_end open=$block_begin$block_open source=$2 awk '
        function put(line) { printf "%s%s", separator, line; separator = "\n" }
        function block(first,    line) {
            done = 1
            if (ENVIRON["source"] == "") { was_open = (first == ENVIRON["open"]); return }
            put(first)
            while ((getline line < ENVIRON["source"]) > 0) put(line)
            put(ENVIRON["end"])
        }
        index($0, ENVIRON["begin"]) == 1 { block($0); inside = 1; next }
        inside { if ($0 == ENVIRON["end"]) inside = 0; next }
        { was_open = 0; put($0) }
        END {
            if (!done && ENVIRON["source"] != "") block(ENVIRON["mark"])
            if (separator != "" && !was_open) printf "\n"
        }' "$1" >"$1.lstacker-new" && mv -f -- "$1.lstacker-new" "$1"
}

hosts_block_undo() {
    rm -f -- "$1.lstacker-new"
    case $blocks_states in
    *"${nl}same $1$tab"* | *"${nl}differs $1$tab"*) ;;
    *) return 0 ;;
    esac
    hosts_new=no
    ! grep -qxF -- "$block_begin$block_new" "$1" || hosts_new=yes
    hosts_mark=
    hosts_rewrite "$1" '' || return
    [ "$hosts_new" = no ] || [ -s "$1" ] || rm -- "$1"
    removed "the block in $1"
}
