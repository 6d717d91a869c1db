#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "the example's own tests pass against the emulator" {
    rm base.tf
    cp -r "$repository/examples/azure-self-managed/." .
    rm -f demo.tfvars
    host 0 test
    says "2 passed, 0 failed"
}
