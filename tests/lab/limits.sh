# shellcheck shell=sh
# Kernel limits counted over all of the machine's containers together: enough for
# a lab while it is up, and what they were before once it is down.

limits_wanted='fs.inotify.max_user_instances=8192 fs.inotify.max_user_watches=524288
	kernel.keys.maxkeys=20000 kernel.keys.maxbytes=2000000'

limits_up()
{
	for limits_each in $limits_wanted; do
		limits_was=$(sysctl -n "${limits_each%=*}" 2>/dev/null) || continue
		[ "$limits_was" -lt "${limits_each#*=}" ] || continue
		echo "${limits_each%=*}=$limits_was" >>"$LAB_STATE/limits"
		sysctl -qw "$limits_each" || die "cannot raise ${limits_each%=*}"
	done
}

limits_down()
{
	[ ! -e "$LAB_STATE/limits" ] || sysctl -q -p "$LAB_STATE/limits"
}
