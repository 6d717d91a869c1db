// SPDX-License-Identifier: MPL-2.0
#include "emulator/cluster_life.h"

#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/keys.h"

/* "eu-central-1" is "euc1" in the ids of zones. */
static struct cc_str aws_zone(struct cc_arena *arena, struct cc_str region, int index)
{
    struct cc_str rest = region;
    struct cc_str area = cc_str_cut(&rest, '-');
    struct cc_str short_name = cc_str_copy_into(arena, area);
    while (!cc_str_is_absent(rest)) {
        struct cc_str part = cc_str_cut(&rest, '-');
        short_name = cc_str_format(arena, "%.*s%.*s", CC_STR_ARG(short_name),
                                   CC_STR_ARG(cc_str_slice(part, 0, 1)));
    }
    return cc_str_format(arena, "%.*s-az%d", CC_STR_ARG(short_name), index + 1);
}

static struct cc_str gcp_zone(struct cc_arena *arena, struct cc_str region, int index)
{
    return cc_str_format(arena, "%.*s-%c", CC_STR_ARG(region), 'a' + index);
}

static struct cc_str azure_zone(struct cc_arena *arena, struct cc_str region, int index)
{
    (void)region;
    return cc_str_format(arena, "%d", index + 1);
}

static const struct cloud {
    const char *cloud;
    struct cc_str (*zone)(struct cc_arena *arena, struct cc_str region, int index);
} clouds[] = {{"AWS", aws_zone}, {"GCP", gcp_zone}, {"AZURE", azure_zone}};

json_t *emu_cluster_zones(struct cc_arena *arena, struct cc_str cloud, struct cc_str region,
                          bool multi)
{
    json_t *zones = json_array();
    for (size_t i = 0; i < sizeof(clouds) / sizeof(clouds[0]); i++) {
        if (!cc_str_equal(cloud, cc_str_from(clouds[i].cloud)))
            continue;
        for (int index = 0; index < (multi ? 3 : 1); index++) {
            struct cc_str zone = clouds[i].zone(arena, region, index);
            json_array_append_new(zones, json_stringn(zone.ptr, zone.len));
        }
    }
    return zones;
}

bool emu_cluster_vanish(struct emu_turn *turn, struct cc_str id)
{
    emu_key_release_all_of(turn, id);
    return emu_store_remove(turn->store, EMU_CLUSTER, id);
}

static void endpoints_add(struct emu_turn *turn, json_t *doc, struct cc_str id)
{
    struct cc_arena *arena = turn->arena;
    const char *access = emu_doc_has(doc, "spec.network") ? "PRIVATE_LINK" : "PUBLIC";
    struct cc_str host =
        cc_str_format(arena, "%.*s.%.*s.%.*s.confluent.cloud", CC_STR_ARG(id),
                      CC_STR_ARG(emu_doc_str(doc, "spec.region")),
                      CC_STR_ARG(cc_str_lower(arena, emu_doc_str(doc, "spec.cloud"))));
    struct cc_str bootstrap = cc_str_format(arena, "%s:9092", host.ptr);
    struct cc_str http = cc_str_format(arena, "https://%s:443", host.ptr);
    json_t *endpoint = emu_doc_new(arena);
    emu_doc_set_str(endpoint, "kafka_bootstrap_endpoint", bootstrap);
    emu_doc_set_str(endpoint, "http_endpoint", http);
    emu_doc_set_text(endpoint, "connection_type", access);
    emu_doc_set(doc, "spec.endpoints", json_object());
    json_object_set(emu_doc_at(doc, "spec.endpoints"), access, endpoint);
    emu_doc_set_str(doc, "spec.kafka_bootstrap_endpoint",
                    cc_str_format(arena, "SASL_SSL://%s", bootstrap.ptr));
    emu_doc_set_str(doc, "spec.http_endpoint", http);
}

void emu_cluster_timer_ready(struct emu_turn *turn, struct cc_str id, int64_t due_us)
{
    (void)due_us;
    int64_t cku;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_CLUSTER, id);
    emu_doc_set_text(doc, "status.phase", "PROVISIONED");
    if (emu_doc_int(doc, "spec.config.cku", &cku))
        emu_doc_set_int(doc, "status.cku", cku);
    endpoints_add(turn, doc, id);
    emu_store_update(turn->store, turn->arena, id, doc);
}

void emu_cluster_timer_fail(struct emu_turn *turn, struct cc_str id, int64_t due_us)
{
    (void)due_us;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_CLUSTER, id);
    emu_doc_set_text(doc, "status.phase", "FAILED");
    emu_store_update(turn->store, turn->arena, id, doc);
}

void emu_cluster_timer_vanish(struct emu_turn *turn, struct cc_str id, int64_t due_us)
{
    (void)due_us;
    emu_cluster_vanish(turn, id);
}
