#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load lib/case

@test "a cluster with automatic encryption is created, settles, and is deleted" {
    cluster orders | config main.tf
    apply
    says "1 added"
    [[ "$(state ccloud_dedicated_cluster.cluster .id)" == lkc-* ]]
    [ "$(state ccloud_dedicated_cluster.cluster .encryption_mode)" = automatic ]
    [ "$(state ccloud_dedicated_cluster.cluster .byok_key_id)" = null ]
    [ "$(state ccloud_dedicated_cluster.cluster .phase)" = PROVISIONED ]
    [ "$(state ccloud_dedicated_cluster.cluster .current_cku)" = 1 ]
    [[ "$(state ccloud_dedicated_cluster.cluster .bootstrap_endpoint)" == *:9092 ]]
    [[ "$(state ccloud_dedicated_cluster.cluster .rbac_crn)" == */cloud-cluster=lkc-* ]]
    settled
    host 0 destroy -auto-approve
    says "1 destroyed"
}

@test "every attribute arrives" {
    azure_key | config key.tf
    config main.tf <<'END'
resource "ccloud_dedicated_cluster" "cluster" {
  display_name         = "complete"
  environment_id       = "env-demo01"
  cloud                = "AZURE"
  region               = "westeurope"
  availability         = "HIGH"
  cku                  = 2
  encryption_mode      = "self_managed"
  byok_key_id          = ccloud_byok_key.key.id
  zones                = ["1", "2", "3"]
  release_priority     = "PRIORITY"
  deletion_protection  = false
  allow_duplicate_name = true

  timeouts = {
    create = "30m"
    update = "1h"
    delete = "20m"
  }
}
END
    apply
    settled
    id=$(state ccloud_dedicated_cluster.cluster .id)
    key=$(state ccloud_byok_key.key .id)
    [ "$(api .spec.byok.id "/cmk/v2/clusters/$id?environment=env-demo01")" = "$key" ]
    [ "$(api .spec.config.cku "/cmk/v2/clusters/$id?environment=env-demo01")" = 2 ]
    [ "$(api .spec.config.release_priority "/cmk/v2/clusters/$id?environment=env-demo01")" = PRIORITY ]
}

@test "a new cluster is protected unless the configuration says otherwise" {
    cluster orders | sed '/deletion_protection/d' | config main.tf
    apply
    [ "$(state ccloud_dedicated_cluster.cluster .deletion_protection)" = true ]
    settled
    host 1 destroy -auto-approve
    says "deletion_protection"
    host 1 plan -var region=northeurope
    says "deletion_protection"
    cluster orders | config main.tf
    apply
    host 0 destroy -auto-approve
}

@test "protection switched on elsewhere is never lifted silently" {
    cluster orders | sed '/deletion_protection/d' | config main.tf
    apply
    emulator PATCH "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)" \
        '{"spec":{"deletion_protection":false}}'
    host 0 apply -auto-approve
    [ "$(state ccloud_dedicated_cluster.cluster .deletion_protection)" = false ]
    settled
}

@test "rename and resize go out as one request" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    cluster orders-eu | config main.tf
    count_from_here
    apply -var cku=3
    says "0 added, 1 changed, 0 destroyed"
    [ "$(requests 'PATCH /cmk/v2/clusters/{id}')" = 1 ]
    [ "$(state ccloud_dedicated_cluster.cluster .id)" = "$id" ]
    [ "$(state ccloud_dedicated_cluster.cluster .current_cku)" = 3 ]
    host 0 plan -detailed-exitcode -var cku=3
}

@test "a change of mode, key or region replaces and says what is lost" {
    {
        azure_key
        azure_key other other-cmk
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    cp main.tf first.tf.txt
    host 1 plan -var region=northeurope
    says "cannot be used for this cluster"
    sed -i 's/ccloud_byok_key.key.id/ccloud_byok_key.other.id/' main.tf
    host 0 plan
    says "must be replaced"
    says "five days"
    sed -i '/byok_key_id/d' main.tf
    host 0 plan
    says "encryption_mode"
    says "must be replaced"
    says "All topics and data"
    cp first.tf.txt main.tf
    settled
}

@test "the mode follows the key when only the key is set" {
    cluster orders 'encryption_mode = "automatic"' | config main.tf
    apply
    settled
    cluster orders | config main.tf
    settled
}

@test "the other word of a pair is no change" {
    cluster orders | config main.tf
    apply
    sed -i 's/"SINGLE_ZONE"/"LOW"/' main.tf
    settled
    emulator PATCH "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)" \
        '{"spec":{"availability":"LOW"}}'
    settled
}

@test "a cluster is imported and planned empty" {
    cluster orders | config main.tf
    apply
    id=$(state ccloud_dedicated_cluster.cluster .id)
    rm terraform.tfstate
    host 0 import ccloud_dedicated_cluster.cluster "env-demo01/$id"
    settled
}

@test "imports that cannot work explain themselves" {
    cluster orders | config main.tf
    for id in lkc-12345 env-demo01 env-demo01/ /lkc-1 env-demo01/lkc-1/x cck-1/lkc-1; do
        host 1 import ccloud_dedicated_cluster.cluster "$id"
        says "<environment>/<cluster>"
    done
    host 1 import ccloud_dedicated_cluster.cluster env-demo01/lkc-nothing
    says "Cannot import non-existent remote object"
}

@test "a cluster deleted outside is created again" {
    cluster orders | config main.tf
    apply
    emulator DELETE "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)"
    host 2 plan -detailed-exitcode
    says "1 to add"
    apply
    settled
}

@test "a lost permission is not a deletion" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"status","value":403}]'
    host 1 plan
    says "403"
    emulator DELETE /_emulator/faults
    settled
}

@test "what a list hides from these credentials is not forgotten" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":403},
          {"method":"GET","route":"/org/v2/environments/{id}","kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"patch","value":{"data":[]}}]'
    host 1 plan
    says "an empty list"
    emulator DELETE /_emulator/faults
    settled
}

@test "a wrong endpoint or a proxy's page is no deletion" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults '[{"kind":"proxy"}]'
    host 1 plan
    says "cannot be listed either"
    for value in 404 403; do
        emulator DELETE /_emulator/faults
        emulator POST /_emulator/faults \
            "[{\"method\":\"DELETE\",\"kind\":\"proxy\",\"value\":$value}]"
        host 1 destroy -auto-approve
        says "the next plan looks"
    done
    emulator DELETE /_emulator/faults
    [ "$(api '.data[0].id' '/cmk/v2/clusters?environment=env-demo01')" = \
        "$(state ccloud_dedicated_cluster.cluster .id)" ]
    host 0 destroy -auto-approve
}

@test "a list that names nothing proves nothing" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":404},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"missing-id"}]'
    host 1 apply -auto-approve
    says "cannot be listed either"
    emulator DELETE /_emulator/faults
    rm terraform.tfstate
    emulator POST /_emulator/faults \
        '[{"method":"GET","route":"/cmk/v2/clusters","kind":"missing-id"}]'
    host 1 apply -auto-approve
    emulator DELETE /_emulator/faults
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
}

@test "a deletion that somebody on the way confirms is no deletion" {
    cluster orders | config main.tf
    apply
    emulator POST /_emulator/faults \
        '[{"method":"DELETE","route":"/cmk/v2/clusters/{id}","kind":"proxy","value":200},
          {"method":"GET","route":"/cmk/v2/clusters/{id}","kind":"status","value":403},
          {"method":"GET","route":"/org/v2/environments/{id}","kind":"status","value":403},
          {"method":"GET","route":"/cmk/v2/clusters","kind":"patch","value":{"data":[]}}]'
    host 1 destroy -refresh=false -auto-approve
    emulator DELETE /_emulator/faults
    settled
}

@test "a gateway that gave up waiting has not refused the order" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"status-after","value":408}]'
    apply
    says "was found again"
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
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

@test "a binding that changed at the service is reported" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    emulator PATCH "/_emulator/clusters/$(state ccloud_dedicated_cluster.cluster .id)" \
        '{"spec":{"byok":{"id":"cck-other"}}}'
    host 2 plan -refresh-only -detailed-exitcode
    says "cck-other"
}

@test "a key that the service dropped fails loudly and keeps the cluster" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 0 apply -auto-approve -target=ccloud_byok_key.key
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"drop-byok"}]'
    host 1 apply -auto-approve
    says "without the key"
    [[ "$(state ccloud_dedicated_cluster.cluster .id)" == lkc-* ]]
    [ "$(jq -r '.resources[] | select(.type == "ccloud_dedicated_cluster") | .instances[0].status' \
        terraform.tfstate)" = tainted ]
}

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

@test "provisioning that fails keeps the cluster in the state" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"provisioning-failed"}]'
    host 1 apply -auto-approve
    says "FAILED"
    host 0 plan -refresh-only
    says "has failed"
    [[ "$(state ccloud_dedicated_cluster.cluster .id)" == lkc-* ]]
}

@test "an answer that got lost after the cluster was accepted buys no second one" {
    for kind in not-json truncated missing-id lost-answer; do
        cluster "orders-$kind" | config main.tf
        emulator POST /_emulator/faults \
            "[{\"method\":\"POST\",\"route\":\"/cmk/v2/clusters\",\"nth\":1,\"kind\":\"$kind\"}]"
        count_from_here
        apply
        [ "$(requests 'POST /cmk/v2/clusters')" = 1 ]
        [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
        emulator DELETE /_emulator/faults
        settled
        host 0 destroy -auto-approve
    done
}

@test "the service's refusals sit on the attribute they are about" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    host 1 apply -auto-approve -var region=northeurope
    says "byok_key_id"
    says "westeurope"
}

@test "a request that broke off before it arrived is told, and the next apply makes one cluster" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","nth":1,"kind":"reset"}]'
    host 1 apply -auto-approve
    says "may or may not exist"
    apply
    settled
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" = 1 ]
}

@test "Ctrl-C while the order is under way keeps the cluster in the state" {
    cluster orders | config main.tf
    emulator POST /_emulator/faults \
        '[{"method":"POST","route":"/cmk/v2/clusters","kind":"slow","value":3000}]'
    interrupt_apply 'POST /cmk/v2/clusters'
    id=$(state ccloud_dedicated_cluster.cluster .id)
    [[ "$id" == lkc-* ]]
    [ "$(api '.data[0].id' '/cmk/v2/clusters?environment=env-demo01')" = "$id" ]
}

@test "Ctrl-C while a cluster is provisioned keeps it in the state" {
    cluster orders | config main.tf
    emulator_stop
    emulator_start --provisioning 600
    interrupt_apply 'GET /cmk/v2/clusters/{id}'
    grep -q 'kept in state' apply.out
    id=$(state ccloud_dedicated_cluster.cluster .id)
    [[ "$id" == lkc-* ]]
    [ "$(api '.data[0].id' '/cmk/v2/clusters?environment=env-demo01')" = "$id" ]
}

@test "an import block writes a configuration that plans empty" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
    } | config main.tf
    apply
    key=$(state ccloud_byok_key.key .id)
    id=$(state ccloud_dedicated_cluster.cluster .id)
    rm terraform.tfstate main.tf
    config import.tf <<END
import {
  to = ccloud_byok_key.key
  id = "$key"
}

import {
  to = ccloud_dedicated_cluster.cluster
  id = "env-demo01/$id"
}
END
    host 0 plan -generate-config-out=generated.tf
    cat generated.tf
    says "2 to import, 0 to add, 0 to change, 0 to destroy"
    apply
    settled
}
