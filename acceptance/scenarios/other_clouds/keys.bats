#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "every attribute of keys of all clouds arrives" {
    scenario keys.tf
    azure_key azure orders-cmk 'display_name = "orders at rest"' | config azure.tf
    apply
    says "3 added"
    settled
    [ "$(state ccloud_byok_key.azure .display_name)" = "orders at rest" ]
    [ "$(state ccloud_byok_key.aws .cloud)" = AWS ]
    [ "$(state ccloud_byok_key.aws '.aws.roles | length')" -ge 1 ]
    [ "$(state ccloud_byok_key.gcp .cloud)" = GCP ]
    [[ "$(state ccloud_byok_key.gcp .gcp.security_group)" == *@* ]]
}

# key_is CLOUD ATTRIBUTE VALUE
key_is() {
    config key.tf <<END
resource "ccloud_byok_key" "key" {
  $1 = { $2 = "$3" }
}
END
}

@test "the ARN of an AWS key is checked part by part" {
    key_is aws key_arn arn:aws:s3:eu-central-1:123412341234:key/orders
    mistake key_arn "another service than kms"
    key_is aws key_arn arn:aws:kms:frankfurt:123412341234:key/orders
    mistake key_arn "regions look like eu-central-1"
    key_is aws key_arn arn:aws:kms:eu-central-1:1234:key/orders
    mistake key_arn "not 12 digits"
    key_is aws key_arn \
        arn:aws:kms:eu-central-1:123412341234:0f0f0f0f-1111-4222-8333-444455556666
    mistake key_arn \
        '"arn:aws:kms:eu-central-1:123412341234:key/0f0f0f0f-1111-4222-8333-444455556666"'
}

@test "the name of a Google Cloud key is checked part by part" {
    local ring=keyRings/ring1/cryptoKeys/orders
    key_is gcp key_id "projects/acme-prod/locations/global/$ring"
    mistake key_id 'location "global"'
    key_is gcp key_id "projects/acme-prod/locations/europe/$ring"
    mistake key_id "a multi-region"
    key_is gcp key_id "projects/acme-prod/locations/europe-west3/$ring/cryptoKeyVersions/1"
    mistake key_id "\"projects/acme-prod/locations/europe-west3/$ring\""
}
