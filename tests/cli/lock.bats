#!/usr/bin/env bats
# lstacker.lock: what was assigned stays, whatever comes, goes or moves.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

setup() {
    stack=$BATS_TEST_TMPDIR/stack
    mkdir "$stack"
    cd "$stack" || return 1
}

build() {
    "${LSTACKC:?}" build "$@" >out 2>err || { cat err; return 1; }
}

# The stack on standard input becomes lstacker.yaml; what all stacks of this file begin with is added.
stack() {
    { printf 'version: 1\nname: acme\n'; cat; } >lstacker.yaml
}

# All numbers of the stack, a line each, sorted: what the lock is about. Names as arguments: only theirs.
numbers() {
    "$LSTACKC" show 2>/dev/null | jq -r '
        (.networks | to_entries[] | "vlan \(.key) \(.value.vlan)"),
        (.servers | to_entries[] | "nat_subnet \(.key) \(.value.nat_subnet)"),
        "key \(.overlay.key)",
        (.containers | to_entries[] | .key as $c | .value |
            "nat \($c) \(.server) \(.nat_address)",
            (.interfaces[] | "address \($c) \(.network) \(.address)"))' | LC_ALL=C sort
}

# The lines of FILE that the numbers of now lack: none may.
all_of() { # FILE
    numbers | LC_ALL=C comm -23 "$1" - >lost
    cat lost
    [ -s "$1" ]
    [ ! -s lost ]
}

base() {
    stack <<'YAML'
networks:
  dev: {subnet: 10.100.0.0/16}
  prod: {subnet: 10.104.0.0/16}
servers:
  one: {address: 192.0.2.1, segment: 1}
  two: {address: 192.0.2.2, segment: 2}
containers:
  a: {server: one, networks: [dev, prod]}
  b: {server: one, networks: [dev]}
  c: {server: two, networks: [prod]}
  n: {server: two, networks: [dev, prod], count: 3}
YAML
}

@test "the lock is written by build, and by nothing else" {
    base
    for command in check show; do
        "$LSTACKC" $command >/dev/null 2>&1
        [ ! -e lstacker.lock ]
    done
    build
    [ "$(stat -c %a lstacker.lock)" = 644 ]
    [[ $(tail -n 1 out) == "lstacker.lock: "*" added, 0 changed, 0 removed; commit it" ]]
    numbers >before
    stat -c '%i %y' lstacker.lock >identity
    build
    stat -c '%i %y' lstacker.lock | diff identity -
    ! grep lstacker.lock out || return 1
    for command in check show; do
        "$LSTACKC" $command >/dev/null 2>&1
    done
    stat -c '%i %y' lstacker.lock | diff identity -
    all_of before
    [ "$(ls -A)" = "$(printf '%s\n' before build err identity lost lstacker.lock lstacker.yaml out)" ]
}

@test "its lines are sorted by bytes, one a fact, and the same whatever the locale" {
    base
    LC_ALL=C build
    grep -v -e '^#' -e '^lock: 1$' lstacker.lock >facts
    LC_ALL=C sort -c facts
    [ "$(wc -l <facts)" -eq "$((2 + 1 + 2 + 6 + 10))" ]
    ! grep -vE '^[a-z]+(/[a-z0-9_-]+)+: [0-9./]+$' facts || return 1
    mv lstacker.lock first
    LC_ALL=C.UTF-8 TZ=Asia/Kathmandu build
    diff first lstacker.lock
}

@test "it holds no line for what the file writes" {
    stack <<'YAML'
overlay: {key: 7}
networks: {dev: {subnet: 10.100.0.0/16, vlan: 200}}
servers: {one: {address: 192.0.2.1, nat_subnet: 10.9.0.0/24}}
containers: {a: {server: one, networks: [dev], suffix: 10}, b: {server: one, networks: [dev], address: 10.100.0.20}}
YAML
    build
    [ "$(grep -v '^#' lstacker.lock | cut -d: -f1 | tr '\n' ' ')" = 'lock container/a/nat/one container/b/nat/one ' ]
}

@test "no file comes of nothing to keep, and one that is there becomes empty" {
    stack <<'YAML'
overlay: {key: 7}
servers: {one: {address: 192.0.2.1, nat_subnet: 10.9.0.0/24}}
YAML
    build --locked
    [ ! -e lstacker.lock ]
    printf 'lock: 1\noverlay/key: 7\n' >lstacker.lock
    build
    [ "$(grep -v '^#' lstacker.lock)" = 'lock: 1' ]
}

@test "it is named after the file" {
    base
    mkdir sub
    for name in web.yaml web.two.yml plain other.lock .hidden; do
        cp lstacker.yaml "sub/$name"
        build -f "sub/$name" -o "out-$name"
        rm "sub/$name"
    done
    [ "$(ls -A sub)" = "$(printf '%s\n' .hidden.lock other.lock.lock plain.lock web.lock web.two.lock)" ]
    mv lstacker.yaml lstacker.yml
    build
    [ -e lstacker.lock ]
}

@test "a file from a pipe has no lock" {
    base
    "$LSTACKC" build -f /dev/stdin < <(cat lstacker.yaml)
    ls -A /dev >devices
    ! grep -w stdin.lock devices || return 1
    run "$LSTACKC" build --locked -f /dev/stdin < <(cat lstacker.yaml)
    [ "$status" -eq 1 ]
    [[ $output == *L0270* ]]
}

@test "inserting networks, servers and containers anywhere renumbers nothing" {
    base
    build
    numbers >before
    stack <<'YAML'
networks:
  aaa: {subnet: 10.1.0.0/16}
  dev: {subnet: 10.100.0.0/16}
  mid: {subnet: 10.2.0.0/16}
  prod: {subnet: 10.104.0.0/16}
servers:
  zero: {address: 192.0.2.3, segment: 3}
  one: {address: 192.0.2.1, segment: 1}
  half: {address: 192.0.2.4, segment: 1}
  two: {address: 192.0.2.2, segment: 2}
containers:
  a0: {server: one, networks: [dev, prod, aaa]}
  a: {server: one, networks: [dev, prod]}
  a1: {server: one, networks: [dev], count: 4}
  b: {server: one, networks: [dev]}
  b1: {server: half, networks: [dev, mid]}
  c: {server: two, networks: [prod]}
  c0: {server: two, networks: [prod, dev]}
  n: {server: two, networks: [dev, prod], count: 3}
YAML
    all_of before
    build
    all_of before
    numbers >afterwards
    build --locked
    all_of afterwards
    [ -z "$(cut -d' ' -f1,3- afterwards | grep '^address' | sort | uniq -d)" ]
}

@test "reordering everything renumbers nothing" {
    base
    build
    numbers >before
    stack <<'YAML'
containers:
  n: {server: two, networks: [prod, dev], count: 3}
  c: {server: two, networks: [prod]}
  b: {server: one, networks: [dev]}
  a: {server: one, networks: [prod, dev]}
servers:
  two: {address: 192.0.2.2, segment: 2}
  one: {address: 192.0.2.1, segment: 1}
networks:
  prod: {subnet: 10.104.0.0/16}
  dev: {subnet: 10.100.0.0/16}
YAML
    build --locked
    numbers | diff before -
    # Without the lock it would have.
    rm lstacker.lock
    ! numbers | diff -q before - >/dev/null || return 1
}

@test "removing things renumbers nothing, and they come back as they were" {
    base
    build
    numbers >before
    cp lstacker.yaml whole.yaml
    cp lstacker.lock whole.lock
    stack <<'YAML'
networks:
  prod: {subnet: 10.104.0.0/16}
servers:
  two: {address: 192.0.2.2, segment: 2}
containers:
  c: {server: two, networks: [prod]}
  n: {server: two, networks: [prod], count: 2}
YAML
    numbers >fewer
    [ -z "$(LC_ALL=C comm -13 before fewer)" ]
    build --locked
    diff whole.lock lstacker.lock
    cp whole.yaml lstacker.yaml
    build --locked
    numbers | diff before -
}

@test "more or fewer of count keep the numbers of the others" {
    base
    build
    numbers >before
    sed -i 's/count: 3/count: 30/' lstacker.yaml
    build
    all_of before
    numbers >thirty
    sed -i 's/count: 30/count: 1/' lstacker.yaml
    build
    sed -i 's/count: 1/count: 30/' lstacker.yaml
    build
    numbers | diff thirty -
}

@test "a new segment, or another name of the stack, renumbers nothing that is there" {
    base
    build
    numbers >before
    sed -i 's/segment: 2/segment: 7/; s/name: acme/name: other/' lstacker.yaml
    sed -i '$a\  d: {server: two, networks: [dev]}' lstacker.yaml
    build
    all_of before
    numbers | grep '^address d dev 10.100.7.'
}

@test "a container that moves keeps its addresses in the networks, and gets another on the NAT bridge" {
    base
    build
    numbers >before
    sed -i 's/  a: {server: one/  a: {server: two/' lstacker.yaml
    build
    grep -v '^nat a ' before >others
    all_of others
    numbers | grep '^nat a two '
    grep -q '^container/a/nat/one: ' lstacker.lock
    # The old one must not run besides the new one: both have its addresses.
    grep -q 'resource lxd_moved a two' build/servers/one/steps/38-lxd-moved-a.sh
    ! ls build/servers/two/steps/38-* 2>/dev/null || return 1
    sed -i 's/  a: {server: two/  a: {server: one/' lstacker.yaml
    build
    numbers | diff before -
    grep -q 'resource lxd_moved a one' build/servers/two/steps/38-lxd-moved-a.sh
    ! ls build/servers/one/steps/38-* 2>/dev/null || return 1
}

@test "a further network of a container: the same suffix there, if it is free" {
    base
    build
    [ "$(numbers | grep '^address b ')" = 'address b dev 10.100.1.11' ]
    sed -i 's/  b: {server: one, networks: \[dev\]/  b: {server: one, networks: [prod, dev]/' lstacker.yaml
    build
    [ "$(numbers | grep '^address b ')" = "$(printf 'address b %s\n' 'dev 10.100.1.11' 'prod 10.104.1.11')" ]
}

# containers of the one server `s`, on the network `small`: 14 addresses
small() { # NAME...
    {
        echo 'networks: {small: {subnet: 10.1.0.0/28}}'
        echo 'servers: {s: {address: 192.0.2.1, nat_subnet: 10.2.0.0/27}}'
        echo 'containers:'
        printf '  %s: {server: s, networks: [small]}\n' "$@"
    } | stack
}

address() { # NAME
    numbers | sed -n "s/^address $1 small //p"
}

@test "freed addresses are given last, and lines are dropped only then" {
    small a b c
    build
    freed=$(address b)
    small a c d e f g h i j k l m
    build
    ! numbers | grep "^address.* $freed\$" || return 1
    grep -q "^container/b/address/small: $freed\$" lstacker.lock
    # 12 are taken, one is b's: one is left.
    small a c d e f g h i j k l m n
    build
    ! numbers | grep "^address.* $freed\$" || return 1
    small a c d e f g h i j k l m n o
    numbers >before
    build
    numbers | diff before -
    [ "$(address o)" = "$freed" ]
    ! grep "^container/b/address/" lstacker.lock || return 1
    small a c d e f g h i j k l m n o p
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *L0226* ]]
    # b comes back, without its number; c is gone.
    small a b d e f g h i j k l m n o
    build
    [ -n "$(address b)" ]
    [ "$(address b)" != "$freed" ]
}

@test "freed addresses of the NAT bridge are given last, too" {
    nat() {
        {
            printf 'servers: {s: {address: 192.0.2.1, nat_subnet: 10.2.0.0/29}}\ncontainers:\n'
            printf '  %s: {server: s}\n' "$@"
        } | stack
    }
    of() {
        numbers | sed -n "s/^nat $1 s //p"
    }
    nat a b c
    build
    freed=$(of b)
    nat a c d
    build
    [ "$(of d)" != "$freed" ]
    nat a c d e
    build
    [ "$(of e)" != "$freed" ]
    nat a c d e f
    build
    [ "$(of f)" = "$freed" ]
    ! grep '^container/b/nat/' lstacker.lock || return 1
}

@test "freed VLANs are given last, too" {
    vlans() {
        {
            echo 'networks:'
            seq "$@" | awk '{ printf "  n%d: {subnet: 10.%d.%d.0/28}\n", $1, int($1 / 200), $1 % 200 }'
            echo 'servers: {s: {address: 192.0.2.1}}'
        } | stack
    }
    of() {
        numbers | sed -n "s/^vlan n$1 //p"
    }
    vlans 1 2
    build
    freed=$(of 1)
    vlans 2 4094
    build
    ! numbers | grep "^vlan .* $freed\$" || return 1
    vlans 2 4095
    build
    [ "$(of 4095)" = "$freed" ]
    ! grep '^network/n1/' lstacker.lock || return 1
}

@test "suffixes that only some networks have free are found in the end" {
    {
        echo 'networks: {dev: {subnet: 10.1.0.0/24}, prod: {subnet: 10.2.0.0/24}}'
        echo 'servers: {s: {address: 192.0.2.1}}'
        printf 'containers:\n  a: {server: s, networks: [dev], count: 250}\n  b: {server: s, networks: [prod], count: 250}\n'
    } | stack
    build
    [ "$(numbers | grep -c '^address')" -eq 500 ]
}

@test "a written number that belonged to one that is gone is taken without a word" {
    base
    build
    sed -i '/^  b:/d; $a\  new: {server: two, networks: {dev: {address: 10.100.1.11}}}' lstacker.yaml
    grep -q '^container/b/address/dev: 10.100.1.11$' lstacker.lock
    build
    ! grep '^container/b/address/dev' lstacker.lock || return 1
}

@test "writing down what the lock keeps changes nothing but the lock" {
    base
    build
    numbers >before
    sed -i 's/networks: \[dev\]}/networks: {dev: {address: 10.100.1.11}}}/' lstacker.yaml
    run "$LSTACKC" build --locked
    [ "$status" -eq 1 ]
    build
    numbers | diff before -
    ! grep '^container/b/address' lstacker.lock || return 1
}

# contradicts CODE: check says so and changes nothing; --relock mends it, and changes only numbers that
# begin with one of the other arguments.
contradicts() { # CODE [NUMBERS...]
    local code=$1 expression=$2
    cp lstacker.lock lock.before
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[$code]"* && $output == *"--relock"* ]]
    run "$LSTACKC" build
    [ "$status" -eq 1 ]
    diff lock.before lstacker.lock
    build --relock
    numbers >after
    grep -vE "$expression" before >others || [ $? = 1 ]
    all_of others
    build --locked
    numbers | diff after -
}

@test "--relock assigns anew what contradicts, and only that: another subnet" {
    base
    build
    numbers >before
    sed -i 's/10.104.0.0/10.105.0.0/' lstacker.yaml
    contradicts L0265 '^address [a-z0-9-]+ prod '
    [ "$(grep -c ' prod 10.105.' after)" -eq 5 ]
}

@test "--relock: another owner's address, VLAN, and a merged twin" {
    base
    build
    numbers >before
    sed -i '$a\  thief: {server: two, networks: {dev: {address: 10.100.1.11}}}' lstacker.yaml
    contradicts L0267 '^address b '
    base
    build --relock
    numbers >before
    sed -i 's|  prod: {subnet|  new: {subnet: 10.9.0.0/16, vlan: 101}\n&|' lstacker.yaml
    contradicts L0267 '^vlan dev '
    sed -i '/^  new:/d' lstacker.yaml
    build --relock
    numbers >before
    sed -i 's|^container/b/address/dev: .*|container/b/address/dev: 10.100.1.10|' lstacker.lock
    contradicts L0266 '^address [ab] dev'
}

@test "--relock: what the owner writes itself" {
    base
    build
    numbers >before
    sed -i 's/name: acme/&\noverlay: {key: 9}/; s/segment: 1/&, nat_subnet: 10.9.0.0\/16/' lstacker.yaml
    contradicts L0268 '^(key|nat_subnet one|nat [ab] one)'
    grep -x 'key 9' after
    grep -c '^nat [ab] one 10.9.' after
}

@test "--relock: a network that meets the NAT bridges, with a good subnet taken for the NAT bridges" {
    base
    build
    numbers >before
    sed -i 's|  prod: {subnet|  new: {subnet: 10.255.0.0/16}\n&|' lstacker.yaml
    contradicts L0267 '^nat'
}

@test "--relock drops lines that nobody understands" {
    base
    build
    numbers >before
    printf '%s\n' 'container/x: 1' 'network/dev2/vlan: many' >>lstacker.lock
    contradicts L0263 '^none$'
    ! grep -e many -e container/x: lstacker.lock || return 1
}

@test "--relock keeps the first of two lines for one thing, as git's union leaves them" {
    base
    build
    numbers >before
    printf '%s\n' 'network/dev/vlan: 300' 'container/a/address/dev: 10.100.1.99' >>lstacker.lock
    contradicts L0014 '^none$'
    [ "$(grep -c '^network/dev/vlan' lstacker.lock)" = 1 ]
}

@test "no lock at all is nothing that --relock could mend" {
    base
    echo 'lock: 2' >lstacker.lock
    run "$LSTACKC" build --relock
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0261]"* ]]
    [ "$(cat lstacker.lock)" = 'lock: 2' ]
    [ ! -e build ]
}

@test "--locked builds if nothing is to be kept that is not kept yet" {
    base
    run "$LSTACKC" build --locked
    [ "$status" -eq 1 ]
    [ ! -e lstacker.lock ]
    [ ! -e build ]
    build
    cp lstacker.lock before
    build --locked
    sed -i '$a\  d: {server: one, networks: [dev, prod]}' lstacker.yaml
    fingerprint build >built
    run "$LSTACKC" build --locked
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0270]: `lstacker.lock` would change in 3 lines, and `--locked` forbids that'* ]]
    [[ $output == *'note: added: `container/d/address/dev: 10.100.1.12`'* ]]
    diff before lstacker.lock
    fingerprint build | diff built -
    "$LSTACKC" build --locked --format=json 2>&1 | jq -e '.[0].code == "L0270" and .[0].file == "lstacker.lock"'
    sed -i 's/  d: {server: one, networks: \[dev, prod\]}/  d: {server: one, count: 9}/' lstacker.yaml
    run "$LSTACKC" build --locked
    [[ $output == *'note: and 6 more'* ]]
    # Comments and order are no facts.
    sed -i '/^  d:/d' lstacker.yaml
    { echo '# mine'; grep -v '^#' before | tac; } >lstacker.lock
    cp lstacker.lock mine
    build --locked
    diff mine lstacker.lock
    build
    diff before lstacker.lock
    # With --relock, it tells what that would do.
    sed -i 's/10.104.0.0/10.105.0.0/' lstacker.yaml
    run "$LSTACKC" build --locked --relock
    [ "$status" -eq 1 ]
    [[ $output == *'note: changed: `container/a/address/prod: 10.105.1.10`, before 10.104.1.10'* ]]
    diff before lstacker.lock
}

@test "a directory that may not be written: an error, nothing built, no rest" {
    [ "$(id -u)" -eq 0 ] || skip "not root"
    base
    mkdir -m 777 "$BATS_TEST_TMPDIR/output"
    cp "$LSTACKC" "$BATS_TEST_TMPDIR/lstackc"
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/lstackc"
    run setpriv --reuid=65534 --regid=65534 --clear-groups ../lstackc build -o ../output/build
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0269]: cannot write \`lstacker.lock\`: Permission denied"* ]]
    [ "$(ls -A)" = lstacker.yaml ]
    [ -z "$(ls -A ../output)" ]
    # What is kept already need not be written.
    build
    setpriv --reuid=65534 --regid=65534 --clear-groups ../lstackc build -o ../output/build
}

@test "a full disk leaves the former lock, and no rest" {
    [ "$(id -u)" -eq 0 ] || skip "not root"
    base
    run unshare -m sh -eu -c '
        mkdir small
        mount -t tmpfs -o size=16k,mode=755 tmpfs small
        cp lstacker.yaml small/
        cd small
        "$LSTACKC" build -o ../build >/dev/null
        cp lstacker.lock ../former
        sed -i "s/count: 3/count: 240/" lstacker.yaml
        status=0
        "$LSTACKC" build -o ../build 2>&1 || status=$?
        cmp lstacker.lock ../former
        ls -A
        exit $status'
    echo "$output"
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0269]: cannot write \`lstacker.lock\`: No space left on device"* ]]
    [[ $output == *"$(printf 'lstacker.lock\nlstacker.yaml')" ]]
    [[ $output != *lstackc-new* ]]
}

@test "kill -9 while the lock is written leaves the old or the new one" {
    need strace
    base
    build
    cp lstacker.lock old
    sed -i 's/count: 3/count: 5/' lstacker.yaml
    cp -R . ../other
    (cd ../other && build && cp lstacker.lock "$stack/new")
    killed=0 olds=0 news=0
    for call in openat,open fchmod write fsync rename,renameat,renameat2 flock; do
        for nth in 1 2 3; do
            cp old lstacker.lock
            ASAN_OPTIONS=detect_leaks=0 strace -f -o trace -e "trace=$call" \
                -P "$stack" -P lstacker.lock -P ./.lstacker.lock.lstackc-new -P "$stack/.lstacker.lock.lstackc-new" \
                -e "inject=$call:signal=KILL:when=$nth" "$LSTACKC" build >/dev/null 2>&1 || killed=$((killed + 1))
            if cmp -s old lstacker.lock; then olds=$((olds + 1)); else diff new lstacker.lock; news=$((news + 1)); fi
            build
            diff new lstacker.lock
            [ -z "$(find . -name '.lstacker.lock*')" ]
        done
    done
    echo "$killed killed; $olds old, $news new"
    [ "$killed" -ge 6 ]
    [ "$olds" -ge 4 ]
    [ "$news" -ge 1 ]
}

@test "a symbolic link stays one, and what it names is written" {
    base
    mkdir shared
    : >shared/kept
    printf 'lock: 1\n' >shared/kept
    ln -s shared/kept lstacker.lock
    build
    [ -L lstacker.lock ]
    grep -q '^network/dev/vlan: 101$' shared/kept
    [ "$(ls -A shared)" = kept ]
}

@test "a lock that cannot be read stops everything: status 3" {
    base
    mkdir lstacker.lock
    for command in check show build; do
        run "$LSTACKC" $command
        [ "$status" -eq 3 ]
        [[ $output == *"error[L0260]: cannot read \`lstacker.lock\`: it is no regular file"* ]]
    done
    rmdir lstacker.lock
    mkfifo lstacker.lock
    run timeout 20 "$LSTACKC" check
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0260]: cannot read \`lstacker.lock\`: it is no regular file"* ]]
    [ ! -e build ]
}

@test "a broken lock: cut anywhere, binary, empty, huge, hostile" {
    base
    build
    cp lstacker.lock whole
    # Cut within a line, it is an error; cut between two, what is left counts.
    size=$(stat -c %s whole)
    for at in $(seq 1 37 "$size"); do
        head -c "$at" whole >lstacker.lock
        run "$LSTACKC" check
        [ "$status" -eq 1 ] || [ -z "$(tail -c 1 lstacker.lock)" ]
        [[ $output != *Sanitizer* ]]
    done
    head -c 3000 /dev/urandom >lstacker.lock
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"lstacker.lock:"* ]]
    : >lstacker.lock
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0261]"* ]]
    head -c 70000000 /dev/zero | tr '\0' '#' >lstacker.lock
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0260]"*"64 MiB"* ]]
    { echo 'lock: 1'; yes 'a: 1' | head -n 600000; } >lstacker.lock
    run timeout 20 "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0260]: \`lstacker.lock\` has more than 500000 lines"* ]]
    { printf 'lock: 1\na: &a [x, x, x, x, x]\n'; for i in $(seq 1 20); do echo "b$i: [*a, *a, *a, *a]"; done; } >lstacker.lock
    run timeout 20 "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0263]"* ]]
    printf 'lock: 1\n--- \nlock: 1\n' >lstacker.lock
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0012]"* ]]
}

# A repository with the stack and its lock in the branch `main`.
repository() {
    git init -q -b main .
    git config user.name nobody
    git config user.email nobody@example.com
    printf '%s\n' build out err before others lost >.gitignore
    build
    git add .
    git commit -q -m first
}

# branch NAME SED: a branch from main with one edit of the stack.
branch() {
    git checkout -q -b "$1" main
    sed -i "$2" lstacker.yaml
    build
    git commit -q -a -m "$1"
}

@test "git merges two branches: apart cleanly, and what contradicts is named" {
    need git
    stack <<'YAML'
networks:
  dev: {subnet: 10.100.0.0/16}
servers:
  one: {address: 192.0.2.1, segment: 1}

  two: {address: 192.0.2.2, segment: 2}
containers:
  a: {server: one, networks: [dev]}

  m: {server: one, networks: [dev]}

  z: {server: two, networks: [dev]}
YAML
    repository
    numbers >before
    # On different servers, far apart: clean, and nothing is left to do.
    branch here 's/^  a:.*/&\n  b: {server: one, networks: [dev]}/'
    branch there 's/^  z:.*/&\n  zz: {server: two, networks: [dev]}/'
    git merge -q -m merged here
    "$LSTACKC" check
    build --locked
    all_of before
    # On one server: git sees nothing, both got one number.
    git checkout -q main
    branch left 's/^  a:.*/&\n  c: {server: one, networks: [dev]}/'
    branch right 's/^  z:.*/&\n  y: {server: one, networks: [dev]}/'
    git merge -q -m merged left
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    line=$(grep -n '^container/y/address/dev' lstacker.lock | cut -d: -f1)
    [[ $output == *"error[L0266]: the lock gives the address 10.100.1.12 to \`c\` and to \`y\`"*"--> lstacker.lock:$line:"* ]]
    build --relock
    all_of before
    numbers | grep '^address [cy] '
    [ "$(numbers | grep '^address [cy] ' | cut -d' ' -f4 | sort -u | wc -l)" -eq 2 ]
}

@test "git cannot merge lines side by side: said with the line, and what to do works" {
    need git
    base
    repository
    branch left 's/^  b:.*/&\n  d: {server: one, networks: [dev]}/'
    branch right 's/^  c:.*/&\n  e: {server: two, networks: [dev]}/'
    run git merge -q -m merged left
    [ "$status" -ne 0 ]
    [ "$(grep -c '^  [de]: ' lstacker.yaml)" -eq 2 ]
    ! grep '^<<<<<<<' lstacker.yaml || return 1
    line=$(grep -n '^<<<<<<<' lstacker.lock | head -n 1 | cut -d: -f1)
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0262]"*"--> lstacker.lock:$line:1"* ]]
    sed -i '/^<<<<<<</d; /^=======/d; /^>>>>>>>/d' lstacker.lock
    "$LSTACKC" check
    build --locked
    # As docs/language.md says, git can be told to do that.
    git merge --abort
    echo '*.lock merge=union' >.gitattributes
    git merge -q -m merged left
    build --locked
}

@test "a lock of 100,000 containers on two networks is read, in time and memory as ever" {
    plain=${LSTACKC_PLAIN:-$root/bin/lstackc}
    [ -x "$plain" ] || skip "no plain build"
    {
        echo 'networks: {dev: {subnet: 10.0.0.0/8}, prod: {subnet: 11.0.0.0/8}}'
        echo 'overlay: {topology: star, hub: s0}'
        echo 'servers:'
        for i in $(seq 0 999); do echo "  s$i: {address: 172.20.$((i / 250)).$((i % 250 + 1)), segment: $i}"; done
        echo 'containers:'
        for i in $(seq 0 999); do echo "  c$i: {server: s$i, networks: [dev, prod], count: 100}"; done
    } | stack
    # `check` and `show` write no lock, and a build of all this takes long: the lock is made of show.
    "$plain" show 2>/dev/null | jq -r '"lock: 1",
        (.containers | to_entries[] | .key as $c | .value |
            "container/\($c)/nat/\(.server): \(.nat_address)",
            (.interfaces[] | "container/\($c)/address/\(.network): \(.address)"))' >made
    mv made lstacker.lock
    [ "$(wc -l <lstacker.lock)" -eq 300001 ]
    (ulimit -v 600000 && exec timeout 10 "$plain" check) >out 2>err
    grep -q 'good: 1000 servers' out
}
