// SPDX-License-Identifier: MPL-2.0
#include "provider_check.h"

#include "client/client.h"

struct cc_str cc_provider_source(struct cc_arena *arena, struct cc_path path, const char *variable)
{
    if (variable != NULL)
        return cc_str_format(arena, "The environment variable %s", variable);
    return cc_str_format(arena, "The argument %.*s", CC_STR_ARG(cc_path_format(arena, path)));
}

/* Bytes between `first` and '~': printable ASCII, with or without the space. */
static bool is_printable(struct cc_str value, char first)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < first || value.ptr[i] > '~')
            return false;
    }
    return true;
}

bool cc_provider_check_credential(struct cc_call *call, struct cc_path path, struct cc_str value,
                                  const char *variable)
{
    if (value.len > 0 && is_printable(value, '!'))
        return true;
    struct cc_str source = cc_provider_source(call->arena, path, variable);
    return cc_diags_error(
        call->diags, path, CC_STR("Credentials not usable"), "%.*s %s", CC_STR_ARG(source),
        value.len == 0 ? "is empty. Leave it out (null) to use the environment."
                       : "holds white space or characters outside of ASCII; perhaps a line "
                         "end was copied with it. (The value is not shown.)");
}

bool cc_provider_check_endpoint(struct cc_call *call, struct cc_path path, struct cc_str value,
                                const char *variable)
{
    struct cc_str reason = CC_STR_ABSENT;
    if (cc_client_check_endpoint(call->arena, value, &reason))
        return true;
    struct cc_str source = cc_provider_source(call->arena, path, variable);
    return cc_diags_error(call->diags, path, CC_STR("Endpoint not usable"),
                          "%.*s cannot be used as the address of the API, which normally is "
                          "https://api.confluent.cloud: %.*s",
                          CC_STR_ARG(source), CC_STR_ARG(reason));
}

bool cc_provider_is_agent(struct cc_str value)
{
    return is_printable(value, ' ');
}

bool cc_provider_check_agent(struct cc_call *call, struct cc_path path, struct cc_str value)
{
    if (cc_provider_is_agent(value))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Text not usable in a header"),
                          "The User-Agent header takes printable ASCII characters on one line.");
}

bool cc_provider_check_ca_file(struct cc_call *call, struct cc_path path, struct cc_str value,
                               const char *variable)
{
    struct cc_str reason = CC_STR_ABSENT;
    if (cc_client_check_ca_file(call->arena, value, &reason))
        return true;
    struct cc_str source = cc_provider_source(call->arena, path, variable);
    return cc_diags_error(call->diags, path, CC_STR("Certificate file not usable"),
                          "%.*s has to name a file of certificates in PEM form. %.*s",
                          CC_STR_ARG(source), CC_STR_ARG(reason));
}
