#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Builds libcurl from Debian's source package, patches included, into a sysroot: HTTP alone.
# Debian's own archive wants Kerberos, LDAP, SSH and more.
#
#   libcurl.sh SYSROOT      (apt is configured by sysroot.sh)
set -euo pipefail
sysroot=$1
libraries=usr/lib/$(cat "$sysroot/triplet")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get source -qq --download-only curl
dpkg-source --no-check --extract ./*.dsc source >/dev/null # apt has checked it

# Names are resolved by c-ares, because glibc's resolver loads shared objects.  Certificates are
# always named by the client.  zlib is in the file anyway.
options=(
    -DBUILD_SHARED_LIBS=OFF -DBUILD_CURL_EXE=OFF -DENABLE_MANUAL=OFF -DBUILD_TESTING=OFF
    -DPICKY_COMPILER=OFF
    -DHTTP_ONLY=ON -DENABLE_ARES=ON -DUSE_NGHTTP2=ON -DCURL_USE_OPENSSL=ON -DCURL_ZLIB=ON
    -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DCURL_USE_LIBPSL=OFF -DUSE_LIBIDN2=OFF
    -DCURL_USE_LIBSSH2=OFF -DCURL_USE_GSSAPI=OFF -DCURL_DISABLE_NTLM=ON
    -DCURL_DISABLE_ALTSVC=ON -DCURL_DISABLE_HSTS=ON -DCURL_DISABLE_COOKIES=ON
    -DCURL_DISABLE_DOH=ON -DCURL_DISABLE_MIME=ON
    -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none
)
flags="-O2 -fPIE -fvisibility=hidden -ffunction-sections -fdata-sections -D_FORTIFY_SOURCE=2"
flags+=" -fstack-protector-strong -fstack-clash-protection -ffile-prefix-map=$work=."
cmake -S source -B build -G Ninja --toolchain "$sysroot/toolchain.cmake" \
    -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_LIBDIR="/$libraries" -DCMAKE_C_FLAGS="$flags" \
    "${options[@]}" >configure.log || { cat configure.log; exit 1; }
cmake --build build >build.log || { cat build.log; exit 1; }
DESTDIR=$sysroot cmake --install build >/dev/null
version=$(dpkg-parsechangelog -l source/debian/changelog -S Version)
cat >"$sysroot/$libraries/pkgconfig/libcurl.pc" <<END
Name: libcurl
Description: what CMake writes names files of the folder it was built in
Version: ${version%%-*}
Requires.private: libnghttp2 libcares openssl zlib
Libs: -lcurl
END
printf '%s/libcurl.a\tcurl\t%s\tcurl\t%s\n' "$libraries" "$version" "$version" \
    >>"$sysroot/owners.tsv"
install -D -m 644 source/debian/copyright "$sysroot/usr/share/doc/curl/copyright"
