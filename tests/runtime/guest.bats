#!/usr/bin/env bats
# The guest library (docs/recipe-library.md) in a directory of its own, with an apt and a systemctl that only
# pretend. What it does to a real system: tests/recipes/try.
# Run with RUNTIME_SH='busybox sh' to have it interpreted by that; the default is dash.
# The last test of this file runs the file again so.

bats_require_minimum_version 1.5.0

setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/bin" "$T/run" "$T/root" "$T/packages" "$T/units"
    printf 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n' >"$T/os-release"
    export T LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run LSTACKER_OS_RELEASE=$T/os-release
    pretend
    made=$T/state/recipes/it/made
}

# pretend : programs that note what they are called with. A package is a file, and so is a unit.
pretend() {
    cat >"$T/bin/apt-get" <<'SH'
#!/bin/sh
while :; do
    case $1 in
    -o) shift ;;
    -s) simulate=yes ;;
    -*) ;;
    *) break ;;
    esac
    shift
done
verb=$1
shift
[ -n "${simulate-}" ] || echo "apt $verb $*" >>"$T/calls"
for name; do
    case $name in
    -*) continue ;;
    nonesuch*) exit 100 ;;
    esac
    case $verb:${simulate-} in
    install:yes)
        [ -e "$T/packages/lib$name" ] || echo "Inst lib$name (1 x)"
        echo "Inst $name (1 x)"
        ;;
    install:) touch "$T/packages/lib$name" "$T/packages/$name" ;;
    purge:yes)
        echo "Purg $name [1]"
        [ ! -e "$T/packages/needs-$name" ] || echo "Remv needs-$name [1]"
        ;;
    purge:) rm -f "$T/packages/$name" ;;
    esac
done
SH
    cat >"$T/bin/dpkg-query" <<'SH'
#!/bin/sh
for name; do :; done
[ -e "$T/packages/$name" ] && echo 'ii '
SH
    cat >"$T/bin/systemctl" <<'SH'
#!/bin/sh
verb=$1
shift
for unit; do :; done
case $verb in
show)
    [ ! -e "$T/units/$unit.active" ] || echo ActiveState=active
    [ -e "$T/units/$unit.enabled" ] && echo UnitFileState=enabled || echo UnitFileState=disabled
    ;;
*) echo "$verb $unit" >>"$T/calls" ;;
esac
case $verb in
start | restart) touch "$T/units/$unit.active" ;;
enable) touch "$T/units/$unit.enabled" ;;
stop) rm -f "$T/units/$unit.active" ;;
disable) rm -f "$T/units/$unit.enabled" ;;
esac
exit 0
SH
    printf '#!/bin/sh\n' >"$T/bin/dpkg"
    chmod +x "$T"/bin/*
    PATH=$T/bin:$PATH
}

# quoted TEXT : as a word of the shell
quoted() {
    printf "'%s'" "${1//\'/\'\\\'\'}"
}

# script VERB TEXT [LIMIT [PLATFORMS [NAME]]] : what an outer runtime sends. A recipe that only
# applies gets a probe, without which it is none.
script() {
    [[ $2 != *'apply()'* || $2 == *'wants()'* || $2 == *'probe()'* || $2 == *' if' ]] || set -- "$1" "$2"$'\nprobe() { :; }' "${@:3}"
    printf '( guest_recipe %s %s %s %s %s )\n' "$1" "${5-it}" "$(quoted "$2")" "$(quoted "${4-debian}")" "${3-60}"
}

# guest SCRIPT : its lines in $output, its log in $T/log
guest() {
    { cat "$BATS_TEST_DIRNAME"/../../runtime-scripts/guest/*.sh && printf '%s\n' "$1"; } >"$T/script"
    run "${SH[@]}" -c 'exec "$@" <"$T/script" 2>"$T/log"' sh "${SH[@]}"
}

# go VERB TEXT ... : one recipe; the lines between the first and the last are in $told
go() {
    guest "$(script "$@")"
    [ "${lines[0]}" = "recipe ${5-it}" ]
    told=$(sed '1d;$d' <<<"$output")
    last=${lines[-1]}
}

good() {
    printf '%s\n' "$output"
    cat "$T/log"
    [ "$last" = 'end it 0' ]
    [ "$told" = "${1-}" ]
}

# gone PID : it runs no more; its parent may not have asked for its status yet
gone() {
    ! grep -q '^State:[[:space:]]*[^Z[:space:]]' "/proc/$1/status" 2>/dev/null
}

# tree : everything below root, with modes and contents
tree() {
    (cd "$T/root" && find . -printf '%p %m %U %l\n' | sort && find . -type f -exec cat {} +)
}

@test "files, lines and directories: probe tells, apply makes, undo takes back" {
    printf 'before' >"$T/root/old"
    chmod 640 "$T/root/old"
    printf 'one\ntwo' >"$T/root/list"
    before=$(tree)
    recipe='wants() {
        file "$T/root/old" 0600 <<EOT
new $platform $platform_family $platform_version $platform_codename
EOT
        file "$T/root/a b/c'\''d/new" 644 </dev/null
        line "$T/root/list" "-three \\ \$x"
        line "$T/root/fresh" "x"
        directory "$T/root/d/e" 750
    }'
    go probe "$recipe"
    [ "${#lines[@]}" -eq 7 ]
    [[ $told = *"differs $T/root/old has other content"* ]]
    [[ $told = *"differs $T/root/d/e is missing"* ]]
    [ "$(tree)" = "$before" ]
    [ ! -e "$T/state" ]
    go apply "$recipe"
    good
    [ "$(cat "$T/root/old")" = 'new debian-12 debian 12 bookworm' ]
    [ "$(stat -c %a "$T/root/old")" = 600 ]
    [ "$(stat -c %a "$T/root/d/e")" = 750 ]
    [ "$(cat "$T/root/list")" = $'one\ntwo\n-three \\ $x' ]
    [ "$(stat -c %a "$T/state/recipes")" = 700 ]
    after=$(tree)
    go probe "$recipe"
    good
    go apply "$recipe"
    good
    [ "$(tree)" = "$after" ]
    go undo "$recipe"
    [[ $told = *"removed $T/root/a b/c'd/new"* ]]
    # The line that was added gave the last one an end.
    printf '%s' "$(cat "$T/root/list")" >"$T/root/list"
    [ "$(tree)" = "$before" ]
    [ ! -e "$T/state" ]
    go undo "$recipe"
    good
}

@test "a name may hold any bytes, and what is told stays on its line" {
    recipe='name=$(printf "%s" "$T/root/a
b	c\\t'\''\"*")
    wants() { echo "x\\y" | file "$name/f" 644; line "$name/l" "t	\\n"; }'
    go apply "$recipe"
    good
    [ "$(cat "$T/root/"*/f)" = 'x\y' ]
    go probe "$recipe"
    good
    go undo "$recipe"
    [ "${#lines[@]}" -eq 6 ]
    [ "${lines[1]}" = "removed a line of $T/root/a\\nb\\tc\\\\t'\"*/l" ]
    [ -z "$(ls -A "$T/root")" ]
}

@test "a mode may be of zeros alone, and may have more of them than it needs" {
    recipe='wants() { echo x | file "$T/root/none" 0000; echo x | file "$T/root/one" 00640; directory "$T/root/dir" 0700; }'
    go apply "$recipe"
    good
    [ "$(stat -c %a "$T/root/none")" = 0 ]
    go probe "$recipe"
    good
}

@test "a symbolic link is put back as one" {
    ln -s nowhere "$T/root/link"
    recipe='wants() { echo x | file "$T/root/link" 644; }'
    go apply "$recipe"
    good
    [ ! -L "$T/root/link" ]
    go undo "$recipe"
    [ "$(readlink "$T/root/link")" = nowhere ]
}

@test "a link that a service's user puts in the way is not followed" {
    echo secret >"$T/root/shadow"
    chmod 600 "$T/root/shadow"
    mkdir -p "$T/root/home/etc"
    chown -R nobody "$T/root/home"
    ln -s "$T/root/shadow" "$T/root/home/etc/conf.lstacker-new"
    recipe='wants() { echo x | file "$T/root/home/etc/conf" 640 nobody check; line "$T/root/home/list" y; line "$T/root/home/list" z; }
check() { [ "$1" = "$recipe_dir/new" ]; }'
    go apply "$recipe"
    good
    [ "$(cat "$T/root/home/etc/conf")" = x ]
    [ "$(cat "$T/root/home/list")" = $'y\nz' ]
    [ "$(stat -c %a "$T/root/shadow")" = 600 ]
    [ "$(cat "$T/root/shadow")" = secret ]
    go undo "$recipe"
    [ "$(find "$T/root" -type f)" = "$T/root/shadow" ]
    ln -s "$T/root/shadow" "$T/root/home/list"
    go apply "$recipe"
    [ "$told" = "failed $T/root/home/list is not a file that can be changed" ]
    ln -s "$T/root" "$T/root/home/dir"
    go apply 'wants() { directory "$T/root/home/dir" 755 nobody; }'
    [ "$told" = "failed $T/root/home/dir is a link, and not in a directory of root's alone" ]
    [ "$(cat "$T/root/shadow")" = secret ]
}

# block TEXT : a recipe with that block
block() {
    recipe="wants() { block \"\$T/root/d/list\" <<EOT
$1
EOT
}"
}

@test "blocks: made, changed in their place of the recipe, and taken back byte for byte" {
    mkdir "$T/root/d"
    for before in none $'one\ntwo\n' $'one\ntwo' '' $'\n\n'; do
        rm -f "$T/root/d/list"
        [ "$before" = none ] || printf %s "$before" >"$T/root/d/list"
        [ "$before" != '' ] || chmod 640 "$T/root/d/list"
        was=$(tree)
        block 'a=1'
        go probe "$recipe"
        good "differs the block in $T/root/d/list is missing"
        [ "$(tree)" = "$was" ]
        go apply "$recipe"
        good
        go probe "$recipe"
        good
        grep -qx 'a=1' "$T/root/d/list"
        block $'b=2\nc="3 \\\\ 4"'
        go probe "$recipe"
        good "differs the block in $T/root/d/list has other content"
        go apply "$recipe"
        good
        ! grep -q 'a=1' "$T/root/d/list" || return 1
        [ "$(tail -n 2 "$T/root/d/list")" = $'c="3 \\ 4"\n# lstacker it end' ]
        go undo "$recipe"
        good "removed the block in $T/root/d/list"
        [ "$(tree)" = "$was" ]
        go undo "$recipe"
        good
    done
}

@test "blocks: what others write around them stays; one without its end is in the way" {
    printf one >"$T/root/list"
    recipe='wants() { echo mine | block "$T/root/list"; }'
    go apply "$recipe"
    good
    printf 'two\n' >>"$T/root/list"
    sed -i 's/mine/yours/' "$T/root/list"
    go apply "$recipe"
    good
    sed -i '/lstacker it/,/lstacker it/d' "$T/root/list"
    go apply "$recipe"
    good
    sed -i '/it end/d' "$T/root/list"
    go probe "$recipe"
    good "conflict the block in $T/root/list has lost its last line, '# lstacker it end'"
    go undo "$recipe"
    [[ $told == failed* ]]
    echo '# lstacker it end' >>"$T/root/list"
    go undo "$recipe"
    good "removed the block in $T/root/list"
    [ "$(cat "$T/root/list")" = $'one\ntwo' ]
}

@test "what a line says is not told" {
    recipe='wants() { line "$T/root/f" "password=geheim"; }'
    go probe "$recipe"
    good "differs $T/root/f lacks a line"
    go apply "$recipe"
    go undo "$recipe"
    run ! grep geheim "$T/log"
    [[ $told = "removed a line of $T/root/f"* ]]
    [[ $told != *geheim* ]]
}

@test "what others put into a directory stays" {
    recipe='wants() { directory "$T/root/d"; }'
    go apply "$recipe"
    touch "$T/root/d/theirs"
    go undo "$recipe"
    good "kept $T/root/d, as it holds what others made"
    [ -e "$T/root/d/theirs" ]
}

@test "new content that the check refuses does not replace the old one" {
    echo good >"$T/root/conf"
    recipe='check() { grep -q good "$1"; }
    wants() { echo bad | file "$T/root/conf" 644 root check; service s; }'
    go apply "$recipe"
    [ "$told" = "failed $T/root/conf would not be good, and stays as it was" ]
    [ "$(cat "$T/root/conf")" = good ]
    [ ! -e "$T/calls" ]
    [ ! -e "$T/root/conf.lstacker-new" ]
}

@test "packages: the first alternative that there is, and undo removes what came, no more" {
    touch "$T/packages/there" "$T/packages/libthere"
    recipe='wants() { pkg there "nonesuch|app" "also|there"; }'
    go probe "$recipe"
    good 'differs package nonesuch is missing'
    [ ! -e "$T/calls" ]
    go apply "$recipe"
    good
    [ "$(cat "$made")" = $'package\tlibapp\npackage\tapp' ]
    grep -q '^apt install .*app$' "$T/calls"
    go probe "$recipe"
    good
    go undo "$recipe"
    good 'removed packages app libapp'
    [ "$(ls "$T/packages")" = $'libthere\nthere' ]
}

@test "accounts that packages made go before the package that userdel is in" {
    printf '#!/bin/sh\necho "userdel $*" >>"$T/calls"\n' >"$T/bin/userdel"
    printf '#!/bin/sh\necho "x:x:123:123::/:/"\n' >"$T/bin/getent"
    chmod +x "$T"/bin/*
    recipe='wants() { pkg passwd app; }'
    go apply "$recipe"
    echo 'user app' >"$T/state/recipes/it/accounts"
    : >"$T/calls"
    go undo "$recipe"
    good 'removed packages app libapp libpasswd passwd'
    [ "$(cat "$T/calls")" = $'apt purge -- app libapp libpasswd\nuserdel app\napt purge -- passwd' ]
}

@test "a package that another one needs now stays, and is told" {
    recipe='wants() { pkg app; }'
    go apply "$recipe"
    touch "$T/packages/needs-libapp"
    go undo "$recipe"
    [[ $told = *'kept package libapp, which needs-libapp needs'* ]]
    [[ $told = *'removed packages app'* ]]
    [ -e "$T/packages/libapp" ]
}

@test "packages that are not to be had: the lists are brought up to date once, then it fails" {
    go apply 'wants() { pkg nonesuch; }'
    [ "$told" = 'failed packages were not installed: nonesuch' ]
    [ "$(grep -c 'apt update' "$T/calls")" = 1 ]
    [ "$last" = 'end it 113' ]
}

@test "dnf: what was not there is installed, and removed with what only that needed" {
    [ -z "${RUNTIME_SH-}" ] || skip 'busybox has an rpm of its own'
    printf 'ID=rocky\nVERSION_ID="9.4"\n' >"$T/os-release"
    cat >"$T/bin/rpm" <<'SH'
#!/bin/sh
for name; do :; done
case " $* " in
*' --whatrequires '*) cat "$T/needs-$name" 2>/dev/null ;;
*) [ -e "$T/packages/$name" ] ;;
esac
SH
    cat >"$T/bin/dnf" <<'SH'
#!/bin/sh
for name; do :; done
case " $* " in
*' list '*) [ "$name" != nonesuch ] ;;
*' install '*) echo "$*" >>"$T/calls" && touch "$T/packages/$name" ;;
*' remove '*) rm "$T/packages/$name" ;;
esac
SH
    chmod +x "$T"/bin/*
    touch "$T/packages/there"
    recipe='wants() { pkg there "nonesuch|app"; }'
    go apply "$recipe" 60 rocky
    good
    [ "$(cat "$made")" = $'package\tapp' ]
    grep -q 'install_weak_deps=False install -- app$' "$T/calls"
    go probe "$recipe" 60 rocky
    good
    go undo "$recipe" 60 rocky
    good 'removed packages app'
    [ "$(ls "$T/packages")" = there ]
    go apply "$recipe" 60 rocky
    echo other-1.0-2.el9.x86_64 >"$T/needs-app"
    go undo "$recipe" 60 rocky
    good 'kept package app, which other needs'
    [ -e "$T/packages/app" ]
}

@test "a service is enabled, started, restarted when something changed, and so after a killed run" {
    recipe='wants() { echo "${text-a}" | file "$T/root/conf" 644; service app; }'
    go apply "$recipe"
    good
    [ -e "$T/units/app.service.active" ]
    [ -e "$T/units/app.service.enabled" ]
    : >"$T/calls"
    go apply "$recipe"
    good
    [ ! -s "$T/calls" ]
    go apply "text=b; $recipe"
    good
    grep -q '^restart app.service' "$T/calls"
    : >"$T/calls"
    kills='wants() { echo c | file "$T/root/conf" 644; kill -9 "$(sh -c "echo \$PPID")"; service app; }'
    go apply "$kills"
    go probe "text=c; $recipe"
    good 'differs an earlier run was cut short'
    go apply "text=c; $recipe"
    good
    grep -q '^restart app.service' "$T/calls"
    go probe "text=c; $recipe"
    good
    go undo "$recipe"
    [ ! -e "$T/units/app.service.active" ]
    [ ! -e "$T/units/app.service.enabled" ]
}

@test "ensure: asks, makes, asks again; ends where a command fails" {
    base='is() { [ -e "$T/root/x" ]; }
    drop() { rm "$T/root/x"; }'
    recipe="$base
make() { touch \"\$T/root/x\"; }
wants() { ensure 'the file x' is make drop; }"
    go probe "$recipe"
    good 'differs the file x is missing'
    go apply "$recipe"
    good
    go undo "$recipe"
    good 'removed the file x'
    [ ! -e "$T/root/x" ]
    go apply "$base
make() { :; }
wants() { ensure 'the file x' is make; }"
    [ "$told" = 'failed the file x is missing, also after the change' ]
    go apply "$base
make() { false; touch \"\$T/root/x\"; }
wants() { ensure 'the file x' is make; }"
    [ "$told" = 'failed the file x: status 1' ]
    [ ! -e "$T/root/x" ]
}

@test "own functions: apply ends where a command fails, wants may end in what is not wanted" {
    go apply 'probe() { :; }
apply() { touch "$T/root/a"; false; touch "$T/root/b"; }'
    [ "$told" = 'failed status 1' ]
    [ "$(ls "$T/root")" = a ]
    go apply 'wants() { [ x = y ] && pkg app; }'
    good
    go apply 'wants() { :; }
apply() { touch "$T/root/c"; apply_wants; touch "$T/root/d"; }'
    good
    [ -e "$T/root/d" ]
    go undo 'undo() { undo_made; rm "$T/root/d"; removed "the rest"; }'
    good 'removed the rest'
}

@test "a command that there is not fails the recipe, and is named" {
    for recipe in 'wants() { pkgs nginx; }' 'wants() { pkgs nginx; line "$T/root/f" x; }' \
        'wants() { line "$T/root/f" x; [ -e "$T/root/f" ] || return 0; pkgs nginx; echo; }' \
        'wants() { file "$T/root/f" 644 <<EOT
Listen 80
EOT
    pkgs nginx; [ x = y ] && pkg app; }' 'probe() { pkgs nginx; :; }; apply() { pkgs nginx; :; }'; do
        for verb in apply probe; do
            go "$verb" "$recipe"
            [[ $told = *'failed `pkgs` is not a command here' ]] || { echo "$verb $recipe: $output" && false; }
            [ "$last" = 'end it 113' ]
        done
    done
    go undo 'wants() { :; }; undo() { undone; }'
    [ "$told" = 'failed `undone` is not a command here' ]
    rm -r "$T/state"
    go probe 'wants() { nonesuch --version || :; if nonesuch; then :; fi; [ x = y ] && pkg app; }'
    good
    go apply 'wants() { nonesuch --version || :; if nonesuch; then :; fi; [ x = y ] && pkg app; }'
    good
    go probe 'wants() { false; fail no; }'
    [ "$told" = 'failed no' ]
}

@test "a recipe that does not say what shall be fails" {
    for recipe in 'want() { pkg nginx; }' 'probe() { :; }' '' 'undo() { :; }'; do
        for verb in probe apply; do
            go "$verb" "$recipe"
            [[ $told = 'failed the recipe does not say what shall be: '* ]]
        done
        go undo "$recipe"
        good
    done
    go probe 'probe() { false; }; apply() { :; }'
    [ "$told" = 'failed probe ends with status 1, and does not say what differs' ]
    go probe 'probe() { differs x; false; }; apply() { :; }'
    good 'differs x'
    go probe 'probe() { false; differs x; }; apply() { :; }'
    good 'differs x'
}

@test "ensure tells what it is about; one_line refuses what could say more" {
    recipe='there() { [ -e "$T/root/$name" ]; }
make() { touch "$T/root/${1#file }"; }
drop() { rm "$T/root/${1#file }"; }
one() { name=$1; ensure "file $1" there make drop; }
wants() { each one "a
b"; }'
    go apply "$recipe"
    good
    [ "$(ls "$T/root")" = $'a\nb' ]
    go undo "$recipe"
    good $'removed file b\nremoved file a'
    [ -z "$(ls "$T/root")" ]
    go apply 'wants() { one_line name "a b" "c
d"; }'
    [ "$told" = 'failed name: one line is wanted' ]
}

@test "each: every item, also within each; fail ends the recipe from a substitution, too" {
    go apply 'inner() { [ "$recipe_verb" = probe ] || printf "%s-%s " "$outer" "$1" >>"$T/root/x"; }
outer() { outer=$1; each inner "1
2"; }
wants() { each outer "a
b c
"; }'
    good
    [ "$(cat "$T/root/x")" = 'a-1 a-2 b c-1 b c-2 ' ]
    go apply 'part() { fail "no $1"; }
wants() { x=$(each part "a"); touch "$T/root/y"; }'
    [ "$told" = 'failed no a' ]
    [ ! -e "$T/root/y" ]
}

@test "download: what is not as expected is not kept" {
    echo content >"$T/source"
    sum=$(sha256sum <"$T/source")
    go apply "wants() { download file://$T/source 0000 $T/root/f; }"
    [[ $told = "failed file://$T/source is not what was expected: its SHA-256 is ${sum%% *}, not 0000" ]]
    [ -z "$(ls -A "$T/root")" ]
    go apply "wants() { download file://$T/source ${sum%% *} $T/root/f 755; }"
    good
    [ -x "$T/root/f" ]
    echo more >>"$T/root/f"
    go probe "wants() { download file://$T/source ${sum%% *} $T/root/f 755; }"
    good "differs $T/root/f is not what file://$T/source was"
}

@test "a recipe that hangs is ended with all that it started" {
    started=$SECONDS
    go apply 'apply() { sh -c "trap \"\" HUP; sleep 987 & echo \$! >\$T/pid; setsid sleep 986"; }' 2
    [ "$told" = 'failed gave up after 2 seconds' ]
    [ "$last" = 'end it 124' ]
    [ $((SECONDS - started)) -lt 9 ]
    gone "$(cat "$T/pid")"
    run ! pgrep -f '^sleep 98[67]$'
}

@test "what its caller left behind is ended, too" {
    guest_script=$(script apply 'apply() { echo $$ >"$T/main"; sleep 985 & echo $! >"$T/pid"; wait; }')
    { cat "$BATS_TEST_DIRNAME"/../../runtime-scripts/guest/*.sh && printf '%s\n' "$guest_script"; } >"$T/script"
    "${SH[@]}" <"$T/script" >/dev/null 2>&1 3>&- &
    for _ in $(seq 50); do
        [ ! -s "$T/pid" ] || break
        sleep 0.1
    done
    kill -9 "$(cat "$T/main")"
    for _ in $(seq 50); do
        ! gone "$(cat "$T/pid")" || break
        sleep 0.1
    done
    gone "$(cat "$T/pid")"
}

@test "a daemon that a recipe starts does not keep the caller waiting" {
    started=$SECONDS
    go apply 'apply() { setsid sleep 20 2>/dev/null & echo $! >"$T/pid"; }'
    good
    [ $((SECONDS - started)) -lt 5 ]
    kill "$(cat "$T/pid")"
}

@test "one recipe does not spoil another: faults of its text, another platform" {
    guest "$(script apply 'apply() { if' 60 debian bad)
$(script apply 'apply() { :; }' 60 'ubuntu-24.04 rocky' else)
$(script apply 'apply() { unset x; echo "$x"; }' 60 any unset)
$(script apply 'apply() { echo noise; echo more >&2; }' 60 debian-12)"
    [[ ${lines[1]} = 'failed the recipe cannot be read: status '* ]]
    [ "${lines[4]}" = 'conflict else is for ubuntu-24.04 rocky; this is debian-12' ]
    [ "${lines[5]}" = 'end else 1' ]
    [[ ${lines[7]} = 'failed status '* ]]
    [ "${lines[-1]}" = 'end it 0' ]
    grep -q noise "$T/log"
    [[ $output != *noise* ]]
}

# Each family of compiler/base/guest.c: ID and VERSION_ID of os-release, and what the compiler calls it.
families='almalinux 9.4 almalinux-9
alpine 3.20.3 alpine-3.20
alpine 3.20 alpine-3.20
amzn 2023 amazonlinux-2023
arch - archlinux
centos 9 centos-9
debian 12 debian-12
debian - debian-sid
devuan 5 devuan-5
fedora 42 fedora-42
gentoo 2.17 gentoo
linuxmint 21.3 mint-21.3
opensuse-leap 15.6 opensuse-15.6
opensuse-tumbleweed 20250101 opensuse
ol 9.3 oracle-9
rocky 9.4 rocky-9
ubuntu 24.04 ubuntu-24.04
void - voidlinux'

@test "platforms: os-release is told as the compiler calls it" {
    while read -r id version platform; do
        printf 'ID=%s\n' "$id" >"$T/os-release"
        [ "$version" = - ] || printf 'VERSION_ID="%s"\n' "$version" >>"$T/os-release"
        go probe 'apply() { :; }; probe() { differs "$platform $platform_family"; }' 60 "$platform"
        good "differs $platform ${platform%%-*}"
        go probe 'apply() { :; }; probe() { :; }' 60 "${platform%%-*}"
        good
    done <<<"$families"
    sed -n '/^const struct guest_family/,/^}/s/^    {"\([a-z]*\)".*/\1/p' \
        "$BATS_TEST_DIRNAME/../../compiler/base/guest.c" >"$T/known"
    [ -s "$T/known" ]
    [ "$(cat "$T/known")" = "$(awk '{ sub(/-.*/, "", $3); print $3 }' <<<"$families" | sort -u)" ]
}

@test "secrets are in the environment, and nowhere else" {
    recipe='wants() { ensure "it is told" is make; }
is() { [ "$(cat "$T/root/x" 2>/dev/null)" = told ]; }
make() { env | grep -q "^param_password=topsecret$" && echo told >"$T/root/x"; }'
    guest "( param_password=topsecret; export param_password
$(script apply "$recipe") )"
    [ "${lines[-1]}" = 'end it 0' ]
    run ! grep -r topsecret "$T/state" "$T/log"
    sed -i '/^verb=/i [ -n "${simulate-}" ] || env >>"$T/apt.env"' "$T/bin/apt-get"
    guest "( param_password=topsecret; export param_password
$(script apply 'wants() { pkg app; }') )"
    [ -e "$T/packages/app" ]
    grep -q '^PATH=' "$T/apt.env"
    run ! grep topsecret "$T/apt.env"
    [[ $output != *topsecret* ]]
}

@test "two runs do not change a container at the same time" {
    exec 8>>"$T/run/lstacker-recipes.lock"
    flock 8
    go apply 'apply() { touch "$T/root/x"; }' 1
    [ "$told" = "failed another run holds $T/run/lstacker-recipes.lock for 1 seconds" ]
    exec 8>&-
    [ ! -e "$T/root/x" ]
}

@test "all of this holds with busybox" {
    [ -z "${RUNTIME_SH-}" ] || skip 'this is that run'
    RUNTIME_SH='busybox sh' run bats "$BATS_TEST_FILENAME"
    [ "$status" -eq 0 ] || { echo "$output" && false; }
}
