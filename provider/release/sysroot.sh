#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# What the release is linked from: Debian's newest development packages of one architecture, and a
# small libcurl made from Debian's source, unpacked into a folder of their own.  Prints that folder.
#
#   sysroot.sh amd64|arm64
#
# The folder is kept in the cache under a name made of all package hashes, of the compiler and of
# these scripts.  apt is asked with lists of its own, so that neither foreign architectures nor
# sources have to be added to the system.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=provider/release/architecture.sh
. "$here/architecture.sh" "$1"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ccloud
apt=$cache/apt/$architecture
packages=(libc6-dev linux-libc-dev libgrpc-dev libabsl-dev libre2-dev libc-ares-dev zlib1g-dev
    libssl-dev libnghttp2-dev libjansson-dev libprotobuf-c-dev)

say() {
    printf 'sysroot: %s\n' "$*" >&2
}

# The system's own sources, with source packages, and lists beside the system's.
configure_apt() {
    local folder=$apt
    mkdir -p "$folder/lists/partial" "$folder/parts" "$folder/archives/partial"
    if [ -f /etc/apt/sources.list ]; then
        sed -n '/^deb /{p;s/^deb /deb-src /p}' /etc/apt/sources.list >"$folder/parts/system.list"
    fi
    local file
    for file in /etc/apt/sources.list.d/{debian,ubuntu}.sources; do
        [ ! -f "$file" ] || sed 's/^Types:.*/Types: deb deb-src/' "$file" \
            >"$folder/parts/$(basename "$file")"
    done
    cat >"$folder/apt.conf" <<CONF
Dir::State::Lists "$folder/lists";
Dir::State::Status "/dev/null";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$folder/parts";
Dir::Cache "$folder";
Dir::Cache::Archives "$folder/archives";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "";
CONF
    export APT_CONFIG=$folder/apt.conf
}

# Once a day; a machine without a network goes on with what it has.
update_lists() {
    local stamp=$apt/updated
    [ -z "$(find "$stamp" -mtime -1 2>/dev/null)" ] || return 0
    if apt-get update -qq >&2; then
        touch "$stamp"
    elif [ ! -e "$stamp" ]; then
        say "no package lists"
        exit 1
    fi
}

fingerprint() {
    {
        apt-get download --print-uris "${packages[@]}"
        apt-get source --print-uris curl
        "$triplet-gcc" --version
        cat "$here"/{sysroot.sh,libcurl.sh,toolchain.cmake}
    } | sha256sum | cut -c 1-16
}

# unpack PACKAGE FOLDER: prints which package an archive or object came from: file, package,
# version, source, version of that.
unpack() {
    local owner
    owner=$(dpkg-deb --show \
        --showformat='${Package}\t${Version}\t${source:Package}\t${source:Version}\n' "$1")
    dpkg-deb --vextract "$1" "$2" | sed -n 's|^\./\(.*\.[ao]\)$|\1|p' | sed "s|\$|\t$owner|"
}

make_sysroot() {
    local folder=$1 debs deb
    debs=$(mktemp -d)
    say "fetching Debian's packages for $architecture"
    (cd "$debs" && apt-get download -qq "${packages[@]}" >&2)
    for deb in "$debs"/*.deb; do
        unpack "$deb" "$folder"
    done >"$folder/owners.tsv"
    rm -rf "$debs"
    echo "$triplet" >"$folder/triplet"
    cp "$here/toolchain.cmake" "$folder/"
    say "building libcurl for $architecture"
    "$here/libcurl.sh" "$folder" >&2
}

configure_apt
update_lists
sysroot=$cache/sysroot/$architecture-$(fingerprint)
if [ ! -d "$sysroot" ]; then
    mkdir -p "$cache/sysroot"
    fresh=$(mktemp -d "$sysroot.XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    make_sysroot "$fresh"
    # Another run may have been first.
    mv --no-target-directory "$fresh" "$sysroot" 2>/dev/null || [ -d "$sysroot" ]
    find "$cache/sysroot" -maxdepth 1 -name "$architecture-*" -mtime +30 -exec rm -rf {} +
fi
echo "$sysroot"
