// SPDX-License-Identifier: MPL-2.0
#include "emulator/key_validation.h"

#include "emulator/azure/readiness.h"
#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/key_format.h"
#include "emulator/timers.h"

void emu_key_validation_begin(struct emu_turn *turn, struct cc_str id)
{
    emu_store_timer_set(turn->store, id, EMU_TIMER_VALIDATE,
                        turn->now_us + turn->options->validation_us);
}

static bool is_new(const json_t *key)
{
    return emu_doc_is(key, "validation.phase", "INITIALIZING");
}

static bool is_azure(const json_t *key)
{
    return cc_str_ends_with(emu_doc_str(key, "key.kind"), CC_STR("AzureKey"));
}

void emu_keys_revalidate(struct emu_turn *turn)
{
    struct emu_cursor cursor;
    json_t *ids = emu_doc_own(turn->arena, json_array());
    emu_cursor_open(&cursor, turn->store, EMU_KEY, CC_STR_ABSENT, EMU_SEQ_END);
    while (emu_cursor_next(&cursor, turn->arena)) {
        if (is_azure(cursor.doc) && !is_new(cursor.doc)) /* a new one has its own time */
            json_array_append_new(ids, json_stringn(cursor.id.ptr, cursor.id.len));
    }
    emu_cursor_close(&cursor);
    for (size_t i = 0; i < json_array_size(ids); i++)
        emu_store_timer_set(turn->store, cc_str_from(json_string_value(json_array_get(ids, i))),
                            EMU_TIMER_VALIDATE, turn->now_us);
}

static struct emu_readiness readiness_of(const struct emu_turn *turn, const json_t *key)
{
    return is_azure(key) ? emu_readiness_of(turn, key) : (struct emu_readiness){0};
}

struct cc_str emu_key_region(const struct emu_turn *turn, const json_t *key)
{
    struct cc_str validated = emu_doc_str(key, "validation.region");
    const struct emu_key_kind *kind = emu_key_kind_find(emu_doc_str(key, "key.kind"));
    if (!cc_str_is_absent(validated) || !kind)
        return validated;
    if (kind->region)
        return kind->region(emu_doc_str(emu_doc_at(key, "key"), kind->members[0].name));
    struct cc_str region = readiness_of(turn, key).region;
    return cc_str_is_absent(region) ? cc_str_from(turn->options->azure_region) : region;
}

static void verdict_write(const struct emu_turn *turn, json_t *doc, struct cc_str problem,
                          int64_t due_us)
{
    const char *phase = cc_str_is_absent(problem) ? "VALID" : "INVALID";
    bool is_same = emu_doc_is(doc, "validation.phase", phase) &&
                   cc_str_equal(emu_doc_str(doc, "validation.message"), problem);
    if (is_same)
        return;
    emu_doc_set_text(doc, "validation.phase", phase);
    emu_doc_set_str(doc, "validation.since", emu_clock_format(turn->arena, due_us));
    emu_doc_remove(doc, "validation.message");
    emu_doc_set_str(doc, "validation.message", problem);
}

/* When no vault decides, the first look is the last one. */
void emu_key_timer_validate(struct emu_turn *turn, struct cc_str id, int64_t due_us)
{
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_KEY, id);
    struct emu_readiness readiness = readiness_of(turn, doc);
    if (!readiness.is_known && !is_new(doc))
        return;
    if (cc_str_is_absent(readiness.region))
        readiness.region = emu_key_region(turn, doc);
    emu_doc_set_str(doc, "validation.region", readiness.region);
    verdict_write(turn, doc, readiness.is_known ? readiness.problem : CC_STR_ABSENT, due_us);
    emu_store_update(turn->store, turn->arena, id, doc);
    if (readiness.changes_at_us != 0)
        emu_store_timer_set(turn->store, id, EMU_TIMER_VALIDATE, readiness.changes_at_us);
}
