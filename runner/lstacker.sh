#!/bin/sh
# lstacker: builds a stack from one file and brings it up, with lstackc and lstacker-run.
# Exit statuses are theirs; 2 is wrong usage.
#
# shellcheck disable=SC2016  # backquotes in messages quote words, as everywhere in LStacker
set -u

usage() {
    cat <<'EOF'
usage: lstacker COMMAND [OPTION]...

  stack                      build the stack and apply it to all its servers
  unstack                    take away all that was made on the servers
  create SERVER CONTAINER    build, then make or mend this container only
  destroy SERVER CONTAINER   take this container away, with its data
  help                       show this
  version                    show the version of each part

  -f FILE        the stack (default: lstacker.yaml, else lstacker.yml)
  -o DIR         build directory (default: build, beside FILE)
  -y, --yes      do not ask
  --prune        also remove containers that the stack no longer has
  --recreate     make anew what cannot be changed in place
  --jobs=N, --timeout=S, --json, --color=WHEN    as for lstacker-run

lstackc and lstacker-run can do more: see `lstackc --help` and `lstacker-run --help`.
EOF
}

# wrong TEXT [HELP] : wrong usage
wrong() {
    printf 'lstacker: %s\n' "$1" >&2
    printf 'help: %s\n' "${2-\`lstacker help\` lists commands and options}" >&2
    exit 2
}

# sibling NAME -> $program : beside this file first, then by PATH
sibling() {
    program=${0%/*}/$1
    [ "$program" != "$0/$1" ] && [ -x "$program" ] || program=$1
}

# suggest WORD -> $suggestion : the command that was probably meant
suggest() {
    case $1 in
    st* | up | apply) suggestion='did you mean `stack`?' ;;
    un* | down) suggestion='did you mean `unstack`?' ;;
    cr* | add | new) suggestion='did you mean `create`?' ;;
    de* | rm | remove) suggestion='did you mean `destroy`?' ;;
    h*) suggestion='did you mean `help`?' ;;
    v*) suggestion='did you mean `version`?' ;;
    *) suggestion='`lstacker help` lists the commands' ;;
    esac
}

# find_file -> $file and $build, if they were not given
find_file() {
    if [ -z "$file" ]; then
        file=lstacker.yaml
        [ -e "$file" ] || [ ! -e lstacker.yml ] || file=lstacker.yml
    fi
    [ -n "$build" ] || case $file in
    */*) build=${file%/*}/build ;;
    *) build=build ;;
    esac
}

build_stack() {
    sibling lstackc
    "$program" build -f "$file" -o "$build" || exit
}

# runner VERB [OPTION]... : with the options of the command line, which are words without blanks
runner() {
    sibling lstacker-run
    # shellcheck disable=SC2086
    exec "$program" "$@" -C "$build" $passed
}

# has_container : is $container one of $server's? (Each step of the bundle names its own.)
has_container() {
    [ -d "$build/servers/$server/steps" ] || return 0
    grep -qsE "^step .* '?$container'?\$" "$build/servers/$server/steps"/*
}

command='' server='' container='' file='' build='' passed=''
while [ $# -gt 0 ]; do
    case $1 in
    -f | -o | --file | --output)
        [ -n "${2-}" ] || wrong "a value is missing after $1"
        case $1 in
        -f | --file) file=$2 ;;
        *) build=$2 ;;
        esac
        shift
        ;;
    --file=?*) file=${1#*=} ;;
    --output=?*) build=${1#*=} ;;
    -f?*) file=${1#-f} ;;
    -o?*) build=${1#-o} ;;
    -h | --help) command=help ;;
    -V | --version) command=version ;;
    --*[!A-Za-z0-9=-]*) wrong "there is no option \`$1\`" ;;
    -y | --yes | --prune | --recreate | --json | --jobs=* | --timeout=* | --color=*)
        passed="$passed $1"
        ;;
    -*) wrong "there is no option \`$1\`" ;;
    '' | *[!A-Za-z0-9._-]*) wrong "\`$1\` is neither a command nor the name of a server or container" ;;
    *)
        if [ -z "$command" ]; then
            command=$1
        elif [ -z "$server" ]; then
            server=$1
        elif [ -z "$container" ]; then
            container=$1
        else
            wrong "too many words: \`$1\`"
        fi
        ;;
    esac
    shift
done

case $command in
stack | unstack)
    [ -z "$server" ] || wrong "\`$command\` takes no names: \`$server\`"
    ;;
create | destroy)
    [ -n "$container" ] || wrong "\`$command\` wants a server and a container" \
        "lstacker $command SERVER CONTAINER"
    ;;
help | version) ;;
'')
    usage >&2
    exit 2
    ;;
*)
    suggest "$command"
    wrong "there is no command \`$command\`" "$suggestion"
    ;;
esac

find_file
case $command in
help) usage ;;
version)
    sibling lstackc
    "$program" --version || exit
    sibling lstacker-run
    exec "$program" --version
    ;;
stack)
    build_stack
    runner apply
    ;;
unstack) runner undo ;;
create)
    build_stack
    has_container || wrong "server \`$server\` has no container \`$container\` in $file" \
        "\`lstackc show -f $file\` shows what it has"
    runner apply --limit "$server" --container "$container"
    ;;
destroy) runner undo --limit "$server" --container "$container" ;;
esac
