# SPDX-License-Identifier: MPL-2.0
# Values for the emulator: nothing here exists.
name           = "orders"
environment_id = "env-demo01"
region         = "westeurope"
tenant_id      = "9d2e0000-0000-4000-8000-00000000b002"
key_vault_id   = "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/Microsoft.KeyVault/vaults/kv-orders"
key_identifier = "https://kv-orders.vault.azure.net/keys/orders-cmk"
