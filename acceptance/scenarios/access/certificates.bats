#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "the API is spoken over TLS with a private authority" {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -keyout ca.key -out ca.pem -subj "/CN=test authority" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key \
        -out server.csr -subj "/CN=127.0.0.1" 2>/dev/null
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
        -out server.pem -extfile <(echo subjectAltName=IP:127.0.0.1) 2>/dev/null
    emulator_stop
    CCLOUD_CA_FILE=$scratch/ca.pem
    emulator_start --tls-cert server.pem --tls-key server.key
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
