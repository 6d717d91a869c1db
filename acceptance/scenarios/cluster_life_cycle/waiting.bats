#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# What lasts a minute or a day: creations, resizes and deletions are awaited.
bats_require_minimum_version 1.5.0
load ../../lib/case

# restart [option...]: the same emulator, with other times.
restart() {
    emulator_stop
    emulator_start "$@"
}

@test "looks that fail while a cluster is provisioned do not end the wait" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","nth":1,"kind":"status","value":404},
          {"method":"GET","route":"/cmk/v2/clusters/{id}","nth":2,"kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters/{id}","nth":3,"kind":"status","value":500},
          {"method":"GET","route":"/cmk/v2/clusters/{id}","nth":4,"kind":"not-json"}]'
    CCLOUD_MAX_RETRIES=0 apply
    says "1 added"
    emulator DELETE /_emulator/faults
    settled
}

@test "a wait ends when its timeout says so, and the cluster is kept" {
    restart --provisioning 600
    cluster orders 'timeouts = { create = "2s" }' | config main.tf
    host 1 apply -auto-approve
    says "Not there after 2s; last seen: phase PROVISIONING"
    says "timeouts.create"
    emulator POST /_emulator/clock '{"advance_seconds":601}'
    host 0 untaint ccloud_dedicated_cluster.cluster
    host 0 apply -refresh-only -auto-approve
    settled
}

@test "the log tells phase and elapsed time of a wait" {
    cluster orders | config main.tf
    TF_LOG_PROVIDER=INFO TF_LOG_PATH=$scratch/log apply
    grep -q 'waiting for Dedicated cluster lkc-.* so far; last seen: phase PROVISIONING' log
}

@test "a second resize is refused by the service and explained" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    restart --provisioning 600
    emulator PATCH "/cmk/v2/clusters/$id" '{"spec":{"environment":{"id":"env-demo01"},
        "config":{"kind":"Dedicated","cku":3}}}'
    host 1 apply -auto-approve -refresh=false -var cku=2
    says "A resize may be in progress: the service takes one at a time"
    says "current_cku"
}

@test "a deletion is awaited" {
    restart --provisioning 1 --deletion 2
    cluster orders | config main.tf
    apply
    count_from_here
    host 0 destroy -auto-approve
    [ "$(requests 'GET /cmk/v2/clusters/{id}')" -ge 3 ]
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 0 ]
}
