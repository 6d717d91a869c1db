#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "stored states with foreign or missing attributes are read, wrong types are told" {
    azure_key | config key.tf
    apply
    cp terraform.tfstate good.tfstate
    edit() {
        jq "(.resources[].instances[].attributes) |= ($1)" good.tfstate >terraform.tfstate
    }
    edit '. + {"left_over": {"a": [1]}} | del(.on_destroy)'
    settled
    edit '.azure = "https://kv-orders.vault.azure.net/keys/orders-cmk"'
    host 1 plan
    says "azure"
    edit '.created_at = {"seconds": 1}'
    host 1 plan
    says "created_at"
}
