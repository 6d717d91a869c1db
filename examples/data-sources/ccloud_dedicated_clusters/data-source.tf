# SPDX-License-Identifier: MPL-2.0
# The clusters that become unavailable together with a key.
data "ccloud_dedicated_clusters" "encrypted" {
  environment_id = "env-1x2y3"
  byok_key_id    = "cck-7ab3q"
}

output "encrypted_clusters" {
  value = data.ccloud_dedicated_clusters.encrypted.clusters[*].display_name
}
