# shellcheck shell=sh
# Values under computed names, lookups and text: the one place with `eval`, of
# names that this runtime made; a value itself is never evaluated.

value=
found=
nl='
'
tab='	'
cr=$(printf '\r')

# put NAME VALUE; get NAME -> $value ('' if never put)
put() {
    eval "$1=\$2"
}

get() {
    eval "value=\${$1-}"
}

has() {
    command -v "$1" >/dev/null
}

# join TEXT MORE -> $joined
join() {
    joined=$1${1:+${2:+; }}$2
}

# replace TEXT FROM TO -> $replaced : every FROM, which TO may contain
replace() {
    replaced=
    replace_rest=$1
    while :; do
        case $replace_rest in
        *"$2"*) ;;
        *) break ;;
        esac
        replace_head=${replace_rest%%"$2"*}
        replaced=$replaced$replace_head$3
        replace_rest=${replace_rest#"$replace_head$2"}
    done
    replaced=$replaced$replace_rest
}

# escape TEXT -> $escaped : on one line and without a tab
escape() {
    escaped=$1
    case $1 in
    *\\* | *"$tab"* | *"$nl"* | *"$cr"*) ;;
    *) return 0 ;;
    esac
    replace "$escaped" "\\" "\\\\"
    replace "$replaced" "$tab" '\t'
    replace "$replaced" "$nl" '\n'
    replace "$replaced" "$cr" '\r'
    escaped=$replaced
}

# unescape TEXT -> $unescaped : what escape() was given
unescape() {
    unescaped=
    unescape_rest=$1
    while :; do
        case $unescape_rest in
        *\\*) ;;
        *) break ;;
        esac
        unescaped=$unescaped${unescape_rest%%\\*}
        unescape_rest=${unescape_rest#*\\}
        case $unescape_rest in
        t*) unescaped=$unescaped$tab ;;
        n*) unescaped=$unescaped$nl ;;
        r*) unescaped=$unescaped$cr ;;
        \\*) unescaped=$unescaped\\ ;;
        *)
            unescaped=$unescaped\\
            continue
            ;;
        esac
        unescape_rest=${unescape_rest#?}
    done
    unescaped=$unescaped$unescape_rest
}

# quote TEXT -> $quoted : one word for a shell, whatever is in it
quote() {
    replace "$1" "'" "'\\''"
    quoted="'$replaced'"
}

# Tables: what a bulk read found, one line an object, under its name.
# A name may have [A-Za-z0-9._-].

# table_key NAME -> $table_key : the name as part of a shell name
table_key() {
    table_key=$1
    case $1 in
    *[!A-Za-z0-9]*) ;;
    *) return 0 ;;
    esac
    replace "$1" _ _u
    replace "$replaced" - _h
    replace "$replaced" . _d
    table_key=$replaced
}

# table_put TABLE NAME LINE
table_put() {
    table_key "$2"
    put "table_$1_$table_key" "$3"
    get "tables_$1"
    put "tables_$1" "$value $table_key"
}

# table_get TABLE NAME -> $found ; fails if there is none
table_get() {
    table_key "$2"
    get "table_$1_$table_key"
    found=$value
    [ -n "$found" ]
}

table_clear() {
    get "tables_$1"
    for table_key in $value; do
        put "table_$1_$table_key" ''
    done
    put "tables_$1" ''
}

# A line of a table is TAB then `key=value` TAB, again and again, values escaped.

# line_has LINE KEY VALUE
line_has() {
    escape "$3"
    case $1 in
    *"$tab$2=$escaped$tab"*) return 0 ;;
    esac
    return 1
}

# line_value LINE KEY -> $value, still escaped; fails if there is no such key
line_value() {
    value=
    case $1 in
    *"$tab$2="*) ;;
    *) return 1 ;;
    esac
    value=${1#*"$tab$2="}
    value=${value%%"$tab"*}
}
