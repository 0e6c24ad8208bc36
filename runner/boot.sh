# shellcheck shell=sh
# boot.sh: what the runner starts on a server, as root: gets the bundle there and runs it.
# Standard input: one line `STACK GENERATION DIGEST SIZE`, the bundle if asked for, then
# what `run serve` reads (docs/bundle.md). Arguments: options of `run serve`.
set -eu
umask 077
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
export LC_ALL PATH

stop() { # CODE MESSAGE, which becomes one line
    message=$(printf "%s" "$2" | tr "\n\r\t\\\\" "   /")
    printf "error\t%s\t%s\n" "$1" "${message# }"
    exit 1
}

IFS=" " read -r stack generation digest size || stop usage "no bundle was named"
bundle=${LSTACKER_STATE:-/var/lib/lstacker}/$stack/generations/$generation
if [ -e "$bundle/.whole" ] && [ -s "$bundle/run" ]; then
    echo have
    exec sh "$bundle/run" serve "$@"
fi

for tool in head gzip sha256sum tar mktemp; do
    command -v "$tool" >/dev/null 2>&1 || stop tool "$tool is not installed"
done
room=${LSTACKER_RUN:-/run}
room=$(mktemp -d "$room/lstacker.XXXXXX" 2>&1) || stop space "$room"
# shellcheck disable=SC2064  # single quotes would have to be quoted again
trap "rm -rf \"$room\"" EXIT
trap "exit 1" HUP INT TERM
echo need
if ! error=$(head -c "$size" 2>&1 >"$room/bundle.gz" && gzip -dc "$room/bundle.gz" 2>&1 >"$room/tar"); then
    case $error in
    *[Ss]pace*) stop space "$error" ;;
    *) stop digest "the bundle arrived damaged: $error" ;;
    esac
fi
found=$(sha256sum <"$room/tar")
[ "${found%% *}" = "$digest" ] || stop digest "the bundle has the digest ${found%% *}, $digest was announced"
mkdir "$room/bundle"
error=$(tar -C "$room/bundle" -xf "$room/tar" 2>&1) || stop space "$error"
rm "$room/tar" "$room/bundle.gz"
sh "$room/bundle/run" serve "$@"
