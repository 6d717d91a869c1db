# SPDX-License-Identifier: MPL-2.0
data "ccloud_dedicated_cluster" "orders" {
  environment_id = "env-1x2y3"
  display_name   = "orders"
}

output "bootstrap_endpoint" {
  value = data.ccloud_dedicated_cluster.orders.bootstrap_endpoint
}

# A name may repeat, an id does not.
data "ccloud_dedicated_cluster" "logs" {
  environment_id = "env-1x2y3"
  id             = "lkc-9k8j7"
}
