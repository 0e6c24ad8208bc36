# shellcheck shell=sh
# Recipes: what is installed in containers, and on the server itself.
#
#   recipe TARGET NAME DIGEST FILE PLATFORMS LIMIT WORD...
#       TARGET       the container, or - for the server
#       DIGEST       of the text and the parameters
#       FILE         the text, in the bundle
#       LIMIT        seconds that it may take
#       WORD...      any number of
#           param N VALUE
#           file N FILE              a text, in the bundle
#           list N, item N VALUE     a list, and what is in it, one a line
#           secret N SECRET          the value of a secret, exported
#
# The text is run by the guest library (guest/*.sh), which is sent with it to the standard
# input of a shell in there: one for all probes of a target, and one for each recipe that
# is applied (lib/recipes-ask.sh, lib/recipes-apply.sh, lib/recipes-run.sh).
#
# A stamp says what was applied: DIGEST, and +DIGEST of the secrets with a salt of this
# server. That of a container is user.lstacker.recipe.NAME of the instance, that of the
# server is state/recipe-NAME. A recipe is as it should be if its stamp is, and its probe
# has nothing to say. Where nobody can be asked, as in a container that is stopped, the stamp
# alone tells.

family recipes recipe

recipe_targets=' '              # where recipes go, in order
recipe_blocked=' '              # TARGET:NAME of recipes that something stands in the way of

recipe_declare() {
    recipe_named "$1" "$2" "$6"
    recipe_key "$1" "$2"
    table_get recipes "$1" || recipe_targets="$recipe_targets$1 "
    table_put recipes "$1" "$found $2"
    put "recipe_digest_$recipe_key" "$3"
    put "recipe_file_$recipe_key" "$4"
    put "recipe_platforms_$recipe_key" "$5"
    put "recipe_limit_$recipe_key" "$6"
    shift 6
    recipe_words "$@"
    put "recipe_words_$recipe_key" "$recipe_words"
    put "recipe_secrets_$recipe_key" "$recipe_secrets"
}

# recipe_named TARGET NAME LIMIT : they become part of names and of scripts
recipe_named() {
    case $1 in
    - | [A-Za-z0-9]*) ;;
    *) recipe_refused "$1" ;;
    esac
    case $1$2 in
    *[!A-Za-z0-9-]*) recipe_refused "$1 $2" ;;
    esac
    case $3 in
    '' | *[!0-9]*) recipe_refused "$3" ;;
    esac
}

recipe_refused() {
    give_up 2 usage "$step_id: a recipe does not understand $1"
}

# recipe_key TARGET NAME -> $recipe_key : its part of the names of variables
recipe_key() {
    table_key "$1.$2"
    recipe_key=$table_key
}

# recipe_words WORD... -> $recipe_words, assignments for the script; $recipe_secrets, lines `N SECRET`
recipe_words() {
    recipe_words='' recipe_secrets=''
    while [ "$#" -gt 0 ]; do
        case ${2-} in
        '' | *[!a-z0-9_]*) recipe_refused "$*" ;;
        esac
        case $1:$# in
        list:*)
            recipe_words="${recipe_words}param_$2=''$nl"
            shift 2
            continue
            ;;
        *:2) recipe_refused "$*" ;;
        esac
        case $1 in
        param)
            quote "$3"
            recipe_words="${recipe_words}param_$2=$quoted$nl"
            ;;
        file)
            recipe_text "$3"
            quote "$value"
            recipe_words="${recipe_words}param_$2=$quoted$nl"
            ;;
        item)
            quote "$3"
            recipe_words="${recipe_words}param_$2=\"\${param_$2:+\$param_$2$nl}\"$quoted$nl"
            ;;
        secret) recipe_secrets="$recipe_secrets$2 $3$nl" ;;
        *) recipe_refused "$1" ;;
        esac
        shift 3
    done
}

# recipe_text FILE -> $value : all of it, newlines at its end included
recipe_text() {
    [ -r "$engine_dir/$1" ] || recipe_refused "$1"
    value=$(cat "$engine_dir/$1" && echo .)
    value=${value%.}
}

# recipe_describe TARGET NAME DIGEST FILE PLATFORMS LIMIT WORD... : what its undo loses is asked
# of those that the bundle no longer has
recipe_describe() {
    step_seconds=$(($6 + recipe_probe_limit + 2 * recipe_grace))
    [ -n "$step_data" ] && [ "$engine_dir" != . ] || return 0
    step_loses=$(sed -n 's/^#: *data[[:blank:]]*//p' "$engine_dir/$4")
}

# --- where it goes ------------------------------------------------------------

# recipe_anew TARGET : will the next apply make the container anew?
recipe_anew() {
    [ "$1" != - ] && table_get lxd_instance "$1" || return 1
    case $lxd_anew in
    *" $1 "*) return 0 ;;
    esac
    line_value "$found" config:user.lstacker.hash
    [ -z "$value" ]
}

# --- stamps -------------------------------------------------------------------

# recipe_stamp TARGET NAME -> $recipe_stamp : as it should be; $recipe_key is set
recipe_stamp() {
    get "recipe_digest_$recipe_key"
    recipe_stamp=$value
    get "recipe_secrets_$recipe_key"
    [ -n "$value" ] || return 0
    secret_hash "$value"
    recipe_stamp=$recipe_stamp+$secret_hash
}

# recipe_stamped TARGET NAME -> $recipe_stamped : as it is, or ''
recipe_stamped() {
    value=
    if [ "$1" = - ]; then
        [ ! -r "$state_root/state/recipe-$2" ] || read -r value <"$state_root/state/recipe-$2"
    else
        table_get lxd_instance "$1" && line_value "$found" "config:user.lstacker.recipe.$2"
    fi
    recipe_stamped=$value
}

# recipe_mark TARGET NAME=STAMP... : writes them; an empty one is none
recipe_mark() {
    recipe_target=$1
    shift
    if [ "$recipe_target" != - ]; then
        recipe_count=$#
        for recipe_word do
            set -- "$@" "user.lstacker.recipe.$recipe_word"
        done
        shift "$recipe_count"
        lxd_call 60 config set -- "$recipe_target" "$@"
        return
    fi
    for recipe_word do
        if [ -n "${recipe_word#*=}" ]; then
            state_write "state/recipe-${recipe_word%%=*}" "${recipe_word#*=}$nl"
        else
            rm -f -- "$state_root/state/recipe-${recipe_word%%=*}"
        fi || return
    done
}

# --- probe and undo -------------------------------------------------------------

recipe_probe() {
    recipe_key "$1" "$2"
    recipe_conflict=$step_conflict
    recipe_look "$1" "$2"
    if [ "$step_conflict" != "$recipe_conflict" ]; then
        recipe_blocked="$recipe_blocked$1:$2 "
    fi
}

# recipe_look TARGET NAME
recipe_look() {
    recipe_secrets_told || return 0
    target_place "$1"
    if [ "$target_place" = foreign ]; then
        conflict "container $1 is not ours"
        return
    fi
    if [ "$target_place" = missing ] || recipe_anew "$1"; then
        differs "recipe $2 is missing"
        return
    fi
    recipe_stamp "$1" "$2"
    recipe_stamped "$1" "$2"
    case $recipe_stamped in
    "$recipe_stamp") ;;
    '') differs "recipe $2 is missing" ;;
    pending) differs "recipe $2 was not completed" ;;
    "${recipe_stamp%%+*}"*) differs "a secret of recipe $2 has changed" ;;
    *) differs "recipe $2 has another text or other parameters" ;;
    esac
    if [ "$target_place" = running ]; then
        recipe_answer "$1" "$2"
    else
        note "judged by its stamp, as the container does not run"
    fi
}

# recipe_secrets_told : those of $recipe_key; calls conflict for each that is not
recipe_secrets_told() {
    recipe_status=0
    get "recipe_secrets_$recipe_key"
    IFS=$nl
    for recipe_line in $value; do
        unset IFS
        secret_needed "${recipe_line#* }" || recipe_status=1
    done
    unset IFS
    return "$recipe_status"
}

# An undo may have to do without secrets: nobody may know them any more. What it took away and what
# it printed may show them, so then neither is told.
recipe_undo() {
    target_place "$1"
    case $target_place in
    missing | foreign) return 0 ;;
    stopped)
        unable "container $1 does not run, and what is to be undone is in it: start it, or remove it as a whole"
        return 1
        ;;
    esac
    recipe_prepare "$1"
    recipe_key "$1" "$2"
    recipe_secrets_known
    run_dir_make
    recipe_log=$run_dir/recipe.log
    recipe_status=0
    recipe_run "$1" "$2" undo || recipe_status=$?
    if [ "$recipe_known" = yes ]; then
        cat -- "$recipe_log"
        recipe_undone
    else
        printf 'what it printed is not kept, as it may show a secret that was not sent\n'
    fi
    if [ "$recipe_status" -ne 0 ]; then
        unable "$recipe_why"
        return "$recipe_status"
    fi
    recipe_stamped "$1" "$2"
    [ -n "$recipe_stamped" ] || return 0
    recipe_mark "$1" "$2=" || return
    [ -n "$step_removed" ] || removed "recipe $2"
}

# recipe_secrets_known -> $recipe_known : are those of $recipe_key? (They are hidden from now on.)
recipe_secrets_known() {
    recipe_known=yes
    get "recipe_secrets_$recipe_key"
    IFS=$nl
    for recipe_line in $value; do
        unset IFS
        secret_get "${recipe_line#* }" || recipe_known=no
    done
    unset IFS
}

# recipe_undone : tells what the undo told
recipe_undone() {
    while IFS= read -r recipe_line; do
        unescape "${recipe_line#* }"
        case $recipe_line in
        'removed '*) removed "$unescaped" ;;
        'kept '*) kept "$unescaped" ;;
        esac
    done <"$recipe_out"
}
