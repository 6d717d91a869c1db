#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# The main job, as a user would do it: OpenTofu on examples/azure-self-managed against the emulator.
# Exits 0 only if each step ended as it should.
set -euo pipefail

scratch=$(mktemp -d)
# shellcheck source=acceptance/lib/common.bash
. "$(dirname "$0")/lib/common.bash"
trap 'emulator_stop; rm -rf "$scratch"' EXIT

title() {
    printf '\n\033[1m== %s\033[0m\n' "$*"
}

# step EXPECTED-STATUS WHAT ARGUMENT...: runs OpenTofu, shows its output, compares its exit status.
step() {
    local expected=$1 what=$2 status=0
    shift 2
    title "$what"
    printf '$ tofu %s\n' "$*"
    "$tofu" "$@" 2>&1 | tee "$scratch/output" || status=${PIPESTATUS[0]}
    if [ "$status" -ne "$expected" ]; then
        printf 'This step ended with status %s instead of %s.\n' "$status" "$expected" >&2
        exit 1
    fi
    [ "$expected" -eq 0 ] || printf '(exit status %s, as it should be)\n' "$status"
}

# outside METHOD PATH BODY: what happens without OpenTofu, shown as a command.
outside() {
    printf "$ curl -X %s -d '%s' \$CONFLUENT_CLOUD_ENDPOINT%s\n" "$1" "$3" "$2"
    emulator "$1" "$2" "$3" >/dev/null
}

# shows TEXT: the last step's output must contain it.
shows() {
    if ! tr -s ' \n' ' ' <"$scratch/output" | sed 's/ │ / /g' | grep -qF -- "$1"; then
        printf 'The output of this step should say: %s\n' "$1" >&2
        exit 1
    fi
}

version=$("$build/terraform-provider-ccloud" --version | awk '{ print $2 }')
cp "$repository"/examples/azure-self-managed/*.tf "$scratch/"
cp "$repository/examples/azure-self-managed/demo.tfvars" "$scratch/demo.auto.tfvars"
cd "$scratch"
title "The emulator stands in for Confluent Cloud"
emulator_start
printf 'listening on %s\n' "$CONFLUENT_CLOUD_ENDPOINT"
cli_config_mirror "$version"

step 0 "Install the provider" init
step 0 "Plan: a key and a cluster" plan -out=demo.tfplan
shows "2 to add, 0 to change, 0 to destroy"
step 0 "Apply" apply demo.tfplan
shows "2 added, 0 changed, 0 destroyed"
step 0 "A second plan is empty" plan -detailed-exitcode
shows "No changes"
step 1 "Switching the encryption mode later is refused" plan -var encryption_mode=automatic
shows "deletion_protection"

title "Somebody renames the cluster behind OpenTofu's back"
cluster=$("$tofu" output -raw cluster_id)
outside PATCH "/_emulator/clusters/$cluster" '{"spec":{"display_name":"renamed-by-hand"}}'
step 2 "The drift run finds it" plan -refresh-only -detailed-exitcode
shows "renamed-by-hand"
step 0 "Apply puts it back" apply -auto-approve
shows "0 added, 1 changed, 0 destroyed"

step 1 "Destroy is refused while the cluster is protected" destroy -auto-approve
shows "deletion_protection"
step 0 "Lift the protection" apply -auto-approve -var deletion_protection=false
step 1 "Destroy: the cluster goes, its key is held for five more days" \
    destroy -auto-approve -var deletion_protection=false
shows "five days"
title "Five days later"
outside POST /_emulator/clock '{"advance_seconds":432001}'
step 0 "Destroy again: the key goes, too" destroy -auto-approve -var deletion_protection=false
shows "1 destroyed"

title "Every step ended as it should"
