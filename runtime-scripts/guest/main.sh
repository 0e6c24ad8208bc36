# shellcheck shell=sh
# The guest library: what a recipe is written with, run where the recipe's software goes.
#
# The outer runtime sends all files of this folder, in any order, and then a call
# of guest_recipe for each recipe, as one script on the standard input of `sh`:
#
#   ( param_port='5432'; param_password='...'; export param_password
#     guest_recipe apply postgres 'TEXT OF THE RECIPE' 'debian ubuntu' 900 )
#
# On standard output come lines, a word and the rest (escaped: \\ \t \n \r):
#
#   recipe NAME             begins
#   differs TEXT            probe: is not as it should be
#   conflict TEXT           something stands in the way
#   removed TEXT, kept TEXT undo: what it took away, what it left and why
#   failed TEXT             why the verb failed
#   end NAME STATUS         is over; 0: good
#
# All else that a recipe and its commands print goes to standard error.
#
# What a recipe is made of is written to $recipe_dir/made before it is made, so a run that is
# killed at any moment is completed by the next apply and taken back by undo.
# Functions and variables of this library that a recipe must not use begin with guest_.

set -fu
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DEBIAN_FRONTEND=noninteractive
NEEDRESTART_MODE=l
NEEDRESTART_SUSPEND=1
export LC_ALL PATH DEBIAN_FRONTEND NEEDRESTART_MODE NEEDRESTART_SUSPEND
umask 022

guest_nl='
'
guest_tab='	'
guest_cr=$(printf '\r')
guest_state=${LSTACKER_STATE:-/var/lib/lstacker}/recipes
guest_told=113                  # status of a recipe that has said why it failed
guest_run=${LSTACKER_RUN:-/run}

# Descriptor 5 is for what is said. What may start daemons does not get it, lest somebody waits for the
# end of a daemon that holds it open: that says it to a file, which is passed on at its end.
exec 5>&1 1>&2
guest_said=

# --- what a recipe says ---------------------------------------------------------

# guest_say WORD TEXT : one line to whom it concerns
guest_say() {
    guest_escape "$2"
    if [ -n "$guest_said" ]; then
        printf '%s %s\n' "$1" "$guest_escaped" >>"$guest_said"
    else
        printf '%s %s\n' "$1" "$guest_escaped" >&5
    fi
}

# In an apply, where it cannot be helped any more, it is for the log alone.
differs() {
    if [ "$recipe_verb" = probe ]; then
        guest_say differs "$1"
    else
        printf 'differs: %s\n' "$1"
    fi
}

conflict() {
    guest_say conflict "$1"
    [ "$recipe_verb" = probe ] || guest_stop
}

removed() { guest_say removed "$1"; }
kept() { guest_say kept "$1"; }

# fail TEXT : ends the recipe
fail() {
    guest_say failed "$1"
    guest_stop
}

# guest_stop : ends the recipe, also from a pipe or a `$(...)`, which are processes of their own
guest_stop() {
    read -r guest_pid guest_rest </proc/self/stat
    [ "$guest_pid" = "$guest_self" ] || kill -s USR1 "$guest_self"
    exit "$guest_told"
}

# changed : has something of this recipe been changed, in this run or in one that was cut short?
changed() {
    [ -e "$recipe_dir/unfinished" ]
}

# each FN LIST : calls FN with each line of LIST
each() {
    guest_each_rest=$2$guest_nl
    while [ -n "$guest_each_rest" ]; do
        guest_each_item=${guest_each_rest%%"$guest_nl"*}
        guest_each_rest=${guest_each_rest#*"$guest_nl"}
        [ -z "$guest_each_item" ] || guest_each_call "$1" "$guest_each_item" "$guest_each_rest"
    done
}

# guest_each_call FN ITEM REST : FN may call each, too
guest_each_call() {
    "$1" "$2"
    guest_each_rest=$3
}

# one_line NAME VALUE... : the parameter NAME has no line end, with which it could say more than its
# place in a file is for
one_line() {
    guest_name=$1
    shift
    for guest_word do
        case $guest_word in
        *"$guest_nl"* | *"$guest_cr"*) fail "$guest_name: one line is wanted" ;;
        esac
    done
}

# ensure TEXT PROBE_FN APPLY_FN [UNDO_FN] : TEXT names it (`module rewrite`), as it is said to be
# missing or removed; APPLY_FN and UNDO_FN are told it
ensure() {
    ! "$2" || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "$1 is missing"
        return
    fi
    if [ -n "${4-}" ]; then
        guest_record ensured "$4" "$1"
    fi
    guest_changing
    guest_strictly "$3" "$1"
    "$2" || fail "$1 is missing, also after the change"
}

# guest_strictly FN TEXT : FN TEXT fails when one of its commands does
guest_strictly() {
    guest_doing=$2
    case $- in
    *e*) "$1" "$2" ;;
    *)
        set -e
        "$1" "$2"
        set +e
        ;;
    esac
    guest_doing=
}

# guest_lenient FN : FN goes on when one of its commands fails
guest_lenient() {
    case $- in
    *e*)
        set +e
        "$1"
        set -e
        ;;
    *) "$1" || : ;;
    esac
}

# guest_bare COMMAND... : without the secrets in its environment, which scripts of packages have no use for
guest_bare() (
    for guest_word in $(env | sed -n 's/^\(param_[a-z0-9_]*\)=.*/\1/p'); do
        unset "$guest_word"
    done
    "$@"
)

# --- one recipe -------------------------------------------------------------------

# guest_recipe VERB NAME TEXT PLATFORMS LIMIT
guest_recipe() {
    recipe_verb=$1 recipe_name=$2
    recipe_dir=$guest_state/$recipe_name
    guest_say recipe "$recipe_name"
    guest_platform
    guest_proxy
    guest_status=0
    if [ "$recipe_verb" != undo ] && ! guest_platform_is "$4"; then
        guest_say conflict "$recipe_name is for $4; this is $platform"
        [ "$recipe_verb" = probe ] || guest_status=1
    elif [ "$recipe_verb" = probe ] || guest_lock "$5"; then
        guest_watched "$3" "$5"
        guest_pass_on
    fi
    exec 9>&-
    guest_say end "$recipe_name $guest_status"
    return "$guest_status"
}

# guest_proxy : what the recipe `proxy` says to logins; a shell that is sent here is none
guest_proxy() {
    # shellcheck source=/dev/null
    [ ! -r /etc/profile.d/lstacker-proxy.sh ] || . /etc/profile.d/lstacker-proxy.sh
}

# guest_platform -> $platform (debian-12; archlinux, which has no releases), $platform_family (debian),
# $platform_version (12, or nothing), $platform_codename (bookworm): as the compiler calls them
guest_platform() {
    ID='' VERSION_ID='' VERSION_CODENAME=''
    # shellcheck source=/dev/null
    [ ! -r "${LSTACKER_OS_RELEASE:-/etc/os-release}" ] || . "${LSTACKER_OS_RELEASE:-/etc/os-release}"
    platform_family=$ID
    platform_version=$VERSION_ID
    platform_codename=$VERSION_CODENAME
    case $ID in
    amzn) platform_family=amazonlinux ;;
    arch) platform_family=archlinux ;;
    linuxmint) platform_family=mint ;;
    ol) platform_family=oracle ;;
    opensuse-*) platform_family=opensuse ;;
    void) platform_family=voidlinux ;;
    esac
    guest_release
    platform=$platform_family${platform_version:+-$platform_version}
}

# guest_release : shortens $platform_version to what a release is called by. Debian's next release and sid
# have none, and cannot be told apart by it.
guest_release() {
    case $ID in
    almalinux | centos | ol | rhel | rocky) platform_version=${VERSION_ID%%.*} ;;
    debian) platform_version=${VERSION_ID:-sid} platform_version=${platform_version%%.*} ;;
    alpine)
        guest_rest=${VERSION_ID#*.*.}
        [ "$guest_rest" = "$VERSION_ID" ] || platform_version=${VERSION_ID%".$guest_rest"}
        ;;
    arch | gentoo | opensuse-tumbleweed | void) platform_version='' ;;
    esac
}

# guest_platform_is WORDS
guest_platform_is() {
    for guest_word in $1; do
        case $guest_word in
        any | "$platform" | "$platform_family") return 0 ;;
        esac
    done
    return 1
}

# guest_lock LIMIT : one at a time changes a container; the lock goes with this process
guest_lock() {
    guest_lock_file=$guest_run/lstacker-recipes.lock
    if ! true >>"$guest_lock_file"; then
        guest_say failed "$guest_lock_file cannot be written"
        guest_status=1
        return 1
    fi
    exec 9>>"$guest_lock_file"
    if ! flock -w "$1" 9; then
        guest_say failed "another run holds $guest_lock_file for $1 seconds"
        guest_status=1
        return 1
    fi
    guest_said=$guest_run/lstacker-recipes.said
    (umask 077 && true >"$guest_said")
}

# guest_pass_on : what was said to the file
guest_pass_on() {
    [ -n "$guest_said" ] || return 0
    cat "$guest_said" >&5
    rm -f "$guest_said"
    guest_said=
}

# guest_perform TEXT : in the process of the recipe
guest_perform() {
    guest_text=$1
    guest_doing='the recipe cannot be read'
    read -r guest_self guest_rest </proc/self/stat
    trap 'guest_left $?' EXIT
    trap 'exit "$guest_told"' USR1
    cd /
    eval "$1" || exit
    guest_doing=
    guest_complete
    guest_resumed=no
    ! changed || guest_resumed=yes
    case $recipe_verb in
    probe)
        ! changed || differs 'an earlier run was cut short'
        guest_probe
        ;;
    apply)
        guest_strictly apply ''
        rm -f "$recipe_dir/unfinished"
        ;;
    undo) guest_strictly undo '' ;;
    *) fail "there is no verb $recipe_verb" ;;
    esac
    exit 0
}

# guest_complete : the functions that the recipe leaves to us
guest_complete() {
    guest_own_probe=yes
    if [ "$recipe_verb" != undo ] && ! guest_defined wants && ! { guest_defined probe && guest_defined apply; }; then
        fail 'the recipe does not say what shall be: it needs a function wants, or both probe and apply'
    fi
    if ! guest_defined probe; then
        guest_own_probe=no
        eval 'probe() { wants; }'
    fi
    guest_defined apply || eval 'apply() { apply_wants; }'
    guest_defined undo || eval 'undo() { undo_made; }'
}

# guest_defined NAME : is it a function?
guest_defined() {
    [ "$(command -v "$1")" = "$1" ]
}

# guest_probe : says what the recipe's probe says. Where a command fails, it goes on, for `wants` may
# end in `[ ... ] && pkg ...`; but a command that there is not must not pass for one that is content.
guest_probe() {
    guest_ask -e probe
    case $guest_asked in
    0 | 127 | "$guest_told") ;;
    *) guest_ask +e probe ;;
    esac
    [ -z "$guest_answer" ] || printf '%s\n' "$guest_answer" >&5
    case $guest_asked in
    127 | "$guest_told") exit "$guest_asked" ;;
    esac
    if [ "$guest_asked" != 0 ] && [ -z "$guest_answer" ] && [ "$guest_own_probe" = yes ]; then
        fail "probe ends with status $guest_asked, and does not say what differs"
    fi
}

# guest_ask OPTION FN -> $guest_answer, what it says; $guest_asked, its status: with `set OPTION`
guest_ask() {
    guest_answer=$(
        exec 5>&1 1>&2
        read -r guest_self guest_rest </proc/self/stat
        trap 'exit "$guest_told"' USR1
        set "$1"
        "$2"
    )
    guest_asked=$?
}

# apply_wants : the functions of this library end a recipe by themselves when they fail, so
# `wants` has no status, and may end in `[ ... ] && pkg ...`. A command that there is not is then looked for.
apply_wants() {
    guest_lenient wants
    guest_lenient guest_wants_known
}

guest_wants_known() {
    guest_resume_said=$guest_said
    recipe_verb=probe guest_said=/dev/null
    guest_ask -e wants
    recipe_verb=apply guest_said=$guest_resume_said
    [ "$guest_asked" != 127 ] || exit 127
}

# guest_left STATUS : says why the recipe ended, if it did not so itself
guest_left() {
    case $1 in
    0 | "$guest_told") ;;
    127)
        guest_say failed "${guest_doing:+$guest_doing: }$(guest_unknown)"
        exit "$guest_told"
        ;;
    *) guest_say failed "${guest_doing:+$guest_doing: }status $1" ;;
    esac
}

# guest_unknown : what to say of status 127. Only the log has the shell's own words; the name is that
# of the first command in the recipe's text, texts of files apart, that there is not.
guest_unknown() {
    printf '%s\n' "$guest_text" |
        sed -e '/<<.*[A-Z]/,/^[[:blank:]]*[A-Z_]\{1,\}$/{' -e '/<</!d' -e '}' -e '/^[[:blank:]]*#/d' \
            -e 's/[;&|{]/\n/g' |
        sed -n -e 's/^[[:blank:]]*//' -e 's/^\(then\|do\|else\|!\) *//' \
            -e 's/^\([A-Za-z_][A-Za-z0-9_.-]*\)\([[:blank:]].*\)*$/\1/p' |
        while read -r guest_word; do
            case $guest_word in
            '}' | 'in' | 'esac' | 'fi' | 'done') continue ;;
            esac
            [ -n "$(command -v "$guest_word")" ] && continue
            printf '`%s` is not a command here' "$guest_word"
            return
        done | grep . || printf 'a command was not found (status 127); the log names it'
}
