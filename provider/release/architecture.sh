# SPDX-License-Identifier: MPL-2.0
# Sourced with the name of an architecture, as Debian and the registry spell it: sets $architecture
# and its $triplet.
# shellcheck shell=bash
architecture=$1
case $architecture in
amd64) triplet=x86_64-linux-gnu ;;
arm64) triplet=aarch64-linux-gnu ;;
*)
    echo "release: no architecture '$architecture': amd64 or arm64" >&2
    exit 2
    ;;
esac
