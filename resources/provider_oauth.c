// SPDX-License-Identifier: MPL-2.0
#include "provider_oauth.h"

#include "provider_check.h"

/* RFC 6749 allows spaces inside of ids and secrets; at the end, one was copied with it. */
static bool check_text(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    if (cc_provider_is_agent(text) && !cc_str_is_empty(text) && text.ptr[0] != ' ' &&
        text.ptr[text.len - 1] != ' ')
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Credentials not usable"), "%.*s %s",
                          CC_STR_ARG(cc_provider_source(call->arena, path, NULL)),
                          cc_str_is_empty(text)
                              ? "is empty."
                              : "holds characters outside of printable ASCII, or a space at an "
                                "end; perhaps a line end was copied with it. (The value is not "
                                "shown.)");
}

static bool check_url(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str reason = CC_STR_ABSENT;
    if (cc_client_check_token_url(call->arena, cc_value_text(value), &reason))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Address of the token endpoint not usable"),
                          "Write the identity provider's token endpoint, such as "
                          "https://login.example.com/oauth2/token. %.*s",
                          CC_STR_ARG(reason));
}

const struct cc_attribute cc_provider_oauth_attributes[] = {
    {
        .name = "external_token_url",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = check_url,
        .description = "Token endpoint of the identity provider; `https` only, plain `http` only "
                       "for loopback hosts. Needs `external_client_id` and "
                       "`external_client_secret`; excludes `external_access_token`.",
    },
    {
        .name = "external_client_id",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = check_text,
        .description = "Id of the application at the identity provider.",
    },
    {
        .name = "external_client_secret",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .sensitive = true,
        .check = check_text,
        .description = "Secret of the application at the identity provider.",
    },
    {
        .name = "external_token_scope",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = check_text,
        .description = "Scope to ask the identity provider for; Entra ID needs one, such as "
                       "`api://<application>/.default`.",
    },
    {
        .name = "external_access_token",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .sensitive = true,
        .check = check_text,
        .description = "A JWT of the identity provider that was fetched already. It "
                       "cannot be renewed: a run that outlives it ends with an error.",
    },
    {
        .name = "identity_pool_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .check = check_text,
        .description = "Identity pool (`pool-...`) of Confluent Cloud whose filter accepts the "
                       "token and whose roles the provider works with.",
    },
    {.name = NULL},
};

static const char token_url[] = "external_token_url";
static const char access_token[] = "external_access_token";

/* The arguments that go with the token endpoint. */
static const struct {
    const char *name;
    bool is_required;
} endpoint_arguments[] = {
    {token_url, true},
    {"external_client_id", true},
    {"external_client_secret", true},
    {"external_token_scope", false},
};

enum { ENDPOINT_ARGUMENTS = sizeof endpoint_arguments / sizeof endpoint_arguments[0] };

/* While a host validates, nothing is known of variables; the rules are looked at again with what
 * they turn out to be.  So only what is certain is a mistake. */
static bool is_set(const struct cc_value *object, const char *name)
{
    return cc_value_is_known(cc_value_at(object, name));
}

static bool is_missing(const struct cc_value *object, const char *name)
{
    return cc_value_is_null(cc_value_at(object, name));
}

static struct cc_path path_of(struct cc_call *call, const char *name)
{
    return cc_path_from(cc_str_format(call->arena, "oauth.%s", name).ptr);
}

static bool file_excluded(struct cc_call *call, const char *name)
{
    return cc_diags_error(call->diags, path_of(call, name), CC_STR("Two ways to get a JWT"),
                          "%s is a token that was fetched already, and %s is for fetching one: "
                          "write only one of both.",
                          access_token, name);
}

static bool file_missing(struct cc_call *call, const char *name)
{
    return cc_diags_error(call->diags, path_of(call, name),
                          CC_STR("Credentials for the identity provider are incomplete"),
                          "%s is needed: a JWT is fetched with external_token_url, "
                          "external_client_id and external_client_secret. Or write "
                          "external_access_token alone.",
                          name);
}

static bool are_all_missing(const struct cc_value *oauth)
{
    for (size_t i = 0; i < ENDPOINT_ARGUMENTS; i++)
        if (!is_missing(oauth, endpoint_arguments[i].name))
            return false;
    return true;
}

static bool file_none(struct cc_call *call)
{
    return cc_diags_error(call->diags, cc_path_from("oauth"),
                          CC_STR("No JWT of the identity provider"),
                          "Write external_token_url, external_client_id and "
                          "external_client_secret to have one fetched, or external_access_token "
                          "if you have one.");
}

static bool validate_endpoint_arguments(struct cc_call *call, const struct cc_value *oauth)
{
    bool is_brought = is_set(oauth, access_token), is_fetched = is_missing(oauth, access_token);
    bool good = true;
    if (is_fetched && are_all_missing(oauth))
        return file_none(call);
    for (size_t i = 0; i < ENDPOINT_ARGUMENTS; i++) {
        const char *name = endpoint_arguments[i].name;
        if (is_brought && is_set(oauth, name))
            good = file_excluded(call, name);
        else if (is_fetched && endpoint_arguments[i].is_required && is_missing(oauth, name))
            good = file_missing(call, name);
    }
    return good;
}

static bool validate_single_kind(struct cc_call *call, const struct cc_value *config)
{
    static const char *const api_key[] = {"cloud_api_key", "cloud_api_secret"};
    for (size_t i = 0; i < sizeof api_key / sizeof api_key[0]; i++)
        if (is_set(config, api_key[i]))
            return cc_diags_error(call->diags, cc_path_from(api_key[i]),
                                  CC_STR("Two kinds of credentials"),
                                  "oauth and %s exclude each other: remove one of them. (The "
                                  "environment's API key is not used when oauth is written.)",
                                  api_key[i]);
    return true;
}

bool cc_provider_oauth_validate(struct cc_call *call, const struct cc_value *config)
{
    const struct cc_value *oauth = cc_value_at(config, "oauth");
    if (!cc_value_is_known(oauth))
        return true;
    bool good = validate_single_kind(call, config);
    return validate_endpoint_arguments(call, oauth) && good;
}

const struct cc_oauth_options *cc_provider_oauth_read(struct cc_arena *arena,
                                                      const struct cc_value *config)
{
    const struct cc_value *oauth = cc_value_at(config, "oauth");
    if (cc_value_is_null(oauth))
        return NULL;
    struct cc_oauth_options *options = cc_arena_new(arena, struct cc_oauth_options);
    const struct {
        const char *name;
        struct cc_str *text;
    } rows[] = {
        {token_url, &options->external_token_url},
        {"external_client_id", &options->external_client_id},
        {"external_client_secret", &options->external_client_secret},
        {"external_token_scope", &options->external_token_scope},
        {access_token, &options->external_access_token},
        {"identity_pool_id", &options->identity_pool_id},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        *rows[i].text = cc_value_text(cc_value_at(oauth, rows[i].name));
    return options;
}
