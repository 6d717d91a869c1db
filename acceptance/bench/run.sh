#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Builds the measuring host and runs it on a provider binary; see main.go for what it
# prints and which options it takes.
#
#   run.sh [PROVIDER [OPTION...] [NAME=BINARY[=TYPE=STATE.json]...]]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
provider=${1:-$here/../../build/release/terraform-provider-ccloud}
shift || true
if [ ! -x "$provider" ]; then
    echo "bench: $provider is not there: run ./dev build release first" >&2
    exit 1
fi

bench=${XDG_CACHE_HOME:-$HOME/.cache}/ccloud/bin/bench
echo "bench: building the measuring host" >&2
(cd "$here" && CGO_ENABLED=0 go build -trimpath -o "$bench" .)
unset TF_LOG TF_LOG_CORE TF_LOG_PROVIDER # writing logs would be measured, too
echo "bench: measuring $provider, which takes some seconds" >&2
exec "$bench" -provider "$provider" "$@"
