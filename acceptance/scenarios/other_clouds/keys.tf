# SPDX-License-Identifier: MPL-2.0

resource "ccloud_byok_key" "aws" {
  display_name = "aws"
  on_destroy   = "delete"
  aws = {
    key_arn = "arn:aws:kms:eu-central-1:123412341234:key/0f0f0f0f-1111-4222-8333-444455556666"
  }
}

resource "ccloud_byok_key" "gcp" {
  display_name = "gcp"
  gcp = {
    key_id = "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/orders"
  }
}
