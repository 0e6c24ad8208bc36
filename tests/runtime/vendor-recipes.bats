#!/usr/bin/env bats
# Recipes whose software comes from vendors that no lab can reach: with the real apt and dpkg, in a
# copy of this machine's root, against repositories and archives made here (vendor-world).

bats_require_minimum_version 1.5.0

setup_file() {
    export world=$BATS_FILE_TMPDIR/world
    "$BATS_TEST_DIRNAME/vendor-world" "$world"
    key=$(sha256sum <"$world/vendor.asc" | cut -d ' ' -f 1)
    export key
}

setup() {
    : >"$world/ports"
    printf '#!/bin/sh\nexit 0\n' >"$world/answer"
    chmod 755 "$world/answer"
}

# in_root [PORTS-LINE]... <<CALL
in_root() {
    printf '%s\n' "$@" >"$world/ports"
    cat >"$world/call.sh"
    run "$BATS_TEST_DIRNAME/vendor-root" "$world" "$world/call.sh"
    said_all=$output
    [ "$status" -eq 0 ] || {
        printf '%s\n' "$said_all"
        tail -n 30 "$world/log"
        return 1
    }
}

# digest PATH : SHA-256 of what is on the web there
digest() {
    sha256sum <"$world/web/$1" | cut -d ' ' -f 1
}

# said TEXT : on one of the lines
said() {
    grep -qF -e "$1" <<<"$said_all" || {
        printf 'nobody said: %s\n%s\n' "$1" "$said_all"
        tail -n 30 "$world/log"
        return 1
    }
}

not_said() {
    run -1 grep -F -e "$1" <<<"$said_all"
}

# nowhere TEXT... : neither was a program called with it, nor has the log it
nowhere() {
    for text; do
        run -1 grep -F -e "$text" "$world/calls" "$world/log"
    done
}

# whole_good NAME : the second probe found nothing, and undo left nothing
whole_good() {
    said '== the probe left no trace'
    said '== undo left no trace'
    [ "$(sed -n "/^== the probe/,\$ p" <<<"$said_all" | grep -c "^end $1 0\$")" = 3 ] || {
        echo "$said_all"
        tail -n 30 "$world/log"
        return 1
    }
    second=$(sed -n '/^== apply/,$ { /^== probe/,/^end/p }' <<<"$said_all")
    [ "$second" = "== probe
recipe $1
end $1 0" ] || {
        echo "$said_all"
        return 1
    }
}

# signed NAME : the sources of that name are signed by the key that was checked, and so is all apt knows
signed() {
    said "Signed-By: /etc/apt/keyrings/lstacker-$1"
    nowhere 'trusted=yes' allow-unauthenticated allow-insecure apt-key
}

@test "no recipe uses apt-key, or does without signatures" {
    run ! grep -rniE 'apt-key|unauthenticated|trusted *= *yes|allow-insecure|gpgcheck *= *0|nogpgcheck' \
        "$BATS_TEST_DIRNAME/../../runtime-scripts/recipes"
}

@test "no recipe gives a password a value" {
    run ! grep -rnE '^#: param +[a-z_]+ +secret +[^-" ]' "$BATS_TEST_DIRNAME/../../runtime-scripts/recipes"
}

@test "a key with another SHA-256 is refused, and leaves nothing" {
    in_root <<CALL
platform debian 13 trixie
param_port=8080 param_version= param_key_sha256=$(printf %064d 0)
traces /tmp/before
recipe apply jenkins
ls /etc/apt/sources.list.d /etc/apt/keyrings
undone jenkins
CALL
    said "failed https://pkg.jenkins.io/debian-stable/jenkins.io-2026.key is not what was expected: its SHA-256 is $key"
    said 'end jenkins 1'
    not_said jenkins.sources
    not_said lstacker-jenkins
    not_said 'removed'
    said '== undo left no trace'
    nowhere 'apt https://pkg.jenkins.io'
}

@test "a repository that another key signs is refused" {
    cp "$world/web/pkg.jenkins.io/debian-stable/jenkins.io-2026.key" "$world/kept"
    cp "$world/stranger.asc" "$world/web/pkg.jenkins.io/debian-stable/jenkins.io-2026.key"
    in_root <<CALL
platform debian 13 trixie
param_port=8080 param_version= param_key_sha256=$(sha256sum <"$world/stranger.asc" | cut -d ' ' -f 1)
traces /tmp/before
recipe apply jenkins
undone jenkins
CALL
    cp "$world/kept" "$world/web/pkg.jenkins.io/debian-stable/jenkins.io-2026.key"
    said 'end jenkins 1'
    said '== undo left no trace'
    nowhere pkg.jenkins.io/debian-stable/pool
}

@test "jenkins: repository, package, port, undo" {
    in_root 'jenkins 8081' <<CALL
platform debian 13 trixie
param_port=8081 param_version= param_key_sha256=$key
whole jenkins
cat /etc/apt/sources.list.d/jenkins.sources /etc/systemd/system/jenkins.service.d/lstacker.conf
dpkg-query -W jenkins
undone jenkins
CALL
    whole_good jenkins
    signed jenkins
    said 'Environment=JENKINS_PORT=8081'
    said 'jenkins	2.555.1'
}

@test "jenkins: another version replaces the one that is there" {
    in_root 'jenkins 8080' <<CALL
platform ubuntu 24.04 noble
param_port=8080 param_version= param_key_sha256=$key
recipe apply jenkins
param_version=2.541.1
recipe probe jenkins
recipe apply jenkins
recipe probe jenkins
dpkg-query -W jenkins
CALL
    said 'differs Jenkins 2.541.1'
    said 'jenkins	2.541.1'
    [ "$(grep -c '^end jenkins 0' <<<"$said_all")" = 4 ]
}

@test "jenkins: is not for Debian 12, whose Java is too old" {
    in_root <<CALL
platform debian 12 bookworm
param_port=8080 param_version= param_key_sha256=$key
recipe probe jenkins
CALL
    said 'conflict jenkins is for debian-13 ubuntu-22.04 ubuntu-24.04; this is debian-12'
}

@test "mongodb: repository, an administrator whose password no argument has, undo" {
    cat >"$world/answer" <<'ANSWER'
#!/bin/sh
printf '%s\n' "$*" >>/mnt/calls
case $* in
*createUser*) printf '%s\n' "$param_password" >/run/mongo.password ;;
*auth*) [ "$(cat /run/mongo.password 2>/dev/null)" = "$param_password" ] ;;
esac
ANSWER
    in_root 'mongod 27017' <<CALL
platform ubuntu 24.04 noble
param_port=27017 param_series=8.0 param_address=0.0.0.0 param_key_sha256=$key param_password='pa"s'\''s w\$rd'
export param_password
whole mongodb
cat /etc/mongod.conf /etc/apt/sources.list.d/mongodb-org-8.0.sources
cat /run/mongo.password
undone mongodb
CALL
    whole_good mongodb
    signed mongodb-org-8.0
    said 'Suites: noble/mongodb-org/8.0'
    said 'Components: multiverse'
    said '  authorization: enabled'
    said "pa\"s's w\$rd"
    nowhere 'w$rd'
}

@test "webmin: settings among those of the package, undo" {
    in_root 'webmin 10001' <<CALL
platform debian 12 bookworm
param_port=10001 param_version=2.303 param_key_sha256=$key param_allow='10.0.0.0/8
192.168.1.7'
traces /tmp/before
recipe probe webmin
traces /tmp/probed
! diff /tmp/before /tmp/probed || echo '== the probe left no trace'
mkdir -p /etc/webmin
printf 'port=10000\nlisten=10000\nssl=1\n' >/etc/webmin/miniserv.conf
recipe apply webmin
recipe probe webmin
cat /etc/webmin/miniserv.conf /etc/apt/sources.list.d/webmin.sources
CALL
    said '== the probe left no trace'
    signed webmin
    said 'allow=10.0.0.0/8 192.168.1.7'
    said 'port=10001'
    said 'ssl=1'
    not_said 'port=10000'
    [ "$(grep -c '^end webmin 0' <<<"$said_all")" = 3 ]
}

@test "salt-minion: the release it is pinned to, its master and its name, undo" {
    in_root <<CALL
platform debian 12 bookworm
param_master=salt.example.com param_id=web-1 param_master_finger= param_version=3006 param_key_sha256=$key
whole salt-minion
cat /etc/salt/minion.d/lstacker.conf /etc/apt/sources.list.d/salt.sources
dpkg-query -W salt-minion
undone salt-minion
CALL
    whole_good salt-minion
    signed salt
    said "master: 'salt.example.com'"
    said "id: 'web-1'"
    said 'salt-minion	3006.9'
}

@test "salt-minion: a master that would add lines is refused" {
    in_root <<CALL
platform debian 12 bookworm
param_master='x
file_client: local' param_id=web-1 param_master_finger= param_version=3006 param_key_sha256=$key
recipe apply salt-minion
CALL
    said 'failed master, id and master_finger have letters'
    said 'end salt-minion 1'
}

@test "salt-master: listens, accepts nobody by itself, undo" {
    in_root 'salt-master 4505 4506' <<CALL
platform ubuntu 24.04 noble
param_interface=0.0.0.0 param_version=3006 param_key_sha256=$key
whole salt-master
cat /etc/salt/master.d/lstacker.conf /etc/apt/sources.list.d/salt.sources
undone salt-master
CALL
    whole_good salt-master
    signed salt
    said 'auto_accept: false'
}

@test "graylog: settings that only its own user reads, undo" {
    in_root 'graylog-server 9000' <<CALL
platform ubuntu 24.04 noble
groupadd --system graylog
groupadd --system graylog-datanode
param_series=6.3 param_key_sha256=$(digest packages.graylog2.org/repo/debian/keyring.gpg) param_data_node=false param_port=9000 param_heap=1g param_version=
param_mongodb_uri='mongodb://g:se\\cret@db:27017/graylog'
param_password_secret=$(printf %064d 7) param_root_password=geheim
export param_mongodb_uri param_password_secret param_root_password
whole graylog
cat /etc/graylog/server/server.conf /etc/apt/sources.list.d/graylog.sources
stat -c '%a %U:%G %n' /etc/graylog/server/server.conf
undone graylog
CALL
    whole_good graylog
    signed graylog
    said 'mongodb_uri = mongodb://g:se\\cret@db:27017/graylog'
    said "root_password_sha2 = $(printf geheim | sha256sum | cut -d ' ' -f 1)"
    said '640 root:graylog /etc/graylog/server/server.conf'
    nowhere geheim 'se\cret'
}

@test "graylog: a short password_secret is refused" {
    in_root <<CALL
platform ubuntu 24.04 noble
param_series=6.3 param_key_sha256=$key param_data_node=false param_port=9000 param_heap=1g param_version=
param_mongodb_uri=mongodb://db/graylog param_password_secret=short param_root_password=geheim
recipe apply graylog
CALL
    said 'failed password_secret: 64 characters or more are wanted'
}

@test "a key in armour is known as such, whatever its URL ends in" {
    web=$world/web/packages.graylog2.org/repo/debian/keyring.gpg
    cp "$web" "$world/kept"
    cp "$world/vendor.asc" "$web"
    in_root 'graylog-server 9000' <<CALL
platform ubuntu 24.04 noble
groupadd --system graylog
param_series=6.3 param_key_sha256=$key param_data_node=false param_port=9000 param_heap=1g param_version=
param_mongodb_uri='mongodb://db/graylog' param_password_secret=$(printf %064d 7) param_root_password=geheim
whole graylog
cat /etc/apt/sources.list.d/graylog.sources
undone graylog
CALL
    cp "$world/kept" "$web"
    whole_good graylog
    said 'Signed-By: /etc/apt/keyrings/lstacker-graylog.asc'
}

@test "npm: packages, and their links go with them" {
    cat >"$world/answer" <<'ANSWER'
#!/bin/sh
for name; do :; done
name=${name%@*}
case $* in
'npm --global install '*)
    mkdir -p "/usr/local/lib/node_modules/$name" /usr/local/bin
    printf '{\n  "version": "1.2.3"\n}\n' >"/usr/local/lib/node_modules/$name/package.json"
    ln -s "../lib/node_modules/$name/run" "/usr/local/bin/$name"
    ;;
'npm --global uninstall '*) rm -r "/usr/local/lib/node_modules/$name" "/usr/local/bin/$name" ;;
esac
ANSWER
    in_root <<CALL
platform debian 12 bookworm
mkdir -p /usr/local/lib/node_modules/theirs
param_packages='left@1.2
right' param_registry=
whole npm
ls /usr/local/bin
undone npm
CALL
    whole_good npm
    said right
    said 'removed npm package left@1.2'
}

@test "check-mk: the package of the site, whom it answers, undo" {
    in_root 'cmk-agent-ctl-daemon 6556' <<CALL
platform debian 12 bookworm
param_url=http://cmk/site/check_mk/agents/agent.deb param_sha256=$(digest cmk/site/check_mk/agents/agent.deb)
param_from='10.1.0.5
10.2.0.0/16'
whole check-mk
cat /var/lib/cmk-agent/cmk-agent-ctl.toml
dpkg-query -W check-mk-agent
undone check-mk
CALL
    whole_good check-mk
    said 'allowed_ip = ["10.1.0.5", "10.2.0.0/16"]'
    said 'check-mk-agent	2.4.0p18-1'
}

@test "check-mk: another package than the one that was meant is refused" {
    in_root <<CALL
platform debian 12 bookworm
param_url=http://cmk/site/check_mk/agents/agent.deb param_sha256=$(printf %064d 0) param_from=
traces /tmp/before
recipe apply check-mk
undone check-mk
CALL
    said 'failed http://cmk/site/check_mk/agents/agent.deb is not what was expected'
    said '== undo left no trace'
}

@test "omd: package, site, a password that no argument has, undo" {
    cat >"$world/answer" <<'ANSWER'
#!/bin/sh
printf '%s\n' "$*" >>/mnt/calls
case $* in
'omd create '*) mkdir -p /omd/sites/prod/etc && echo 'password: random' ;;
'omd -f rm '*) rm -rf /omd ;;
'omd status '*) [ -e /run/site ] ;;
'omd start '*) : >/run/site ;;
'curl '*) [ "$(cat)" = "Authorization: Bearer cmkadmin $(cat /run/cmk.password 2>/dev/null)" ] ;;
esac
ANSWER
    cat >"$world/bin/su" <<'SU'
#!/bin/sh
printf 'su %s\n' "$*" >>/mnt/calls
IFS= read -r line
printf '%s\n' "$line" >/run/cmk.password
SU
    chmod 755 "$world/bin/su"
    in_root 'apache2 80' <<CALL
platform ubuntu 24.04 noble
param_version=2.4.0p18 param_site=prod param_port=5000 param_password='geheim "1'
param_sha256=$(digest download.checkmk.com/checkmk/2.4.0p18/check-mk-raw-2.4.0p18_0.noble_amd64.deb)
export param_password
whole omd
cat /run/cmk.password
undone omd
CALL
    rm "$world/bin/su"
    whole_good omd
    said 'removed packages needed-by-omd'
    said 'geheim "1'
    grep -qx 'omd create --no-tmpfs prod' "$world/calls"
    nowhere geheim random
}

@test "checkmk-hosts: the site reads its hosts, again when they change, and no more when they are taken back" {
    cat >"$world/bin/su" <<'SU'
#!/bin/sh
printf 'su %s\n' "$*" >>/mnt/calls
[ "$*" != 'su - prod -c cmk -I' ] || exit 1
[ ! -e /run/refuses ]
SU
    chmod 755 "$world/bin/su"
    in_root <<'CALL'
platform debian 12 bookworm
useradd --system --no-create-home prod
mkdir -p /omd/sites/prod/etc/check_mk/conf.d
param_site=prod param_hosts="all_hosts += ['a']
"
whole checkmk-hosts
cat /omd/sites/prod/etc/check_mk/conf.d/lstacker.mk
stat -c 'file %U %a' /omd/sites/prod/etc/check_mk/conf.d/lstacker.mk
param_hosts="all_hosts += ['b']
"
: >/run/refuses
echo refused
recipe apply checkmk-hosts
recipe probe checkmk-hosts
rm /run/refuses
echo mended
recipe apply checkmk-hosts
recipe probe checkmk-hosts
param_hosts='all_hosts += ['
recipe apply checkmk-hosts
cat /omd/sites/prod/etc/check_mk/conf.d/lstacker.mk
undone checkmk-hosts
CALL
    rm "$world/bin/su"
    said '== the probe left no trace'
    said '== undo left no trace'
    said "all_hosts += ['a']"
    said 'file prod 644'
    said 'failed the site does not take its hosts'
    said "all_hosts += ['b']"
    said 'failed /omd/sites/prod/etc/check_mk/conf.d/lstacker.mk would not be good, and stays as it was'
    [ "$(grep -c 'cmk -O' "$world/calls")" -eq 4 ]
    [[ $said_all == *mended*'end checkmk-hosts 0'*'end checkmk-hosts 0'* ]]
}

@test "nexus: archive, unit, settings, undo" {
    archive=$(cd "$world/web/download.sonatype.com/nexus/3" && ls)
    in_root 'nexus 8081' <<CALL
platform debian 13 trixie
param_version=3.85.0-03 param_sha256=$(digest "download.sonatype.com/nexus/3/$archive") param_port=8081 param_address=0.0.0.0
whole nexus
cat /etc/systemd/system/nexus.service /var/lib/nexus/etc/nexus.properties
undone nexus
CALL
    whole_good nexus
    said 'ExecStart=/opt/nexus/nexus-3.85.0-03/bin/nexus run'
    said 'application-port=8081'
}

@test "sonarqube: archive, unit, secrets that root alone reads, the vendor's password gone, undo" {
    cat >"$world/answer" <<'ANSWER'
#!/bin/sh
printf '%s\n' "$*" >>/mnt/calls
case $* in
*/api/system/status) echo '{"id":"1","version":"25","status":"UP"}' ;;
*'--config - '*/api/authentication/validate)
    grep -qxF "user = \"admin:$(cat /run/sonar.password)\"" && echo '{"valid":true}' || echo '{"valid":false}'
    ;;
*/api/authentication/validate) [ -e /run/sonar.password ] && echo '{"valid":false}' || echo '{"valid":true}' ;;
*/api/users/change_password) cat >/run/sonar.password ;;
esac
ANSWER
    in_root 'sonarqube 9000' <<CALL
platform ubuntu 24.04 noble
echo 65530 >/tmp/few
mount --bind /tmp/few /proc/sys/vm/max_map_count
param_version=25.11.0.1 param_port=9000 param_address=0.0.0.0
param_sha256=$(digest binaries.sonarsource.com/Distribution/sonarqube/sonarqube-25.11.0.1.zip)
param_jdbc_url=jdbc:postgresql://db/sonar param_jdbc_user=sonar param_jdbc_password='a"b\\c\$d'
param_admin_password='Geheim-1234567!'
export param_jdbc_password param_admin_password
recipe probe sonarqube
echo 1048576 >/tmp/count
mount --bind /tmp/count /proc/sys/vm/max_map_count
whole sonarqube
cat /etc/sonarqube.env /run/sonar.password
stat -c '%a %U %n' /etc/sonarqube.env
param_admin_password='Geheim-other-1'
{ recipe probe sonarqube && recipe apply sonarqube; } | sed 's/^/changed: /'
undone sonarqube
CALL
    said 'conflict vm.max_map_count is 65530 on this server, SonarQube wants 262144'
    whole_good sonarqube
    said 'SONAR_JDBC_PASSWORD="a\"b\\c\$d"'
    said '600 root /etc/sonarqube.env'
    said 'Geheim-1234567!'
    said 'differs the password of admin is missing'
    said 'failed admin_password: admin has another one'
    nowhere Geheim 'b\c'
}

# dnf_only : for a CALL, a platform that has rpm and dnf, and a kernel whose parameters are files of its own
dnf_only="rm /usr/bin/apt-get
mkdir -p /tmp/bin
cat >/tmp/bin/rpm <<'RPM'
#!/bin/sh
for name; do :; done
[ \"\$1\" = -q ] && [ -e \"/var/lib/fake-rpm-\$name\" ]
RPM
cat >/tmp/bin/dnf <<'DNF'
#!/bin/sh
printf 'dnf %s\\n' \"\$*\" >>/mnt/calls
case \$* in
*' install '*) for name; do case \$name in -* | install) ;; *) : >\"/var/lib/fake-rpm-\$name\" ;; esac; done ;;
*' remove '*) for name; do rm -f \"/var/lib/fake-rpm-\$name\"; done ;;
esac
DNF
chmod 755 /tmp/bin/*
PATH=/tmp/bin:\$PATH
mkdir /tmp/sys
mount --bind /tmp/sys /proc/sys
mkdir -p /proc/sys/fs /proc/sys/kernel /proc/sys/net/core
for name in fs/file-max kernel/shmmni kernel/shmall kernel/shmmax net/core/rmem_max net/core/wmem_max; do
    echo 18446744073692774399 >/proc/sys/\$name
done
echo 65536 >/proc/sys/fs/aio-max-nr"

@test "oracle: packages, users, limits and the kernel parameters it may set, undo" {
    in_root <<CALL
platform rocky 9.4 ''
$dnf_only
param_version=19c param_base=/u01/app/oracle
whole oracle
id oracle
stat -c '%a %U:%G %n' /u01/app/oracle
cat /proc/sys/fs/aio-max-nr /etc/security/limits.d/oracle-database-19c.conf
undone oracle
CALL
    said 'uid=54321(oracle) gid=54321(oinstall)'
    said '775 oracle:oinstall /u01/app/oracle'
    said 'oracle hard nofile 65536'
    said '1048576'
    whole_good oracle
}

# A snapd that keeps its settings in files.
snapd='mkdir -p /run/snap
cat >/usr/local/bin/snap <<"SNAP"
#!/bin/sh
case $1 in
get) cat "/run/snap/$3" ;;
set) printf "%s\n" "${3#*=}" >"/run/snap/${3%%=*}" ;;
unset) rm "/run/snap/$3" ;;
esac
SNAP
chmod 755 /usr/local/bin/snap
python3 -c "import socket; socket.socket(socket.AF_UNIX).bind(\"/run/snapd.socket\")"'

@test "proxy: apt, dnf and snap are told, and are as before after the undo" {
    in_root <<CALL
$snapd
platform debian 12 bookworm
mkdir -p /etc/dnf
printf '[main]\ngpgcheck=1\n' >/etc/dnf/dnf.conf
param_http=http://192.0.2.4:3128 param_https=http://192.0.2.4:3129 param_no_proxy='localhost
10.0.0.0/8'
whole proxy
apt-config dump | grep -i '^Acquire::https*::Proxy'
cat /etc/dnf/dnf.conf /run/snap/*
param_https=http://192.0.2.5:3129
recipe apply proxy
cat /etc/environment /run/snap/*
undone proxy
echo "== of snap: \$(ls /run/snap)"
CALL
    said 'Acquire::https::Proxy "http://192.0.2.4:3129"'
    said 'Acquire::http::Proxy::localhost "DIRECT"'
    said 'proxy=http://192.0.2.4:3129'
    said 'https_proxy=http://192.0.2.5:3129'
    [ "$(tail -n 2 <<<"$said_all")" = $'== undo left no trace\n== of snap: ' ]
}

@test "proxy: snap's that somebody else has set is in the way, and stays" {
    in_root <<CALL
$snapd
platform debian 12 bookworm
param_http=http://192.0.2.4:3128 param_https= param_no_proxy=
echo http://198.51.100.1:1 >/run/snap/proxy.http
echo http://198.51.100.1:2 >/run/snap/proxy.https
recipe probe proxy
recipe apply proxy
recipe undo proxy
cat /run/snap/*
CALL
    said 'conflict snap has another proxy, http://198.51.100.1:1: snap unset system proxy.http'
    said $'http://198.51.100.1:1'
    said $'http://198.51.100.1:2'
}

@test "oracle: says which kernel parameter the server must have" {
    in_root <<CALL
platform rocky 9.4 ''
$dnf_only
mount -o remount,bind,ro /proc/sys
param_version=19c param_base=/u01/app/oracle
recipe probe oracle
CALL
    said 'conflict kernel parameter fs.aio-max-nr is 65536, Oracle wants 1048576: set it on the server, in /etc/sysctl.d'
}
