#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# Functions of the provider: they need no credentials, and their errors point at the argument.
bats_require_minimum_version 1.5.0
load ../../lib/case

vault=https://kv-orders.vault.azure.net
version=0123456789abcdef0123456789abcdef
cluster=crn://confluent.cloud/organization=o-1/environment=env-1/cloud-cluster=lkc-1

# calls EXPRESSION: an output with this value.
calls() {
    config main.tf <<END
output "result" {
  value = $1
}
END
}

# gives FILTER WANTED: the output after an apply, by a jq filter.
gives() {
    apply
    [ "$("$tofu" output -json result | jq -r "$1")" = "$2" ]
}

# refused TEXT: exactly one error, about the call's argument, on its line, holding the text.
refused() {
    "$tofu" validate -json >validate.json || true
    jq -r '.diagnostics[] | "\(.summary)\n\(.detail)\n\(.snippet.code)"' validate.json
    [ "$(jq .error_count validate.json)" = 1 ]
    [ "$(jq -r '.diagnostics[0].summary' validate.json)" = "Invalid function argument" ]
    [[ "$(jq -r '.diagnostics[0].snippet.code' validate.json)" == *provider::ccloud::* ]]
    [[ "$(jq -r '.diagnostics[0].detail' validate.json)" == *"$1"* ]]
    [[ "$(jq -r '.diagnostics[0].detail' validate.json)" != *.. ]] # the host ends the sentence
}

@test "the host reads names and descriptions of functions" {
    "$tofu" providers schema -json >schema.json
    [ "$(jq -r '.provider_schemas[].functions | keys | join(" ")' schema.json)" = \
        "azure_key_identifier parse_crn" ]
    [ "$(jq '[.provider_schemas[].functions[] | select((.summary // "") == ""
              or (.description // "") == "")] | length' schema.json)" = 0 ]
}

@test "a versioned key identifier is taken apart" {
    calls "provider::ccloud::azure_key_identifier(\"$vault/keys/orders-cmk/$version\")"
    gives '"\(.vault) \(.name) \(.version) \(.versionless_id)"' \
        "kv-orders orders-cmk $version $vault/keys/orders-cmk"
}

@test "a key identifier without version has a null there" {
    calls "provider::ccloud::azure_key_identifier(\"$vault/keys/orders-cmk\")"
    gives '.version == null' true
}

@test "functions need neither credentials nor the service" {
    unset CONFLUENT_CLOUD_API_KEY CONFLUENT_CLOUD_API_SECRET
    calls "provider::ccloud::parse_crn(\"$cluster\").environment"
    host 0 validate
    gives . env-1
    export CONFLUENT_CLOUD_API_KEY=emulator-key CONFLUENT_CLOUD_API_SECRET=emulator-secret
    [ "$(emulator GET /_emulator/requests | jq '.routes | length')" = 0 ]
}

# Console only knows functions that the configuration mentions.
@test "the console calls them" {
    echo "locals { cluster = provider::ccloud::parse_crn(\"$cluster/kafka=lkc-9\") }" |
        config main.tf
    output=$(echo 'local.cluster.kafka' | "$tofu" console)
    [[ "$output" == *'"lkc-9"'* ]]
}

@test "a resource name is taken apart" {
    calls "provider::ccloud::parse_crn(\"$cluster/kafka=lkc-1\")"
    gives '[.authority, .organization, .environment, .cloud_cluster, .kafka, .resource_type,
            .resource_id] | join(" ")' 'confluent.cloud o-1 env-1 lkc-1 lkc-1 kafka lkc-1'
    calls 'provider::ccloud::parse_crn("crn://confluent.cloud/organization=o-1/key=cck-1")'
    gives '"\(.resource_type) \(.resource_id) \(.environment)"' 'key cck-1 null'
}

@test "the resource name of a key that does not exist yet is no mistake" {
    {
        azure_key
        echo 'output "result" {'
        echo '  value = provider::ccloud::parse_crn(ccloud_byok_key.key.resource_name)'
        echo '}'
    } | config main.tf
    host 0 plan
    apply
    [ "$("$tofu" output -json result | jq -r .resource_id)" = \
        "$(state ccloud_byok_key.key .id)" ]
    settled
}

@test "the examples work" {
    cat "$repository"/examples/functions/*/function.tf >main.tf
    apply
    [ "$(state ccloud_byok_key.orders .azure.key_identifier)" = "$vault/keys/orders-cmk" ]
    [ "$("$tofu" output -json cluster | jq -r .cloud_cluster)" = lkc-9k8j7 ]
    settled
}

@test "a managed HSM is explained" {
    calls 'provider::ccloud::azure_key_identifier("https://kv.managedhsm.azure.net/keys/orders")'
    refused "managed HSMs are not supported"
}

@test "what is no key identifier is explained" {
    calls 'provider::ccloud::azure_key_identifier("orders")'
    refused "no https URL"
    calls "provider::ccloud::azure_key_identifier(\"$vault/secrets/orders/$version\")"
    refused "a secret"
    calls "provider::ccloud::azure_key_identifier(\"$vault/keys/orders/latest\")"
    refused "no version of a key"
}

@test "what is no resource name is explained" {
    calls 'provider::ccloud::parse_crn("lkc-1")'
    refused "does not begin with crn://"
    calls "provider::ccloud::parse_crn(\"$cluster/\")"
    refused '<type>=<id>'
}

@test "null, too many arguments and an unknown name are refused" {
    calls 'provider::ccloud::parse_crn(null)'
    host 1 validate
    says "null"
    calls 'provider::ccloud::parse_crn("crn://c/a=b", 2)'
    host 1 validate
    says "argument"
    calls 'provider::ccloud::parse_arn("arn:")'
    host 1 plan
    says "parse_arn"
}
