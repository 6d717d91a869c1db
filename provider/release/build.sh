#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Builds the file that is shipped, for one architecture, into a folder.
#
#   build.sh amd64|arm64 FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
sysroot=$("$here/sysroot.sh" "$1")
cd "$here/../.."

# A build folder keeps the compiler and the flags it was made with.
if [ ! "$folder/build.ninja" -nt CMakePresets.json ] ||
    ! grep -qF "$sysroot/toolchain.cmake" "$folder/CMakeCache.txt"; then
    cmake --preset release -B "$folder" --fresh --toolchain "$sysroot/toolchain.cmake" >&2
fi
# glibc's resolver and dlopen are linked by libraries, and never called.
cmake --build "$folder" --target terraform-provider-ccloud |
    grep -vE "in statically linked applications requires|: in function " >&2
