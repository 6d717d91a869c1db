// SPDX-License-Identifier: MPL-2.0
#include "byok_key/identifier.h"
#include "byok_key/key.h"
#include "shared/check.h"

static const char *const on_destroy_words[] = {"delete", "retain", NULL};

static const struct cc_attribute azure_attributes[] = {
    {
        .name = "tenant_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .equal = cc_str_equal_nocase,
        .check = cc_check_uuid,
        .description = "Id of the Entra tenant of the key vault.",
    },
    {
        .name = "key_vault_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .equal = cc_str_equal_nocase,
        .check = cc_key_check_vault_id,
        .description = "Resource id of the key vault: `/subscriptions/<uuid>/resourceGroups/"
                       "<group>/providers/Microsoft.KeyVault/vaults/<name>`.",
    },
    {
        .name = "key_identifier",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .equal = cc_azure_key_equal,
        .check = cc_azure_key_check,
        .description = "Identifier of the key **without version**: "
                       "`https://<vault>.vault.azure.net/keys/<name>`.",
    },
    {
        .name = "application_id",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Id of the application that Confluent made for this key. Its service "
                       "principal needs the roles *Key Vault Crypto Service Encryption User* and "
                       "*Key Vault Reader* on the vault.",
    },
    {.name = NULL},
};

static const struct cc_attribute aws_attributes[] = {
    {
        .name = "key_arn",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .check = cc_key_check_arn,
        .description = "ARN of the KMS key; an alias is not accepted.",
    },
    {
        .name = "roles",
        .mode = CC_COMPUTED,
        .type = &cc_type_string_set,
        .keep_prior = true,
        .description = "ARNs of the IAM roles that the key's policy must admit.",
    },
    {.name = NULL},
};

static const struct cc_attribute gcp_attributes[] = {
    {
        .name = "key_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .equal = cc_key_equal_gcp,
        .check = cc_key_check_gcp,
        .description = "Name of the key **without version**: `projects/<project>/locations/"
                       "<region>/keyRings/<ring>/cryptoKeys/<key>`.",
    },
    {
        .name = "security_group",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Google group that must be allowed to use the key.",
    },
    {.name = NULL},
};

static const struct cc_attribute attributes[] = {
    {
        .name = "id",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Id of the registered key: `cck-…`.",
    },
    {
        .name = "display_name",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = cc_check_name,
        .description = "Name for people; the only thing that can be changed later.",
    },
    {
        .name = "azure",
        .mode = CC_OPTIONAL,
        .nesting = CC_NESTING_SINGLE,
        .nested = azure_attributes,
        .force_new = true,
        .description = "A key of Azure Key Vault. Exactly one of `azure`, `aws` and `gcp` must be "
                       "set.",
    },
    {
        .name = "aws",
        .mode = CC_OPTIONAL,
        .nesting = CC_NESTING_SINGLE,
        .nested = aws_attributes,
        .force_new = true,
        .description = "A key of AWS KMS.",
    },
    {
        .name = "gcp",
        .mode = CC_OPTIONAL,
        .nesting = CC_NESTING_SINGLE,
        .nested = gcp_attributes,
        .force_new = true,
        .description = "A key of Google Cloud KMS.",
    },
    {
        .name = "on_destroy",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .words = on_destroy_words,
        .description = "What destroying does: `delete` (default), or `retain`: leave the key "
                       "registered and only drop it from the state.",
    },
    {
        .name = "cloud",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "`AZURE`, `AWS` or `GCP`.",
    },
    {
        .name = "validation_error",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Why Confluent cannot use the key at the moment; null while all is well.",
    },
    {
        .name = "resource_name",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Confluent resource name (CRN) of the key.",
    },
    {
        .name = "created_at",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "When the key was registered.",
    },
    {.name = NULL},
};

const struct cc_schema cc_key_schema = {
    .version = 0,
    .description = "A self-managed encryption key (BYOK), registered with Confluent Cloud. The key "
                   "itself stays at its cloud; one registered key serves one cluster.",
    .attributes = attributes,
};
