# SPDX-License-Identifier: MPL-2.0
# Shared by the demo and the acceptance tests: a scratch folder, the emulator, a CLI configuration
# that finds the built provider, and OpenTofu.  CCLOUD_BUILD_DIR names the build folder, TOFU the
# host; both are set by ./dev.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${CCLOUD_BUILD_DIR:-$repository/build/dev}
tofu=${TOFU:-tofu}

export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_ARGS="-no-color"
export CONFLUENT_CLOUD_API_KEY=emulator-key CONFLUENT_CLOUD_API_SECRET=emulator-secret

# emulator_start [option...]: starts one on a free port, in a folder of its own under $scratch.
emulator_start() {
    "$build/ccloud-emulator" --listen 127.0.0.1:0 --database "$scratch/emulator.sqlite" \
        --api-key "$CONFLUENT_CLOUD_API_KEY:$CONFLUENT_CLOUD_API_SECRET" --provisioning 1 "$@" \
        >"$scratch/emulator.out" 2>"$scratch/emulator.err" 3>&- &
    emulator_pid=$!
    local tries=0
    until grep -q '^listening on ' "$scratch/emulator.out"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ] || ! kill -0 "$emulator_pid" 2>/dev/null; then
            echo "the emulator did not start:" >&2
            cat "$scratch/emulator.err" >&2
            return 1
        fi
        sleep 0.05
    done
    CONFLUENT_CLOUD_ENDPOINT=$(sed -n 's/^listening on //p' "$scratch/emulator.out")
    export CONFLUENT_CLOUD_ENDPOINT
}

emulator_stop() {
    if [ -n "${emulator_pid:-}" ]; then
        kill "$emulator_pid" 2>/dev/null || true
        wait "$emulator_pid" 2>/dev/null || true
        emulator_pid=
    fi
}

# emulator METHOD PATH [JSON]: asks the emulator, as its API's user and for its control paths.
emulator() {
    local method=$1 path=$2
    shift 2
    curl --silent --show-error --fail-with-body --request "$method" \
        --user "$CONFLUENT_CLOUD_API_KEY:$CONFLUENT_CLOUD_API_SECRET" \
        ${CCLOUD_CA_FILE:+--cacert "$CCLOUD_CA_FILE"} \
        --header 'Content-Type: application/json' ${1:+--data "$1"} \
        "$CONFLUENT_CLOUD_ENDPOINT$path"
}

# cli_config_override: the built provider is used where it lies; `init` is not needed.
cli_config_override() {
    mkdir -p "$scratch/bin"
    ln -sf "$build/terraform-provider-ccloud" "$scratch/bin/terraform-provider-ccloud"
    cat >"$scratch/cli.tfrc" <<END
provider_installation {
  dev_overrides {
    "ccloud/ccloud" = "$scratch/bin"
  }
  direct {}
}
END
    export TF_CLI_CONFIG_FILE=$scratch/cli.tfrc
}

# cli_config_mirror VERSION: the built provider as a package in a filesystem mirror, as `init`
# installs it.  The mirror's folder is named after the full address, which the host itself tells.
cli_config_mirror() {
    local address platform
    export TF_CLI_CONFIG_FILE=$scratch/cli.tfrc
    : >"$TF_CLI_CONFIG_FILE" # whatever the user has configured must not matter here
    address=$("$tofu" providers | grep -o '[^[]*/ccloud/ccloud' | head -n 1)
    platform=$("$tofu" version -json | jq -r .platform)
    mkdir -p "$scratch/mirror/$address/$1/$platform"
    cp "$build/terraform-provider-ccloud" \
        "$scratch/mirror/$address/$1/$platform/terraform-provider-ccloud_v$1"
    cat >"$TF_CLI_CONFIG_FILE" <<END
provider_installation {
  filesystem_mirror {
    path = "$scratch/mirror"
  }
}
END
}
