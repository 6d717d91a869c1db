#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

# data TYPE NAME [line...]: a data source with these arguments.
data() {
    local type=$1 name=$2
    shift 2
    printf 'data "%s" "%s" {\n' "$type" "$name"
    printf '  %s\n' "$@"
    printf '}\n\n'
}

@test "a key is found by its id and by any spelling of its identifier" {
    {
        azure_key key orders-cmk 'display_name = "orders at rest"'
        data ccloud_byok_key by_id 'id = ccloud_byok_key.key.id'
        data ccloud_byok_key by_identifier \
            'key_identifier = "https://KV-Orders.vault.azure.net:443/keys/orders-cmk/"' \
            'depends_on = [ccloud_byok_key.key]'
    } | config main.tf
    apply
    settled
    id=$(state ccloud_byok_key.key .id)
    [ "$(state data.ccloud_byok_key.by_id .key_identifier)" = \
        https://kv-orders.vault.azure.net/keys/orders-cmk ]
    [ "$(state data.ccloud_byok_key.by_identifier .id)" = "$id" ]
    [ "$(state data.ccloud_byok_key.by_identifier .key_identifier)" = \
        https://KV-Orders.vault.azure.net:443/keys/orders-cmk/ ]
    for attribute in display_name azure cloud resource_name created_at; do
        [ "$(state data.ccloud_byok_key.by_id ".$attribute")" = \
            "$(state ccloud_byok_key.key ".$attribute")" ]
    done
    [ "$(state data.ccloud_byok_key.by_id .state)" = AVAILABLE ]
    [ "$(state data.ccloud_byok_key.by_id .validation_error)" = null ]
}

@test "the service's validation of a key can be a condition" {
    azure_key | config main.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    emulator PATCH "/_emulator/keys/$id" \
        '{"validation":{"phase":"INVALID","message":"access was revoked","region":"westeurope"}}'
    data ccloud_byok_key key "id = \"$id\"" 'lifecycle {' 'postcondition {' \
        'condition = self.validation.phase == "VALID"' \
        'error_message = "unusable: ${self.validation.message} in ${self.validation.region}"' \
        '}' '}' >>main.tf
    host 1 plan
    says "unusable: access was revoked in westeurope"
}

@test "a key that is not there is named with the ones that are" {
    azure_key key orders-cmk 'display_name = "orders at rest"' | config main.tf
    apply
    id=$(state ccloud_byok_key.key .id)
    data ccloud_byok_key one 'id = "cck-nothing"' >>main.tf
    data ccloud_byok_key two \
        'key_identifier = "https://kv-orders.vault.azure.net/keys/other-cmk"' >>main.tf
    host 1 plan
    says 'with data.ccloud_byok_key.one, on main.tf'
    says 'id = "cck-nothing"'
    says 'with data.ccloud_byok_key.two, on main.tf'
    says "$id (orders at rest, https://kv-orders.vault.azure.net/keys/orders-cmk)"
}

@test "arguments of a key that cannot work are refused before anything is asked" {
    {
        data ccloud_byok_key none
        data ccloud_byok_key both 'id = "cck-7ab3q"' \
            'key_identifier = "https://kv-orders.vault.azure.net/keys/orders-cmk"'
        data ccloud_byok_key odd 'id = "lkc-1"'
    } | config main.tf
    count_from_here
    host 1 validate
    says "Exactly one of id and key_identifier must be set"
    says "id is set already"
    says "does not look like"
    [ "$(emulator GET /_emulator/requests | jq .total)" = 0 ]
}

@test "a cluster is found by its id and by its name" {
    {
        cluster orders
        data ccloud_dedicated_cluster by_id 'environment_id = "env-demo01"' \
            'id = ccloud_dedicated_cluster.cluster.id'
        data ccloud_dedicated_cluster by_name 'environment_id = "env-demo01"' \
            'display_name = "orders"' 'depends_on = [ccloud_dedicated_cluster.cluster]'
    } | config main.tf
    apply
    settled
    for attribute in id display_name cloud region cku current_cku encryption_mode byok_key_id \
        zones deletion_protection phase bootstrap_endpoint endpoints rbac_crn created_at; do
        wanted=$(state ccloud_dedicated_cluster.cluster ".$attribute")
        [ "$(state data.ccloud_dedicated_cluster.by_id ".$attribute")" = "$wanted" ]
        [ "$(state data.ccloud_dedicated_cluster.by_name ".$attribute")" = "$wanted" ]
    done
}

@test "a cluster that is not there, not unique or not Dedicated is an error with names" {
    cluster orders | config main.tf
    apply
    one=$(state ccloud_dedicated_cluster.cluster .id)
    basic=$(emulator POST /cmk/v2/clusters '{"spec":{"display_name":"orders","cloud":"AZURE",
        "region":"westeurope","availability":"LOW","config":{"kind":"Basic"},
        "environment":{"id":"env-demo01"}}}' | jq -r .id)
    data ccloud_dedicated_cluster named 'environment_id = "env-demo01"' \
        'display_name = "orders"' >>main.tf
    host 0 plan # a Basic one of the same name is not meant
    two=$(emulator POST /cmk/v2/clusters '{"spec":{"display_name":"orders","cloud":"AZURE",
        "region":"westeurope","availability":"LOW","config":{"kind":"Dedicated","cku":1},
        "environment":{"id":"env-demo01"}}}' | jq -r .id)
    data ccloud_dedicated_cluster several 'environment_id = "env-demo01"' \
        'display_name = "orders"' >>main.tf
    data ccloud_dedicated_cluster none 'environment_id = "env-demo01"' 'id = "lkc-none"' >>main.tf
    host 1 plan
    says "2 of them are called"
    says "$one (orders, Dedicated)"
    says "$two (orders, Dedicated)"
    says '"lkc-none" was not found'
    data ccloud_dedicated_cluster basic 'environment_id = "env-demo01"' "id = \"$basic\"" |
        config main.tf
    host 1 plan -refresh=false
    says "of kind Basic"
}

@test "an environment is found by its name, and a cluster lives in it" {
    name=$(api .display_name /org/v2/environments/env-demo01)
    {
        data ccloud_environment by_name "display_name = \"$name\""
        data ccloud_environment by_id 'id = "env-demo01"'
        cluster orders | sed 's/"env-demo01"/data.ccloud_environment.by_name.id/'
    } | config main.tf
    apply
    settled
    [ "$(state ccloud_dedicated_cluster.cluster .environment_id)" = env-demo01 ]
    [ "$(state data.ccloud_environment.by_id .display_name)" = "$name" ]
    [[ "$(state data.ccloud_environment.by_id .resource_name)" == crn://*/environment=env-demo01 ]]
    [ "$(state data.ccloud_environment.by_id .stream_governance_package)" = ESSENTIALS ]
}

@test "an environment that is not there or not unique is named with the ones that are" {
    for _ in 1 2; do
        emulator POST /org/v2/environments '{"display_name":"twin"}' | jq -r .id >>ids
    done
    {
        data ccloud_environment several 'display_name = "twin"'
        data ccloud_environment none 'id = "env-none"'
    } | config main.tf
    host 1 plan
    says "2 of them are called"
    says "$(sed -n 1p ids) (twin)"
    says '"env-none" was not found'
    says "env-demo01"
}

@test "arguments that are not known yet are read while applying" {
    {
        azure_key
        data ccloud_byok_key again 'id = ccloud_byok_key.key.id'
    } | config main.tf
    host 0 plan
    says "(known after apply)"
    apply
    [ "$(state data.ccloud_byok_key.again .cloud)" = AZURE ]
}

@test "keys, clusters and environments are listed, filtered, or not there at all" {
    {
        azure_key
        cluster orders 'byok_key_id = ccloud_byok_key.key.id'
        data ccloud_byok_keys used 'state = "IN_USE"' \
            'depends_on = [ccloud_dedicated_cluster.cluster]'
        data ccloud_byok_keys none 'cloud = "AWS"' 'depends_on = [ccloud_byok_key.key]'
        data ccloud_dedicated_clusters encrypted 'environment_id = "env-demo01"' \
            'byok_key_id = ccloud_byok_key.key.id' 'depends_on = [ccloud_dedicated_cluster.cluster]'
        data ccloud_environments all
    } | config main.tf
    apply
    settled
    [ "$(state data.ccloud_byok_keys.used '.keys | map(.id) | join(" ")')" = \
        "$(state ccloud_byok_key.key .id)" ]
    [ "$(state data.ccloud_byok_keys.none '.keys | length')" = 0 ]
    [ "$(state data.ccloud_dedicated_clusters.encrypted '.clusters[0].display_name')" = orders ]
    [ "$(state data.ccloud_environments.all '.environments | map(.id) | join(" ")')" = env-demo01 ]
}

@test "a name in other letters is pointed at" {
    cluster orders | config main.tf
    apply
    data ccloud_dedicated_cluster named 'environment_id = "env-demo01"' \
        'display_name = "Orders"' >>main.tf
    host 1 plan
    says 'There is "orders", which differs in upper and lower case only'
}

@test "filters that can fit nothing are mistakes, not empty lists" {
    data ccloud_dedicated_clusters one 'environment_id = "env-demo01"' 'byok_key_id = ""' |
        config main.tf
    mistake byok_key_id cck-7ab3q
    data ccloud_dedicated_clusters one 'environment_id = "env-demo01"' 'region = "West Europe"' |
        config main.tf
    mistake region '"westeurope"'
    data ccloud_byok_keys one 'display_name = ""' | config main.tf
    mistake display_name empty
    data ccloud_environments one 'display_name = " "' | config main.tf
    mistake display_name empty
}

@test "every example of a data source is valid" {
    for example in "$repository"/examples/data-sources/*/data-source.tf; do
        cp "$example" main.tf
        host 0 validate
    done
}
