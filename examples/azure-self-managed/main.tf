# SPDX-License-Identifier: MPL-2.0
# A Dedicated Kafka cluster on Azure whose data is encrypted with a key you manage.
#
# The vault must use the RBAC permission model with purge protection on, stand in the region of the
# cluster, and let trusted Microsoft services through its firewall.  The key is an RSA software key,
# named without a version, so that automatic rotation keeps working.

terraform {
  required_providers {
    ccloud = {
      source = "ccloud/ccloud"
    }
  }
}

# Credentials come from CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET.
provider "ccloud" {}

# Step 1: tell Confluent which key to use.  The answer names the application to grant access to.
resource "ccloud_byok_key" "cluster" {
  display_name = "${var.name} at rest"

  azure = {
    tenant_id      = var.tenant_id
    key_vault_id   = var.key_vault_id
    key_identifier = var.key_identifier
  }
}

# Step 2 happens in Azure: create a service principal for the application and grant it the roles
# "Key Vault Crypto Service Encryption User" and "Key Vault Reader" on the vault.

# Step 3: the cluster.  Mode and key are chosen here and never changed: changing either one later
# would replace the cluster, which deletion_protection refuses.
resource "ccloud_dedicated_cluster" "cluster" {
  display_name        = var.name
  environment_id      = var.environment_id
  cloud               = "AZURE"
  region              = var.region
  availability        = var.availability
  cku                 = var.cku
  encryption_mode     = var.encryption_mode
  byok_key_id         = var.encryption_mode == "self_managed" ? ccloud_byok_key.cluster.id : null
  deletion_protection = var.deletion_protection
}
