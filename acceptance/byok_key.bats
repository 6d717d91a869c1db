#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load lib/case

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

@test "every attribute of keys of all clouds arrives" {
    {
        azure_key azure orders-cmk 'display_name = "orders at rest"'
        cat <<'END'
resource "ccloud_byok_key" "aws" {
  display_name = "aws"
  on_destroy   = "delete"
  aws = {
    key_arn = "arn:aws:kms:eu-central-1:123412341234:key/0f0f0f0f-1111-4222-8333-444455556666"
  }
}

resource "ccloud_byok_key" "gcp" {
  display_name = "gcp"
  gcp = {
    key_id = "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/orders"
  }
}
END
    } | config key.tf
    apply
    says "3 added"
    settled
    [ "$(state ccloud_byok_key.azure .display_name)" = "orders at rest" ]
    [ "$(state ccloud_byok_key.aws .cloud)" = AWS ]
    [ "$(state ccloud_byok_key.aws '.aws.roles | length')" -ge 1 ]
    [ "$(state ccloud_byok_key.gcp .cloud)" = GCP ]
    [[ "$(state ccloud_byok_key.gcp .gcp.security_group)" == *@* ]]
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

@test "a key is imported and planned empty" {
    azure_key key orders-cmk 'display_name = "kept"' | config key.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    rm terraform.tfstate
    host 0 import ccloud_byok_key.key "$id"
    settled
}

@test "imports that cannot work explain themselves" {
    azure_key | config key.tf
    host 1 import ccloud_byok_key.key lkc-12345
    says "cck-"
    host 1 import ccloud_byok_key.key cck-nothing
    says "does not show it"
    azure_key other other-cmk >other.tf
    host 0 apply -auto-approve -target=ccloud_byok_key.other
    host 1 import ccloud_byok_key.key cck-nothing
    says "Cannot import non-existent remote object"
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

@test "two resources with one key register it once" {
    { azure_key one; azure_key two; } | config key.tf
    count_from_here
    host 1 apply -auto-approve
    says "registered already"
    [ "$(requests 'POST /byok/v1/keys')" = 1 ]
}

@test "a key that becomes invalid shows as drift with the service's words" {
    azure_key | config key.tf
    apply
    emulator PATCH "/_emulator/keys/$(state ccloud_byok_key.key .id)" \
        '{"validation":{"phase":"INVALID","message":"access to the key was revoked"}}'
    host 2 plan -refresh-only -detailed-exitcode
    says "access to the key was revoked"
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

@test "stored states with foreign or missing attributes are read, wrong types are told" {
    azure_key | config key.tf
    apply
    cp terraform.tfstate good.tfstate
    edit() {
        jq "(.resources[].instances[].attributes) |= ($1)" good.tfstate >terraform.tfstate
    }
    edit '. + {"left_over": {"a": [1]}} | del(.on_destroy)'
    settled
    edit '.azure = "https://kv-orders.vault.azure.net/keys/orders-cmk"'
    host 1 plan
    says "azure"
    edit '.created_at = {"seconds": 1}'
    host 1 plan
    says "created_at"
}
