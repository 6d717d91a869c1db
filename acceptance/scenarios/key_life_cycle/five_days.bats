#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a key in use is refused with the five days, and goes afterwards" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    settled
    [ "$(state ccloud_dedicated_cluster.cluster .encryption_mode)" = self_managed ]
    host 1 destroy -auto-approve
    says "five days"
    says "on_destroy"
    [ "$(state ccloud_byok_key.key .cloud)" = AZURE ]
    emulator POST /_emulator/clock '{"advance_seconds":432001}'
    host 0 destroy -auto-approve
    says "1 destroyed"
}

@test "a key in use is neither replaced nor given to a second cluster, and the plan says so" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    sed 's/orders-cmk/other-cmk/' main.tf >other.tf.new
    cp main.tf main.saved
    mv other.tf.new main.tf
    host 1 plan
    says "is in use and cannot be replaced now"
    says "apply that alone"
    mv main.saved main.tf
    cluster payments 'byok_key_id = ccloud_byok_key.key.id' |
        sed -n '/^resource/,/^}/{s/"cluster"/"second"/;p}' >second.tf
    host 0 plan
    says "cannot be used for this cluster now"
    says "a key of its own"
    rm second.tf
    host 0 plan -destroy
    says "five days after that"
    says "stays as it is"
    settled
}

@test "a tainted cluster with a key can be destroyed" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    host 0 taint ccloud_dedicated_cluster.cluster
    host 1 destroy -auto-approve
    says "Destruction complete"
    says "409"
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 0 ]
}

# Hosts show no warning with -replace, so what would fail half-way has to be an error.
@test "a replacement that the user orders is refused where it would stop half-way" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    host 1 plan -replace=ccloud_dedicated_cluster.cluster
    says "cannot be used for this cluster"
    host 1 plan -replace=ccloud_byok_key.key
    says "is in use and cannot be replaced now"
    host 1 apply -auto-approve -replace=ccloud_byok_key.key
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
    settled
}

@test "a key of another region is refused while planning" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 0 apply -auto-approve -target=ccloud_byok_key.key
    emulator PATCH "/_emulator/keys/$(state ccloud_byok_key.key .id)" \
        '{"validation":{"phase":"VALID","region":"westeurope"}}'
    host 1 plan -var region=northeurope
    says "westeurope"
    says "same region"
}

@test "retain leaves the key registered and says so" {
    azure_key key orders-cmk 'on_destroy = "retain"' | config key.tf
    apply
    host 0 destroy -auto-approve
    says "1 destroyed"
    [ "$(api '.data | length' /byok/v1/keys)" = 1 ]
}
