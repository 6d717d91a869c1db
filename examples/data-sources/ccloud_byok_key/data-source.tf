# SPDX-License-Identifier: MPL-2.0
# By what its cloud calls it …
data "ccloud_byok_key" "orders" {
  key_identifier = "https://kv-orders.vault.azure.net/keys/orders-cmk"

  lifecycle {
    postcondition {
      condition     = self.validation.phase == "VALID"
      error_message = "Confluent cannot use ${self.id}: ${coalesce(self.validation.message, "not yet")}"
    }
  }
}

# … or by the id that Confluent gave it.
data "ccloud_byok_key" "logs" {
  id = "cck-7ab3q"
}
