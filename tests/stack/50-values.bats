#!/usr/bin/env bats
# Values that bite arrive in the container as they were written.

load helper

NAME=values

setup_file() {
    load helper
    put_stack "$NAME" <<'YAML'
version: 1
name: values
ssh: {user: lab, authorized_keys: [keys/team.pub, keys/odd name.pub]}
networks:
  prod: {subnet: 10.104.0.0/16}
defaults:
  server: {platform: debian-12, datapath: netdev}
servers:
  h1: {address: 198.18.0.11}
containers:
  odd:
    server: h1
    image: local:lab/debian-12
    networks: [prod]
    config:
      environment.REBOOT: $(reboot)
      environment.TICKS: "`touch /tmp/ticks`"
      environment.QUOTES: "it's \"quoted\" \\ back"
      environment.PERCENT: "%s %d 100%"
      environment.DASH: "--help"
      environment.UTF8: "größe ✓ 日本"
      environment.SPACES: "  two  blanks  "
      environment.COMMA: "a,b=c;d&e|f>g<h"
      user.lines: "first\nsecond 'x' \"y\" $(reboot)\n\n  fourth"
YAML
    on_stack "$NAME" sh -c 'awk "{print \$1, \$2, \"o'"'"'dd \\\"q\\\" \$(reboot) %s: #x\"}" keys/team.pub > "keys/odd name.pub"'
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes
}

teardown_file() {
    load helper
    on_stack "$NAME" lstacker-run undo --yes || :
}

value() {
    in_container h1 odd sh -c "printf %s \"\$$1\""
}

@test "environment values arrive literally" {
    [ "$(value REBOOT)" = '$(reboot)' ]
    [ "$(value TICKS)" = '`touch /tmp/ticks`' ]
    [ "$(value QUOTES)" = "it's \"quoted\" \\ back" ]
    [ "$(value PERCENT)" = '%s %d 100%' ]
    [ "$(value DASH)" = '--help' ]
    [ "$(value UTF8)" = 'größe ✓ 日本' ]
    [ "$(value SPACES)" = '  two  blanks  ' ]
    [ "$(value COMMA)" = 'a,b=c;d&e|f>g<h' ]
}

@test "a value of several lines arrives literally" {
    [ "$(on h1 'lxc config get odd user.lines')" = "$(printf 'first\nsecond '\''x'\'' "y" $(reboot)\n\n  fourth')" ]
}

# cloud-init keeps keys in a set: the order of the lines is not ours to know.
keys_arrived() {
    diff <(on_stack "$NAME" cat 'keys/odd name.pub' keys/team.pub | sort) \
        <(in_container h1 odd cat /home/lab/.ssh/authorized_keys | sort)
}

# Once, on a busy machine, this read nothing and no error was told; why is not known. So ask again for a
# little, and if it stays so, show what there is.
@test "a key with an odd comment arrives literally" {
    wait_for 5 keys_arrived || {
        in_container h1 odd sh -c 'ls -laR /home; cloud-init status --long; tail -n 50 /var/log/cloud-init.log'
        keys_arrived
    }
}

@test "nothing was executed on the way" {
    run on h1 'ls /tmp/ticks'
    [ "$status" -ne 0 ]
    run in_container h1 odd ls /tmp/ticks
    [ "$status" -ne 0 ]
}

@test "and with all of them a second apply changes nothing" {
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} == *' 0 changed'* ]]
}
