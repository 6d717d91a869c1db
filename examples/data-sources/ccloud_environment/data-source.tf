# SPDX-License-Identifier: MPL-2.0
data "ccloud_environment" "production" {
  display_name = "production"
}

resource "ccloud_dedicated_cluster" "orders" {
  display_name   = "orders"
  environment_id = data.ccloud_environment.production.id
  cloud          = "AZURE"
  region         = "westeurope"
  availability   = "MULTI_ZONE"
  cku            = 2
}
