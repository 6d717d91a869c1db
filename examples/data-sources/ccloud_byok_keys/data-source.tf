# SPDX-License-Identifier: MPL-2.0
data "ccloud_byok_keys" "broken" {
  validation_phase = "INVALID"
}

output "broken_keys" {
  value = { for key in data.ccloud_byok_keys.broken.keys : key.id => key.validation.message }
}
