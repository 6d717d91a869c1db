// SPDX-License-Identifier: MPL-2.0
#include "emulator/control.h"

#include "emulator/clock.h"
#include "emulator/cluster_life.h"
#include "emulator/counters.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/faults.h"
#include "emulator/keys.h"
#include "emulator/timers.h"

void emu_control_requests_read(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    emu_answer_with(answer, 200, emu_counters_report(turn->counters, turn->arena));
}

void emu_control_requests_reset(struct emu_request *request, struct emu_answer *answer)
{
    emu_counters_reset(request->turn.counters);
    emu_answer_with(answer, 204, NULL);
}

void emu_control_faults_list(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    emu_answer_with(answer, 200, emu_faults_report(turn->faults, turn->arena));
}

/* A list, or an object with one as "faults". */
void emu_control_faults_add(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const json_t *list = request->body;
    if (json_is_object(list))
        list = emu_doc_at(list, "faults");
    if (!json_is_array(list))
        emu_refuse_member(answer, "", "must be a list of faults");
    else if (emu_faults_add(turn->faults, answer, list))
        emu_answer_with(answer, 200, emu_faults_report(turn->faults, turn->arena));
}

void emu_control_faults_clear(struct emu_request *request, struct emu_answer *answer)
{
    emu_faults_clear(request->turn.faults);
    emu_answer_with(answer, 204, NULL);
}

static void clock_answer(struct emu_turn *turn, struct emu_answer *answer, int64_t now_us)
{
    json_t *body = emu_doc_new(turn->arena);
    emu_doc_set_str(body, "now", emu_clock_format(turn->arena, now_us));
    emu_answer_with(answer, 200, body);
}

void emu_control_clock_read(struct emu_request *request, struct emu_answer *answer)
{
    clock_answer(&request->turn, answer, request->turn.now_us);
}

void emu_control_clock_advance(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const json_t *seconds = emu_doc_at(request->body, "advance_seconds");
    double add_s = json_is_number(seconds) ? json_number_value(seconds) : -1;
    if (add_s < 0 || add_s > 1e12 || !emu_clock_advance(turn->store, (int64_t)(add_s * 1e6))) {
        emu_refuse_member(answer, "/advance_seconds", "must be a number of seconds to go forward");
        return;
    }
    clock_answer(turn, answer, emu_clock_now_us(turn->store));
}

/* What is written by hand stays: the timer that would overwrite it is taken out. */
static const struct {
    const char *member;
    const char *timer;
} overruled[] = {
    {"validation", EMU_TIMER_VALIDATE},
    {"state", EMU_TIMER_RELEASE},
    {"status", EMU_TIMER_READY},
    {"status", EMU_TIMER_FAIL},
};

static struct cc_str key_of_cluster(struct emu_request *request)
{
    struct emu_turn *turn = &request->turn;
    return emu_doc_str(emu_store_get(turn->store, turn->arena, EMU_CLUSTER, request->id),
                       "spec.byok.id");
}

static json_t *object_patch(struct emu_request *request, struct emu_answer *answer,
                            const char *kind)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_store_get(turn->store, turn->arena, kind, request->id);
    if (!doc) {
        emu_refuse_unknown(answer, kind, request->id);
        return NULL;
    }
    if (!json_is_object(request->body) || json_object_get(request->body, "id")) {
        emu_refuse_member(answer, "/id", "must be an object that leaves the id alone");
        return NULL;
    }
    emu_doc_merge(doc, request->body);
    for (size_t i = 0; i < sizeof(overruled) / sizeof(overruled[0]); i++) {
        if (json_object_get(request->body, overruled[i].member))
            emu_store_timer_cancel(turn->store, request->id, overruled[i].timer);
    }
    emu_answer_with(answer, 200, doc);
    return doc;
}

void emu_control_key_patch(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = object_patch(request, answer, EMU_KEY);
    if (!doc)
        return;
    if (emu_doc_has(request->body, "validation") && !emu_doc_has(request->body, "validation.since"))
        emu_doc_set_str(doc, "validation.since", emu_clock_format(turn->arena, turn->now_us));
    emu_store_update(turn->store, turn->arena, request->id, doc);
}

void emu_control_cluster_patch(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str before = key_of_cluster(request);
    json_t *doc = object_patch(request, answer, EMU_CLUSTER);
    if (!doc)
        return;
    emu_store_update(turn->store, turn->arena, request->id, doc);
    struct cc_str after = emu_doc_str(doc, "spec.byok.id");
    if (!cc_str_equal(before, after))
        emu_key_exchange(turn, after, request->id);
}

void emu_control_key_remove(struct emu_request *request, struct emu_answer *answer)
{
    if (emu_store_remove(request->turn.store, EMU_KEY, request->id))
        emu_answer_with(answer, 204, NULL);
    else
        emu_refuse_unknown(answer, "key", request->id);
}

void emu_control_cluster_remove(struct emu_request *request, struct emu_answer *answer)
{
    if (emu_cluster_vanish(&request->turn, request->id))
        emu_answer_with(answer, 204, NULL);
    else
        emu_refuse_unknown(answer, "cluster", request->id);
}
