# SPDX-License-Identifier: MPL-2.0
data "ccloud_environments" "all" {}

data "ccloud_dedicated_clusters" "all" {
  for_each       = toset(data.ccloud_environments.all.environments[*].id)
  environment_id = each.value
}
