#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a key is registered, settles, and is deleted" {
    azure_key | config key.tf
    apply
    says "1 added"
    [ "$(state ccloud_byok_key.key .cloud)" = AZURE ]
    [ "$(state ccloud_byok_key.key .validation_error)" = null ]
    [[ "$(state ccloud_byok_key.key .id)" == cck-* ]]
    [[ "$(state ccloud_byok_key.key .azure.application_id)" =~ ^[0-9a-f-]{36}$ ]]
    [[ "$(state ccloud_byok_key.key .resource_name)" == crn://*/key=cck-* ]]
    settled
    host 0 destroy -auto-approve
    says "1 destroyed"
    [ "$(api '.data | length' /byok/v1/keys)" = 0 ]
}

@test "a key is renamed in place with one request" {
    azure_key key orders-cmk 'display_name = "one"' | config key.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    azure_key key orders-cmk 'display_name = "two"' | config key.tf
    count_from_here
    apply
    says "0 added, 1 changed, 0 destroyed"
    [ "$(requests 'PATCH /byok/v1/keys/{id}')" = 1 ]
    [ "$(api .display_name "/byok/v1/keys/$id")" = two ]
    settled
}

@test "a name that is removed is cleared at the service" {
    azure_key key orders-cmk 'display_name = "one"' | config key.tf
    apply
    azure_key | config key.tf
    apply
    says "0 added, 1 changed, 0 destroyed"
    [ "$(state ccloud_byok_key.key .display_name)" = null ]
    settled
}

@test "another cloud key replaces the registration" {
    azure_key | config key.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    azure_key key other-cmk | config key.tf
    host 0 plan
    says "must be replaced"
    says "forces replacement"
    apply
    says "1 added, 0 changed, 1 destroyed"
    [ "$(state ccloud_byok_key.key .id)" != "$id" ]
    settled
}

@test "another spelling of the same key is no change" {
    azure_key | config key.tf
    apply
    sed -i 's#https://kv-orders.vault.azure.net/#https://KV-Orders.vault.azure.net:443/#' key.tf
    host 0 plan -detailed-exitcode
}

@test "registering a registered key names it and the import command" {
    azure_key one | config key.tf
    apply
    id=$(state ccloud_byok_key.one .id)
    azure_key two >>key.tf
    host 1 apply -auto-approve
    says "$id"
    says "import"
}

@test "two resources with one key register it once" {
    { azure_key one; azure_key two; } | config key.tf
    count_from_here
    host 1 apply -auto-approve
    says "registered already"
    [ "$(requests 'POST /byok/v1/keys')" = 1 ]
}

@test "a key deleted outside is registered again" {
    azure_key | config key.tf
    apply
    emulator DELETE "/_emulator/keys/$(state ccloud_byok_key.key .id)"
    host 2 plan -detailed-exitcode
    says "1 to add"
    apply
    settled
}

@test "a key that becomes invalid shows as drift with the service's words" {
    azure_key | config key.tf
    apply
    emulator PATCH "/_emulator/keys/$(state ccloud_byok_key.key .id)" \
        '{"validation":{"phase":"INVALID","message":"access to the key was revoked"}}'
    host 2 plan -refresh-only -detailed-exitcode
    says "access to the key was revoked"
}

@test "a key that is gone already is destroyed without another word" {
    { azure_key; azure_key other other-cmk; } | config key.tf
    apply
    emulator DELETE "/_emulator/keys/$(state ccloud_byok_key.key .id)"
    host 0 destroy -refresh=false -auto-approve -target=ccloud_byok_key.key
    says "1 destroyed"
}
