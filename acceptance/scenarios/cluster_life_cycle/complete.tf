# SPDX-License-Identifier: MPL-2.0
# Every attribute that can be written.
resource "ccloud_dedicated_cluster" "cluster" {
  display_name         = "complete"
  environment_id       = "env-demo01"
  cloud                = "AZURE"
  region               = "westeurope"
  availability         = "HIGH"
  cku                  = 2
  encryption_mode      = "self_managed"
  byok_key_id          = ccloud_byok_key.key.id
  zones                = ["1", "2", "3"]
  network_id           = "n-4z5w6"
  release_priority     = "PRIORITY"
  deletion_protection  = false
  allow_duplicate_name = true

  timeouts = {
    create = "30m"
    update = "1h"
    delete = "20m"
  }
}
