# SPDX-License-Identifier: MPL-2.0
# A root directory of its own for the provider, and the host outside of it.
# shellcheck shell=bash

# provider_through SCRIPT: OpenTofu starts a script, from standard input, as the provider.
provider_through() {
    cli_config_override
    rm "$scratch/bin/terraform-provider-ccloud"
    { echo '#!/bin/sh' && cat; } >"$scratch/bin/terraform-provider-ccloud"
    chmod +x "$scratch/bin/terraform-provider-ccloud"
}

# root_make PROGRAM: nothing but the provider, /dev, and the folder in which the host looks for the
# socket, under the same name on both sides.
root_make() {
    root=$scratch/root
    export TMPDIR=$scratch/tmp
    unset SSL_CERT_FILE HTTPS_PROXY https_proxy NO_PROXY no_proxy ALL_PROXY all_proxy
    mkdir -p "$TMPDIR" "$root/dev" "$root$TMPDIR"
    ln -f "$1" "$root/provider" 2>/dev/null || cp "$1" "$root/provider"
    provider_through <<SCRIPT
exec unshare $(root_rights) --mount /bin/sh -c '
    mount --rbind /dev "$root/dev" && mount --bind "$TMPDIR" "$root$TMPDIR" &&
        exec chroot "$root" /provider "\$@"' sh "\$@"
SCRIPT
}

# What somebody who is not root needs to mount.
root_rights() {
    [ "$(id -u)" -eq 0 ] || echo --map-root-user
}

need_root_rights() {
    # shellcheck disable=SC2046
    unshare $(root_rights) --mount true 2>/dev/null || skip "no right to mount"
}
