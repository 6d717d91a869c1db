#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Prints the version of this source.
here=$(dirname "${BASH_SOURCE[0]}")
sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' "$here/../../CMakeLists.txt"
