// SPDX-License-Identifier: MPL-2.0
#include "provider_settings.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "provider_check.h"
#include "provider_oauth.h"

enum { AGENT_BYTES_MAX = 1024, VARIABLES_MAX = 2 };

static const char endpoint_default[] = "https://api.confluent.cloud";

/* An argument and where else its value may come from, in order. */
struct argument {
    const char *name;
    const char *variables[VARIABLES_MAX];
};

static const struct argument api_key = {"cloud_api_key", {"CONFLUENT_CLOUD_API_KEY"}};
static const struct argument api_secret = {"cloud_api_secret", {"CONFLUENT_CLOUD_API_SECRET"}};
static const struct argument endpoint = {"endpoint", {"CONFLUENT_CLOUD_ENDPOINT"}};
static const struct argument ca_file = {"ca_file", {"CCLOUD_CA_FILE", "SSL_CERT_FILE"}};
static const struct argument max_retries = {"max_retries", {"CCLOUD_MAX_RETRIES"}};

/* One configuration and what surrounds it. */
struct sources {
    const struct cc_value *config;
    cc_environment *environment;
};

struct found {
    struct cc_str text;   /* absent: nowhere */
    const char *variable; /* NULL: from the configuration */
};

static struct found found_in_environment(const struct sources *from, const char *variable)
{
    const char *text = variable != NULL ? from->environment(variable) : NULL;
    if (text == NULL || text[0] == '\0')
        return (struct found){CC_STR_ABSENT, NULL};
    return (struct found){cc_str_from(text), variable};
}

static struct found find(const struct sources *from, const struct argument *argument)
{
    struct found found = {cc_value_text(cc_value_at(from->config, argument->name)), NULL};
    for (size_t i = 0; i < VARIABLES_MAX && cc_str_is_absent(found.text); i++)
        found = found_in_environment(from, argument->variables[i]);
    return found;
}

static bool file_no_credentials(struct cc_call *call)
{
    return cc_diags_error(
        call->diags, cc_path_from(api_key.name), CC_STR("No credentials for Confluent Cloud"),
        "Set cloud_api_key and cloud_api_secret in the provider's configuration, or the "
        "environment variables CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET. Both are "
        "needed, and they must be a Cloud API key. Or sign in through an identity provider: "
        "oauth.");
}

static bool file_half(struct cc_call *call, const struct argument *there, struct found found,
                      const struct argument *missing)
{
    struct cc_str source =
        cc_provider_source(call->arena, cc_path_from(there->name), found.variable);
    return cc_diags_error(call->diags, cc_path_from(missing->name),
                          CC_STR("Credentials for Confluent Cloud are incomplete"),
                          "%.*s is set, %s is not. Set %s in the provider's configuration, or the "
                          "environment variable %s.",
                          CC_STR_ARG(source), missing->name, missing->name, missing->variables[0]);
}

static bool read_api_key(struct cc_call *call, const struct sources *from,
                         struct cc_client_options *options)
{
    struct found key = find(from, &api_key), secret = find(from, &api_secret);
    bool has_key = !cc_str_is_absent(key.text), has_secret = !cc_str_is_absent(secret.text);
    if (!has_key && !has_secret)
        return file_no_credentials(call);
    if (!has_key)
        return file_half(call, &api_secret, secret, &api_key);
    if (!has_secret)
        return file_half(call, &api_key, key, &api_secret);
    bool good =
        cc_provider_check_credential(call, cc_path_from(api_key.name), key.text, key.variable);
    good &= cc_provider_check_credential(call, cc_path_from(api_secret.name), secret.text,
                                         secret.variable);
    options->api_key = key.text;
    options->api_secret = secret.text;
    return good;
}

/* What is written goes before the environment, and `oauth` can only be written. */
static bool read_credentials(struct cc_call *call, const struct sources *from,
                             struct cc_client_options *options)
{
    options->oauth = cc_provider_oauth_read(call->arena, from->config);
    return options->oauth != NULL || read_api_key(call, from, options);
}

static bool read_endpoint(struct cc_call *call, const struct sources *from,
                          struct cc_client_options *options)
{
    struct found found = find(from, &endpoint);
    if (cc_str_is_absent(found.text)) {
        options->endpoint = CC_STR(endpoint_default);
        return true;
    }
    options->endpoint = found.text;
    return cc_provider_check_endpoint(call, cc_path_from(endpoint.name), found.text,
                                      found.variable);
}

static bool read_ca_file(struct cc_call *call, const struct sources *from,
                         struct cc_client_options *options)
{
    struct found found = find(from, &ca_file);
    options->ca_file = found.text;
    return cc_str_is_absent(found.text) ||
           cc_provider_check_ca_file(call, cc_path_from(ca_file.name), found.text, found.variable);
}

/* Digits only, and not beyond 64 bits. */
static bool parse_count(struct cc_call *call, struct cc_str text, int64_t *count)
{
    if (!cc_str_only(text, "0123456789"))
        return false;
    errno = 0;
    *count = (int64_t)strtoll(cc_str_c(call->arena, text), NULL, 10);
    return errno == 0;
}

static bool read_retries(struct cc_call *call, const struct sources *from,
                         struct cc_client_options *options)
{
    const struct cc_value *value = cc_value_at(from->config, max_retries.name);
    options->max_retries = CC_CLIENT_RETRIES_DEFAULT;
    if (cc_value_is_known(value))
        return cc_value_to_int(value, &options->max_retries);
    struct found found = found_in_environment(from, max_retries.variables[0]);
    if (cc_str_is_absent(found.text) || parse_count(call, found.text, &options->max_retries))
        return true;
    return cc_diags_error(call->diags, cc_path_from(max_retries.name),
                          CC_STR("Number of retries not understood"),
                          "The environment variable %s must be a whole number of 0 or more, got "
                          "\"%.*s\".",
                          found.variable, CC_STR_ARG(found.text));
}

/* "terraform-provider-ccloud/0.1.0 (host 1.12.6) suffixes". */
static struct cc_str agent_format(struct cc_call *call, const struct sources *from)
{
    struct cc_buf buf;
    cc_buf_init(&buf, call->arena, AGENT_BYTES_MAX);
    cc_buf_appendf(&buf, "terraform-provider-ccloud/%s", CC_VERSION);
    if (!cc_str_is_empty(call->host_version) && cc_provider_is_agent(call->host_version))
        cc_buf_appendf(&buf, " (host %.*s)", CC_STR_ARG(call->host_version));
    struct cc_str extra = found_in_environment(from, "TF_APPEND_USER_AGENT").text;
    if (!cc_provider_is_agent(extra))
        cc_log(CC_LOG_WARN, "TF_APPEND_USER_AGENT is ignored: it must be printable ASCII");
    else if (!cc_str_is_empty(extra))
        cc_buf_appendf(&buf, " %.*s", CC_STR_ARG(extra));
    struct cc_str suffix = cc_value_text(cc_value_at(from->config, "user_agent_suffix"));
    if (!cc_str_is_empty(suffix))
        cc_buf_appendf(&buf, " %.*s", CC_STR_ARG(suffix));
    return cc_buf_str(&buf);
}

static int64_t timeout_ms(const struct cc_value *config)
{
    int64_t duration_ms = 0;
    struct cc_str text = cc_value_text(cc_value_at(config, "request_timeout"));
    if (!cc_str_is_absent(text) && cc_clock_parse_duration(text, &duration_ms))
        return duration_ms;
    return CC_CLIENT_TIMEOUT_MS_DEFAULT;
}

bool cc_provider_settings(struct cc_call *call, const struct cc_value *config,
                          cc_environment *environment, struct cc_client_options *options)
{
    struct sources from = {config, environment};
    *options = (struct cc_client_options){0};
    /* The written values once more: not every host validates before it configures. */
    if (!cc_schema_validate(call, cc_provider_schema.attributes, config) ||
        !cc_provider_oauth_validate(call, config))
        return false;
    bool good = read_credentials(call, &from, options);
    good &= read_endpoint(call, &from, options);
    good &= read_ca_file(call, &from, options);
    good &= read_retries(call, &from, options);
    options->request_timeout_ms = timeout_ms(config);
    options->user_agent = agent_format(call, &from);
    return good;
}
