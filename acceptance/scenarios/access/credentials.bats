#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "no credentials at all are an error before anything is asked" {
    azure_key | config key.tf
    unset CONFLUENT_CLOUD_API_KEY CONFLUENT_CLOUD_API_SECRET
    host 1 plan
    says "cloud_api_key"
    says "CONFLUENT_CLOUD_API_KEY"
    says "CONFLUENT_CLOUD_API_SECRET"
}

@test "half of the credentials is named" {
    azure_key | config key.tf
    key=$CONFLUENT_CLOUD_API_KEY
    unset CONFLUENT_CLOUD_API_SECRET
    host 1 plan
    says "cloud_api_secret"
    export CONFLUENT_CLOUD_API_SECRET=emulator-secret
    unset CONFLUENT_CLOUD_API_KEY
    host 1 plan
    says "cloud_api_key"
    export CONFLUENT_CLOUD_API_KEY=$key
}

@test "wrong credentials are the service's 401, and the secret is not shown" {
    azure_key | config key.tf
    CONFLUENT_CLOUD_API_SECRET=wrong-and-secret host 1 apply -auto-approve
    says "401"
    says_not "wrong-and-secret"
}

@test "credentials in the configuration come before the environment" {
    azure_key | config key.tf
    config provider.tf <<'END'
provider "ccloud" {
  cloud_api_key    = "emulator-key"
  cloud_api_secret = "emulator-secret"
}
END
    CONFLUENT_CLOUD_API_KEY=other CONFLUENT_CLOUD_API_SECRET=other apply
    run ! grep -q emulator-secret terraform.tfstate
}

@test "plain http to a foreign host is refused" {
    azure_key | config key.tf
    CONFLUENT_CLOUD_ENDPOINT=http://api.example.com host 1 plan
    says "https"
}

@test "credentials that another resource makes are no error while planning" {
    azure_key | config key.tf
    config provider.tf <<'END'
resource "terraform_data" "login" {
  input = "emulator-secret"
}

provider "ccloud" {
  cloud_api_key    = "emulator-key"
  cloud_api_secret = terraform_data.login.output
}
END
    host 0 plan
    says "2 to add"
    apply
    settled
}

@test "an unreachable service is told with its address" {
    azure_key | config key.tf
    emulator_stop
    CCLOUD_MAX_RETRIES=0 host 1 apply -auto-approve
    says "127.0.0.1"
}

@test "an answer that repeats the credentials does not show them" {
    azure_key | config key.tf
    for value in 404 422; do
        emulator POST /_emulator/faults "[{\"kind\":\"echo\",\"value\":$value}]"
        host 1 apply -auto-approve
        says "(hidden)"
        says_not "$(printf '%s:%s' "$CONFLUENT_CLOUD_API_KEY" "$CONFLUENT_CLOUD_API_SECRET" | base64)"
        emulator DELETE /_emulator/faults
    done
}
