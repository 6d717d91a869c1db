// SPDX-License-Identifier: MPL-2.0
#include "azure/wanted.h"

#include "shared/azure_key.h"
#include "shared/segments.h"

/* Segments of "/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…". */
enum { RESOURCE_GROUP = 4, VAULT = 8 };

struct cc_str cc_az_last_segment(struct cc_str text)
{
    struct cc_str rest = text, last = text;
    while (!cc_str_is_absent(rest))
        last = cc_str_cut(&rest, '/');
    return last;
}

struct cc_str cc_az_url_host(struct cc_arena *arena, struct cc_str url)
{
    static const struct cc_str scheme = CC_STR_INIT("https://");
    if (!cc_str_equal_nocase(cc_str_slice(url, 0, scheme.len), scheme))
        return CC_STR_ABSENT;
    struct cc_str rest = cc_str_slice(url, scheme.len, url.len);
    struct cc_str host = cc_str_cut(&rest, '/');
    return cc_str_lower(arena, cc_str_cut(&host, ':'));
}

static struct cc_str or_unknown(struct cc_str text)
{
    return cc_str_is_empty(text) ? CC_STR("?") : text;
}

struct cc_az_names cc_az_wanted_names(struct cc_arena *arena, const struct cc_az_wanted *wanted)
{
    struct cc_str id[CC_SEGMENTS_MAX] = {{0}};
    cc_segments_split(wanted->key_vault_id, '/', id);
    struct cc_str identifier = cc_azure_key_canonical(arena, wanted->key_identifier);
    struct cc_str vault = id[VAULT];
    if (cc_str_is_empty(vault))
        vault = cc_azure_key_vault(identifier);
    return (struct cc_az_names){.vault = or_unknown(vault),
                                .key = or_unknown(cc_az_last_segment(identifier)),
                                .resource_group = or_unknown(id[RESOURCE_GROUP])};
}
