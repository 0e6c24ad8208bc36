# Completion of lstackc for fish, made by `lstackc completion fish`.

function __lstackc_codes
    printf '%s\t%s\n' \
{{codes|raw}}
end

function __lstackc_recipes
    printf '%s\t%s\n' \
{{recipes|raw}}
end

complete -c lstackc -f
complete -c lstackc -n __fish_use_subcommand -s h -l help -d 'print the help'
complete -c lstackc -n __fish_use_subcommand -l version -d 'print the version'
{{commands|raw}}
