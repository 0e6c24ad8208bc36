# shellcheck shell=sh
# Vendors' repositories of the guest library.
#
#   repo NAME URI SUITE COMPONENTS KEY_URL KEY_SHA256
#
# For apt: NAME.sources with Signed-By; SUITE may end in `/`, then COMPONENTS is `-`. For dnf: NAME.repo with
# gpgcheck; URI is its baseurl, SUITE and COMPONENTS are `-`. The key is a file whose SHA-256 is
# pinned; it is trusted for this repository alone. apt tells by a key's name whether it is armoured: it
# gets that name by what is in it, as the URL may say nothing of it, or something else.

repo() {
    guest_packager
    "guest_repo_$guest_packager" "$@"
}

guest_repo_apt() {
    case $recipe_verb:$2$5 in
    apply:*https://*) pkg ca-certificates ;;
    esac
    guest_written=$guest_resumed
    guest_repo_key "$1" "$5" "$6"
    file "/etc/apt/sources.list.d/$1.sources" 644 <<EOT
Types: deb
URIs: $2
Suites: $3$(case $3 in */) ;; *) printf '\nComponents: %s' "$4" ;; esac)
Signed-By: $guest_key
EOT
    [ "$guest_written" = no ] || guest_repo_refresh "$1" "$2"
}

# guest_repo_key NAME URL SHA256 -> $guest_key
guest_repo_key() {
    for guest_key in "/etc/apt/keyrings/lstacker-$1.gpg" "/etc/apt/keyrings/lstacker-$1.asc"; do
        ! guest_download_is "$2" "$3" "$guest_key" 644 || return 0
    done
    if [ "$recipe_verb" = probe ]; then
        differs "the key of the repository $1 is missing"
        return
    fi
    guest_changing
    guest_download "$2" "$3"
    if grep -qaF -e '-----BEGIN PGP' "$recipe_dir/download"; then
        guest_key=/etc/apt/keyrings/lstacker-$1.asc
    else
        guest_key=/etc/apt/keyrings/lstacker-$1.gpg
    fi
    guest_download_place "$guest_key" 644
}

# guest_repo_refresh NAME URI : the lists of this repository alone
guest_repo_refresh() {
    guest_replace "${2%/}" / _
    guest_record lists "${guest_replaced#*:__}"
    apt_get update -o "Dir::Etc::sourcelist=/etc/apt/sources.list.d/$1.sources" \
        -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 ||
        fail "the repository $2 cannot be read"
}

guest_undo_lists() {
    find /var/lib/apt/lists -maxdepth 1 -type f -name "${1}_*" -exec rm -f {} +
}

guest_repo_dnf() {
    guest_key=/etc/pki/rpm-gpg/lstacker-$1
    download "$5" "$6" "$guest_key" 644
    file "/etc/yum.repos.d/$1.repo" 644 <<EOT
[$1]
name=$1
baseurl=$2
enabled=1
gpgcheck=1
gpgkey=file://$guest_key
EOT
}
