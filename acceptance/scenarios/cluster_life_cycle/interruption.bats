#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "Ctrl-C while the order is under way keeps the cluster in the state" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","kind":"slow","value":3000}]'
    interrupt_apply 'POST /cmk/v2/clusters'
    id=$(state ccloud_dedicated_cluster.cluster .id)
    [[ "$id" == lkc-* ]]
    [ "$(api '.data[0].id' '/cmk/v2/clusters?environment=env-demo01')" = "$id" ]
}

@test "Ctrl-C while a cluster is provisioned keeps it in the state" {
    cluster orders | config main.tf
    emulator_stop
    emulator_start --provisioning 600
    interrupt_apply 'GET /cmk/v2/clusters/{id}'
    grep -q 'kept in state' apply.out
    id=$(state ccloud_dedicated_cluster.cluster .id)
    [[ "$id" == lkc-* ]]
    [ "$(api '.data[0].id' '/cmk/v2/clusters?environment=env-demo01')" = "$id" ]
}
