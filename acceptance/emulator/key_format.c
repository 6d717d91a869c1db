// SPDX-License-Identifier: MPL-2.0
#include "emulator/key_format.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define HEX_DIGITS DIGITS "abcdefABCDEF"
#define NAME_CHARACTERS LETTERS DIGITS "-"

static const struct cc_str vault_domains[] = {
    CC_STR_INIT(".vault.azure.net"),         CC_STR_INIT(".vault.azure.cn"),
    CC_STR_INIT(".vault.usgovcloudapi.net"), CC_STR_INIT(".managedhsm.azure.net"),
    CC_STR_INIT(".managedhsm.azure.cn"),     CC_STR_INIT(".managedhsm.usgovcloudapi.net"),
};

static bool is_vault_host(struct cc_str host)
{
    if (cc_str_ends_with(host, CC_STR(":443")))
        host.len -= 4;
    for (size_t i = 0; i < sizeof(vault_domains) / sizeof(vault_domains[0]); i++) {
        if (!cc_str_ends_with_nocase(host, vault_domains[i]))
            continue;
        struct cc_str vault = cc_str_slice(host, 0, host.len - vault_domains[i].len);
        return vault.len >= 3 && vault.len <= 24 && cc_str_only(vault, NAME_CHARACTERS);
    }
    return false;
}

/* https://VAULT/keys/NAME, with or without /VERSION. */
static bool is_azure_key(struct cc_str url)
{
    const struct cc_str scheme = CC_STR("https://");
    if (!cc_str_equal_nocase(cc_str_slice(url, 0, scheme.len), scheme))
        return false;
    struct cc_str rest = cc_str_slice(url, scheme.len, url.len);
    struct cc_str host = cc_str_cut(&rest, '/');
    struct cc_str collection = cc_str_cut(&rest, '/');
    struct cc_str name = cc_str_cut(&rest, '/');
    bool version_ok = cc_str_is_absent(rest) || (rest.len == 32 && cc_str_only(rest, HEX_DIGITS));
    return is_vault_host(host) && cc_str_equal(collection, CC_STR("keys")) && name.len <= 127 &&
           cc_str_only(name, NAME_CHARACTERS) && version_ok;
}

/* One segment of a path; `words` may be NULL for a free one. */
static bool cut_is(struct cc_str *rest, char separator, const char *word)
{
    struct cc_str segment = cc_str_cut(rest, separator);
    return cc_str_equal_nocase(segment, cc_str_from(word));
}

static bool cut_only(struct cc_str *rest, char separator, const char *set)
{
    return cc_str_only(cc_str_cut(rest, separator), set);
}

static bool is_vault_id(struct cc_str id)
{
    struct cc_str rest = id;
    if (!cut_is(&rest, '/', "") || !cut_is(&rest, '/', "subscriptions") ||
        !cc_str_is_uuid(cc_str_cut(&rest, '/')) || !cut_is(&rest, '/', "resourceGroups") ||
        !cut_only(&rest, '/', NAME_CHARACTERS "._()") || !cut_is(&rest, '/', "providers") ||
        !cut_is(&rest, '/', "Microsoft.KeyVault"))
        return false;
    struct cc_str type = cc_str_cut(&rest, '/');
    return (cc_str_equal_nocase(type, CC_STR("vaults")) ||
            cc_str_equal_nocase(type, CC_STR("managedHSMs"))) &&
           cut_only(&rest, '/', NAME_CHARACTERS) && cc_str_is_absent(rest);
}

static bool is_aws_key_name(struct cc_str name)
{
    if (cc_str_starts_with(name, CC_STR("mrk-")))
        return cc_str_only(cc_str_slice(name, 4, name.len), HEX_DIGITS);
    return cc_str_is_uuid(name);
}

static bool is_aws_key(struct cc_str arn)
{
    struct cc_str rest = arn;
    if (!cut_is(&rest, ':', "arn"))
        return false;
    struct cc_str partition = cc_str_cut(&rest, ':');
    if (!cc_str_equal(cc_str_slice(partition, 0, 3), CC_STR("aws")) || !cut_is(&rest, ':', "kms") ||
        !cut_only(&rest, ':', NAME_CHARACTERS))
        return false;
    struct cc_str account = cc_str_cut(&rest, ':');
    return account.len == 12 && cc_str_only(account, DIGITS) && cut_is(&rest, '/', "key") &&
           is_aws_key_name(rest);
}

static bool is_gcp_key(struct cc_str path)
{
    static const char *const collections[] = {"projects", "locations", "keyRings", "cryptoKeys"};
    struct cc_str rest = path;
    for (size_t i = 0; i < sizeof(collections) / sizeof(collections[0]); i++) {
        if (!cc_str_equal(cc_str_cut(&rest, '/'), cc_str_from(collections[i])) ||
            !cut_only(&rest, '/', NAME_CHARACTERS "_.:"))
            return false;
    }
    return cc_str_is_absent(rest) ||
           (cut_is(&rest, '/', "cryptoKeyVersions") && cc_str_only(rest, DIGITS));
}

static struct cc_str segment_at(struct cc_str text, char separator, int index)
{
    for (int i = 0; i < index; i++)
        cc_str_cut(&text, separator);
    return cc_str_cut(&text, separator);
}

struct cc_str emu_azure_key_host(struct cc_str url)
{
    return segment_at(segment_at(url, '/', 2), ':', 0);
}

struct cc_str emu_azure_key_name(struct cc_str url)
{
    return segment_at(url, '/', 4);
}

/* Without version and port, the host in lower case. */
static struct cc_str azure_identity(struct cc_arena *arena, struct cc_str url)
{
    struct cc_str host = emu_azure_key_host(url);
    struct cc_str name = emu_azure_key_name(url);
    return cc_str_format(arena, "https://%.*s/keys/%.*s", CC_STR_ARG(cc_str_lower(arena, host)),
                         CC_STR_ARG(cc_str_lower(arena, name)));
}

static struct cc_str aws_identity(struct cc_arena *arena, struct cc_str arn)
{
    return cc_str_copy_into(arena, arn);
}

static struct cc_str gcp_identity(struct cc_arena *arena, struct cc_str path)
{
    struct cc_str rest = path;
    size_t len = 0;
    for (int segments = 0; segments < 8; segments++)
        len += cc_str_cut(&rest, '/').len + 1;
    return cc_str_copy_into(arena, cc_str_slice(path, 0, len - 1));
}

static struct cc_str aws_region(struct cc_str arn)
{
    return segment_at(arn, ':', 3);
}

static struct cc_str gcp_region(struct cc_str path)
{
    return segment_at(path, '/', 3);
}

static const struct emu_key_kind kinds[] = {
    {
        .kind = "AzureKey",
        .provider = "Azure",
        .cloud = "AZURE",
        .members = {{"key_id", is_azure_key, "https://<vault>.vault.azure.net/keys/<name>"},
                    {"key_vault_id", is_vault_id,
                     "/subscriptions/<uuid>/resourceGroups/<group>/providers/Microsoft.KeyVault/"
                     "vaults/<vault>"},
                    {"tenant_id", cc_str_is_uuid, "a UUID"}},
        .identity = azure_identity,
    },
    {
        .kind = "AwsKey",
        .provider = "AWS",
        .cloud = "AWS",
        .members = {{"key_arn", is_aws_key, "arn:aws:kms:<region>:<account>:key/<id>"}},
        .identity = aws_identity,
        .region = aws_region,
    },
    {
        .kind = "GcpKey",
        .provider = "GCP",
        .cloud = "GCP",
        .members = {{"key_id", is_gcp_key,
                     "projects/<project>/locations/<region>/keyRings/<ring>/cryptoKeys/<name>"}},
        .identity = gcp_identity,
        .region = gcp_region,
    },
};

const struct emu_key_kind *emu_key_kind_find(struct cc_str kind)
{
    const struct cc_str old_prefix = CC_STR("byok.v1.");
    if (cc_str_starts_with(kind, old_prefix))
        kind = cc_str_slice(kind, old_prefix.len, kind.len);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (cc_str_equal(kind, cc_str_from(kinds[i].kind)))
            return &kinds[i];
    }
    return NULL;
}
