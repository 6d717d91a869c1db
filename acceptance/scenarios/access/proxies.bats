#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# The way to the service leads through a proxy where the environment names one.
bats_require_minimum_version 1.5.0
load ../../lib/case

password=open-sesame
unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

teardown() {
    [ -z "${proxy_pid:-}" ] || kill "$proxy_pid"
    emulator_stop
    rm -rf "$scratch"
}

# proxy_start [USER:PASSWORD]: one that leads every name to the emulator; sets $proxy and $port.
proxy_start() {
    port=${CONFLUENT_CLOUD_ENDPOINT##*:}
    "$build/ccloud-test-proxy" "$port" ${1:+"$(printf %s "$1" | base64)"} >proxy.out 3>&- &
    proxy_pid=$!
    local tries=0
    until grep -q '^listening on ' proxy.out || [ $((tries += 1)) -gt 200 ]; do
        sleep 0.05
    done
    proxy=$(sed -n 's/^listening on //p' proxy.out)
}

# through PROXY COMMAND...: a step that sees the service at a name which exists nowhere.
through() {
    local HTTPS_PROXY=$1 CONFLUENT_CLOUD_ENDPOINT=https://api.ccloud.test
    export HTTPS_PROXY CONFLUENT_CLOUD_ENDPOINT CCLOUD_CA_FILE
    shift
    "$@"
}

asked() {
    grep -c "^CONNECT $1" proxy.out || true
}

@test "HTTPS_PROXY is the way to the service" {
    tls_emulator DNS:api.ccloud.test
    proxy_start
    azure_key | config key.tf
    through "$proxy" apply
    says "1 added"
    through "$proxy" settled
    [ "$(asked 'api.ccloud.test:443: 200')" -ge 1 ]
    [ "$(asked '')" = "$(asked api.ccloud.test:443)" ]
}

@test "hosts in NO_PROXY and on this machine are reached without" {
    tls_emulator IP:0.0.0.0
    proxy_start
    azure_key | config key.tf
    export CCLOUD_CA_FILE HTTPS_PROXY=$proxy
    CONFLUENT_CLOUD_ENDPOINT=https://0.0.0.0:$port apply
    [ "$(asked "0.0.0.0:$port")" -ge 1 ]
    before=$(asked '')
    CONFLUENT_CLOUD_ENDPOINT=https://0.0.0.0:$port NO_PROXY=example.com,0.0.0.0 settled
    settled # 127.0.0.1
    [ "$(asked '')" = "$before" ]
}

@test "a proxy gets its password from the variable, and says what it misses" {
    tls_emulator DNS:api.ccloud.test
    proxy_start "user:$password"
    azure_key | config key.tf
    through "$proxy" host 1 apply -auto-approve
    says "which HTTPS_PROXY names, refused the connection (407)"
    says "it wants a user and a password"
    TF_LOG=TRACE TF_LOG_PATH=$scratch/log through "http://user:wrong-$password@${proxy#*//}" \
        host 1 apply -auto-approve
    says "it does not accept the user and the password in that variable"
    says_not "$password"
    TF_LOG=TRACE TF_LOG_PATH=$scratch/log through "http://user:$password@${proxy#*//}" apply
    says "1 added"
    grep -q 'POST /byok/v1/keys: status 201' log
    run ! grep -q "$password" log
}

@test "a proxy that cannot be reached or is none is told without its password" {
    tls_emulator DNS:api.ccloud.test
    azure_key | config key.tf
    export CCLOUD_MAX_RETRIES=0
    for url in "http://user:$password@127.0.0.1:1" "http://user:$password@gone.ccloud.test:1" \
        "ftp://user:$password@127.0.0.1:1" "http://user:$password @127.0.0.1:1"; do
        TF_LOG=TRACE TF_LOG_PATH=$scratch/log through "$url" host 1 apply -auto-approve
        says "HTTPS_PROXY names"
        says_not "$password"
        run ! grep -q "$password" log
    done
}
