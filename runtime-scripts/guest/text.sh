# shellcheck shell=sh
# Text of the guest library: replacing, and lines that hold any text.

# guest_replace TEXT FROM TO -> $guest_replaced
guest_replace() {
    guest_replaced=
    guest_rest=$1
    while :; do
        case $guest_rest in
        *"$2"*) ;;
        *) break ;;
        esac
        guest_head=${guest_rest%%"$2"*}
        guest_replaced=$guest_replaced$guest_head$3
        guest_rest=${guest_rest#"$guest_head$2"}
    done
    guest_replaced=$guest_replaced$guest_rest
}

# guest_escape TEXT -> $guest_escaped : on one line, without a tab
guest_escape() {
    guest_escaped=$1
    case $1 in
    *\\* | *"$guest_tab"* | *"$guest_nl"* | *"$guest_cr"*) ;;
    *) return 0 ;;
    esac
    guest_replace "$1" "\\" "\\\\"
    guest_replace "$guest_replaced" "$guest_tab" '\t'
    guest_replace "$guest_replaced" "$guest_nl" '\n'
    guest_replace "$guest_replaced" "$guest_cr" '\r'
    guest_escaped=$guest_replaced
}

# guest_unescape TEXT -> $guest_text
guest_unescape() {
    guest_text=$1
    case $1 in
    *\\*) ;;
    *) return 0 ;;
    esac
    guest_text=
    guest_rest=$1
    while :; do
        case $guest_rest in
        *\\*) ;;
        *) break ;;
        esac
        guest_text=$guest_text${guest_rest%%\\*}
        guest_rest=${guest_rest#*\\}
        case $guest_rest in
        t*) guest_text=$guest_text$guest_tab ;;
        n*) guest_text=$guest_text$guest_nl ;;
        r*) guest_text=$guest_text$guest_cr ;;
        *) guest_text=$guest_text\\ ;;
        esac
        guest_rest=${guest_rest#?}
    done
    guest_text=$guest_text$guest_rest
}
