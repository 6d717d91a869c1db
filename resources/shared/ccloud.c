// SPDX-License-Identifier: MPL-2.0
#include "shared/ccloud.h"

static const char credential_names[] =
    "cloud_api_key and cloud_api_secret (or CONFLUENT_CLOUD_API_KEY and "
    "CONFLUENT_CLOUD_API_SECRET), or oauth";

const struct ccloud *cc_ccloud_require(struct cc_call *call)
{
    const struct ccloud *ccloud = call->provider;
    if (ccloud == NULL) {
        cc_diags_error(call->diags, cc_path_from(""), CC_STR("The provider is not configured"),
                       "Confluent Cloud has to be asked, and that needs a configured provider "
                       "\"ccloud\" with %s.",
                       credential_names);
        return NULL;
    }
    if (ccloud->is_unknown) {
        cc_diags_error(call->diags, cc_path_from(""),
                       CC_STR("The provider's configuration is not known yet"),
                       "Confluent Cloud has to be asked now, but the configuration of provider "
                       "\"ccloud\" depends on something that has not been applied. Apply that "
                       "first (-target), or set %s to known values.",
                       credential_names);
        return NULL;
    }
    return ccloud;
}

bool cc_ccloud_is_unknown(const struct cc_call *call)
{
    const struct ccloud *ccloud = call->provider;
    return ccloud != NULL && ccloud->is_unknown;
}

struct cc_answer cc_ccloud_send(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_request *request)
{
    bool writes = request->method != CC_GET;
    if (writes)
        cc_snapshot_drop(ccloud->snapshot);
    struct cc_answer answer = cc_client_send(ccloud->client, call->arena, call->cancel, request);
    if (writes)
        cc_snapshot_drop(ccloud->snapshot);
    return answer;
}

struct cc_answer cc_ccloud_list(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_request *request,
                                const struct cc_json *const **items, size_t *item_count)
{
    return cc_client_list(ccloud->client, call->arena, call->cancel, request, items, item_count);
}
