#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Builds the measuring host and the peers it can, and measures a provider binary beside them; see
# main.go for what is measured, and for options.  With --write the ratios go to docs/performance.md.
#
#   run.sh PROVIDER [--no-peers] [--no-plan] [--write] [OPTION...]
#          [NAME=BINARY[=TYPE=STATE.json]...]
#
# TOFU and CCLOUD_EMULATOR name the host and the emulator for the plans.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ccloud

say() {
    printf 'bench: %s\n' "$*" >&2
}

# build_go FOLDER NAME: what came of it is $cache/bin/NAME.
build_go() {
    (cd "$1" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$cache/bin/$2" .)
}

build_rust() {
    cargo build --quiet --release --locked --manifest-path "$here/peers/rust/Cargo.toml" \
        --target-dir "$cache/bench-rust" &&
        cp "$cache/bench-rust/release/bench-tf-provider" "$cache/bin/"
}

# peer NAME PROGRAM TOOL COMMAND...: builds a peer with a resource of our shape, or says why not.
peer() {
    local name=$1 program=$2 tool=$3 log=$cache/bench-$1.log
    shift 3
    if ! command -v "$tool" >/dev/null; then
        say "skipped: $name, because there is no $tool"
        return
    fi
    say "building the peer $name"
    if ! "$@" >"$log" 2>&1; then
        say "skipped: $name, because it could not be built: $(grep -im 1 error "$log") ($log)"
        return
    fi
    peers+=("$name=$cache/bin/$program=ccloud_byok_key=$here/state.json")
}

provider=${1:?usage: run.sh PROVIDER [OPTION...] [NAME=BINARY...]}
shift
with_peers=yes with_plan=yes write=
options=() given=() peers=()
for argument in "$@"; do
    case $argument in
    --no-peers) with_peers= ;;
    --no-plan) with_plan= ;;
    --write) write=yes ;;
    -*) options+=("$argument") ;;
    *=*) given+=("$argument") ;;
    *) options+=("$argument") ;; # the value of an option
    esac
done

unset TF_LOG TF_LOG_CORE TF_LOG_PROVIDER # writing logs would be measured, too
mkdir -p "$cache/bin"
say "building the measuring host"
build_go "$here" bench
if [ "$with_peers" ]; then
    peer framework bench-framework go build_go "$here/peers/framework" bench-framework
    peer tf-provider bench-tf-provider cargo build_rust
    [[ " ${given[*]-} " == *" official="* ]] ||
        say "skipped: the official provider; its module cannot be fetched, so give official=BINARY"
fi
if [ "$with_plan" ] && [ -n "${TOFU:-}" ] && [ -n "${CCLOUD_EMULATOR:-}" ]; then
    options+=(-tofu "$TOFU" -emulator "$CCLOUD_EMULATOR")
fi
[ -z "$write" ] || options+=(-results "$cache/performance.tsv")

say "measuring $provider, which takes some minutes"
"$cache/bin/bench" -provider "$provider" "${options[@]}" "${peers[@]}" "${given[@]}"
if [ "$write" ]; then
    cp "$cache/performance.tsv" "$here/../../docs/performance.tsv"
    "$here/report.sh"
fi
