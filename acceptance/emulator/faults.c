// SPDX-License-Identifier: MPL-2.0
#include "emulator/faults.h"

#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/routes.h"

enum { DELAY_MS_MAX = 10 * 60 * 1000 };

struct emu_fault {
    const struct emu_fault_kind *kind;
    json_t *doc;
    int64_t seen; /* matching requests so far */
};

/* What a kind does; an absent hook does nothing.  `before` says whether the request ends here. */
struct emu_fault_kind {
    const char *name;
    bool (*before)(const json_t *fault, struct emu_request *request, struct emu_answer *answer);
    void (*after)(const json_t *fault, struct emu_answer *answer);
    bool delays;
};

static const char page_of_another[] =
    "<html><body><h1>Somebody else answers here</h1></body></html>\n";

static void status_answer(const json_t *fault, struct emu_answer *answer)
{
    int64_t status = 500;
    struct cc_str code = emu_doc_str(fault, "code");
    struct cc_str detail = emu_doc_str(fault, "detail");
    emu_doc_int(fault, "value", &status);
    answer->status = 0; /* whatever was answered before is forgotten */
    answer->location = CC_STR_ABSENT;
    emu_refuse(answer,
               (struct emu_refusal){
                   .status = (unsigned)status,
                   .code = cc_str_c(answer->arena,
                                    cc_str_is_absent(code) ? CC_STR("emulator_fault") : code),
                   .detail = cc_str_is_absent(detail) ? CC_STR("a fault made to order") : detail});
    if (status == 429)
        answer->retry_after_s = 1;
    emu_doc_int(fault, "retry_after", &answer->retry_after_s);
}

static bool before_status(const json_t *fault, struct emu_request *request,
                          struct emu_answer *answer)
{
    (void)request;
    status_answer(fault, answer);
    return true;
}

/* Something on the way answers instead of the service. */
static bool before_proxy(const json_t *fault, struct emu_request *request,
                         struct emu_answer *answer)
{
    (void)request;
    int64_t status = 404;
    emu_doc_int(fault, "value", &status);
    answer->status = (unsigned)status;
    answer->text = CC_STR(page_of_another);
    answer->text_type = "text/html";
    return true;
}

/* A gateway that tells more than it should: what it was sent, a form included. */
static bool before_echo(const json_t *fault, struct emu_request *request, struct emu_answer *answer)
{
    status_answer(fault, answer);
    emu_doc_set_str(
        answer->body, "message",
        cc_str_format(answer->arena, "refused; Authorization: %.*s; form: %.*s",
                      CC_STR_ARG(request->authorization),
                      CC_STR_ARG(request->route && request->route->is_sign_in ? request->body_text
                                                                              : CC_STR("none"))));
    json_object_del(answer->body, "errors");
    return true;
}

static bool before_reset(const json_t *fault, struct emu_request *request,
                         struct emu_answer *answer)
{
    (void)fault;
    (void)request;
    answer->delivery = EMU_DROP;
    return true;
}

static bool before_drop_byok(const json_t *fault, struct emu_request *request,
                             struct emu_answer *answer)
{
    (void)fault;
    (void)answer;
    request->drop_byok = true;
    return false;
}

static bool before_provisioning_failed(const json_t *fault, struct emu_request *request,
                                       struct emu_answer *answer)
{
    (void)fault;
    (void)answer;
    request->provisioning_fails = true;
    return false;
}

static void after_status(const json_t *fault, struct emu_answer *answer)
{
    status_answer(fault, answer);
}

static void after_lost(const json_t *fault, struct emu_answer *answer)
{
    (void)fault;
    answer->delivery = EMU_DROP;
}

static void after_truncated(const json_t *fault, struct emu_answer *answer)
{
    (void)fault;
    answer->delivery = EMU_DELIVER_HALF;
}

static void after_half_json(const json_t *fault, struct emu_answer *answer)
{
    (void)fault;
    if (!answer->body)
        return;
    struct cc_str whole = emu_doc_write(answer->arena, answer->body);
    answer->text = cc_str_slice(whole, 0, whole.len / 2);
    answer->text_type = "application/json";
}

static void after_not_json(const json_t *fault, struct emu_answer *answer)
{
    (void)fault;
    answer->text = CC_STR(page_of_another);
    answer->text_type = "text/html";
    if (answer->status == 204)
        answer->status = 200;
}

static void after_missing_id(const json_t *fault, struct emu_answer *answer)
{
    (void)fault;
    json_t *list = emu_doc_at(answer->body, "data");
    if (!list)
        list = emu_doc_at(answer->body, "value"); /* as Azure's lists have it */
    for (size_t i = 0; i < json_array_size(list); i++)
        json_object_del(json_array_get(list, i), "id");
    if (answer->body)
        json_object_del(answer->body, "id");
}

static void after_patch(const json_t *fault, struct emu_answer *answer)
{
    const json_t *patch = emu_doc_at(fault, "value");
    if (json_is_object(answer->body) && json_is_object(patch))
        emu_doc_merge(answer->body, patch);
}

static const struct emu_fault_kind kinds[] = {
    {.name = "status", .before = before_status},
    {.name = "status-after", .after = after_status},
    {.name = "proxy", .before = before_proxy},
    {.name = "echo", .before = before_echo},
    {.name = "reset", .before = before_reset},
    {.name = "lost-answer", .after = after_lost},
    {.name = "slow", .delays = true},
    {.name = "truncated", .after = after_truncated},
    {.name = "half-json", .after = after_half_json},
    {.name = "not-json", .after = after_not_json},
    {.name = "missing-id", .after = after_missing_id},
    {.name = "patch", .after = after_patch},
    {.name = "drop-byok", .before = before_drop_byok},
    {.name = "provisioning-failed", .before = before_provisioning_failed},
};

void emu_faults_init(struct emu_faults *faults)
{
    *faults = (struct emu_faults){.random = UINT64_C(0x2545f4914f6cdd1d)};
    pthread_mutex_init(&faults->mutex, NULL);
    cc_arena_init(&faults->arena);
}

void emu_faults_release(struct emu_faults *faults)
{
    cc_arena_release(&faults->arena);
    pthread_mutex_destroy(&faults->mutex);
}

static const struct emu_fault_kind *kind_find(struct cc_str name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (cc_str_equal(name, cc_str_from(kinds[i].name)))
            return &kinds[i];
    }
    return NULL;
}

static bool route_is_known(struct cc_str pattern)
{
    for (size_t i = 0; i < emu_route_count; i++) {
        if (cc_str_equal(pattern, cc_str_from(emu_routes[i].pattern)))
            return true;
    }
    return false;
}

static bool number_is_within(const json_t *fault, const char *member, double min, double max)
{
    const json_t *number = emu_doc_at(fault, member);
    return !number || (json_is_number(number) && json_number_value(number) >= min &&
                       json_number_value(number) <= max);
}

static bool value_check(const json_t *fault, const struct emu_fault_kind *kind)
{
    if (kind->before == before_proxy)
        return number_is_within(fault, "value", 200, 599);
    if (kind->before == before_status || kind->before == before_echo || kind->after == after_status)
        return number_is_within(fault, "value", 400, 599);
    if (kind->delays)
        return emu_doc_has(fault, "value") && number_is_within(fault, "value", 0, DELAY_MS_MAX);
    return kind->after != after_patch || json_is_object(emu_doc_at(fault, "value"));
}

/* A fault that can never happen is a mistake in the test that ordered it. */
static bool fault_check(const json_t *fault, struct emu_answer *answer)
{
    const struct emu_fault_kind *kind = kind_find(emu_doc_str(fault, "kind"));
    if (!kind)
        return emu_refuse_member(answer, "/kind", "is not a kind of fault");
    if (emu_doc_has(fault, "route") && !route_is_known(emu_doc_str(fault, "route")))
        return emu_refuse_member(answer, "/route",
                                 "must be a path of the API such as /byok/v1/keys/{id}");
    if (!number_is_within(fault, "nth", 1, 1e9) || !number_is_within(fault, "count", 1, 1e9))
        return emu_refuse_member(answer, "/nth", "nth and count must be at least 1");
    if (!number_is_within(fault, "probability", 0, 1))
        return emu_refuse_member(answer, "/probability", "must be between 0 and 1");
    if (!value_check(fault, kind))
        return emu_refuse_member(answer, "/value", "does not fit to this kind");
    return true;
}

static void fault_append(struct emu_faults *faults, const json_t *doc)
{
    struct emu_fault *fault = cc_arena_new(&faults->arena, struct emu_fault);
    fault->kind = kind_find(emu_doc_str(doc, "kind"));
    fault->doc = emu_doc_own(&faults->arena, json_deep_copy(doc));
    faults->list[faults->count++] = fault;
}

bool emu_faults_add(struct emu_faults *faults, struct emu_answer *answer, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!fault_check(json_array_get(list, i), answer))
            return false;
    }
    pthread_mutex_lock(&faults->mutex);
    bool fits = json_array_size(list) <= EMU_FAULTS_MAX - faults->count;
    for (size_t i = 0; fits && i < json_array_size(list); i++)
        fault_append(faults, json_array_get(list, i));
    pthread_mutex_unlock(&faults->mutex);
    return fits || emu_refuse_member(answer, "", "at most %d faults at once", EMU_FAULTS_MAX);
}

void emu_faults_clear(struct emu_faults *faults)
{
    pthread_mutex_lock(&faults->mutex);
    faults->count = 0;
    cc_arena_reset(&faults->arena);
    pthread_mutex_unlock(&faults->mutex);
}

json_t *emu_faults_report(struct emu_faults *faults, struct cc_arena *arena)
{
    json_t *list = json_array();
    pthread_mutex_lock(&faults->mutex);
    for (size_t i = 0; i < faults->count; i++) {
        json_t *doc = json_deep_copy(faults->list[i]->doc);
        emu_doc_set_int(doc, "seen", faults->list[i]->seen);
        json_array_append_new(list, doc);
    }
    pthread_mutex_unlock(&faults->mutex);
    json_t *report = emu_doc_new(arena);
    emu_doc_set(report, "faults", list);
    return report;
}

/* xorshift; in [0, 1). */
static double random_next(struct emu_faults *faults)
{
    faults->random ^= faults->random << 13;
    faults->random ^= faults->random >> 7;
    faults->random ^= faults->random << 17;
    return (double)(faults->random >> 11) / (double)(UINT64_C(1) << 53);
}

static bool fault_matches(const struct emu_fault *fault, const struct emu_request *request)
{
    struct cc_str method = emu_doc_str(fault->doc, "method");
    struct cc_str route = emu_doc_str(fault->doc, "route");
    const char *pattern = request->route ? request->route->pattern : NULL;
    return (cc_str_is_absent(method) || cc_str_equal(method, request->method)) &&
           (cc_str_is_absent(route) || cc_str_equal(route, cc_str_from(pattern)));
}

static bool fault_hits(struct emu_faults *faults, const struct emu_fault *fault)
{
    int64_t nth, count = 1;
    const json_t *probability = emu_doc_at(fault->doc, "probability");
    if (probability && random_next(faults) >= json_number_value(probability))
        return false;
    bool counted = emu_doc_int(fault->doc, "nth", &nth);
    bool limited = emu_doc_int(fault->doc, "count", &count);
    if (!counted && !limited)
        return true;
    int64_t first = counted ? nth : 1;
    return fault->seen >= first && fault->seen < first + count;
}

const struct emu_fault_hit *emu_faults_draw(struct emu_faults *faults,
                                            const struct emu_request *request)
{
    struct cc_arena *arena = request->turn.arena;
    struct emu_fault_hit *first = NULL;
    struct emu_fault_hit **end = &first;
    pthread_mutex_lock(&faults->mutex);
    for (size_t i = 0; i < faults->count; i++) {
        struct emu_fault *fault = faults->list[i];
        if (!fault_matches(fault, request))
            continue;
        fault->seen++;
        if (!fault_hits(faults, fault))
            continue;
        *end = cc_arena_new(arena, struct emu_fault_hit);
        (*end)->kind = fault->kind;
        (*end)->fault = emu_doc_own(arena, json_deep_copy(fault->doc));
        end = &(*end)->next;
    }
    pthread_mutex_unlock(&faults->mutex);
    return first;
}

int64_t emu_faults_delay_ms(const struct emu_fault_hit *hits)
{
    int64_t delay_ms = 0;
    for (; hits; hits = hits->next) {
        if (hits->kind->delays)
            delay_ms += (int64_t)json_number_value(emu_doc_at(hits->fault, "value"));
    }
    return delay_ms;
}

bool emu_faults_before(const struct emu_fault_hit *hits, struct emu_request *request,
                       struct emu_answer *answer)
{
    for (; hits; hits = hits->next) {
        if (hits->kind->before && hits->kind->before(hits->fault, request, answer))
            return true;
    }
    return false;
}

void emu_faults_after(const struct emu_fault_hit *hits, struct emu_answer *answer)
{
    for (; hits; hits = hits->next) {
        if (hits->kind->after)
            hits->kind->after(hits->fault, answer);
    }
}
