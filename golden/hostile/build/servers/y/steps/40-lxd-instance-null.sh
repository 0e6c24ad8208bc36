# shellcheck shell=sh

step lxd-instance-null containers 'container null' null
# shellcheck disable=SC1003,SC2016 # values: meant as they are
resource lxd_instance null local:-x+1.0_a/b profile lstacker \
    config boot.autostart true \
    config environment.MOTD '$(reboot) `id` '\''x'\'' "y" \z %s' \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    config raw.lxc 'lxc.environment = A=$(reboot)' \
    config user.assign a=b \
    config user.backquote '`id`' \
    config user.backslashes '\ \\ \n \t \0 \x41 \' \
    config user.bang '!history !!' \
    config user.blanks '  both ends  ' \
    config user.both ''\''"'\''"$(id)\'\''' \
    config user.comma a,b=c,d \
    config user.cr-lf-words '\r\n' \
    config user.dash '-rf' \
    config user.dashes '--option=value' \
    config user.dollar '$HOME ${HOME} $$ $1 $@ $?' \
    config user.double 'say "hi"' \
    config user.eof 'EOF
'\''EOF'\''
"
EOF
' \
    config user.glob '* ? [a-z] ~ {a,b}' \
    config user.hash '# no comment' \
    config user.newline-only '
' \
    config user.newlines 'one
two

 three
' \
    config user.number 0123 \
    config user.percent '%s %d %% %n' \
    config user.semicolon '; reboot & reboot | reboot > /dev/null < x' \
    config user.single 'it'\''s' \
    config user.subst '$(reboot)' \
    config user.tab 'a	b	' \
    config user.true true \
    config user.utf8 'größe 日本 😀   .' \
    config user.yaml '{a: [b, *c], &d e: !f g}' \
    file user.user-data files/null.user-data \
    file user.network-config files/null.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.10,host_name=ls77074ba4-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls77074ba4-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls77074ba4-2
