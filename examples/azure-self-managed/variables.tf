# SPDX-License-Identifier: MPL-2.0
variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "environment_id" {
  description = "The Confluent Cloud environment, env-…"
  type        = string
}

variable "region" {
  description = "Azure region of the cluster and of the key vault."
  type        = string
}

variable "availability" {
  description = "SINGLE_ZONE or MULTI_ZONE; several zones need at least 2 CKU."
  type        = string
  default     = "SINGLE_ZONE"
}

variable "cku" {
  description = "Size of the cluster."
  type        = number
  default     = 1
}

variable "encryption_mode" {
  description = "self_managed, or automatic for a cluster whose keys Confluent manages."
  type        = string
  default     = "self_managed"
}

variable "deletion_protection" {
  description = "While true, nothing that would delete the cluster can be planned."
  type        = bool
  default     = true
}

variable "tenant_id" {
  description = "Entra tenant of the key vault."
  type        = string
}

variable "key_vault_id" {
  description = "Resource id of the key vault."
  type        = string
}

variable "key_identifier" {
  description = "Identifier of the key, without a version."
  type        = string
}
