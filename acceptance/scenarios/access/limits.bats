#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# Limits of requests are kept by all requests, not only by the one that ran into them.
bats_require_minimum_version 1.5.0
load ../../lib/case

@test "a limit that holds back all requests is a line in the log" {
    { azure_key one; azure_key two other-cmk; } | config key.tf
    emulator POST /_emulator/faults \
        '[{"route":"/byok/v1/keys","nth":1,"kind":"status","value":429,"retry_after":6}]'
    TF_LOG_PROVIDER=WARN TF_LOG_PATH=$scratch/log apply
    says "2 added"
    [ "$(grep -c 'no request goes to http://127.0.0.1:[0-9]* for 6 seconds.*status 429' log)" = 1 ]
}
