#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Lays the zips of a release out as a filesystem mirror, which `init` installs from.
#
#   mirror.sh DIST      (TOFU names the host)
#
# The folders are named after the full address of the provider.  Whose registry that is, is the
# host's affair, so the host is asked.
set -euo pipefail
dist=$(cd "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/main.tf" <<'TF'
terraform {
  required_providers {
    ccloud = {
      source = "ccloud/ccloud"
    }
  }
}
TF
: >"$scratch/none.tfrc"
address=$(cd "$scratch" && TF_CLI_CONFIG_FILE=$scratch/none.tfrc "$TOFU" providers |
    grep -o '[^[]*/ccloud/ccloud' | head -n 1)
mkdir -p "$dist/mirror/$address"
cp "$dist"/terraform-provider-ccloud_*_*_*.zip "$dist/mirror/$address/"
