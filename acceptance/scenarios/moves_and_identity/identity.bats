#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# What names an object for good: hosts store it beside the state and import by it.
bats_require_minimum_version 1.5.0
load ../../lib/case

# identity TYPE: as it is stored, compact.
identity() {
    jq -c --arg type "$1" '.resources[] | select(.type == $type) | .instances[0].identity' \
        terraform.tfstate
}

key_and_cluster() {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    key_id=$(state ccloud_byok_key.key .id)
    cluster_id=$(state ccloud_dedicated_cluster.cluster .id)
}

imports() {
    cat <<END
import {
  to       = ccloud_byok_key.key
  identity = { id = "$key_id" }
}

import {
  to       = ccloud_dedicated_cluster.cluster
  identity = { environment_id = "$1", id = "$2" }
}
END
}

are_stored() {
    [ "$(identity ccloud_byok_key)" = "{\"id\":\"$key_id\"}" ]
    [ "$(identity ccloud_dedicated_cluster)" = \
        "{\"environment_id\":\"env-demo01\",\"id\":\"$cluster_id\"}" ]
}

@test "a creation stores the identity and an update keeps it" {
    key_and_cluster
    are_stored
    sed -i 's/"orders"/"renamed"/' main.tf
    apply
    says "0 added, 1 changed, 0 destroyed"
    are_stored
    settled
}

@test "another object has another identity" {
    azure_key | config main.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    azure_key key other-cmk | config main.tf
    apply
    says "1 added, 0 changed, 1 destroyed"
    [ "$(identity ccloud_byok_key)" != "{\"id\":\"$id\"}" ]
    [ "$(identity ccloud_byok_key)" = "{\"id\":\"$(state ccloud_byok_key.key .id)\"}" ]
}

@test "a key and a cluster are imported by identity and planned empty" {
    key_and_cluster
    rm terraform.tfstate
    imports env-demo01 "$cluster_id" | config import.tf
    apply
    says "2 imported, 0 added, 0 changed, 0 destroyed"
    rm import.tf
    are_stored
    settled
}

@test "an import by id stores the identity, too" {
    key_and_cluster
    rm terraform.tfstate
    host 0 import ccloud_byok_key.key "$key_id"
    host 0 import ccloud_dedicated_cluster.cluster "env-demo01/$cluster_id"
    are_stored
}

@test "an identity that cannot be explains itself" {
    key_and_cluster
    rm terraform.tfstate
    imports env-demo01 "cck-1" | config import.tf
    host 1 plan
    says "Not an id that id can have"
    says '"cck-1" is not of the form "lkc-9k8j7"'
    says_not environment_id
    imports "env-demo01/lkc-1" "lkc-1" | config import.tf
    host 1 plan
    says "Not an id that environment_id can have"
    imports production orders | config import.tf
    host 1 plan
    says "Not an id that environment_id can have"
    says "Not an id that id can have"
    imports env-elsewhere "$cluster_id" | config import.tf
    host 1 plan
    says "the clusters of env-elsewhere, which would tell, cannot be listed either"
    imports env-demo01 lkc-nothing | config import.tf
    host 1 plan
    says "Cannot import non-existent remote object"
}

@test "a state from before identities gets them by a refresh" {
    key_and_cluster
    jq 'del(.resources[].instances[] | .identity, .identity_schema_version)' terraform.tfstate >old
    mv old terraform.tfstate
    host 0 plan -detailed-exitcode
    apply -refresh-only
    are_stored
    settled
}
