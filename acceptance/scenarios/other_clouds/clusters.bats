#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "clusters on AWS and Google Cloud are encrypted with keys of their clouds" {
    scenario keys.tf
    scenario clusters.tf
    apply
    says "4 added"
    settled
    for cloud in aws gcp; do
        [ "$(state ccloud_dedicated_cluster.$cloud .byok_key_id)" = \
            "$(state ccloud_byok_key.$cloud .id)" ]
        [ "$(state ccloud_dedicated_cluster.$cloud .encryption_mode)" = self_managed ]
    done
}

# The keys are there, and the clusters are to be planned.
keys_exist() {
    scenario keys.tf
    apply
    scenario clusters.tf
}

@test "an AWS key of another region is refused while planning: its name says where it lies" {
    keys_exist
    host 1 plan -var aws_region=eu-west-1
    says "It lies in region eu-central-1, and the cluster is to run in eu-west-1"
    says "on clusters.tf"
}

@test "a key of another cloud is refused while planning" {
    keys_exist
    sed -i 's/ccloud_byok_key.gcp.id/ccloud_byok_key.aws.id/' clusters.tf
    host 1 plan
    says "It is a key of AWS, and the cluster is to run on GCP"
}
