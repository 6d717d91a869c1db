# SPDX-License-Identifier: MPL-2.0
output "application_id" {
  description = "Grant this application access to the key vault before the cluster is created."
  value       = ccloud_byok_key.cluster.azure.application_id
}

output "cluster_id" {
  value = ccloud_dedicated_cluster.cluster.id
}

output "bootstrap_endpoint" {
  value = ccloud_dedicated_cluster.cluster.bootstrap_endpoint
}
