# SPDX-License-Identifier: MPL-2.0
# Tools print key identifiers with a version; a key is registered without.
variable "key_url" {
  type    = string
  default = "https://kv-orders.vault.azure.net/keys/orders-cmk/0123456789abcdef0123456789abcdef"
}

locals {
  key = provider::ccloud::azure_key_identifier(var.key_url)
}

resource "ccloud_byok_key" "orders" {
  azure = {
    tenant_id      = "9d2e0000-0000-4000-8000-00000000b002"
    key_vault_id   = "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/Microsoft.KeyVault/vaults/${local.key.vault}"
    key_identifier = local.key.versionless_id
  }
}
