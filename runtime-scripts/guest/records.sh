# shellcheck shell=sh
# What a recipe made, for its undo: lines of $recipe_dir/made, `KIND WORD...` separated by tabs and
# escaped, written before the deed. undo calls guest_undo_KIND WORD... for each, the last first.

# guest_changing : from here to its good end an apply is unfinished
guest_changing() {
    [ ! -e "$recipe_dir/unfinished" ] || return 0
    guest_records
    : >"$recipe_dir/unfinished" || fail "$recipe_dir cannot be written"
}

guest_records() {
    [ -d "$recipe_dir" ] || (umask 077 && mkdir -p "$recipe_dir") ||
        fail "$recipe_dir cannot be made"
}

# guest_line WORD... -> $guest_entry : as it stands in `made`
guest_line() {
    guest_entry=
    for guest_word do
        guest_escape "$guest_word"
        guest_entry=$guest_entry${guest_entry:+$guest_tab}$guest_escaped
    done
}

# guest_recorded WORD... : does `made` have this line?
guest_recorded() {
    guest_line "$@"
    grep -qxF -e "$guest_entry" "$recipe_dir/made" 2>/dev/null
}

# guest_record KIND WORD... : a line of `made`; before the deed. undo calls guest_undo_KIND WORD...
guest_record() {
    ! guest_recorded "$@" || return 0
    guest_records
    # A line that a power cut left without its end is made one of its own.
    if [ -s "$recipe_dir/made" ] && [ -n "$(tail -c 1 "$recipe_dir/made")" ]; then
        echo >>"$recipe_dir/made"
    fi
    printf '%s\n' "$guest_entry" >>"$recipe_dir/made" || fail "$recipe_dir/made cannot be written"
}

# undo_made : takes away what was recorded, the last first
undo_made() {
    guest_lenient guest_undo_made
}

guest_undo_made() {
    [ -d "$recipe_dir" ] || return 0
    guest_lines=
    if [ -e "$recipe_dir/made" ]; then
        guest_lines=$(cat "$recipe_dir/made") || fail "$recipe_dir/made cannot be read"
    fi
    guest_packages=
    while [ -n "$guest_lines" ]; do
        guest_entry=${guest_lines##*"$guest_nl"}
        case $guest_lines in
        *"$guest_nl"*) guest_lines=${guest_lines%"$guest_nl"*} ;;
        *) guest_lines= ;;
        esac
        [ -z "$guest_entry" ] || guest_undo_entry "$guest_entry"
    done
    guest_packages_end
    rm -rf "$recipe_dir" || fail "$recipe_dir cannot be removed"
    rmdir "$guest_state" "${guest_state%/*}" 2>/dev/null || :
}

# guest_undo_entry LINE : the words of the line, unescaped, to the function of its kind.
# Packages are removed together, when an entry of another kind comes.
guest_undo_entry() {
    guest_fields=$1$guest_tab
    set --
    while [ -n "$guest_fields" ]; do
        guest_unescape "${guest_fields%%"$guest_tab"*}"
        guest_fields=${guest_fields#*"$guest_tab"}
        set -- "$@" "$guest_text"
    done
    guest_kind=$1
    shift
    [ "$guest_kind" = package ] || guest_packages_end
    command -v "guest_undo_$guest_kind" >/dev/null || fail "$recipe_dir/made: what is $guest_kind?"
    "guest_undo_$guest_kind" "$@"
}

guest_undo_ensured() {
    if command -v "$1" >/dev/null; then
        guest_strictly "$1" "$2"
        removed "$2"
    else
        kept "$2, as the recipe has no function $1 any more"
    fi
}
