#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "an answer that got lost after the cluster was accepted buys no second one" {
    for kind in not-json truncated missing-id lost-answer; do
        cluster "orders-$kind" | config main.tf
        emulator POST /_emulator/faults \
            "[{\"method\":\"POST\",\"route\":\"/cmk/v2/clusters\",\"nth\":1,\"kind\":\"$kind\"}]"
        count_from_here
        apply
        [ "$(requests 'POST /cmk/v2/clusters')" = 1 ]
        [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
        emulator DELETE /_emulator/faults
        settled
        host 0 destroy -auto-approve
    done
}

@test "a gateway that gave up waiting has not refused the order" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"status-after","value":408}]'
    apply
    says "was found again"
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
}

@test "a request that broke off before it arrived is told, and the next apply makes one cluster" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"reset"}]'
    host 1 apply -auto-approve
    says "may or may not exist"
    apply
    settled
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
}
