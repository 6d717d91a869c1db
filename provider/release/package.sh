#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Packs what build.sh has built as the registry wants it: the zip, and beside it the bill of
# materials (SPDX 2.3).
#
#   package.sh amd64|arm64 BUILD-FOLDER DIST      (SOURCE_DATE_EPOCH is set)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=provider/release/architecture.sh
. "$here/architecture.sh" "$1"
build=$2
dist=$(cd "$3" && pwd)
name=terraform-provider-ccloud
version=$("$here/version.sh")
program=${name}_v$version
package=$dist/${name}_${version}_linux_$architecture
sysroot=$(dirname "$(sed -n 's/^CMAKE_TOOLCHAIN_FILE:[A-Z]*=//p' "$build/CMakeCache.txt")")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

stop() {
    printf 'package: %s\n' "$*" >&2
    exit 1
}

# The archives and start files of which the linker took something, without our own.
linked_parts() {
    {
        sed -n 's|^\(/.*\.a\)([^()]*)$|\1|p' "$build/link.map"
        sed -n 's|^LOAD \(/.*\.o\)$|\1|p' "$build/link.map"
    } | xargs -d '\n' realpath | sort -u
}

# Where a part came from: file, package, version, source, version of that.  Only the compiler's own
# parts may come from outside the sysroot.
owner_of() {
    local file=$1 package
    case $file in
    "$sysroot"/*) grep -m 1 -F "${file#"$sysroot"/}	" "$sysroot/owners.tsv" ;;
    */gcc/* | */gcc-cross/*)
        package=$(dpkg-query --search "$file" | sed 's/: .*//')
        printf '%s\t' "$file"
        dpkg-query --showformat='${Package}\t${Version}\t${source:Package}\t${source:Version}\n' \
            --show "$package"
        ;;
    *) stop "linked from outside the sysroot: $file" ;;
    esac
}

list_parts() {
    linked_parts | while IFS= read -r file; do
        owner_of "$file" || stop "nobody owns $file"
    done
}

# The licences of all parts, as Debian keeps them.
write_notices() {
    local package file
    for package in $(cut -f 2 "$stage/parts.tsv" | sort -u); do
        file=$sysroot/usr/share/doc/$package/copyright
        [ -f "$file" ] || file=/usr/share/doc/$package/copyright
        [ -f "$file" ] || stop "no licence of $package"
        printf '%s\n%s\n\n' "== $package ==" "$(cat "$file")"
    done
}

mkdir "$stage/zip"
install -m 755 "$build/$name" "$stage/zip/$program"
install -m 644 "$here/../../LICENSE" "$stage/zip/LICENSE"
list_parts >"$stage/parts.tsv"
write_notices >"$stage/zip/NOTICES"
chmod 644 "$stage/zip/NOTICES"
touch --date="@$SOURCE_DATE_EPOCH" "$stage"/zip/*
rm -f "$package.zip"
(cd "$stage/zip" && TZ=UTC zip -q -9 -X "$package.zip" "$program" LICENSE NOTICES)

distribution=$(sed -n 's/^ID=//p' /etc/os-release)
jq --raw-input --null-input --from-file "$here/sbom.jq" \
    --arg name "$name" --arg version "$version" --arg architecture "$architecture" \
    --arg distribution "$distribution" --arg program "$program" \
    --arg date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" \
    --arg sha256 "$(sha256sum "$build/$name" | cut -d ' ' -f 1)" \
    <"$stage/parts.tsv" >"$package.spdx.json"
