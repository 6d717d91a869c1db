#!/usr/bin/env bats
# SPDX-License-Identifier: MPL-2.0
# What ./dev release makes, used as its users will.
bats_require_minimum_version 1.5.0
load ../../lib/case
load ../../lib/root

name=terraform-provider-ccloud

# Other distributions keep other architectures elsewhere.
architectures=(amd64)
! grep -q '^ID=debian' /etc/os-release || architectures+=(arm64)

setup_file() {
    export dist=$BATS_FILE_TMPDIR/dist GNUPGHOME=$BATS_FILE_TMPDIR/gnupg
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-generate-key release@example.com
    GPG_KEY=release@example.com "$repository/provider/release/release.sh" "$dist" \
        "${architectures[@]}" 3>&-
    version=$("$repository/provider/release/version.sh")
    export version
    for architecture in "${architectures[@]}"; do
        unzip -q "$dist/${name}_${version}_linux_$architecture.zip" \
            -d "$BATS_FILE_TMPDIR/$architecture"
    done
}

teardown_file() {
    gpgconf --kill all
}

# program ARCHITECTURE: the file as it was packed.
program() {
    echo "$BATS_FILE_TMPDIR/$1/${name}_v$version"
}

# A data source and nothing else: reads over TLS while planning.
environment_read() {
    config environment.tf <<'CONFIG'
data "ccloud_environment" "demo" {
  id = "env-demo01"
}
CONFIG
}

# emulator_with_tls NAME: sets its $port; a refused certificate is not tried again.
emulator_with_tls() {
    tls_emulator "$1"
    port=${CONFLUENT_CLOUD_ENDPOINT##*:}
    export CCLOUD_MAX_RETRIES=0
}

@test "each zip holds the program, its licence and those of its parts" {
    for architecture in "${architectures[@]}"; do
        [ "$(ls "$BATS_FILE_TMPDIR/$architecture")" = "$(printf '%s\n' LICENSE NOTICES \
            "${name}_v$version")" ]
        [ -x "$(program "$architecture")" ]
        grep -q "Mozilla Public License" "$BATS_FILE_TMPDIR/$architecture/LICENSE"
        grep -q "^== libssl-dev ==" "$BATS_FILE_TMPDIR/$architecture/NOTICES"
    done
}

@test "the checksums are right, of everything, and signed" {
    cd "$dist"
    sha256sum --check --strict "${name}_${version}_SHA256SUMS"
    [ "$(ls -d ./*_* | wc -l)" -eq $(($(wc -l <"${name}_${version}_SHA256SUMS") + 2)) ]
    gpg --verify "${name}_${version}_SHA256SUMS.sig" "${name}_${version}_SHA256SUMS"
    echo "$(printf '0%.0s' {1..64})  $name.zip" >"$scratch/forged"
    run ! gpg --verify "${name}_${version}_SHA256SUMS.sig" "$scratch/forged"
}

@test "the manifest names the protocol" {
    [ "$(jq -c . "$dist/${name}_${version}_manifest.json")" = \
        '{"version":1,"metadata":{"protocol_versions":["6.0"]}}' ]
}

@test "the bill of materials lists the static parts with their versions" {
    for architecture in "${architectures[@]}"; do
        bill=$dist/${name}_${version}_linux_$architecture.spdx.json
        jq -e '.spdxVersion == "SPDX-2.3" and all(.packages[]; .versionInfo != "")' "$bill"
        for part in curl libabsl-dev libc-ares-dev libc6-dev libgrpc-dev libjansson-dev \
            libnghttp2-dev libprotobuf-c-dev libre2-dev libssl-dev zlib1g-dev; do
            jq -e --arg part "SPDXRef-$part" 'any(.relationships[];
                .relationshipType == "STATIC_LINK" and .relatedSpdxElement == $part)' "$bill"
        done
        [ "$(jq -r '.packages[0].checksums[0].checksumValue' "$bill")" = \
            "$(sha256sum "$(program "$architecture")" | cut -d ' ' -f 1)" ]
    done
}

@test "the files are static, position independent and hardened, and show no symbols" {
    for architecture in "${architectures[@]}"; do
        readelf --wide --file-header --program-headers --dynamic --dyn-syms \
            "$(program "$architecture")" >elf
        grep -q "Type: *DYN" elf
        run ! grep -E "INTERP|NEEDED|TEXTREL" elf
        grep -q "GNU_RELRO" elf
        grep -qE "FLAGS.*NOW" elf
        grep -E "GNU_STACK.* RW +0x" elf
        run ! grep -E " (GLOBAL|WEAK) +DEFAULT +[0-9]+ " elf
    done
    nm "$repository/build/release/$name.debug" >symbols
    grep -q " __stack_chk_fail" symbols # the stack protector
    grep -q " __memcpy_chk" symbols     # FORTIFY
    run ! grep -aE "$repository|$HOME/" "$(program amd64)"
}

@test "two builds in different folders are the same bytes" {
    copy=$scratch/another/folder
    mkdir -p "$copy"
    cp -r "$repository"/{CMakeLists.txt,CMakePresets.json,LICENSE,terraform-registry-manifest.json} \
        "$repository"/{acceptance,proto,provider,resources} "$copy/"
    SOURCE_DATE_EPOCH=$(git -C "$repository" log -1 --format=%ct) \
        "$copy/provider/release/release.sh" "$scratch/again" amd64 3>&-
    cmp "$scratch/again/${name}_${version}_linux_amd64.zip" \
        "$dist/${name}_${version}_linux_amd64.zip"
    cmp "$scratch/again/${name}_${version}_linux_amd64.spdx.json" \
        "$dist/${name}_${version}_linux_amd64.spdx.json"
}

@test "init installs it from the mirror" {
    cat >"$TF_CLI_CONFIG_FILE" <<CONFIG
provider_installation {
  filesystem_mirror {
    path    = "$dist/mirror"
    include = ["ccloud/ccloud"]
  }
  direct {
    exclude = ["ccloud/ccloud"]
  }
}
CONFIG
    azure_key | config key.tf
    host 0 init
    says "v$version"
    apply
    settled
    host 0 destroy -auto-approve
}

@test "it runs in a root directory that holds nothing but itself" {
    need_root_rights
    root_make "$(program amd64)"
    azure_key | config key.tf
    apply
    settled
    host 0 destroy -auto-approve
    run ! chroot "$root" /bin/sh -c true
}

@test "certificates are found in the places of all distributions" {
    need_root_rights
    root_make "$(program amd64)"
    emulator_with_tls DNS:localhost
    export CONFLUENT_CLOUD_ENDPOINT=https://localhost:$port
    environment_read
    host 1 plan
    says "certificate"
    for place in etc/ssl/certs/ca-certificates.crt etc/pki/tls/certs/ca-bundle.crt \
        etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem etc/ssl/ca-bundle.pem \
        var/lib/ca-certificates/ca-bundle.pem etc/ssl/cert.pem etc/ssl/certs/ca-bundle.crt \
        etc/ca-certificates/extracted/tls-ca-bundle.pem usr/local/etc/ssl/cert.pem; do
        install -D ca.pem "$root/$place"
        host 0 plan
        rm -r "${root:?}/${place%%/*}"
    done
    hash=$(openssl x509 -noout -hash -in ca.pem)
    install -D ca.pem "$root/etc/ssl/certs/$hash.0"
    host 0 plan
}

@test "names are looked up without the system's libc, and proxies are taken from the environment" {
    need_root_rights
    root_make "$(program amd64)"
    emulator_with_tls DNS:api.cloud.example
    install -D ca.pem "$root/etc/ssl/cert.pem"
    export CONFLUENT_CLOUD_ENDPOINT=https://api.cloud.example:$port
    environment_read
    host 1 plan
    says "not resolve"
    echo "127.0.0.1 api.cloud.example" >"$root/etc/hosts"
    host 0 plan
    HTTPS_PROXY=http://127.0.0.1:1 host 1 plan
    says "127.0.0.1 port 1"
    HTTPS_PROXY=http://127.0.0.1:1 NO_PROXY=cloud.example host 0 plan
}

@test "it runs in Alpine's surroundings, the host beside it" {
    need_root_rights
    if readelf --program-headers "$tofu" | grep -q INTERP; then
        skip "this host needs a libc"
    fi
    root=$scratch/alpine
    mkdir -p "$root"/{bin,dev,etc/ssl/certs,lib,proc,tmp,usr/bin,work}
    cp "$(command -v busybox)" "$root/bin/busybox"
    ln -s busybox "$root/bin/sh"
    install -D "$tofu" "$root/usr/bin/tofu"
    emulator_with_tls DNS:localhost
    unset SSL_CERT_FILE
    cp ca.pem "$root/etc/ssl/certs/ca-certificates.crt"
    ln -s certs/ca-certificates.crt "$root/etc/ssl/cert.pem"
    printf '127.0.0.1\tlocalhost localhost.localdomain\n' >"$root/etc/hosts"
    cp -r "$dist/mirror" "$root/mirror"
    cp base.tf "$root/work/"
    azure_key | config "$root/work/key.tf"
    cat >"$root/tofurc" <<'CONFIG'
provider_installation {
  filesystem_mirror {
    path = "/mirror"
  }
}
CONFIG
    # shellcheck disable=SC2046,SC2016
    run -0 env HOME=/ TF_CLI_CONFIG_FILE=/tofurc TMPDIR=/tmp \
        CONFLUENT_CLOUD_ENDPOINT="https://localhost:$port" unshare $(root_rights) --mount \
        sh -c 'mount --rbind /dev "$1/dev" && exec chroot "$1" /bin/sh -exc "
            cd /work
            tofu init
            tofu apply -auto-approve
            tofu plan -detailed-exitcode"' sh "$root"
    [[ "$output" == *"1 added"* ]]
}

@test "the file for arm64 plans, applies, and plans nothing more" {
    [ -f "$(program arm64)" ] || skip "not built here"
    provider_through <<SCRIPT
exec qemu-aarch64-static "$(program arm64)" "\$@"
SCRIPT
    cp "$repository/examples/azure-self-managed"/*.tf .
    rm base.tf
    cp "$repository/examples/azure-self-managed/demo.tfvars" demo.auto.tfvars
    host 0 plan
    says "2 to add"
    apply
    settled
}
