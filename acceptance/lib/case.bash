# SPDX-License-Identifier: MPL-2.0
# One acceptance test: a scratch folder, an emulator of its own, the provider where it was built.
# shellcheck shell=bash

# shellcheck source=acceptance/lib/common.bash
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"

setup() {
    scratch=$(mktemp -d)
    cd "$scratch" || return 1
    cli_config_override
    emulator_start
    write_base
}

teardown() {
    emulator_stop
    rm -rf "$scratch"
}

# tls_emulator NAME: the emulator speaks TLS, with a certificate for this name (DNS:… or IP:…) by an
# authority of the test's own.  CCLOUD_CA_FILE names the authority, but is not exported.
tls_emulator() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -keyout ca.key -out ca.pem -subj "/CN=test authority" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key \
        -out server.csr -subj "/CN=the service" 2>/dev/null
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
        -out server.pem -extfile <(echo "subjectAltName=IP:127.0.0.1,$1") 2>/dev/null
    emulator_stop
    CCLOUD_CA_FILE=$scratch/ca.pem
    emulator_start --tls-cert server.pem --tls-key server.key
}

write_base() {
    cat >base.tf <<'END'
terraform {
  required_providers {
    ccloud = {
      source = "ccloud/ccloud"
    }
  }
}
END
}

# config FILE: the configuration of this step, from standard input.
config() {
    cat >"$1"
}

# scenario FILE: a configuration that lies in the folder of the test.
scenario() {
    cp "$BATS_TEST_DIRNAME/$1" .
}

# host STATUS ARGUMENT...: runs OpenTofu and demands this exit status; output in $output.  Lines are
# joined and box drawing dropped, so that wrapped sentences can be looked for.
host() {
    local expected=$1 status=0
    shift
    output=$("$tofu" "$@" 2>&1) || status=$?
    printf '%s\n' "$output"
    output=$(printf '%s' "$output" | sed 's/[│╷╵]//g' | tr -s ' \n' '  ')
    if [ "$status" -ne "$expected" ]; then
        printf 'tofu %s: status %s instead of %s\n' "$*" "$status" "$expected"
        return 1
    fi
}

says() {
    if [[ "$output" != *"$1"* ]]; then
        printf 'not said: %s\n' "$1"
        return 1
    fi
}

says_not() {
    if [[ "$output" == *"$1"* ]]; then
        printf 'said: %s\n' "$1"
        return 1
    fi
}

# mistake ATTRIBUTE TEXT: `tofu validate` says that the configuration is invalid; exactly one error, whose source line holds
# the attribute (or its block) and whose words contain the text.
mistake() {
    "$tofu" validate -json >validate.json || true
    jq -r '.diagnostics[] | "\(.summary)\n\(.detail)\n\(.snippet.code)"' validate.json
    [ "$(jq '.error_count' validate.json)" = 1 ]
    [[ "$(jq -r '.diagnostics[0].snippet.code' validate.json)" == *"$1"* ]]
    [[ "$(jq -r '.diagnostics[0] | .summary + " " + .detail' validate.json)" == *"$2"* ]]
}

apply() {
    host 0 apply -auto-approve "$@"
}

# interrupt_apply ROUTE: an apply that gets Ctrl-C once this route was asked; its output in apply.out.
interrupt_apply() {
    "$tofu" apply -auto-approve >apply.out 2>&1 3>&- &
    local pid=$! tries=0
    until [ "$(requests "$1")" -ge 1 ] || [ $((tries += 1)) -gt 200 ]; do
        sleep 0.05
    done
    kill -INT "$pid"
    if wait "$pid"; then
        return 1
    fi
    cat apply.out
}

# The second plan is empty, and nothing that happens by itself is drift.
settled() {
    host 0 plan -detailed-exitcode
    host 0 plan -refresh-only -detailed-exitcode
}

# state ADDRESS FILTER: a value of the state, by a jq filter over the object's values.
state() {
    "$tofu" show -json | jq -r --arg address "$1" \
        ".values.root_module.resources[] | select(.address == \$address) | .values | $2"
}

# api FILTER PATH: a value of the service, as its API tells it.
api() {
    emulator GET "$2" | jq -r "$1"
}

requests() {
    emulator GET /_emulator/requests | jq -r --arg route "$1" '.routes[$route] // 0'
}

count_from_here() {
    emulator POST /_emulator/requests/reset >/dev/null
}

azure_key() {
    cat <<END
resource "ccloud_byok_key" "${1:-key}" {
  ${3:-}
  azure = {
    tenant_id      = "9d2e0000-0000-4000-8000-00000000b002"
    key_vault_id   = "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/Microsoft.KeyVault/vaults/kv-orders"
    key_identifier = "https://kv-orders.vault.azure.net/keys/${2:-orders-cmk}"
  }
}
END
}

# cluster NAME [line...]: a Dedicated cluster, cheap to delete, with further lines.
cluster() {
    local name=$1
    shift
    cat <<END
resource "ccloud_dedicated_cluster" "cluster" {
  display_name        = "$name"
  environment_id      = "env-demo01"
  cloud               = "AZURE"
  region              = var.region
  availability        = "SINGLE_ZONE"
  cku                 = var.cku
  deletion_protection = var.protected
$(printf '  %s\n' "$@")
}

variable "region" {
  type    = string
  default = "westeurope"
}

variable "cku" {
  type    = number
  default = 1
}

variable "protected" {
  type    = bool
  default = false
}
END
}
