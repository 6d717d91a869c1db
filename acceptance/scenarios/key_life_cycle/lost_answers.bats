#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "an answer that got lost after the key was registered loses nothing" {
    for kind in not-json truncated missing-id lost-answer; do
        azure_key key "orders-$kind" | config key.tf
        emulator POST /_emulator/faults \
            "[{\"method\":\"POST\",\"route\":\"/byok/v1/keys\",\"nth\":1,\"kind\":\"$kind\"}]"
        count_from_here
        apply
        [ "$(requests 'POST /byok/v1/keys')" = 1 ]
        [ "$(api '.data | length' "/byok/v1/keys?key=orders-$kind")" = 1 ]
        emulator DELETE /_emulator/faults
        settled
        host 0 destroy -auto-approve
    done
}

@test "reads that are not JSON, cut off or empty are errors that keep the state" {
    export CCLOUD_MAX_RETRIES=1 # the faults last; eight tries of each would prove no more
    azure_key | config key.tf
    apply
    for kind in not-json truncated missing-id; do
        emulator POST /_emulator/faults \
            "[{\"method\":\"GET\",\"route\":\"/byok/v1/keys/{id}\",\"kind\":\"$kind\"}]"
        host 1 plan
        says "Error"
        emulator DELETE /_emulator/faults
        settled
    done
}

@test "a deletion that was only said to have happened keeps the key in the state" {
    azure_key | config key.tf
    apply
    emulator POST /_emulator/faults '[{"method":"DELETE","kind":"proxy","value":200}]'
    host 1 destroy -auto-approve
    says "the next plan looks"
    emulator DELETE /_emulator/faults
    [ "$(state ccloud_byok_key.key .id)" = "$(api '.data[0].id' /byok/v1/keys)" ]
    settled
}
