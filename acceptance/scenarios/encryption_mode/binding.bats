#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a binding that changed at the service is reported" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    emulator PATCH "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)" \
        '{"spec":{"byok":{"id":"cck-other"}}}'
    host 2 plan -refresh-only -detailed-exitcode
    says "cck-other"
}

@test "a key that the service dropped fails loudly and keeps the cluster" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 0 apply -auto-approve -target=ccloud_byok_key.key
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"drop-byok"}]'
    host 1 apply -auto-approve
    says "without the key"
    [[ "$(state ccloud_dedicated_cluster.cluster .id)" == lkc-* ]]
    [ "$(jq -r '.resources[] | select(.type == "ccloud_dedicated_cluster") | .instances[0].status' \
        terraform.tfstate)" = tainted ]
}

@test "the service's refusals sit on the attribute they are about" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 1 apply -auto-approve -var region=northeurope
    says "byok_key_id"
    says "westeurope"
}

@test "a cluster from before keys had ids reads as self-managed and is not replaced" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    emulator PATCH "/_emulator/clusters/$id" \
        '{"spec":{"config":{"encryption_key":"arn:aws:kms:eu-central-1:123412341234:key/old"}}}'
    rm terraform.tfstate
    host 0 import ccloud_dedicated_cluster.cluster "env-demo01/$id"
    [ "$(state ccloud_dedicated_cluster.cluster .encryption_mode)" = self_managed ]
    [ "$(state ccloud_dedicated_cluster.cluster .byok_key_id)" = null ]
    settled
}

@test "a cluster that follows with the same key is told to take another one" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    sed -i 's/SINGLE_ZONE/MULTI_ZONE/' main.tf
    host 1 plan -var cku=2
    says "The new cluster is to have the key of the old one"
    says "advises against using it again for production"
    says "It is in use"
    emulator PATCH "/_emulator/keys/$(state ccloud_byok_key.key .id)" '{"state":"AVAILABLE"}'
    host 0 plan -var cku=2
    says "advises against using it again for production"
}
