#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "the mode follows the key when only the key is set" {
    cluster orders 'encryption_mode = "automatic"' | config main.tf
    apply
    settled
    cluster orders | config main.tf
    settled
}

@test "a change of mode, key or region replaces and says what is lost" {
    {
        azure_key
        azure_key other other-cmk
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    cp main.tf first.tf.txt
    host 1 plan -var region=northeurope
    says "cannot be used for this cluster"
    sed -i 's/ccloud_byok_key.key.id/ccloud_byok_key.other.id/' main.tf
    host 0 plan
    says "must be replaced"
    says "five days"
    sed -i '/byok_key_id/d' main.tf
    host 0 plan
    says "encryption_mode"
    says "must be replaced"
    says "All topics and data"
    cp first.tf.txt main.tf
    settled
}

# planned FILTER: the cluster's change in the saved plan, by a jq filter.
planned() {
    "$tofu" show -json plan | jq -r --arg type ccloud_dedicated_cluster \
        ".resource_changes[] | select(.type == \$type) | .change | $1"
}

@test "a mode that follows from an unknown key is unknown, so that a policy can insist on it" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 0 plan -out=plan
    [ "$(planned .after_unknown.encryption_mode)" = true ]
    sed -i 's/byok_key_id/encryption_mode = "self_managed"\n  &/' main.tf
    host 0 plan -out=plan
    [ "$(planned .after.encryption_mode)" = self_managed ]
}

@test "a switch of the mode is refused while the cluster is protected" {
    {
        azure_key
        cluster orders
    } | config main.tf
    apply -var protected=true
    sed -i 's/^  cku .*/&\n  byok_key_id = ccloud_byok_key.key.id/' main.tf
    host 1 plan -var protected=true
    says "is protected against replacement"
    says "A change of encryption_mode and byok_key_id replaces the cluster"
    says "apply that alone"
}
