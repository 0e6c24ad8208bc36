# shellcheck shell=sh
# The image cache: builds what is missing, keeps it by a key of its contents,
# imports it into the outer daemon.

# image_key IMAGE: what its bytes depend on, hashed.
image_key()
{
	{
		echo "$1 $LAB_PROXY"
		recipe_packages "$1" | tr -s ' \t\n' '\n'
		cat "$LAB_DIR/recipe.sh"
		for image_part in "$LAB_DIR"/image/*; do
			basename "$image_part"
			cat "$image_part"
		done
	} | sha256sum | cut -c 1-16
}

image_folder()
{
	echo "$LAB_CACHE/images/$1-$(image_key "$1")"
}

# image_build IMAGE: leaves its rootfs in the cache, at once or not at all. In a
# subshell of its own, which moves into the lab's control group.
image_build()
{
	image_at=$(image_folder "$1")
	[ ! -e "$image_at" ] || return 0
	say "building the image $1"
	image_began=$(now)
	image_tmp=$(mktemp -d "$LAB_STATE/build.$1.XXXXXX") || return 1
	cgroup_enter build
	image_base=$(recipe_base "$1")
	[ -z "$image_base" ] || image_base=$(image_folder "$image_base")
	TMPDIR=$image_tmp logged "build-$1" recipe_build "$1" "$image_tmp" "$image_base" || {
		rm -rf --one-file-system "$image_tmp"
		say "the image $1 could not be built"
		return 1
	}
	mkdir -p "$LAB_CACHE/images"
	rm -rf "$LAB_CACHE/images/$1"-????????????????
	mv "$image_tmp" "$image_at" && chmod 755 "$image_at"
	say "built the image $1 in $(($(now) - image_began)) s, $(du -sm "$image_at" | cut -f 1) MB"
}

# images_build IMAGE…: those that are missing, side by side; what is built on
# another one waits for that.
images_build()
{
	rm -rf --one-file-system "$LAB_STATE"/build.*
	image_bases=
	image_later=
	image_pids=
	for image_each; do
		[ ! -e "$(image_folder "$image_each")" ] || continue
		if [ -n "$(recipe_base "$image_each")" ]; then
			image_bases="$image_bases $(recipe_base "$image_each")"
			image_later="$image_later $image_each"
		else
			image_build "$image_each" 9>&- &
			image_pids="$image_pids $!"
		fi
	done
	# shellcheck disable=SC2086 # lists of words
	for image_each in $(unique $image_bases); do
		(image_build "$image_each") 9>&- || exit 1
	done
	for image_each in $image_later; do
		image_build "$image_each" 9>&- &
		image_pids="$image_pids $!"
	done
	# shellcheck disable=SC2086 # a list of numbers
	[ -z "$image_pids" ] || wait_all $image_pids || exit 1
}

# image_yaml IMAGE: LXD's side of the image. In the guests' one, templates hand the
# instance's configuration to cloud-init as NoCloud seed, for LXD and Incus alike.
image_yaml()
{
	cat <<-EOT
		architecture: x86_64
		creation_date: 1700000000
		properties:
		  os: Debian
		  release: $(recipe_suite "$1")
		  architecture: amd64
		  description: LStacker lab $1
	EOT
	case $1 in
	guest-*) echo 'templates:' ;;
	*) return ;;
	esac
	for image_seed in "$LAB_DIR"/seed/*.tpl; do
		image_seed=$(basename "$image_seed" .tpl)
		cat <<-EOT
			  /var/lib/cloud/seed/nocloud/$image_seed:
			    when: [create, copy]
			    template: $image_seed.tpl
		EOT
	done
}

# image_metadata IMAGE: makes the archive of that and prints its name. Hosts come
# up side by side and may all do so at once.
image_metadata()
{
	image_tmp=$(mktemp -d "$LAB_STATE/metadata.XXXXXX") || return 1
	mkdir -p "$image_tmp/templates" "$LAB_STATE/metadata"
	cp "$LAB_DIR"/seed/*.tpl "$image_tmp/templates/"
	image_yaml "$1" >"$image_tmp/metadata.yaml"
	tar -C "$image_tmp" --sort=name --mtime=@1700000000 -cf "$image_tmp.tar" metadata.yaml templates
	mv "$image_tmp.tar" "$LAB_STATE/metadata/$1.tar"
	rm -rf "$image_tmp"
	echo "$LAB_STATE/metadata/$1.tar"
}

# image_alias IMAGE: its name in a daemon, another one whenever anything of it changes.
image_alias()
{
	echo "$1-$(image_key "$1")-$({ image_yaml "$1"; cat "$LAB_DIR"/seed/*.tpl; } | sha256sum | cut -c 1-8)"
}

# image_import IMAGE: into the outer daemon.
image_import()
{
	image_name=$(image_alias "$1")
	! lxc image alias list -f csv "$image_name" 2>/dev/null | grep -q "^$image_name," || return 0
	logged "import-$1" timeout 120 lxc image import "$(image_metadata "$1")" \
		"$(image_folder "$1")/rootfs.squashfs" --alias "$image_name"
}
