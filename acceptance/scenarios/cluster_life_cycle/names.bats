#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a second cluster of the same name is refused with the import command" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    rm terraform.tfstate
    host 1 apply -auto-approve
    says "env-demo01/$id"
    says "import"
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
}

@test "a name that is taken is told while planning, and a replacement is no namesake" {
    cluster orders | config main.tf
    apply
    host 0 plan -var region=northeurope
    says "must be replaced"
    says_not "exists already"
    id=$(state ccloud_dedicated_cluster.cluster .id)
    rm terraform.tfstate
    host 0 plan
    says "A cluster named \"orders\" exists already"
    says "tofu import ccloud_dedicated_cluster.<name> env-demo01/$id"
}

@test "two clusters of one name in one run are one cluster and an error, whatever gets lost" {
    for kind in lost-answer slow; do
        cluster orders 'count = 2' | config main.tf
        emulator POST /_emulator/faults \
            "[{\"method\":\"POST\",\"route\":\"/cmk/v2/clusters\",\"nth\":1,\"kind\":\"$kind\",
               \"value\":300}]"
        count_from_here
        host 1 apply -auto-approve
        says "exists already"
        says "allow_duplicate_name"
        [ "$(requests 'POST /cmk/v2/clusters')" = 1 ]
        [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
        emulator DELETE /_emulator/faults
        host 0 destroy -auto-approve
    done
}

@test "where names repeat a lost cluster is named, not guessed" {
    cluster orders 'count = 2' 'allow_duplicate_name = true' | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"lost-answer"}]'
    host 1 apply -auto-approve
    says "tofu import ccloud_dedicated_cluster.<name> env-demo01/lkc-"
    [ "$(jq '[.resources[].instances[].attributes.id] | unique | length' terraform.tfstate)" = 1 ]
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 2 ]
}
