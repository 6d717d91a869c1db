// SPDX-License-Identifier: MPL-2.0
/* The provider's arguments as a table, and the checks of their written values. */
#include "provider_settings.h"

#include "provider_check.h"
#include "provider_oauth.h"
#include "shared/check.h"

static bool check_credential(struct cc_call *call, struct cc_path path,
                             const struct cc_value *value)
{
    return cc_provider_check_credential(call, path, cc_value_text(value), NULL);
}

static bool check_endpoint(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    return cc_provider_check_endpoint(call, path, cc_value_text(value), NULL);
}

static bool check_path(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    if (!cc_str_is_empty(cc_value_text(value)))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("File name is empty"),
                          "Name a file with PEM certificates, or leave ca_file out.");
}

static bool check_retries(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    int64_t retries = 0;
    if (cc_value_to_int(value, &retries) && retries >= 0)
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Number of retries out of range"),
                          "A whole number of 0 or more is required, got %.*s. 0 means one try "
                          "and no repetition.",
                          CC_STR_ARG(value->text));
}

static bool check_suffix(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    return cc_provider_check_agent(call, path, cc_value_text(value));
}

static const struct cc_attribute attributes[] = {
    {
        .name = "cloud_api_key",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .sensitive = true,
        .check = check_credential,
        .description = "Id of a Cloud API key. Environment: `CONFLUENT_CLOUD_API_KEY`.",
    },
    {
        .name = "cloud_api_secret",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .sensitive = true,
        .check = check_credential,
        .description = "Secret of the Cloud API key. Environment: `CONFLUENT_CLOUD_API_SECRET`.",
    },
    {
        .name = "oauth",
        .mode = CC_OPTIONAL,
        .nesting = CC_NESTING_SINGLE,
        .nested = cc_provider_oauth_attributes,
        .description = "Signs in through an identity provider of your own, instead of with "
                       "`cloud_api_key` and `cloud_api_secret`.",
    },
    {
        .name = "endpoint",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = check_endpoint,
        .description = "Address of the API; `https` only, plain `http` only for loopback hosts. "
                       "Default: `https://api.confluent.cloud`. Environment: "
                       "`CONFLUENT_CLOUD_ENDPOINT`.",
    },
    {
        .name = "ca_file",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = check_path,
        .description = "File with PEM certificates of authorities to trust beside those of the "
                       "system. Environment: `CCLOUD_CA_FILE`, then "
                       "`SSL_CERT_FILE`.",
    },
    {
        .name = "max_retries",
        .mode = CC_OPTIONAL,
        .type = &cc_type_number,
        .check = check_retries,
        .description = "How often a request is repeated that may be repeated; 0 or more. "
                       "Default: 8. Environment: `CCLOUD_MAX_RETRIES`.",
    },
    {
        .name = "request_timeout",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = cc_check_duration,
        .description = "Longest duration of one try of one request, such as `\"90s\"`. Default: "
                       "`\"60s\"`.",
    },
    {
        .name = "user_agent_suffix",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = check_suffix,
        .description = "Text added to the `User-Agent` header of every request. The content of "
                       "the environment variable `TF_APPEND_USER_AGENT` is added, too.",
    },
    {.name = NULL},
};

const struct cc_schema cc_provider_schema = {
    .version = 0,
    .description = "Manages self-managed encryption keys (BYOK) and Dedicated Kafka clusters of "
                   "Confluent Cloud.",
    .attributes = attributes,
};
