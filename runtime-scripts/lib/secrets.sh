# shellcheck shell=sh
# Secrets: values that the runner tells (`secret NAME VALUE`), kept in this shell's
# memory alone. Who starts `run` by hand puts each into a file
# ${LSTACKER_SECRETS:-/run/lstacker.STACK.secrets}/NAME, mode 0600.
#
# A secret goes to where it is needed through a pipe (printf is no process of its
# own), never as an argument. What is reported and logged has *** in its place.

serving=no                      # yes: the runner tells the secrets
secret_directory=${LSTACKER_SECRETS:-/run/lstacker.$stack.secrets}
secret_names=                   # of those that are known
secret_pieces=                  # what must not be shown, one a line, the longest first
secret_salt=                    # of this server, once it was read
secret_hashes=                  # of what was hashed, each `TEXT`, and a line `=HASH`

# secret_store "NAME VALUE" : a line of the runner; VALUE is escaped as in events
secret_store() {
    case $1 in
    *' '*) ;;
    *) set -- "$1 " ;;
    esac
    if ! secret_named "${1%% *}"; then
        event error usage 'not the name of a secret'
        return
    fi
    unescape "${1#* }"
    secret_keep "${1%% *}" "$unescaped"
}

secret_named() {
    case $1 in
    '' | *[!A-Za-z0-9._-]*) return 1 ;;
    esac
}

# secret_keep NAME VALUE
secret_keep() {
    table_get secret "$1" || secret_names="$secret_names $1"
    table_put secret "$1" "=$2"
    secret_hide "$2"
}

# secret_get NAME -> $secret_value ; fails if nobody told it
secret_get() {
    if ! table_get secret "$1"; then
        secret_value=
        [ "$serving" = no ] && secret_read "$1" || return 1
    fi
    secret_value=${found#=}
}

# secret_read NAME : from its file, without the newline at its end
secret_read() {
    secret_file=$secret_directory/$1
    secret_named "$1" && [ -r "$secret_file" ] || return 1
    secret_text=$(cat -- "$secret_file" && printf x) || return 1
    secret_text=${secret_text%x}
    secret_keep "$1" "${secret_text%"$nl"}"
    table_get secret "$1"
}

# secrets_hand DIRECTORY : for a run that this one starts, in files as a hand would put them
secrets_hand() {
    mkdir -m 700 -- "$1" || return
    for secret_name in $secret_names; do
        table_get secret "$secret_name"
        (umask 077 && printf '%s\n' "${found#=}" >"$1/$secret_name") || return
    done
}

# secret_needed NAME : in a probe; a step cannot do without it
secret_needed() {
    ! secret_get "$1" || return 0
    if [ "$serving" = yes ]; then
        conflict "the secret $1 was not sent: its server's bundle and the inventory are of different builds"
    else
        conflict "the secret $1 was not sent: by hand, put it into $secret_directory/$1"
    fi
    return 1
}

# --- what may be shown of them ---------------------------------------------------

# secret_hash LINES -> $secret_hash : of the secrets that the last word of each line names, with the
# salt; `unknown` before there is one
secret_hash() {
    if [ -z "$secret_salt" ] && [ -s "$state_root/state/salt" ]; then
        read -r secret_salt <"$state_root/state/salt"
    fi
    secret_hash=unknown
    [ -n "$secret_salt" ] || return 0
    secret_hashed=$secret_salt
    IFS=$nl
    for secret_each in $1; do
        unset IFS
        secret_get "${secret_each##* }"
        secret_hashed="$secret_hashed$nl$secret_each ${#secret_value}$nl$secret_value"
    done
    unset IFS
    secret_hash_found "$secret_hashed" && return
    secret_hash=$(printf '%s' "$secret_hashed" | sha256sum)
    secret_hash=${secret_hash%% *}
    secret_hashes="$secret_hashes$nl$secret_hashed$nl=$secret_hash$nl"
}

# secret_hash_found TEXT -> $secret_hash : containers of one kind have the same secrets
secret_hash_found() {
    case $secret_hashes in
    *"$nl$1$nl="*) ;;
    *) return 1 ;;
    esac
    secret_hash=${secret_hashes#*"$nl$1$nl="}
    secret_hash=${secret_hash%%"$nl"*}
}

# secret_salt_make : in an apply, before the first hash that is to be kept
secret_salt_make() {
    [ -n "$secret_names" ] && [ ! -s "$state_root/state/salt" ] || return 0
    secret_salt=
    (
        umask 077
        od -An -tx1 -N16 /dev/urandom | tr -d ' \n' >"$state_root/state/salt.new" &&
            mv -- "$state_root/state/salt.new" "$state_root/state/salt"
    )
}

# secret_hide VALUE : from now on, also as it reads between quotes. Of a text of several
# lines, each line that tells something is one.
secret_hide() {
    case $1 in
    *"$nl"*)
        IFS=$nl
        for secret_line in $1; do
            [ "${#secret_line}" -lt 8 ] || secret_forms "$secret_line"
        done
        unset IFS
        ;;
    *) [ "${#1}" -lt 4 ] || secret_forms "$1" ;;
    esac
}

secret_forms() {
    secret_piece "$1"
    quote "$1"
    quoted=${quoted#?}
    secret_piece "${quoted%?}"
    replace "$1" "'" "''"
    secret_piece "$replaced"
    replace "$1" "\\" "\\\\"
    secret_piece "$replaced"
    replace "$replaced" '"' '\"'
    secret_piece "$replaced"
}

# secret_piece TEXT : to its place among them
secret_piece() {
    case $nl$secret_pieces in
    *"$nl$1$nl"*) return 0 ;;
    esac
    secret_longer=
    secret_rest=$secret_pieces
    while [ -n "$secret_rest" ]; do
        secret_next=${secret_rest%%"$nl"*}
        [ "${#secret_next}" -ge "${#1}" ] || break
        secret_longer=$secret_longer$secret_next$nl
        secret_rest=${secret_rest#*"$nl"}
    done
    secret_pieces=$secret_longer$1$nl$secret_rest
}

# redact TEXT -> $redacted
redact() {
    redacted=$1
    redact_rest=$secret_pieces
    while [ -n "$redact_rest" ]; do
        redact_piece=${redact_rest%%"$nl"*}
        redact_rest=${redact_rest#*"$nl"}
        case $redacted in
        *"$redact_piece"*)
            replace "$redacted" "$redact_piece" '***'
            redacted=$replaced
            ;;
        esac
    done
}

# logged FILE COMMAND... : its output goes to FILE, and what is secret does not. Until it is taken out, what
# was said is in the directory of this run, which goes with it.
logged() {
    logged_file=$1 logged_status=0
    shift
    if [ -z "$secret_pieces" ]; then
        "$@" >"$logged_file" 2>&1 </dev/null
        return
    fi
    run_dir_make
    logged_raw=$run_dir/raw.${logged_file##*/}
    : >"$logged_file"
    "$@" >"$logged_raw" 2>&1 </dev/null || logged_status=$?
    [ ! -s "$logged_raw" ] || (redact_stream) <"$logged_raw" >>"$logged_file"
    rm -f -- "$logged_raw"
    return "$logged_status"
}

# redact_stream : this process becomes one that copies standard input to standard output; awk
# reads what to hide from a pipe
redact_stream() {
    exec awk '
        BEGIN {
            while ((getline piece < "/dev/fd/7") > 0)
                if (piece != "") pieces[++count] = piece
        }
        {
            for (i = 1; i <= count; i++) {
                out = ""
                while (at = index($0, pieces[i])) {
                    out = out substr($0, 1, at - 1) "***"
                    $0 = substr($0, at + length(pieces[i]))
                }
                $0 = out $0
            }
            print
            fflush()
        }' 7<<EOF
$secret_pieces
EOF
}
