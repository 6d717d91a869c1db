#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

# official_address: the full address of the official provider, with the host that tofu stands for.
official_address() {
    "$tofu" providers | grep -o '[^[]*/ccloud/ccloud' | head -n 1 |
        sed 's#ccloud/ccloud#confluentinc/confluent#'
}

# To show a plan, OpenTofu starts the provider of every type that the old state holds and asks for
# its schema, whatever is in it.  Any provider does in place of the official one.
official_provider_installed() {
    mkdir -p "$scratch/official"
    ln -sf "$build/terraform-provider-ccloud" "$scratch/official/terraform-provider-confluent"
    sed -i "s#dev_overrides {#&\n    \"confluentinc/confluent\" = \"$scratch/official\"#" \
        "$TF_CLI_CONFIG_FILE"
}

# The state of our resources as the official provider would have written it.
state_becomes_official() {
    local address
    address=$(official_address)
    cp terraform.tfstate ours.tfstate
    jq --arg provider "provider[\"$address\"]" '
        def block: if . == null then [{id: ""}] else [{id: .}] end;
        def key: .type = "confluent_byok_key" | .instances[0].attributes |=
            {id, aws: [], gcp: [], azure: [.azure]};
        def cluster: .type = "confluent_kafka_cluster" | .instances[0].schema_version = 1 |
            .instances[0].attributes |=
            {id, api_version: "cmk/v2", kind: "Cluster", display_name, cloud, region, availability,
             basic: [], standard: [], enterprise: [], freight: [],
             dedicated: [{cku: .current_cku, encryption_key: "", zones}],
             environment: [{id: .environment_id}], network: (.network_id | block),
             byok_key: (.byok_key_id | block),
             deletion_protection, rest_endpoint, rbac_crn,
             bootstrap_endpoint: "SASL_SSL://\(.bootstrap_endpoint)",
             endpoints: [.endpoints | to_entries[] | {access_point_id: .key} + .value],
             timeouts: null};
        .serial += 1 | .resources |= map(.provider = $provider |
            del(.instances[0].identity, .instances[0].identity_schema_version) |
            if .type == "ccloud_byok_key" then key else cluster end)' \
        ours.tfstate >terraform.tfstate
    cp terraform.tfstate official.tfstate
}

moved() {
    cat <<END
moved {
  from = $1
  to   = $2
}
END
}

# A key and a cluster, as the official provider would have made them, and moved blocks.
official_objects() {
    {
        azure_key
        cluster orders "$@"
    } | config main.tf
    apply
    state_becomes_official
    {
        moved confluent_byok_key.key ccloud_byok_key.key
        moved confluent_kafka_cluster.cluster ccloud_dedicated_cluster.cluster
    } | config moved.tf
    count_from_here
}

nothing_was_written() {
    [ "$(emulator GET /_emulator/requests |
        jq '[.routes | to_entries[] | select(.key | startswith("GET ") | not)] | length')" = 0 ]
}

@test "a key and its cluster move in and nothing changes" {
    official_objects 'byok_key_id = ccloud_byok_key.key.id'
    official_provider_installed
    host 2 plan -detailed-exitcode # moving is the only thing to do
    says "confluent_byok_key.key has moved to ccloud_byok_key.key"
    says "confluent_kafka_cluster.cluster has moved to ccloud_dedicated_cluster.cluster"
    says "Plan: 0 to add, 0 to change, 0 to destroy."
    apply
    says "0 added, 0 changed, 0 destroyed"
    rm moved.tf
    settled
    nothing_was_written
    [ "$(state ccloud_dedicated_cluster.cluster .encryption_mode)" = self_managed ]
    diff <(jq -S .resources ours.tfstate) <(jq -S .resources terraform.tfstate)
}

@test "a cluster without a key moves in" {
    official_objects 'encryption_mode = "automatic"'
    official_provider_installed
    apply
    says "0 added, 0 changed, 0 destroyed"
    settled
    nothing_was_written
}

@test "a move without a refresh keeps what the old state knew" {
    official_objects 'byok_key_id = ccloud_byok_key.key.id'
    official_provider_installed
    apply -refresh=false
    says "0 added, 0 changed, 0 destroyed"
    for attribute in id environment_id byok_key_id encryption_mode bootstrap_endpoint resource_name; do
        [ "$(state ccloud_dedicated_cluster.cluster ".$attribute")" = "$(jq -r \
            ".resources[1].instances[0].attributes.$attribute" ours.tfstate)" ]
    done
    host 0 plan -detailed-exitcode
}

@test "where the official provider cannot be installed a saved plan moves all the same" {
    official_objects 'byok_key_id = ccloud_byok_key.key.id'
    host 1 plan -out=moved.tfplan
    says "Failed to load plugin schemas"
    host 0 apply moved.tfplan
    says "0 added, 0 changed, 0 destroyed"
    settled
    nothing_was_written
}

# package NAME ADDRESS: the stand-in or ours in the mirror that init installs from.
package() {
    local folder
    folder=$scratch/mirror/$2/9.9.9/$("$tofu" version -json | jq -r .platform)
    mkdir -p "$folder"
    cp "$build/terraform-provider-ccloud" "$folder/terraform-provider-$1_v9.9.9"
}

@test "init installs the official provider because the old state names it" {
    official_objects 'byok_key_id = ccloud_byok_key.key.id'
    local official
    official=$(official_address)
    package confluent "$official"
    package ccloud "${official%confluentinc/confluent}ccloud/ccloud"
    config cli.tfrc <<END
provider_installation {
  filesystem_mirror {
    path = "$scratch/mirror"
  }
}
END
    host 0 init
    says "Installed confluentinc/confluent"
    host 2 plan -detailed-exitcode
    says "Plan: 0 to add, 0 to change, 0 to destroy."
    apply
    rm moved.tf
    settled
}

@test "a cluster of another kind stays where it is" {
    official_objects
    official_provider_installed
    jq '.resources[].instances[0].attributes |= if .dedicated then .basic = [{}] | .dedicated = []
        else . end' official.tfstate >terraform.tfstate
    host 1 plan
    says "it is of kind basic"
    says "only Dedicated clusters"
    [ "$(jq -r '.resources[1].type' terraform.tfstate)" = confluent_kafka_cluster ]
    nothing_was_written
}

@test "what is neither a key nor a cluster is told what can be moved" {
    official_objects
    official_provider_installed
    sed 's/confluent_kafka_cluster/confluent_kafka_topic/' official.tfstate >terraform.tfstate
    sed -i 's/confluent_kafka_cluster/confluent_kafka_topic/' moved.tf
    host 1 plan
    says "confluent_kafka_topic cannot become ccloud_dedicated_cluster"
    says "leads here from an object of type confluent_kafka_topic of provider"
    says "takes over: confluent_kafka_cluster of a provider called confluent"
    says "Correct from or to of the block"
    nothing_was_written
}

@test "keys do not become clusters" {
    azure_key | config main.tf
    apply
    state_becomes_official
    official_provider_installed
    cluster orders | config main.tf
    moved confluent_byok_key.key ccloud_dedicated_cluster.cluster | config moved.tf
    host 1 plan
    says "confluent_byok_key cannot become ccloud_dedicated_cluster"
}
