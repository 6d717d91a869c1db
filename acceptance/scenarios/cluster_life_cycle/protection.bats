#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a new cluster is protected unless the configuration says otherwise" {
    cluster orders | sed '/deletion_protection/d' | config main.tf
    apply
    [ "$(state ccloud_dedicated_cluster.cluster .deletion_protection)" = true ]
    settled
    host 1 destroy -auto-approve
    says "deletion_protection"
    host 1 plan -var region=northeurope
    says "deletion_protection"
    cluster orders | config main.tf
    apply
    host 0 destroy -auto-approve
}

@test "protection switched on elsewhere is never lifted silently" {
    cluster orders | sed '/deletion_protection/d' | config main.tf
    apply
    emulator PATCH "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)" \
        '{"spec":{"deletion_protection":false}}'
    host 0 apply -auto-approve
    [ "$(state ccloud_dedicated_cluster.cluster .deletion_protection)" = false ]
    settled
}

@test "a protected cluster is not replaced because the user orders it" {
    cluster orders | config main.tf
    host 0 apply -auto-approve -var protected=true
    host 1 plan -replace=ccloud_dedicated_cluster.cluster -var protected=true
    says "is protected against replacement"
    host 1 plan -replace=ccloud_dedicated_cluster.cluster
    says "is protected against replacement"
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    apply -replace=ccloud_dedicated_cluster.cluster
    [ "$(state ccloud_dedicated_cluster.cluster .id)" != "$id" ]
    jq -e '[.resources[].instances[].private] | all(. == null)' terraform.tfstate
    settled
}

@test "whoever asks for protection does not replace in the same change" {
    cluster orders | config main.tf
    apply
    host 1 plan -var protected=true -var region=northeurope
    says "is protected against replacement"
}
