#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# Mistakes in a configuration: `tofu validate` shows each of them on its attribute.
bats_require_minimum_version 1.5.0
load ../../lib/case

# key_with ATTRIBUTE VALUE: a key whose Azure attribute has this value.
key_with() {
    azure_key | sed -E "s#^( *$1 *= ).*#\1\"$2\"#" | config key.tf
}

# cluster_with SED-EXPRESSION [line...]
cluster_with() {
    local edit=$1
    shift
    cluster orders "$@" | sed -E "$edit" | config main.tf
}

@test "a good configuration is valid" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 0 validate
}

@test "self_managed needs a key" {
    cluster_with '' 'encryption_mode = "self_managed"'
    mistake encryption_mode byok_key_id
}

@test "automatic forbids a key" {
    cluster_with '' 'encryption_mode = "automatic"' 'byok_key_id = "cck-12345"'
    mistake byok_key_id automatic
}

@test "an unknown encryption mode lists the known ones" {
    cluster_with '' 'encryption_mode = "manual"'
    mistake encryption_mode self_managed
}

@test "a key id of the wrong shape" {
    cluster_with '' 'byok_key_id = "lkc-12345"'
    mistake byok_key_id cck-
}

@test "CKU 0" {
    cluster_with 's/cku +=.*/cku = 0/'
    mistake cku "1 or more"
}

@test "one CKU in several zones" {
    cluster_with 's/"SINGLE_ZONE"/"MULTI_ZONE"/; s/cku +=.*/cku = 1/'
    mistake cku MULTI_ZONE
    cluster_with 's/"SINGLE_ZONE"/"HIGH"/; s/cku +=.*/cku = 1/'
    mistake cku HIGH
}

@test "cloud and availability are corrected" {
    cluster_with 's/"AZURE"/"azure"/'
    mistake cloud '"AZURE"'
    cluster_with 's/"SINGLE_ZONE"/"single-zone"/'
    mistake availability SINGLE_ZONE
}

@test "a timeout that is no duration" {
    cluster_with '' 'timeouts = { create = "soon" }'
    mistake timeouts soon
}

@test "an environment id of the wrong shape" {
    cluster_with 's/"env-demo01"/"default"/'
    mistake environment_id env-
}

@test "a versioned key identifier is corrected" {
    key_with key_identifier \
        https://kv-orders.vault.azure.net/keys/orders-cmk/0123456789abcdef0123456789abcdef
    mistake key_identifier '"https://kv-orders.vault.azure.net/keys/orders-cmk"'
}

@test "vault and key of different vaults" {
    key_with key_identifier https://kv-other.vault.azure.net/keys/orders-cmk
    mistake key_identifier kv-orders
}

@test "a managed HSM is refused" {
    key_with key_identifier https://kv-orders.managedhsm.azure.net/keys/orders-cmk
    mistake key_identifier "managed HSM"
}

@test "a key identifier that is none" {
    key_with key_identifier http://kv-orders.vault.azure.net/keys/orders-cmk
    mistake key_identifier https
    key_with key_identifier https://kv-orders.vault.azure.net/secrets/orders-cmk
    mistake key_identifier "names a secret"
}

@test "a tenant that is not a UUID" {
    key_with tenant_id contoso.onmicrosoft.com
    mistake tenant_id UUID
}

@test "a vault id that is none" {
    key_with key_vault_id /subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage/x/y
    mistake key_vault_id Microsoft.KeyVault
}

@test "none of azure, aws and gcp" {
    echo 'resource "ccloud_byok_key" "key" {}' | config key.tf
    mistake ccloud_byok_key azure
}

@test "two of azure, aws and gcp" {
    {
        azure_key | sed '$d'
        echo '  gcp = { key_id = "projects/acme-prod/locations/europe-west3/keyRings/r/cryptoKeys/k" }'
        echo '}'
    } | config key.tf
    mistake gcp azure
}

@test "an alias instead of a key ARN" {
    config key.tf <<'END'
resource "ccloud_byok_key" "key" {
  aws = { key_arn = "arn:aws:kms:eu-central-1:123412341234:alias/orders" }
}
END
    mistake key_arn alias
}

@test "a word for on_destroy" {
    azure_key key orders-cmk 'on_destroy = "keep"' | config key.tf
    mistake on_destroy retain
}

@test "an empty name" {
    azure_key key orders-cmk 'display_name = ""' | config key.tf
    mistake display_name empty
}

@test "a bad provider argument" {
    azure_key | config key.tf
    config provider.tf <<'END'
provider "ccloud" {
  request_timeout = "tomorrow"
}
END
    mistake request_timeout tomorrow
}

@test "unknown values are no mistakes" {
    {
        azure_key
        cluster orders 'encryption_mode = terraform_data.any.output' \
            'byok_key_id = terraform_data.any.output'
        echo 'resource "terraform_data" "any" {}'
    } | sed -E 's/(cku|availability|key_identifier|tenant_id|key_vault_id) +=.*/\1 = terraform_data.any.output/' |
        config main.tf
    host 0 validate
}
