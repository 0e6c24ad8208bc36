# Completion of lstackc for bash, made by `lstackc completion bash`.
# shellcheck shell=bash

# Offers those of the words that begin with what is written.
_lstackc_words() {
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur")
}

# The same for options: one that ends in `=` is followed by its value at once.
_lstackc_options() {
    _lstackc_words "$@"
    [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}

_lstackc_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_lstackc_directories() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$cur")
}

_lstackc_codes() {
    _lstackc_words {{codes|raw}}
}

_lstackc_recipes() {
    _lstackc_words {{recipes|raw}}
}

_lstackc() {
    local cur=${COMP_WORDS[COMP_CWORD]} option=

    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _lstackc_words {{names|raw}} --help --version
        return
    fi
    # Bash takes `--format=json` for three words.
    option=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $cur == = ]]; then
        cur=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case ${COMP_WORDS[1]} in
{{commands|raw}}    esac
}

complete -F _lstackc lstackc
