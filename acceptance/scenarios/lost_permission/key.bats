#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a lost permission is not a deletion" {
    azure_key | config key.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/byok/v1/keys/{id}","kind":"status","value":403},
          {"method":"GET","route":"/byok/v1/keys","kind":"status","value":403}]'
    host 1 plan
    says "403"
    emulator DELETE /_emulator/faults
    settled
}

@test "what a list hides from these credentials is not forgotten" {
    azure_key | config key.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/byok/v1/keys/{id}","kind":"status","value":403},
          {"method":"GET","route":"/byok/v1/keys","kind":"patch","value":{"data":[]}}]'
    host 1 plan
    says "an empty list"
    says "tofu state rm"
    emulator DELETE /_emulator/faults
    settled
}

@test "credentials of another organization forget nothing" {
    azure_key | config key.tf
    apply
    sed -i 's/organization=5c0ffee0/organization=00000000/' terraform.tfstate
    emulator DELETE "/_emulator/keys/$(state ccloud_byok_key.key .id)"
    host 1 plan
    says "lives in organization 00000000-0000-4000-8000-000000000001"
    says "belong to organization 5c0ffee0-0000-4000-8000-000000000001"
}

@test "a 404 is no proof while nobody says whose credentials these are" {
    azure_key | config key.tf
    apply
    emulator POST /_emulator/faults \
        '[{"route":"/byok/v1/keys/{id}","kind":"status","value":404},
          {"method":"GET","route":"/byok/v1/keys","kind":"patch","value":{"data":[]}},
          {"route":"/org/v2/organizations","kind":"status","value":403}]'
    host 1 plan
    says "an empty list"
    host 1 destroy -refresh=false -auto-approve
    emulator DELETE /_emulator/faults
    settled
}

@test "pages of somebody on the way are neither a deletion nor a confirmation of one" {
    azure_key | config key.tf
    apply
    emulator POST /_emulator/faults '[{"kind":"proxy"}]'
    host 1 plan
    says "cannot be listed either"
    for kind in proxy not-json; do
        emulator DELETE /_emulator/faults
        emulator POST /_emulator/faults "[{\"method\":\"DELETE\",\"kind\":\"$kind\"}]"
        host "$([ $kind = proxy ] && echo 1 || echo 0)" destroy -auto-approve
    done
    emulator DELETE /_emulator/faults
    [ "$(api '.data | length' /byok/v1/keys)" = 0 ]
}
