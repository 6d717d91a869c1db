#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

provider() {
    "$build/terraform-provider-ccloud" "$@"
}

@test "started by hand it explains itself in three lines" {
    run --separate-stderr provider
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 3 ]
    [[ "$stderr" == *plugin* ]]
}

@test "a wrong cookie is no host" {
    TF_PLUGIN_MAGIC_COOKIE=nonsense run --separate-stderr provider
    [ "$status" -eq 1 ]
    [ -z "$output" ]
}

@test "it tells its version" {
    run provider --version
    [ "$status" -eq 0 ]
    [[ "$output" =~ ^terraform-provider-ccloud\ [0-9]+\.[0-9]+\.[0-9]+ ]]
}

@test "an unknown argument is refused" {
    run provider --serve
    [ "$status" -eq 2 ]
    [[ "$output" == *--serve* ]]
}

@test "the host reads both schemas" {
    "$tofu" providers schema -json >schema.json
    [ "$(jq -r '.provider_schemas[].resource_schemas | keys | join(" ")' schema.json)" = \
        "ccloud_byok_key ccloud_dedicated_cluster" ]
    [ "$(jq '.provider_schemas[].provider.block.attributes.cloud_api_secret.sensitive' \
        schema.json)" = true ]
    # Every attribute is described: generated pages and editors show nothing else.
    [ "$(jq '[.. | objects | select(has("description_kind") and (.type or .nested_type))
              | select((.description // "") == "")] | length' schema.json)" = 0 ]
}

@test "init installs it from a mirror and the demo's plan works" {
    cp "$repository"/examples/azure-self-managed/*.tf .
    rm base.tf
    cp "$repository/examples/azure-self-managed/demo.tfvars" demo.auto.tfvars
    cli_config_mirror "$(provider --version | awk '{ print $2 }')"
    host 0 init
    host 0 plan
    says "2 to add"
}

@test "in reattach mode one process serves many commands" {
    "$build/terraform-provider-ccloud" --debug >attach.out 2>attach.err 3>&- &
    local pid=$! tries=0
    until grep -q TF_REATTACH_PROVIDERS attach.out || [ $((tries += 1)) -gt 200 ]; do
        sleep 0.05
    done
    TF_REATTACH_PROVIDERS=$(sed -n "s/.*TF_REATTACH_PROVIDERS='\(.*\)'.*/\1/p" attach.out)
    export TF_REATTACH_PROVIDERS
    azure_key | config key.tf
    apply
    settled
    host 0 destroy -auto-approve
    kill -0 "$pid"
    kill -TERM "$pid"
    wait "$pid"
}

@test "its log lines reach the host's log and hold no secret" {
    azure_key | config key.tf
    TF_LOG_PROVIDER=TRACE TF_LOG_PATH=$scratch/log apply
    grep -q 'ApplyResourceChange' log
    run ! grep -q "$CONFLUENT_CLOUD_API_SECRET" log
}
