# SPDX-License-Identifier: MPL-2.0

resource "ccloud_dedicated_cluster" "aws" {
  display_name        = "aws"
  environment_id      = "env-demo01"
  cloud               = "AWS"
  region              = var.aws_region
  availability        = "SINGLE_ZONE"
  cku                 = 1
  byok_key_id         = ccloud_byok_key.aws.id
  zones               = ["euc1-az1"]
  deletion_protection = false
}

resource "ccloud_dedicated_cluster" "gcp" {
  display_name        = "gcp"
  environment_id      = "env-demo01"
  cloud               = "GCP"
  region              = "europe-west3"
  availability        = "SINGLE_ZONE"
  cku                 = 1
  byok_key_id         = ccloud_byok_key.gcp.id
  zones               = ["europe-west3-a"]
  deletion_protection = false
}

variable "aws_region" {
  type    = string
  default = "eu-central-1"
}
