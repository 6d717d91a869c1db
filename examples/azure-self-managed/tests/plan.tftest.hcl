# SPDX-License-Identifier: MPL-2.0
# How a module is tested without an account: start `./dev emulator`, set CONFLUENT_CLOUD_ENDPOINT to
# the address it prints and the two credentials (README.md), and run `tofu test`.
#
# The runs only plan.  An apply would leave its key behind: the service holds a key for five days
# after its cluster is gone, which `tofu test` does not wait for.

variables {
  name           = "orders"
  environment_id = "env-demo01"
  region         = "westeurope"
  tenant_id      = "9d2e0000-0000-4000-8000-00000000b002"
  key_vault_id   = "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/Microsoft.KeyVault/vaults/kv-orders"
  key_identifier = "https://kv-orders.vault.azure.net/keys/orders-cmk"
}

run "encrypted_with_the_own_key_and_protected" {
  command = plan

  assert {
    condition     = ccloud_dedicated_cluster.cluster.encryption_mode == "self_managed"
    error_message = "The cluster must be encrypted with the key of this module."
  }

  assert {
    condition     = ccloud_dedicated_cluster.cluster.deletion_protection
    error_message = "The cluster must be protected against deletion."
  }

  assert {
    condition     = ccloud_byok_key.cluster.cloud == "AZURE"
    error_message = "The key must be one of Azure Key Vault."
  }
}

run "automatic_encryption_binds_no_key" {
  command = plan

  variables {
    encryption_mode = "automatic"
  }

  assert {
    condition     = ccloud_dedicated_cluster.cluster.byok_key_id == null
    error_message = "A cluster with automatic encryption has no key of its own."
  }
}
