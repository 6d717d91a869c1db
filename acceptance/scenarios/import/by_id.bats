#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a key is imported and planned empty" {
    azure_key key orders-cmk 'display_name = "kept"' | config key.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    rm terraform.tfstate
    host 0 import ccloud_byok_key.key "$id"
    settled
}

@test "imports of keys that cannot work explain themselves" {
    azure_key | config key.tf
    host 1 import ccloud_byok_key.key lkc-12345
    says "cck-"
    host 1 import ccloud_byok_key.key cck-nothing
    says "does not show it"
    azure_key other other-cmk >other.tf
    host 0 apply -auto-approve -target=ccloud_byok_key.other
    host 1 import ccloud_byok_key.key cck-nothing
    says "Cannot import non-existent remote object"
}

@test "a cluster is imported and planned empty" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    rm terraform.tfstate
    host 0 import ccloud_dedicated_cluster.cluster "env-demo01/$id"
    settled
}

@test "imports of clusters that cannot work explain themselves" {
    cluster orders | config main.tf
    for id in lkc-12345 env-demo01 env-demo01/ /lkc-1 env-demo01/lkc-1/x cck-1/lkc-1; do
        host 1 import ccloud_dedicated_cluster.cluster "$id"
        says "<environment>/<cluster>"
    done
    host 1 import ccloud_dedicated_cluster.cluster env-demo01/lkc-nothing
    says "Cannot import non-existent remote object"
}

@test "an import block writes a configuration that plans empty" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    key=$(state ccloud_byok_key.key .id)
    id=$(state ccloud_dedicated_cluster.cluster .id)
    rm terraform.tfstate main.tf
    config import.tf <<END
import {
  to = ccloud_byok_key.key
  id = "$key"
}

import {
  to = ccloud_dedicated_cluster.cluster
  id = "env-demo01/$id"
}
END
    host 0 plan -generate-config-out=generated.tf
    cat generated.tf
    says "2 to import, 0 to add, 0 to change, 0 to destroy"
    apply
    settled
}

@test "a cluster that is not Dedicated is not imported" {
    cluster orders | config main.tf
    basic=$(emulator POST /cmk/v2/clusters '{"spec":{"display_name":"small","cloud":"AZURE",
        "region":"westeurope","availability":"LOW","config":{"kind":"Basic"},
        "environment":{"id":"env-demo01"}}}' | jq -r .id)
    host 1 import ccloud_dedicated_cluster.cluster "env-demo01/$basic"
    says "$basic"
    says "Basic"
    [ -z "$("$tofu" state list)" ]
}
