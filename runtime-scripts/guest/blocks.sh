# shellcheck shell=sh
# Blocks of the guest library.
#
#   block PATH <<TEXT       the file has the lines on standard input, between two comments that name the
#                           recipe; one block of a recipe in a file
#
# The first of these comments says how the file was before, so that undo leaves it as it was. What
# others write around the block stays.

guest_block_open=' (the last line had no newline)'
guest_block_new=' (there was no such file)'

block() {
    guest_content=$(cat && printf x) || fail "the content of $1 cannot be read"
    guest_content=${guest_content%x}
    ! guest_block_is "$1" || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "$guest_reason"
        return
    fi
    guest_changing
    guest_record block "$1"
    guest_parents "$1"
    guest_block_mark "$1"
    guest_block_write "$1" "$(guest_block_without "$1" && printf x)"
}

# guest_block_is PATH -> $guest_reason, with $guest_content; sets the comments
guest_block_is() {
    guest_begin="# lstacker $recipe_name begin"
    guest_end="# lstacker $recipe_name end"
    guest_reason="the block in $1 is missing"
    grep -q "^$guest_begin" "$1" 2>/dev/null || return
    if ! grep -qxF "$guest_end" "$1"; then
        conflict "the block in $1 has lost its last line, '$guest_end'"
        return 0
    fi
    guest_reason="the block in $1 has other content"
    [ "$(sed -n "/^$guest_begin/,/^$guest_end\$/p" "$1" | sed '1d;$d' && printf x)" = "${guest_content}x" ]
}

# guest_block_mark PATH -> $guest_mark, the first comment : as it is, or of how the file is
guest_block_mark() {
    guest_mark=$(grep -m 1 "^$guest_begin" "$1" 2>/dev/null) && return 0
    guest_mark=$guest_begin
    if [ ! -e "$1" ]; then
        guest_mark=$guest_begin$guest_block_new
    elif [ -n "$(tail -c 1 "$1")" ]; then
        guest_mark=$guest_begin$guest_block_open
    fi
}

# guest_block_without PATH : prints the file without the block
guest_block_without() {
    [ ! -e "$1" ] || sed "/^$guest_begin/,/^$guest_end\$/d" "$1"
}

# guest_block_write PATH REST : the file becomes REST, which has an `x` at its end, and the block
guest_block_write() {
    guest_rest=${2%x}
    case $guest_rest in
    '' | *"$guest_nl") ;;
    *) guest_rest=$guest_rest$guest_nl ;;
    esac
    guest_block_replace "$1" "$guest_rest$guest_mark$guest_nl$guest_content$guest_end$guest_nl"
}

# guest_block_replace PATH TEXT : its mode and owner stay
guest_block_replace() {
    if [ -e "$1" ]; then
        guest_copy "$1"
        { printf %s "$2" >"$guest_new" && mv -fT "$guest_new" "$1"; } || fail "$1 cannot be written"
        return
    fi
    guest_beside "$1"
    (set -C && printf %s "$2" >"$guest_new") || fail "$1 cannot be written"
    guest_place "$1" 644 root
}

guest_undo_block() {
    guest_begin="# lstacker $recipe_name begin"
    guest_end="# lstacker $recipe_name end"
    guest_block_mark "$1"
    grep -q "^$guest_begin" "$1" 2>/dev/null || return 0
    grep -qxF "$guest_end" "$1" || fail "the block in $1 has lost its last line, '$guest_end'"
    guest_rest=$(guest_block_without "$1" && printf x)
    guest_rest=${guest_rest%x}
    # What stands behind the block now needs the newline that was added before it.
    if [ "$guest_mark" = "$guest_begin$guest_block_open" ] && [ "$(tail -n 1 "$1")" = "$guest_end" ]; then
        guest_rest=${guest_rest%"$guest_nl"}
    fi
    if [ -z "$guest_rest" ] && [ "$guest_mark" = "$guest_begin$guest_block_new" ]; then
        rm -f "$1" || fail "$1 cannot be removed"
    else
        guest_block_replace "$1" "$guest_rest"
    fi
    removed "the block in $1"
}
