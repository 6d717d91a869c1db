#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# Signing in through an identity provider instead of with an API key.
bats_require_minimum_version 1.5.0
load ../../lib/case

idp() {
    echo "$CONFLUENT_CLOUD_ENDPOINT/idp/oauth2/token"
}

# oauth [line...]: a provider that signs in with the emulator's application, or with these lines.
oauth() {
    [ $# -gt 0 ] || set -- "external_token_url = \"$(idp)\"" \
        'external_client_id = "emulator-client"' \
        'external_client_secret = "emulator-client-secret"'
    {
        printf 'provider "ccloud" {\n  oauth = {\n    identity_pool_id = "pool-emu01"\n'
        printf '    %s\n' "$@"
        printf '  }\n}\n'
    } >provider.tf
}

web_token() {
    curl --silent --show-error --fail "$(idp)" --data grant_type=client_credentials \
        --data client_id=emulator-client --data client_secret=emulator-client-secret |
        jq -r .access_token
}

@test "a key is made, planned and deleted by somebody who signs in" {
    azure_key | config key.tf
    oauth
    # The environment's API key is for the test's own questions only.
    printf 'exec env -u CONFLUENT_CLOUD_API_KEY -u CONFLUENT_CLOUD_API_SECRET "%s" "$@"\n' \
        "$tofu" >host.sh
    chmod +x host.sh
    tofu=./host.sh
    apply
    settled
    [ "$(requests "POST /sts/v1/oauth2/token")" -ge 1 ]
    host 0 destroy -auto-approve
    [ "$(api '.data | length' /byok/v1/keys)" -eq 0 ]
}

@test "secrets and tokens reach no state, plan or log" {
    azure_key | config key.tf
    oauth
    TF_LOG=TRACE "$tofu" apply -auto-approve >out 2>log
    TF_LOG=TRACE "$tofu" plan -out=plan >>out 2>>log
    "$tofu" show -json plan | jq 'del(.configuration)' >shown
    grep -q '/sts/v1/oauth2/token: status 200' log
    for secret in emulator-client-secret eyJhbGciOiJSUzI1NiJ9; do
        run ! grep -q "$secret" out log shown terraform.tfstate
    done
}

@test "a wait outlives its tokens" {
    emulator_stop
    emulator_start --provisioning 600
    cluster orders | config cluster.tf
    oauth
    "$tofu" apply -auto-approve >apply.out 2>&1 3>&- &
    local pid=$! tries=0
    until [ "$(requests "POST /cmk/v2/clusters")" -ge 1 ] || [ $((tries += 1)) -gt 200 ]; do
        sleep 0.05
    done
    count_from_here
    emulator POST /_emulator/clock '{"advance_seconds": 1000}' >/dev/null
    wait "$pid" || { cat apply.out; false; }
    # Both tokens had ended, which the service alone knew: a new one of each.
    [ "$(requests "POST /idp/oauth2/token")" -eq 1 ]
    settled
}

@test "tokens of two seconds are renewed in time" {
    emulator_stop
    emulator_start --provisioning 5 --token-lifetime 2
    cluster orders | config cluster.tf
    oauth
    host 0 plan -out=plan
    count_from_here
    host 0 apply plan
    [ "$(requests "POST /sts/v1/oauth2/token")" -ge 3 ]
}

@test "a token that was fetched before is taken as it is" {
    azure_key | config key.tf
    oauth 'external_access_token = var.token'
    printf 'variable "token" {\n  type = string\n  sensitive = true\n}\n' >token.tf
    TF_VAR_token=$(web_token)
    export TF_VAR_token
    count_from_here
    apply
    [ "$(requests "POST /idp/oauth2/token")" -eq 0 ]
    emulator POST /_emulator/clock '{"advance_seconds": 1000}' >/dev/null
    host 1 plan
    says "gave no access token for identity pool pool-emu01: status 400"
    says "external_access_token may have expired"
    says_not "$TF_VAR_token"
}

@test "a refusal names who refused and why, once for all resources" {
    { azure_key; azure_key second payments-cmk; } | config keys.tf
    oauth "external_token_url = \"$(idp)\"" 'external_client_id = "emulator-client"' \
        'external_client_secret = "wrong-and-secret"'
    host 1 apply -auto-approve
    says "the identity provider at $(idp) gave no token: status 401: invalid_client"
    says "external_client_secret"
    says_not "wrong-and-secret"
    [ "$(requests "POST /byok/v1/keys")" -eq 0 ]
}

@test "an answer that repeats the form does not show the secret or the token" {
    azure_key | config key.tf
    oauth
    for route in /idp/oauth2/token /sts/v1/oauth2/token; do
        emulator POST /_emulator/faults "[{\"kind\":\"echo\",\"value\":400,\"route\":\"$route\"}]"
        host 1 apply -auto-approve
        says "(its words repeat what was sent)"
        says_not "emulator-client-secret"
        says_not "eyJhbGciOiJSUzI1NiJ9"
        emulator DELETE /_emulator/faults
    done
}

@test "two kinds of credentials, or half of one, are told at the argument" {
    azure_key | config key.tf
    oauth 'external_client_id = "emulator-client"'
    host 1 validate
    says "external_token_url is needed"
    says "external_client_secret is needed"
    oauth "external_token_url = \"$(idp)\"" 'external_access_token = "x"'
    host 1 validate
    says "Two ways to get a JWT"
    oauth 'external_access_token = "x"'
    sed -i 's/^  oauth/  cloud_api_key = "k"\n  oauth/' provider.tf
    host 1 validate
    says "oauth and cloud_api_key exclude each other"
    oauth 'external_token_url = "http://login.example/token"' \
        'external_client_id = "c"' 'external_client_secret = "s"'
    host 1 validate
    says "https"
}

@test "one module signs in here with a key and there with a token" {
    azure_key | config key.tf
    config provider.tf <<'TF'
variable "ci" {
  type    = bool
  default = true
}

variable "token" {
  type      = string
  sensitive = true
  ephemeral = true
  default   = null
}

provider "ccloud" {
  cloud_api_key    = var.ci ? null : "emulator-key"
  cloud_api_secret = var.ci ? null : "emulator-secret"
  oauth = var.ci ? {
    identity_pool_id      = "pool-emu01"
    external_access_token = var.token
  } : null
}
TF
    host 0 validate
    TF_VAR_token=$(web_token) apply
    host 0 plan -var ci=false -detailed-exitcode
}

@test "a creation that is turned away with 401 is not ordered twice" {
    cluster orders | config cluster.tf
    oauth
    emulator POST /_emulator/faults \
        '[{"kind":"status-after","value":401,"method":"POST","route":"/cmk/v2/clusters","nth":1}]'
    host 1 apply -auto-approve
    says "401"
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" -eq 1 ]
    host 1 apply -auto-approve
    says "import"
    [ "$(api '.data | length' '/cmk/v2/clusters?environment=env-demo01')" -eq 1 ]
}

@test "a secret that another resource makes is no error while planning" {
    azure_key | config key.tf
    oauth "external_token_url = \"$(idp)\"" 'external_client_id = "emulator-client"' \
        'external_client_secret = terraform_data.login.output'
    printf 'resource "terraform_data" "login" {\n  input = "emulator-client-secret"\n}\n' >login.tf
    host 0 plan
    says "2 to add"
    apply
    settled
}
