# shellcheck shell=sh
# Makes bundles by hand, for tests: source it, then
#   bundle_new DIR STACK SERVER            an empty bundle with this tree's runtime
#   bundle_step ID PHASE TITLE CONTAINER KIND ARG...   the next step ('' : no container);
#                                          with bundle_data=1 its undo alone loses data
#   bundle_seal                            names its generation by content

bundle_runtime=${bundle_runtime:-$(cd "${BATS_TEST_DIRNAME:-.}/../../runtime-scripts" && pwd)}

bundle_new() {
    bundle_dir=$1
    bundle_count=0
    rm -rf -- "$bundle_dir"
    mkdir -p -- "$bundle_dir/steps" "$bundle_dir/files"
    for bundle_part in run docker guest lib; do
        [ ! -e "$bundle_runtime/$bundle_part" ] || cp -R -- "$bundle_runtime/$bundle_part" "$bundle_dir/"
    done
    {
        printf 'stack=%s\nserver=%s\n' "$2" "$3"
        printf 'protocol=1\nlxc=%s\n' "${bundle_lxc:-lxc}"
    } >"$bundle_dir/bundle.sh"
}

# bundle_quote TEXT : one shell word
bundle_quote() {
    printf "'"
    printf '%sx' "$1" | sed "s/'/'\\\\''/g; \$s/x\$//" | awk 'NR > 1 { print "" } { printf "%s", $0 }'
    printf "'"
}

bundle_step() {
    bundle_count=$((bundle_count + 1))
    printf '%s\tlstacker.yaml:%s:3\n' "$1" "$bundle_count" >>"$bundle_dir/positions"
    bundle_file=$bundle_dir/steps/$(printf '%03d' "$bundle_count")-$1.sh
    {
        printf 'step %s %s ' "$1" "$2"
        bundle_quote "$3"
        if [ -n "$4${bundle_data-}" ]; then
            printf ' '
            bundle_quote "$4"
        fi
        [ -z "${bundle_data-}" ] || printf ' data'
        printf '\nresource'
        shift 4
        for bundle_arg do
            printf ' '
            bundle_quote "$bundle_arg"
        done
        printf '\n'
    } >"$bundle_file"
}

bundle_seal() {
    bundle_generation=$(cd -- "$bundle_dir" && find . -type f -exec sha256sum {} + | sort | sha256sum)
    bundle_generation=${bundle_generation%% *}
    printf 'generation=%s\n' "$bundle_generation" >>"$bundle_dir/bundle.sh"
}
