#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "the API is spoken over TLS with a private authority" {
    tls_emulator IP:127.0.0.1
    [[ "$CONFLUENT_CLOUD_ENDPOINT" == https://* ]]
    azure_key | config key.tf
    CCLOUD_MAX_RETRIES=0 host 1 apply -auto-approve
    says "certificate"
    export CCLOUD_CA_FILE
    apply
    settled
    host 0 destroy -auto-approve
}

@test "a certificate file that is none is told at its argument" {
    azure_key | config key.tf
    mkfifo pipe
    echo text >text.pem
    for file in pipe text.pem nowhere.pem; do
        printf 'provider "ccloud" {\n  ca_file = "%s"\n}\n' "$file" >provider.tf
        host 1 plan
        says "Certificate file not usable"
        says "ca_file"
    done
}
