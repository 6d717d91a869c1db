#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# What the service is told about who asks.
bats_require_minimum_version 1.5.0
load ../../lib/case

user_agent() {
    emulator GET /_emulator/requests | jq -r .user_agent
}

@test "the service is told the provider, the host and what the user adds" {
    azure_key | config key.tf
    apply
    [[ "$(user_agent)" =~ ^terraform-provider-ccloud/[0-9.]+\ \(host\ [0-9.]+\)$ ]]
    echo 'provider "ccloud" { user_agent_suffix = "team-data/7" }' | config provider.tf
    TF_APPEND_USER_AGENT=pipeline/42 settled
    [[ "$(user_agent)" == terraform-provider-ccloud/*" pipeline/42 team-data/7" ]]
}

@test "what would be another header is refused, or left out with a line in the log" {
    azure_key | config key.tf
    TF_APPEND_USER_AGENT=$'a\nb' TF_LOG_PROVIDER=WARN TF_LOG_PATH=$scratch/log apply
    [[ "$(user_agent)" =~ ^terraform-provider-ccloud/[0-9.]+\ \(host\ [0-9.]+\)$ ]]
    grep -q 'TF_APPEND_USER_AGENT is ignored' log
    echo 'provider "ccloud" { user_agent_suffix = "a\nb" }' | config provider.tf
    mistake user_agent_suffix User-Agent
}
