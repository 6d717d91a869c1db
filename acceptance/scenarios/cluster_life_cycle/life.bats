#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a cluster with automatic encryption is created, settles, and is deleted" {
    cluster orders | config main.tf
    apply
    says "1 added"
    [[ "$(state ccloud_dedicated_cluster.cluster .id)" == lkc-* ]]
    [ "$(state ccloud_dedicated_cluster.cluster .encryption_mode)" = automatic ]
    [ "$(state ccloud_dedicated_cluster.cluster .byok_key_id)" = null ]
    [ "$(state ccloud_dedicated_cluster.cluster .phase)" = PROVISIONED ]
    [ "$(state ccloud_dedicated_cluster.cluster .current_cku)" = 1 ]
    [[ "$(state ccloud_dedicated_cluster.cluster .bootstrap_endpoint)" == *:9092 ]]
    [[ "$(state ccloud_dedicated_cluster.cluster .rbac_crn)" == */cloud-cluster=lkc-* ]]
    settled
    host 0 destroy -auto-approve
    says "1 destroyed"
}

@test "every attribute arrives" {
    azure_key | config key.tf
    scenario complete.tf
    apply
    settled
    id=$(state ccloud_dedicated_cluster.cluster .id)
    key=$(state ccloud_byok_key.key .id)
    [ "$(api '.spec | [.byok.id, .network.id, .config.cku, .config.release_priority,
        (.config.zones | join(","))] | join(" ")' "/cmk/v2/clusters/$id?environment=env-demo01")" = \
        "$key n-4z5w6 2 PRIORITY 1,2,3" ]
}

@test "rename and resize go out as one request" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    cluster orders-eu | config main.tf
    count_from_here
    apply -var cku=3
    says "0 added, 1 changed, 0 destroyed"
    [ "$(requests 'PATCH /cmk/v2/clusters/{id}')" = 1 ]
    [ "$(state ccloud_dedicated_cluster.cluster .id)" = "$id" ]
    [ "$(state ccloud_dedicated_cluster.cluster .current_cku)" = 3 ]
    host 0 plan -detailed-exitcode -var cku=3
}

@test "the other word of a pair is no change" {
    cluster orders | config main.tf
    apply
    sed -i 's/"SINGLE_ZONE"/"LOW"/' main.tf
    settled
    emulator PATCH "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)" \
        '{"spec":{"availability":"LOW"}}'
    settled
}

@test "a cluster deleted outside is created again" {
    cluster orders | config main.tf
    apply
    emulator DELETE "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)"
    host 2 plan -detailed-exitcode
    says "1 to add"
    apply
    settled
}

@test "provisioning that fails keeps the cluster in the state" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"provisioning-failed"}]'
    host 1 apply -auto-approve
    says "FAILED"
    host 0 plan -refresh-only
    says "has failed"
    [[ "$(state ccloud_dedicated_cluster.cluster .id)" == lkc-* ]]
}

@test "an unusual number of zones is a warning when the cluster is planned" {
    cluster orders 'zones = ["1", "2", "3"]' | config main.tf
    apply
    says "Unusual number of zones"
    says "usually lives in one zone, and zones names 3"
    settled
    says_not "Unusual number of zones"
}
