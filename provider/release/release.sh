#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Builds and packs a release: what a registry publishes, and a mirror that hosts install from.
#
#   release.sh DIST [amd64] [arm64]     both, if none is named
#
# SOURCE_DATE_EPOCH is the date of everything in it, if not set that of the commit.  GPG_KEY names
# the key that signs the checksums.  TOFU is the host that the mirror is laid out for.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$1"
dist=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- amd64 arm64
name=terraform-provider-ccloud
version=$("$here/version.sh")

build_folder() {
    if [ "$1" = "$(dpkg --print-architecture)" ]; then
        echo "$root/build/release"
    else
        echo "$root/build/release-$1"
    fi
}

# Without a history: the first date that a zip can hold.
committed=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 315532800)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$committed}

rm -rf "${dist:?}/${name}_${version}"* "$dist/mirror"
for architecture in "$@"; do
    "$here/build.sh" "$architecture" "$(build_folder "$architecture")"
    "$here/package.sh" "$architecture" "$(build_folder "$architecture")" "$dist"
done
cp "$root/terraform-registry-manifest.json" "$dist/${name}_${version}_manifest.json"
cd "$dist"
sums=${name}_${version}_SHA256SUMS
sha256sum "${name}_${version}"_* >"$sums.new"
mv "$sums.new" "$sums"
if [ -n "${GPG_KEY:-}" ]; then
    gpg --batch --yes --local-user "$GPG_KEY" --output "$sums.sig" --detach-sign "$sums"
fi
[ -z "${TOFU:-}" ] || "$here/mirror.sh" "$dist"
