# shellcheck shell=sh
# The package proxy: apt-cacher-ng on the uplink's address, the lab's only way
# out. It fetches from wherever this machine's own apt does.

PROXY_CONF=$LAB_RUN/proxy

# The address from which this machine's apt takes a Debian archive: `debian`
# or `debian-security`; empty when it is the public one or there is none.
proxy_origin()
{
	# shellcheck disable=SC2016 # apt fills these in
	apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
		while read -r proxy_uri proxy_release; do
			case $1:$proxy_release in
			debian-security:*-security | debian:bookworm | debian:trixie)
				proxy_uri=${proxy_uri%/}
				[ "$proxy_uri" = "http://deb.debian.org/$1" ] || echo "$proxy_uri"
				break
				;;
			esac
		done
}

proxy_configuration()
{
	cat <<-EOT
		CacheDir: $LAB_CACHE/apt
		LogDir: $LAB_LOG/proxy
		SupportDir: /usr/lib/apt-cacher-ng
		Port: $LAB_PROXY_PORT
		BindAddress: $LAB_GATEWAY
		SocketPath: $LAB_LOG/proxy/socket
		ForeGround: 1
		VerboseLog: 0
		ExThreshold: 30
		NetworkTimeout: 60
		PfilePatternEx: .*/by-hash/.*
		DnsCacheSeconds: 60
	EOT
	for proxy_archive in debian debian-security; do
		proxy_at=$(proxy_origin $proxy_archive)
		[ -z "$proxy_at" ] || echo "Remap-$proxy_archive: http://deb.debian.org/$proxy_archive ; $proxy_at"
	done
	eval "$(apt-config shell proxy_upstream Acquire::http::Proxy)"
	proxy_upstream=${proxy_upstream:-${http_proxy:-}}
	case $proxy_upstream in
	http*) echo "Proxy: ${proxy_upstream%/}" ;;
	esac
}

proxy_pid()
{
	cat "$LAB_RUN/proxy.pid" 2>/dev/null
}

proxy_answers()
{
	curl -sS -m 5 -o /dev/null "$LAB_PROXY/"
}

proxy_up()
{
	process_is "$(proxy_pid)" "$PROXY_CONF" && proxy_answers 2>/dev/null && return 0
	proxy_down
	mkdir -p "$PROXY_CONF" "$LAB_CACHE/apt" "$LAB_LOG/proxy"
	proxy_configuration >"$PROXY_CONF/acng.conf"
	chmod 640 "$PROXY_CONF/acng.conf"
	chown -R apt-cacher-ng: "$PROXY_CONF" "$LAB_LOG/proxy"
	[ "$(stat -c %U "$LAB_CACHE/apt")" = apt-cacher-ng ] || chown -R apt-cacher-ng: "$LAB_CACHE/apt"
	(
		cgroup_enter proxy
		exec setpriv --reuid apt-cacher-ng --regid apt-cacher-ng --clear-groups \
			/usr/sbin/apt-cacher-ng -c "$PROXY_CONF"
	) </dev/null >"$LAB_LOG/proxy.log" 2>&1 9>&- &
	echo $! >"$LAB_RUN/proxy.pid"
	until_true 20 proxy_answers && return 0
	tail -n 20 "$LAB_LOG/proxy.log" "$LAB_LOG"/proxy/apt-cacher.err >&2
	die 'the package proxy does not answer'
}

proxy_down()
{
	cgroup_end proxy
	rm -rf "$PROXY_CONF" "$LAB_RUN/proxy.pid"
}
