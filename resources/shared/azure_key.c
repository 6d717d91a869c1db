// SPDX-License-Identifier: MPL-2.0
/* Key identifiers of Azure Key Vault.  The parser is lenient, so that the rules behind it can say
 * what is wrong and what the identifier should have been. */
#include "shared/azure_key.h"

#include "shared/segments.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char letters_digits_hyphen[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

enum { VAULT_NAME_MIN = 3, VAULT_NAME_MAX = 24, KEY_NAME_MAX = 127, VERSION_LEN = 32 };

static const struct cc_str vault_suffixes[] = {
    CC_STR_INIT(".vault.azure.net"),
    CC_STR_INIT(".vault.azure.cn"),
    CC_STR_INIT(".vault.usgovcloudapi.net"),
    CC_STR_INIT(".vault.microsoftazure.de"),
};

static const struct cc_str hsm_suffixes[] = {
    CC_STR_INIT(".managedhsm.azure.net"),
    CC_STR_INIT(".managedhsm.azure.cn"),
    CC_STR_INIT(".managedhsm.usgovcloudapi.net"),
    CC_STR_INIT(".managedhsm.microsoftazure.de"),
};

enum { SUFFIX_COUNT = sizeof vault_suffixes / sizeof vault_suffixes[0] };

/* "https://HOST[:PORT]/COLLECTION/NAME[/VERSION[/EXTRA…]]"; what is missing is absent or empty. */
struct parts {
    struct cc_str host, port;
    struct cc_str
        vault; /* the host without its suffix; absent when the suffix is none of a vault */
    struct cc_str collection, name, version;
    bool has_extra;
    bool is_hsm;
};

/* The host without the first suffix of the list it ends with, or absent. */
static struct cc_str without_suffix(struct cc_str host, const struct cc_str suffixes[SUFFIX_COUNT])
{
    for (size_t i = 0; i < SUFFIX_COUNT; i++) {
        if (cc_str_ends_with_nocase(host, suffixes[i]))
            return cc_str_slice(host, 0, host.len - suffixes[i].len);
    }
    return CC_STR_ABSENT;
}

static void parse_path(struct cc_str path, struct parts *parts)
{
    struct cc_str segments[CC_SEGMENTS_MAX] = {{0}};
    if (cc_str_ends_with(path, CC_STR("/")))
        path = cc_str_slice(path, 0, path.len - 1);
    size_t count = cc_segments_split(path, '/', segments);
    parts->collection = segments[0];
    parts->name = segments[1];
    parts->version = segments[2];
    parts->has_extra = count > 3;
}

/* False when the text is no https URL at all. */
static bool parse(struct cc_str text, struct parts *parts)
{
    static const struct cc_str scheme = CC_STR_INIT("https://");
    *parts = (struct parts){0};
    if (!cc_str_equal_nocase(cc_str_slice(text, 0, scheme.len), scheme))
        return false;
    struct cc_str path = cc_str_slice(text, scheme.len, text.len);
    struct cc_str port = cc_str_cut(&path, '/');
    parts->host = cc_str_cut(&port, ':');
    parts->port = port;
    parts->vault = without_suffix(parts->host, vault_suffixes);
    parts->is_hsm = !cc_str_is_absent(without_suffix(parts->host, hsm_suffixes));
    parse_path(path, parts);
    return true;
}

bool cc_azure_key_is_vault_name(struct cc_str name)
{
    return name.len >= VAULT_NAME_MIN && name.len <= VAULT_NAME_MAX &&
           cc_str_only(name, letters_digits_hyphen) &&
           cc_str_only(cc_str_slice(name, 0, 1), letters) && !cc_str_ends_with(name, CC_STR("-")) &&
           !cc_str_contains(name, CC_STR("--"));
}

static bool is_key_name(struct cc_str name)
{
    return name.len <= KEY_NAME_MAX && cc_str_only(name, letters_digits_hyphen);
}

static bool is_sound(const struct parts *parts)
{
    return cc_azure_key_is_vault_name(parts->vault) && is_key_name(parts->name);
}

static struct cc_str canonical_format(struct cc_arena *arena, const struct parts *parts)
{
    struct cc_str host = cc_str_lower(arena, parts->host);
    return cc_str_format(arena, "https://%.*s/keys/%.*s", CC_STR_ARG(host),
                         CC_STR_ARG(parts->name));
}

static bool hsm(const struct parts *parts)
{
    return parts->is_hsm;
}

static bool host_unknown(const struct parts *parts)
{
    return cc_str_is_absent(parts->vault);
}

static bool vault_name_bad(const struct parts *parts)
{
    return !cc_azure_key_is_vault_name(parts->vault);
}

static bool port_other(const struct parts *parts)
{
    return !cc_str_is_absent(parts->port) && !cc_str_equal(parts->port, CC_STR("443"));
}

static bool secret(const struct parts *parts)
{
    return cc_str_equal_nocase(parts->collection, CC_STR("secrets"));
}

static bool certificate(const struct parts *parts)
{
    return cc_str_equal_nocase(parts->collection, CC_STR("certificates"));
}

static bool path_other(const struct parts *parts)
{
    return !cc_str_equal(parts->collection, CC_STR("keys")) || cc_str_is_empty(parts->name);
}

static bool key_name_bad(const struct parts *parts)
{
    return !is_key_name(parts->name);
}

static bool path_longer(const struct parts *parts)
{
    return parts->has_extra;
}

/* In this order: a later rule may rely on the earlier ones. */
static const struct rule {
    bool (*is_broken)(const struct parts *parts);
    const char *why;
} rules[] = {
    {hsm, "It names a key of a managed HSM. Confluent Cloud works with keys of an Azure Key Vault "
          "(software-protected RSA keys); managed HSMs are not supported."},
    {host_unknown, "Its host is none of a key vault: a vault's name followed by .vault.azure.net "
                   "(or .vault.azure.cn, .vault.usgovcloudapi.net, .vault.microsoftazure.de)."},
    {vault_name_bad, "The name of the vault in its host is not possible: 3 to 24 letters, digits "
                     "and single hyphens, beginning with a letter, ending with a letter or digit."},
    {port_other, "Key vaults listen on the default port only."},
    {secret, "It names a secret, not a key."},
    {certificate, "It names a certificate, not a key. The key of a certificate has its own "
                  "identifier."},
    {path_other, "Its path is not /keys/<name>."},
    {key_name_bad, "The name of the key is not possible: 1 to 127 letters, digits and hyphens."},
    {path_longer, "Its path goes on behind /keys/<name>/<version>."},
};

enum { SHOWN_BYTES_MAX = 500 };

static bool file(struct cc_call *call, struct cc_path path, struct cc_str text, const char *why,
                 struct cc_str corrected)
{
    struct cc_str advice = CC_STR_ABSENT;
    if (!cc_str_is_absent(corrected))
        advice = cc_str_format(call->arena, "\n\nWrite \"%.*s\".", CC_STR_ARG(corrected));
    /* What stands before an @ may be a password. */
    struct cc_str shown = cc_str_contains(text, CC_STR("@"))
                              ? CC_STR("(not shown)")
                              : cc_str_slice(text, 0, SHOWN_BYTES_MAX);
    return cc_diags_error(call->diags, path, CC_STR("Not the identifier of an Azure key"),
                          "\"%.*s\": %s%.*s", CC_STR_ARG(shown), why, CC_STR_ARG(advice));
}

/* The same with https, when only that is missing. */
static struct cc_str with_https(struct cc_arena *arena, struct cc_str text)
{
    struct parts parts;
    struct cc_str bare = text;
    if (cc_str_equal_nocase(cc_str_slice(text, 0, 7), CC_STR("http://")))
        bare = cc_str_slice(text, 7, text.len);
    struct cc_str url = cc_str_format(arena, "https://%.*s", CC_STR_ARG(bare));
    if (!parse(url, &parts) || !is_sound(&parts))
        return CC_STR_ABSENT;
    return canonical_format(arena, &parts);
}

static struct cc_str corrected(struct cc_arena *arena, const struct parts *parts)
{
    return is_sound(parts) ? canonical_format(arena, parts) : CC_STR_ABSENT;
}

/* Parses what may have a version; files what is wrong. */
static bool parse_or_file(struct cc_call *call, struct cc_path path, struct cc_str text,
                          struct parts *parts)
{
    if (!parse(text, parts))
        return file(call, path, text,
                    "It is no https URL such as https://<vault>.vault.azure.net/keys/<name>.",
                    with_https(call->arena, text));
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].is_broken(parts))
            return file(call, path, text, rules[i].why,
                        secret(parts) ? CC_STR_ABSENT : corrected(call->arena, parts));
    }
    return true;
}

bool cc_azure_key_check(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    struct parts parts;
    if (!parse_or_file(call, path, text, &parts))
        return false;
    if (cc_str_is_absent(parts.version))
        return true;
    return file(call, path, text,
                "It ends with a version. Confluent Cloud wants the identifier without, so that it "
                "can follow the rotation of the key.",
                corrected(call->arena, &parts));
}

static bool is_version(struct cc_str version)
{
    return version.len == VERSION_LEN && cc_str_only(version, letters_digits_hyphen) &&
           !cc_str_contains(version, CC_STR("-"));
}

bool cc_azure_key_parse(struct cc_call *call, struct cc_path path, struct cc_str text,
                        struct cc_azure_key *key)
{
    struct parts parts;
    if (!parse_or_file(call, path, text, &parts))
        return false;
    if (!cc_str_is_absent(parts.version) && !is_version(parts.version))
        return file(call, path, text,
                    "It ends with what is no version of a key: a version has 32 letters and "
                    "digits.",
                    CC_STR_ABSENT);
    *key = (struct cc_azure_key){
        .vault = cc_str_lower(call->arena, parts.vault),
        .name = parts.name,
        .version = parts.version,
        .versionless = canonical_format(call->arena, &parts),
    };
    return true;
}

static bool parse_sound(struct cc_str text, struct parts *parts)
{
    return parse(text, parts) && is_sound(parts) && !port_other(parts) && !path_other(parts);
}

bool cc_azure_key_equal(struct cc_str a, struct cc_str b)
{
    struct parts one, other;
    if (!parse_sound(a, &one) || !parse_sound(b, &other))
        return cc_str_equal(a, b);
    return cc_str_equal_nocase(one.host, other.host) && cc_str_equal(one.name, other.name);
}

struct cc_str cc_azure_key_canonical(struct cc_arena *arena, struct cc_str identifier)
{
    struct parts parts;
    return parse_sound(identifier, &parts) ? canonical_format(arena, &parts) : identifier;
}

struct cc_str cc_azure_key_needle(struct cc_arena *arena, struct cc_str identifier)
{
    struct parts parts;
    if (!parse_sound(identifier, &parts))
        return identifier;
    return cc_str_format(arena, "/keys/%.*s", CC_STR_ARG(parts.name));
}

struct cc_str cc_azure_key_vault(struct cc_str identifier)
{
    struct parts parts;
    return parse_sound(identifier, &parts) ? parts.vault : CC_STR_ABSENT;
}
