# SPDX-License-Identifier: MPL-2.0
# A key of Azure Key Vault. The identifier is written without a version.
resource "ccloud_byok_key" "orders" {
  display_name = "orders at rest"

  azure = {
    tenant_id      = "9d2e0000-0000-4000-8000-00000000b002"
    key_vault_id   = "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/Microsoft.KeyVault/vaults/kv-orders"
    key_identifier = "https://kv-orders.vault.azure.net/keys/orders"
  }
}

# The application that needs access to the key before a cluster can use it.
output "application_id" {
  value = ccloud_byok_key.orders.azure.application_id
}

# A key of AWS KMS.
resource "ccloud_byok_key" "payments" {
  aws = {
    key_arn = "arn:aws:kms:eu-central-1:123412341234:key/0f0f0f0f-1111-4222-8333-444455556666"
  }
}

# A key of Google Cloud KMS that stays registered when it is destroyed here.
resource "ccloud_byok_key" "audit" {
  gcp = {
    key_id = "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/audit"
  }
  on_destroy = "retain"
}
