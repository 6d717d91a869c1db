#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a lost permission is not a deletion" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"status","value":403}]'
    host 1 plan
    says "403"
    emulator DELETE /_emulator/faults
    settled
}

@test "what a list hides from these credentials is not forgotten" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":403},
          {"method":"GET","route":"/org/v2/environments/{id}","kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"patch","value":{"data":[]}}]'
    host 1 plan
    says "an empty list"
    emulator DELETE /_emulator/faults
    settled
}

@test "a wrong endpoint or a proxy's page is no deletion" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults '[{"kind":"proxy"}]'
    host 1 plan
    says "cannot be listed either"
    for value in 404 403; do
        emulator DELETE /_emulator/faults
        emulator POST /_emulator/faults \
            "[{\"method\":\"DELETE\",\"kind\":\"proxy\",\"value\":$value}]"
        host 1 destroy -auto-approve
        says "the next plan looks"
    done
    emulator DELETE /_emulator/faults
    [ "$(api '.data[0].id' '/cmk/v2/clusters?environment=env-demo01')" = \
        "$(state ccloud_dedicated_cluster.cluster .id)" ]
    host 0 destroy -auto-approve
}

@test "a list that names nothing proves nothing" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":404},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"missing-id"}]'
    host 1 apply -auto-approve
    says "cannot be listed either"
    emulator DELETE /_emulator/faults
    rm terraform.tfstate
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters","kind":"missing-id"}]'
    host 1 apply -auto-approve
    emulator DELETE /_emulator/faults
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
}

@test "a deletion that somebody on the way confirms is no deletion" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"DELETE","route":"/cmk/v2/clusters/{id}","kind":"proxy","value":200},
          {"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":403},
          {"method":"GET","route":"/org/v2/environments/{id}","kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"patch","value":{"data":[]}}]'
    host 1 destroy -refresh=false -auto-approve
    emulator DELETE /_emulator/faults
    settled
}
