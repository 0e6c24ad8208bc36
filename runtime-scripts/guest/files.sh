# shellcheck shell=sh
# Files, directories and users of the guest library.
#
#   file PATH MODE [OWNER[:GROUP] [CHECK]] <<TEXT   has the content on standard input; CHECK FILE must
#                                           succeed with the new one before it replaces the old one
#   line PATH TEXT                          this line is in it
#   directory PATH [MODE [OWNER[:GROUP]]]
#   data PATH...                            where what the recipe brings keeps its own: undo removes it
#   user NAME [HOME]                        of the system, without a password or a shell
#   download URL SHA256 PATH [MODE]
#
# A file that was there is kept in $recipe_dir/saved and put back by undo. A file is
# written beside its place with its final mode and owner, and then renamed; where somebody else than root
# may write, it is written in $recipe_dir, as he could put a link in its place meanwhile.

# --- file -------------------------------------------------------------------------

file() {
    guest_content=$(cat && printf x) || fail "the content of $1 cannot be read"
    guest_content=${guest_content%x}
    ! guest_file_is "$1" "$2" "${3-root}" || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "$guest_reason"
        return
    fi
    guest_changing
    guest_file_record "$1"
    guest_beside "$1"
    (umask 077 && set -C && printf %s "$guest_content" >"$guest_new") || fail "$1 cannot be written"
    if [ -n "${4-}" ] && ! "$4" "$guest_new"; then
        rm -f "$guest_new"
        fail "$1 would not be good, and stays as it was"
    fi
    guest_place "$1" "$2" "${3-root}"
}

# guest_file_is PATH MODE OWNER -> $guest_reason, with $guest_content
guest_file_is() {
    guest_reason="$1 is missing"
    [ -f "$1" ] || return
    guest_reason="$1 has other content"
    [ "$(cat "$1" && printf x)" = "${guest_content}x" ] || return
    guest_mode_is "$@"
}

# guest_mode_is PATH MODE OWNER -> $guest_reason
guest_mode_is() {
    guest_owner "$3"
    guest_mode=${2#"${2%%[!0]*}"}
    guest_mode=${guest_mode:-0}
    guest_there=$(stat -L -c '%a %U:%G' "$1")
    guest_reason="$1 is $guest_there, not $guest_mode $guest_owner"
    [ "$guest_there" = "$guest_mode $guest_owner" ]
}

# guest_owner OWNER[:GROUP] -> $guest_owner, with its group
guest_owner() {
    case $1 in
    *:*) guest_owner=$1 ;;
    *) guest_owner=$1:$(id -gn "$1" 2>/dev/null) || guest_owner=$1:$1 ;;
    esac
}

# guest_beside PATH -> $guest_new : where its new content is to be written; there is nothing yet
guest_beside() {
    guest_new=$1.lstacker-new
    if guest_others_write "$1"; then
        guest_records
        guest_new=$recipe_dir/new
    fi
    rm -f "$guest_new"
}

# guest_others_write PATH : may somebody else than root put something in its place, or in that of a
# directory above it? In one that is sticky, nobody takes away what is root's.
guest_others_write() {
    guest_above=$1
    while [ -n "$guest_above" ]; do
        guest_above=${guest_above%/*}
        case $(stat -L -c '%u %A' "$guest_above/" 2>/dev/null) in
        '0 '?????-??-* | '0 '?????????[tT]) ;;
        *) return 0 ;;
        esac
    done
    return 1
}

# guest_copy PATH : as $guest_new; where others may write, PATH must not be a link
guest_copy() {
    guest_beside "$1"
    if [ "$guest_new" = "$recipe_dir/new" ]; then
        cp -pP "$1" "$guest_new" && [ ! -L "$guest_new" ]
    else
        cp -p "$1" "$guest_new"
    fi || fail "$1 is not a file that can be changed"
}

# guest_place PATH MODE OWNER : $guest_new becomes PATH
guest_place() {
    guest_owner "$3"
    {
        chown "$guest_owner" "$guest_new" && chmod "$2" "$guest_new" && mv -fT "$guest_new" "$1"
    } || fail "$1 cannot be written"
    guest_written=yes
}

# guest_file_record PATH : what was there is saved once, or it is noted that nothing was
guest_file_record() {
    guest_parents "$1"
    ! guest_recorded path "$1" && ! guest_recorded_saved "$1" || return 0
    if [ ! -e "$1" ] && [ ! -L "$1" ]; then
        guest_record path "$1"
        return
    fi
    guest_records
    guest_number=1
    while [ -e "$recipe_dir/saved/$guest_number" ] || [ -L "$recipe_dir/saved/$guest_number" ]; do
        guest_number=$((guest_number + 1))
    done
    mkdir -p "$recipe_dir/saved" && rm -rf "$recipe_dir/saved/new" &&
        cp -a "$1" "$recipe_dir/saved/new" && sync "$recipe_dir/saved/new" 2>/dev/null
    mv "$recipe_dir/saved/new" "$recipe_dir/saved/$guest_number" || fail "$1 cannot be saved"
    guest_record saved "$1" "$guest_number"
}

# guest_recorded_saved PATH
guest_recorded_saved() {
    guest_line saved "$1"
    guest_wanted=$guest_entry$guest_tab
    while read -r guest_entry; do
        case $guest_entry in
        "$guest_wanted"*) return 0 ;;
        esac
    done 2>/dev/null <"$recipe_dir/made"
    return 1
}

# guest_parents PATH : makes the directories above it
guest_parents() {
    set -- "${1%/*}"
    if [ -z "$1" ] || [ -d "$1" ]; then
        return 0
    fi
    guest_parents "$1"
    guest_record directory "$1"
    mkdir "$1" || fail "$1 cannot be made"
}

guest_undo_path() {
    [ -e "$1" ] || [ -L "$1" ] || return 0
    rm -f "$1" || fail "$1 cannot be removed"
    removed "$1"
}

guest_undo_saved() {
    [ -e "$recipe_dir/saved/$2" ] || [ -L "$recipe_dir/saved/$2" ] || return 0
    if [ -d "${1%/*}/" ]; then
        guest_beside "$1"
        { cp -a "$recipe_dir/saved/$2" "$guest_new" && mv -fT "$guest_new" "$1"; } ||
            fail "$1 cannot be put back"
        removed "the content of $1, which is what it was before"
    fi
    rm -f "$recipe_dir/saved/$2"
}

# --- line -------------------------------------------------------------------------

# What the line says is not told: it may have a password.
line() {
    ! grep -qxF -e "$2" "$1" 2>/dev/null || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "$1 lacks a line"
        return
    fi
    guest_changing
    if [ ! -e "$1" ]; then
        guest_file_record "$1"
    fi
    guest_record line "$1" "$2"
    if ! guest_others_write "$1"; then
        guest_line_append "$1" "$2"
    elif [ -e "$1" ] || [ -L "$1" ]; then
        guest_copy "$1"
        guest_line_append "$guest_new" "$2"
        mv -fT "$guest_new" "$1" || fail "$1 cannot be written"
    else
        guest_beside "$1"
        guest_line_append "$guest_new" "$2"
        guest_place "$1" 644 root
    fi
}

guest_line_append() {
    if [ -s "$1" ] && [ -n "$(tail -c 1 "$1")" ]; then
        echo >>"$1"
    fi
    printf '%s\n' "$2" >>"$1" || fail "$1 cannot be written"
}

guest_undo_line() {
    grep -qxF -e "$2" "$1" 2>/dev/null || return 0
    guest_content=$(grep -vxF -e "$2" "$1" && printf x)
    guest_content=${guest_content%x}
    guest_copy "$1"
    { printf %s "$guest_content" >"$guest_new" && mv -fT "$guest_new" "$1"; } ||
        fail "$1 cannot be written"
    removed "a line of $1"
}

# --- directories --------------------------------------------------------------------

directory() {
    if [ -d "$1" ]; then
        ! guest_mode_is "$1" "${2-755}" "${3-root}" || return 0
    else
        guest_reason="$1 is missing"
    fi
    if [ "$recipe_verb" = probe ]; then
        differs "$guest_reason"
        return
    fi
    guest_changing
    if [ ! -d "$1" ]; then
        guest_parents "$1"
        guest_record directory "$1"
        mkdir -m 700 "$1" || fail "$1 cannot be made"
    fi
    if [ -L "$1" ] && guest_others_write "$1"; then
        fail "$1 is a link, and not in a directory of root's alone"
    fi
    guest_owner "${3-root}"
    { chown "$guest_owner" "$1" && chmod "${2-755}" "$1"; } || fail "$1 cannot be made so"
}

guest_undo_directory() {
    [ -d "$1" ] || return 0
    if rmdir "$1" 2>/dev/null; then
        removed "$1"
    else
        kept "$1, as it holds what others made"
    fi
}

data() {
    [ "$recipe_verb" = apply ] || return 0
    for guest_word do
        if [ ! -e "$guest_word" ] && [ ! -L "$guest_word" ]; then
            guest_record data "$guest_word"
        fi
    done
}

guest_undo_data() {
    [ -e "$1" ] || [ -L "$1" ] || return 0
    rm -rf "$1" || fail "$1 cannot be removed"
    removed "$1"
}

# --- users ------------------------------------------------------------------------

user() {
    ! guest_user_is "$1" || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "user $1 is missing"
        return
    fi
    guest_changing
    guest_record user "$1"
    if [ -z "${2-}" ]; then
        useradd --system --user-group --no-create-home --home-dir /nonexistent \
            --shell /usr/sbin/nologin "$1" || fail "user $1 cannot be made"
        return
    fi
    if [ ! -e "$2" ]; then
        guest_parents "$2"
        guest_record data "$2"
    fi
    useradd --system --user-group --no-create-home --home-dir "$2" \
        --shell /usr/sbin/nologin "$1" || fail "user $1 cannot be made"
    [ -e "$2" ] || { mkdir -m 750 "$2" && chown "$1:$1" "$2"; } || fail "$2 cannot be made"
}

guest_user_is() {
    id -u "$1" >/dev/null 2>&1
}

guest_undo_user() {
    guest_user_is "$1" || return 0
    userdel "$1" || fail "user $1 cannot be removed"
    removed "user $1"
}

# --- download ---------------------------------------------------------------------

download() {
    ! guest_download_is "$1" "$2" "$3" "${4-644}" || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "$guest_reason"
        return
    fi
    guest_changing
    guest_download "$1" "$2"
    guest_download_place "$3" "${4-644}"
}

# guest_download URL SHA256 : is in $recipe_dir/download
guest_download() {
    rm -f "$recipe_dir/download"
    guest_fetch "$1" "$recipe_dir/download" || fail "$1 cannot be downloaded"
    if ! guest_sha256 "$2" "$recipe_dir/download"; then
        rm -f "$recipe_dir/download"
        fail "$1 is not what was expected: its SHA-256 is $guest_digest, not $2"
    fi
}

# guest_download_place PATH MODE
guest_download_place() {
    guest_file_record "$1"
    guest_beside "$1"
    mv -fT "$recipe_dir/download" "$guest_new" || fail "$1 cannot be written"
    guest_place "$1" "$2" root
}

# guest_download_is URL SHA256 PATH MODE -> $guest_reason
guest_download_is() {
    guest_reason="$3 is missing"
    [ -f "$3" ] || return
    guest_reason="$3 is not what $1 was"
    guest_sha256 "$2" "$3" && guest_mode_is "$3" "$4" root
}

# guest_sha256 SHA256 FILE -> $guest_digest : has the file it?
guest_sha256() {
    guest_digest=$(sha256sum <"$2")
    guest_digest=${guest_digest%% *}
    [ "$guest_digest" = "$1" ]
}

# guest_fetch URL FILE : with what is there; Debian always has apt's helper, which uses apt's proxy
guest_fetch() {
    if command -v curl >/dev/null; then
        curl -fsSL --proto '=https,http,file' --retry 3 --connect-timeout 20 -o "$2" -- "$1"
    elif command -v wget >/dev/null; then
        wget -q --tries=3 --timeout=60 -O "$2" -- "$1"
    else
        /usr/lib/apt/apt-helper download-file "$1" "$2"
    fi
}
