#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

LIST='GET /byok/v1/keys'
ONE='GET /byok/v1/keys/{id}'

# keys COUNT: the configuration of so many keys.
keys() {
    config keys.tf <<END
resource "ccloud_byok_key" "key" {
  count        = $1
  display_name = "key \${count.index}"
  aws = {
    key_arn = format("arn:aws:kms:eu-central-1:123412341234:key/%08x-1111-4222-8333-444455556666", count.index)
  }
}
END
}

# register FROM TO: keys that OpenTofu knows nothing of, straight at the emulator, over one connection.
register() {
    seq "$1" "$2" | while read -r number; do
        printf 'next\nurl = "%s/byok/v1/keys"\nrequest = POST\nsilent\noutput = /dev/null\nfail\n' \
            "$CONFLUENT_CLOUD_ENDPOINT"
        printf 'user = "%s:%s"\n' "$CONFLUENT_CLOUD_API_KEY" "$CONFLUENT_CLOUD_API_SECRET"
        printf 'header = "Content-Type: application/json"\n'
        printf 'data = "{\\"key\\":{\\"kind\\":\\"AwsKey\\",\\"key_arn\\":\\"arn:aws:kms:eu-central-1:123412341234:key/%08x-2222-4222-8333-444455556666\\"}}"\n' \
            "$number"
    done | sed 1d >register.curl
    curl --config register.curl
}

# clusters_in ENVIRONMENT NAME COUNT
clusters_in() {
    cat <<END
resource "ccloud_dedicated_cluster" "$2" {
  count               = $3
  display_name        = "$2 \${count.index}"
  environment_id      = "$1"
  cloud               = "AZURE"
  region              = "westeurope"
  availability        = "SINGLE_ZONE"
  cku                 = 1
  deletion_protection = false
}
END
}

id_of() {
    state "ccloud_byok_key.key[$1]" .id
}

empty_plan() {
    count_from_here
    host 0 plan -detailed-exitcode "$@"
}

# spent MAX: no more requests than these, for objects and pages together.
spent() {
    [ $(($(requests "$ONE") + $(requests "$LIST"))) -le "$1" ]
}

@test "a single key is read with one request" {
    keys 1
    apply
    register 1 150
    empty_plan
    [ "$(requests "$ONE")" = 1 ]
    [ "$(requests "$LIST")" = 0 ]
}

@test "all of a list are read with its pages" {
    keys 300
    apply -parallelism=50
    empty_plan
    spent 5
    empty_plan -parallelism=1
    spent 5
}

# At most two pages a read, and no more than twice what the reads alone would have cost.
@test "few of thousands never list them all" {
    keys 5
    apply
    register 1 1995
    for parallelism in 1 10; do
        empty_plan -parallelism=$parallelism
        [ "$(requests "$LIST")" -lt 10 ]
        spent 10
    done
}

@test "clusters are read from the lists of their environments" {
    other=$(emulator POST /org/v2/environments '{"display_name":"other"}' | jq -r .id)
    {
        clusters_in env-demo01 here 12
        clusters_in "$other" there 12
    } | config main.tf
    apply -parallelism=30
    empty_plan
    [ "$(requests 'GET /cmk/v2/clusters/{id}')" = 2 ]
    [ "$(requests 'GET /cmk/v2/clusters')" = 2 ]
    emulator PATCH "/_emulator/clusters/$(state 'ccloud_dedicated_cluster.there[7]' .id)" \
        '{"spec":{"display_name":"renamed by somebody"}}'
    host 2 plan -detailed-exitcode
    says '"renamed by somebody" -> "there 7"'
    says "0 to add, 1 to change, 0 to destroy"
}

@test "a page that fails sends its reads on their own" {
    keys 250
    apply -parallelism=50
    emulator PATCH "/_emulator/keys/$(id_of 3)" '{"display_name":"renamed by somebody"}'
    for kind in status not-json truncated missing-id reset; do
        emulator POST /_emulator/faults \
            "[{\"method\":\"GET\",\"route\":\"/byok/v1/keys\",\"nth\":2,\"count\":4,\"kind\":\"$kind\"}]"
        host 2 plan -detailed-exitcode
        says '"renamed by somebody" -> "key 3"'
        says "0 to add, 1 to change, 0 to destroy"
        emulator DELETE /_emulator/faults
    done
}

@test "a list that is refused costs two requests more and nothing else" {
    keys 40
    apply -parallelism=40
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/byok/v1/keys","kind":"status","value":403}]'
    empty_plan
    [ "$(requests "$ONE")" = 40 ]
    [ "$(requests "$LIST")" -le 2 ]
}

@test "what changes between two runs is seen" {
    keys 30
    apply
    empty_plan
    emulator PATCH "/_emulator/keys/$(id_of 17)" \
        '{"validation":{"phase":"INVALID","message":"access to the key was revoked"}}'
    emulator PATCH "/_emulator/keys/$(id_of 18)" '{"display_name":null}'
    host 2 plan -refresh-only -detailed-exitcode
    says "access to the key was revoked"
    host 2 plan -detailed-exitcode
    says "0 to add, 1 to change, 0 to destroy"
}

@test "a key that is on no page is gone only when that is proven" {
    keys 30
    apply
    emulator DELETE "/_emulator/keys/$(id_of 11)"
    host 2 plan -detailed-exitcode
    says "1 to add, 0 to change, 0 to destroy"
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/byok/v1/keys","kind":"status","value":403}]'
    host 1 plan
    says "cannot be listed either"
}

@test "what an apply writes is not read from an old page" {
    keys 20
    apply
    sed -i 's/"key \$/"other $/' keys.tf
    apply
    says "0 added, 20 changed, 0 destroyed"
    [ "$(state 'ccloud_byok_key.key[5]' .display_name)" = "other 5" ]
    settled
    host 0 destroy -auto-approve
    says "20 destroyed"
}

@test "keys that are brought in by import blocks are asked for one by one" {
    keys 6
    apply
    for number in 0 1 2 3 4 5; do
        printf 'import {\n  to = ccloud_byok_key.key[%s]\n  id = "%s"\n}\n' "$number" "$(id_of "$number")"
    done >import.tf
    rm terraform.tfstate
    count_from_here
    host 0 plan
    says "6 to import, 0 to add, 0 to change"
    [ "$(requests "$LIST")" = 0 ]
}
