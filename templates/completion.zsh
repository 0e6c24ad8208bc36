#compdef lstackc
# Completion of lstackc for zsh, made by `lstackc completion zsh`.

_lstackc_codes() {
    local -a codes=(
{{codes|raw}}    )

    _describe -t codes code codes
}

_lstackc_recipes() {
    local -a recipes=(
{{recipes|raw}}    )

    _describe -t recipes recipe recipes
}

_lstackc() {
    local context state state_descr line
    typeset -A opt_args
    local -a commands=(
{{names|raw}}    )

    _arguments -C \
        '(- *)'{-h,--help}'[print the help]' \
        '(- *)--version[print the version]' \
        '1:command:->command' \
        '*::argument:->argument'
    case $state in
    command)
        _describe -t commands command commands
        ;;
    argument)
        case $words[1] in
{{commands|raw}}        esac
        ;;
    esac
}

# Called by the completion system, or read by `source`.
if [[ ${funcstack[1]} == _lstackc ]]; then
    _lstackc "$@"
else
    compdef _lstackc lstackc
fi
