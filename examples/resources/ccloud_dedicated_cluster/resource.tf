# SPDX-License-Identifier: MPL-2.0
# Encrypted with a key of your own. Key and mode are chosen here and never change: changing one of
# them later would replace the cluster, which deletion_protection refuses.
resource "ccloud_dedicated_cluster" "orders" {
  display_name    = "orders"
  environment_id  = "env-1x2y3"
  cloud           = "AZURE"
  region          = "westeurope"
  availability    = "MULTI_ZONE"
  cku             = 2
  encryption_mode = "self_managed"
  byok_key_id     = "cck-7ab3q"

  # true is also what is used when this is left out.
  deletion_protection = true

  timeouts = {
    create = "36h"
  }
}

# Encrypted with keys of the service.
resource "ccloud_dedicated_cluster" "scratch" {
  display_name        = "scratch"
  environment_id      = "env-1x2y3"
  cloud               = "AWS"
  region              = "eu-central-1"
  availability        = "SINGLE_ZONE"
  cku                 = 1
  encryption_mode     = "automatic"
  deletion_protection = false
}
