// SPDX-License-Identifier: MPL-2.0
/* Looks a registered key up, by its id or by what its cloud calls it.  What the service thinks of
 * the key is told, not warned about: whoever reads it can write a condition. */
#include "byok_key/identifier.h"
#include "byok_key/key.h"
#include "shared/azure_key.h"
#include "shared/lookup.h"

static const char *const arguments[] = {"id", "key_identifier", NULL};

static bool check_id(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    if (cc_key_is_id(cc_value_text(value)))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Not the id of a registered key"),
                          "\"%.*s\" does not look like \"cck-7ab3q\". To look for a key by what "
                          "its cloud calls it, set key_identifier instead.",
                          CC_STR_ARG(cc_value_text(value)));
}

/* How an identifier begins tells its cloud, the first row that fits; what is checked then is what
 * the resource checks. */
static const struct form {
    const char *prefix;
    enum cc_key_cloud cloud;
    bool (*check)(struct cc_call *call, struct cc_path path, const struct cc_value *value);
} forms[] = {
    {"https://cloudkms.", CC_KEY_GCP, cc_key_check_gcp},
    {"//cloudkms.", CC_KEY_GCP, cc_key_check_gcp},
    {"gcp-kms://", CC_KEY_GCP, cc_key_check_gcp},
    {"/projects/", CC_KEY_GCP, cc_key_check_gcp},
    {"http", CC_KEY_AZURE, cc_azure_key_check},
    {"arn:", CC_KEY_AWS, cc_key_check_arn},
    {"projects/", CC_KEY_GCP, cc_key_check_gcp},
};

static const struct form *form_of(struct cc_str identifier)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct cc_str prefix = cc_str_from(forms[i].prefix);
        if (cc_str_equal_nocase(cc_str_slice(identifier, 0, prefix.len), prefix))
            return &forms[i];
    }
    return NULL;
}

static bool check_identifier(struct cc_call *call, struct cc_path path,
                             const struct cc_value *value)
{
    const struct form *form = form_of(cc_value_text(value));
    if (form != NULL)
        return form->check(call, path, value);
    return cc_diags_error(
        call->diags, path, CC_STR("Not the identifier of a key"),
        "\"%.*s\" is none of https://<vault>.vault.azure.net/keys/<name> (Azure), "
        "arn:aws:kms:<region>:<account>:key/<id> (AWS) and projects/<project>/"
        "locations/<region>/keyRings/<ring>/cryptoKeys/<key> (GCP).",
        CC_STR_ARG(cc_value_text(value)));
}

static const struct cc_attribute azure_attributes[] = {
    CC_TOLD("tenant_id", "Id of the Entra tenant of the key vault."),
    CC_TOLD("key_vault_id", "Resource id of the key vault."),
    CC_TOLD("key_identifier", "Identifier of the key, without version."),
    CC_TOLD("application_id", "Id of the application that Confluent made for this key."),
    {.name = NULL},
};

static const struct cc_attribute aws_attributes[] = {
    CC_TOLD("key_arn", "ARN of the KMS key."),
    CC_TOLD_AS("roles", &cc_type_string_set,
               "ARNs of the IAM roles that the key's policy must admit."),
    {.name = NULL},
};

static const struct cc_attribute gcp_attributes[] = {
    CC_TOLD("key_id", "Name of the key, without version."),
    CC_TOLD("security_group", "Google group that must be allowed to use the key."),
    {.name = NULL},
};

static const struct cc_attribute validation_attributes[] = {
    CC_TOLD("phase", "`INITIALIZING`, `VALID` or `INVALID`."),
    CC_TOLD("message", "Why the key cannot be used; null while all is well."),
    CC_TOLD("region", "Region of the key, once it was valid: a cluster that uses it lives there."),
    CC_TOLD("since", "Since when it is so."),
    {.name = NULL},
};

const struct cc_attribute cc_key_told[] = {
    {
        .name = "id",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .check = check_id,
        .description = "Id of the registered key: `cck-…`. Exactly one of `id` and "
                       "`key_identifier` must be set.",
    },
    {
        .name = "key_identifier",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .check = check_identifier,
        .description = "Its identifier in its cloud: `azure.key_identifier`, `aws.key_arn` or "
                       "`gcp.key_id`, in any spelling that `ccloud_byok_key` accepts.",
    },
    CC_TOLD("display_name", "Name for people."),
    CC_TOLD_INSIDE("azure", azure_attributes, "Set for a key of Azure Key Vault."),
    CC_TOLD_INSIDE("aws", aws_attributes, "Set for a key of AWS KMS."),
    CC_TOLD_INSIDE("gcp", gcp_attributes, "Set for a key of Google Cloud KMS."),
    CC_TOLD("cloud", "`AZURE`, `AWS` or `GCP`."),
    CC_TOLD("state", "`AVAILABLE`, or `IN_USE` by a cluster."),
    CC_TOLD_INSIDE("validation", validation_attributes, "Whether Confluent can use the key."),
    CC_TOLD("validation_error", "Why Confluent cannot use the key at the moment; null while all is "
                                "well."),
    CC_TOLD("resource_name", "Confluent resource name (CRN) of the key."),
    CC_TOLD("created_at", "When the key was registered."),
    {.name = NULL},
};

static const struct cc_schema schema = {
    .description = "A self-managed encryption key (BYOK) that is registered with Confluent Cloud.",
    .attributes = cc_key_told,
};

static bool validate(struct cc_call *call, const struct cc_value *config)
{
    return cc_lookup_is_unique(call, config, arguments);
}

static struct cc_lookup lookup_for(const struct ccloud *ccloud, const char *path,
                                   struct cc_str wanted)
{
    struct cc_presence all = cc_key_presence(ccloud, wanted, CC_STR_ABSENT);
    return (struct cc_lookup){
        .ccloud = ccloud,
        .noun = "registered key",
        .path = path,
        .wanted = wanted,
        .list_name = all.list_name,
        .list = all.list,
        .labels = {"display_name", "key.key_id", "key.key_arn"},
    };
}

static bool find_by_id(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id,
                       struct cc_key *key)
{
    struct cc_lookup lookup = lookup_for(ccloud, "id", id);
    struct cc_answer answer = cc_key_get(call, ccloud, id);
    return cc_lookup_is_shown(call, &lookup, &answer) && cc_key_understood(call, &answer, id, key);
}

static bool find_by_identifier(struct cc_call *call, const struct ccloud *ccloud,
                               struct cc_str identifier, struct cc_key *key)
{
    struct cc_lookup lookup = lookup_for(ccloud, "key_identifier", identifier);
    struct cc_key wanted = {.cloud = form_of(identifier)->cloud, .identifier = identifier};
    struct cc_key_list found;
    struct cc_answer answer = cc_key_find(call, ccloud, &wanted, &found);
    if (!cc_lookup_is_shown(call, &lookup, &answer))
        return false;
    if (found.count == 0)
        return cc_lookup_file_none(call, &lookup);
    if (found.count > 1)
        return cc_lookup_file_several(call, &lookup, found.items, found.count);
    *key = found.keys[0];
    return true;
}

static struct cc_value validation_value(struct cc_arena *arena, const struct cc_type *type,
                                        const struct cc_key_validation *validation)
{
    struct cc_value value = cc_value_object(arena, type);
    cc_value_set(&value, CC_STR("phase"), cc_value_str(validation->phase));
    cc_value_set(&value, CC_STR("message"), cc_value_str(validation->message));
    cc_value_set(&value, CC_STR("region"), cc_value_str(validation->region));
    cc_value_set(&value, CC_STR("since"), cc_value_str(validation->since));
    return value;
}

struct cc_value cc_key_told_value(struct cc_arena *arena, const struct cc_type *type,
                                  const struct cc_type *managed_type, const struct cc_key *key)
{
    const struct cc_type *inner = cc_type_find(type, CC_STR("validation"))->type;
    struct cc_value nothing = cc_value_null();
    /* Some are registered with a version.  Here is no prior spelling to keep, and what is told
     * should be good for a resource. */
    struct cc_key plain = *key;
    plain.identifier = cc_key_clouds[key->cloud].canonical(arena, key->identifier);
    struct cc_value managed = cc_key_to_value(arena, managed_type, &nothing, &plain);
    struct cc_value value = cc_lookup_mirror(arena, type, managed_type, &managed);
    cc_value_set(&value, CC_STR("key_identifier"), cc_value_str(plain.identifier));
    cc_value_set(&value, CC_STR("state"), cc_value_str(key->usage));
    cc_value_set(&value, CC_STR("validation"), validation_value(arena, inner, &key->validation));
    return value;
}

static bool read_key(struct cc_call *call, const struct cc_value *config, struct cc_value *state)
{
    struct cc_str id = cc_value_text(cc_value_at(config, "id"));
    struct cc_str identifier = cc_value_text(cc_value_at(config, "key_identifier"));
    const struct ccloud *ccloud = cc_ccloud_require(call);
    struct cc_key key;
    if (ccloud == NULL)
        return false;
    if (cc_str_is_absent(id) ? !find_by_identifier(call, ccloud, identifier, &key)
                             : !find_by_id(call, ccloud, id, &key))
        return false;
    const struct cc_type *managed_type = cc_schema_type(call->arena, cc_key_schema.attributes);
    *state = cc_key_told_value(call->arena, call->type, managed_type, &key);
    return true;
}

const struct cc_data_source_type cc_data_source_byok_key = {
    .name = "ccloud_byok_key",
    .schema = &schema,
    .validate = validate,
    .read = read_key,
};
