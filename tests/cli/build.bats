#!/usr/bin/env bats
# `lstackc build`: the same bytes always, all at once or not at all, and no more than changed.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    enter_small_stack
}

build() {
    "${LSTACKC:?}" build "$@"
}

@test "two builds in other directories, locales, time zones, umasks and times give the same bytes" {
    need faketime
    mkdir -p "$BATS_TEST_TMPDIR/else/where deep"
    cp -R "$stack" "$BATS_TEST_TMPDIR/else/where deep/stack"
    umask 022
    LC_ALL=C TZ=UTC build
    cd "$BATS_TEST_TMPDIR/else/where deep" || return 1
    umask 077
    # verify_asan_link_order: faketime preloads itself before the sanitiser's library.
    ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 LC_ALL=C.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Kathmandu \
        faketime '2035-02-03 04:05:06' "$LSTACKC" build -f stack/lstacker.yaml -o "an other/name of it"
    diff -r "$stack/build" "an other/name of it"
    fingerprint "$stack/build" >one
    fingerprint "an other/name of it" >two
    diff one two
}

@test "modes do not depend on the umask" {
    umask 000
    build
    [ -z "$(find build -type d -not -perm 755)" ]
    [ -z "$(find build -type f -not -perm 644 -not -perm 755)" ]
}

@test "a second build writes nothing" {
    build
    identity build >before
    run build
    [ "$status" -eq 0 ]
    [[ $output == "build: 0 files written, 0 removed, "* ]]
    identity build | diff before -
}

@test "a change of one container rewrites only the files that mention it" {
    build
    identity build >before
    sed -i 's/user.note: hello/user.note: other/' lstacker.yaml
    run build
    [[ $output == "build: 6 files written, 0 removed, "* ]]
    identity build | diff before - | sed -n 's/^> .* //p' | LC_ALL=C sort >changed
    diff - changed <<'LIST'
./bundles/one.tar.gz
./inventory
./manifest.json
./servers/one/bundle.sh
./servers/one/steps/40-lxd-instance-a.sh
./stack.json
LIST
}

@test "a wrong mode or content in the output is mended, and only there" {
    build
    fingerprint build >before
    chmod 600 build/hosts
    echo changed >>build/README.md
    rm build/ssh_config
    run build
    [[ $output == "build: 3 files written, 0 removed, "* ]]
    fingerprint build | diff before -
}

@test "what others put into the output survives" {
    build
    mkdir -p build/mine/deep build/servers/one/notes build/empty
    echo mine >build/mine/deep/file
    echo mine >build/servers/one/notes/todo
    echo mine >build/.hidden
    echo "web.acme ssh-ed25519 AAAA" >build/known_hosts # of lstacker-run
    ln -s nowhere build/link
    mkfifo build/fifo
    chmod 700 build/mine
    chmod 600 build/mine/deep/file
    sed -i 's/hello/other/' lstacker.yaml
    build
    [ "$(cat build/mine/deep/file build/servers/one/notes/todo build/.hidden)" = "$(printf 'mine\nmine\nmine')" ]
    [ "$(cat build/known_hosts)" = "web.acme ssh-ed25519 AAAA" ]
    [ "$(readlink build/link)" = nowhere ]
    [ -p build/fifo ]
    [ -d build/empty ]
    [ "$(stat -c %a build/mine/deep/file build/mine)" = "$(printf '600\n700')" ]
}

@test "what the file no longer describes is removed" {
    build
    echo mine >build/servers/two/mine
    sed -i '/  two:/d; /  b:/d' lstacker.yaml
    build
    [ ! -e build/servers/two/run ]
    [ ! -e build/bundles/two.tar.gz ]
    [ ! -e build/cloud-init/two.user-data ]
    [ "$(find build/servers/two -type f)" = build/servers/two/mine ]
    rm build/servers/two/mine
    build
    ! grep -rw two build --exclude-dir=lib || return 1
    run build
    [[ $output == "build: 0 files written, 0 removed, "* ]]
}

@test "a server that goes leaves no empty directory" {
    build
    sed -i '/  two:/d; /  b:/d' lstacker.yaml
    build
    [ ! -e build/servers/two ]
}

@test "a directory that is not ours is refused and left alone" {
    mkdir other
    echo precious >other/file
    fingerprint other >before
    run build -o other
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0902]"*other* ]]
    fingerprint other | diff before -
    echo '{"some": "manifest"}' >other/manifest.json
    fingerprint other >before
    run build -o other
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0902]"* ]]
    fingerprint other | diff before -
    echo 'no json' >other/manifest.json
    run build -o other
    [ "$status" -eq 3 ]
    echo file >plain
    run build -o plain
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0902]"* ]]
    [ "$(cat plain)" = file ]
    [ -z "$(find . -name '.*lstackc*')" ]
}

@test "an empty directory is taken, also one made for it, with its own mode" {
    mkdir here
    build -o here
    [ -e here/manifest.json ]
    build -o deep/down/there/
    [ -e deep/down/there/manifest.json ]
    build -o "$PWD/absolute"
    [ -e absolute/manifest.json ]
    build -o ./x/../dots
    [ -e dots/manifest.json ]
}

@test "the current directory as output" {
    mkdir here
    cd here || return 1
    build -f ../lstacker.yaml -o .
    [ -e "$stack/here/manifest.json" ]
}

@test "a symbolic link to the output is followed and stays" {
    mkdir real
    ln -s real build
    build
    [ -L build ]
    [ -e real/manifest.json ]
    sed -i 's/hello/other/' lstacker.yaml
    build
    [ -L build ]
    grep -rq other real/servers
    ln -s gone dangling
    run build -o dangling
    [ "$status" -eq 3 ]
    [ -L dangling ]
}

@test "an error in the input leaves the output whole" {
    build
    fingerprint build >before
    identity build >before-identity
    sed -i 's/suffix/x/; s/server: two/server: tow/' lstacker.yaml
    run build
    [ "$status" -eq 1 ]
    fingerprint build | diff before -
    identity build | diff before-identity -
    [ -z "$(find . -name '.*lstackc*')" ]
    rm lstacker.yaml
    run build
    [ "$status" -eq 3 ]
    fingerprint build | diff before -
}

# Runs its arguments where $BATS_TEST_TMPDIR/small is a file system of SIZE: full_disk SIZE COMMAND...
with_small_disk() {
    [ "$(id -u)" -eq 0 ] || skip "mounting needs root"
    unshare -m true 2>/dev/null || skip "no mount namespaces here"
    mkdir -p small
    unshare -m sh -c 'set -e; mount --make-rprivate /; size=$1; shift
        mount -t tmpfs -o size="$size" tmpfs small; "$@"' sh "$@"
}

@test "a full disk leaves the former output whole" {
    cat >script <<'SH'
set -eu
mkdir small/stack
cp -R lstacker.yaml keys small/stack
cd small/stack
"$LSTACKC" build
find build -type f -print0 | sort -z | xargs -0 sha256sum >../../before
sed -i 's/hello/other/' lstacker.yaml
# Fill the disk, but for a little less than each of many amounts.
for left in 0 4 8 16; do
    rm -f filler
    dd if=/dev/zero of=filler bs=1k 2>/dev/null || :
    truncate -s "-${left}K" filler
    status=0
    "$LSTACKC" build 2>../../err >../../out || status=$?
    [ "$status" = 3 ] || { echo "left $left: exit status $status"; cat ../../out ../../err; exit 1; }
    grep -q 'error\[L0901\].*No space left on device' ../../err
    find build -type f -print0 | sort -z | xargs -0 sha256sum | diff ../../before -
    [ -z "$(find . -name '.*lstackc*')" ]
done
rm filler
"$LSTACKC" build
grep -rq other build/servers/one/steps
SH
    with_small_disk 4m sh script
}

@test "read-only directories are refused, the output stays whole" {
    build
    fingerprint build >before
    sed -i 's/hello/other/' lstacker.yaml
    [ "$(id -u)" -eq 0 ] || skip "mounting needs root"
    unshare -m true 2>/dev/null || skip "no mount namespaces here"
    cat >script <<'SH'
mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" &&
    exec "$LSTACKC" build -f lstacker.yaml
SH
    run unshare -m sh script "$stack"
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0901]"*"Read-only file system"* ]]
    fingerprint build | diff before -
    # the output alone read-only: it cannot be replaced
    run unshare -m sh -c 'mount --make-rprivate / && mount --bind build build &&
        mount -o remount,bind,ro build && exec "$LSTACKC" build'
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0901]"* ]]
    fingerprint build | diff before -
    [ -z "$(find . -name '.*lstackc*')" ]
}

@test "without the permission to write: refused, whole" {
    [ "$(id -u)" -eq 0 ] || skip "switching the user needs root"
    need setpriv
    build
    fingerprint build >before
    sed -i 's/hello/other/' lstacker.yaml
    public=$(mktemp -d /tmp/lstackc-test.XXXXXX)
    cp -a . "$public/stack"
    cp "$LSTACKC" "$public/lstackc"
    chmod -R a+rX "$public"
    cd "$public/stack" || return 1
    run setpriv --reuid=65534 --regid=65534 --clear-groups ../lstackc build
    cd "$stack" || return 1
    rm -rf build
    mv "$public/stack/build" build
    rm -rf "$public"
    echo "$output"
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0901]"*"Permission denied"* ]]
    fingerprint build | diff before -
}

@test "kill -9 in the middle leaves the old or the new output, and the next build works" {
    build
    for name in old new; do
        cp -R lstacker.yaml keys "$BATS_TEST_TMPDIR"
        [ $name = old ] || sed -i 's/hello/other/' lstacker.yaml
        build -o "$BATS_TEST_TMPDIR/$name"
        fingerprint "$BATS_TEST_TMPDIR/$name" >"$BATS_TEST_TMPDIR/$name.print"
    done
    killed=0
    for step in $(seq 1 40); do
        cp "$BATS_TEST_TMPDIR/lstacker.yaml" lstacker.yaml
        build >/dev/null
        sed -i 's/hello/other/' lstacker.yaml
        # With the sanitiser a build takes some 50 ms, most of it before the first write.
        "$LSTACKC" build >/dev/null 2>&1 &
        pid=$!
        sleep "0.0$(printf '%02d' $((step * 2)))"
        kill -9 $pid 2>/dev/null && killed=$((killed + 1))
        wait $pid 2>/dev/null || :
        fingerprint build >now
        cmp -s now "$BATS_TEST_TMPDIR/old.print" || cmp -s now "$BATS_TEST_TMPDIR/new.print" ||
            diff now "$BATS_TEST_TMPDIR/new.print"
        build >/dev/null
        fingerprint build | diff "$BATS_TEST_TMPDIR/new.print" -
        [ -z "$(find . -name '.*lstackc*')" ]
    done
    [ "$killed" -gt 0 ]
}

@test "killed at every system call that writes: old or new, never a mixture" {
    need strace
    strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
    build
    cp -R build old
    fingerprint old >old.print
    sed -i 's/hello/other/' lstacker.yaml
    build -o new
    fingerprint new >new.print
    for call in mkdir link openat write rename renameat2 unlink; do
        for nth in 1 2 5 20; do
            rm -rf build
            cp -R old build
            ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null \
                -e inject="$call:signal=KILL:when=$nth" "$LSTACKC" build >/dev/null 2>&1 || :
            fingerprint build >now
            cmp -s now old.print || diff now new.print
            build >/dev/null
            fingerprint build | diff new.print -
        done
    done
}

@test "two builds at once: both succeed, the output is whole" {
    build
    for i in 1 2 3 4 5 6; do
        sed "s/hello/number-$i/" lstacker.yaml >"v$i.yaml"
        build -f "v$i.yaml" >"out$i" 2>&1 &
    done
    wait
    for i in 1 2 3 4 5 6; do
        grep -q 'files written' "out$i"
    done
    value=$(sed -n 's/.*user.note \(number-.\).*/\1/p' build/servers/one/steps/40-lxd-instance-a.sh)
    [ -n "$value" ]
    build -f "v${value#number-}.yaml" -o alone
    diff -r alone build
}

@test "the file name of the input is in the positions, its directory is not" {
    build -f "$PWD/lstacker.yaml" -o one
    cd keys || return 1
    build -f ../lstacker.yaml -o ../two
    diff -r ../one ../two
    ! grep -r "$stack" ../one || return 1
}

@test "user-data larger than EC2 takes is told to the byte, by check and by build" {
    cp "${root:?}/tests/fixtures/keys/many.pub" keys/team.pub
    run build
    [ "$status" -eq 0 ]
    size=$(wc -c <build/cloud-init/one.user-data)
    [ "$size" -gt 16384 ]
    [[ $output == *"warning[L0450]: the user-data of \`one\` has $size bytes, $((size - 16384)) more than EC2 takes"* ]]
    # As many bytes as it takes, then one more: the comment of a key makes up for what lines are not.
    keep=$((180 * 16384 / size - 2))
    head -n "$keep" "$root/tests/fixtures/keys/many.pub" >keys/team.pub
    build
    size=$(wc -c <build/cloud-init/one.user-data)
    [ "$size" -lt 16384 ]
    sed -i "\$s/\$/$(printf '%0*d' $((16384 - size)) 0)/" keys/team.pub
    run "${LSTACKC:?}" check
    [[ $output != *L0450* ]]
    sed -i '$s/$/0/' keys/team.pub
    run "${LSTACKC:?}" check
    [[ $output == *"\`one\` has 16385 bytes, 1 more than EC2 takes"* ]]
    build
    [ "$(wc -c <build/cloud-init/one.user-data)" -eq 16385 ]
}
