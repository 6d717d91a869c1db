// SPDX-License-Identifier: MPL-2.0
#include "shared/api_error.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

enum {
    ENTRIES_MAX = 20,      /* more than this many refusals of one request help nobody */
    PART_BYTES_MAX = 2000, /* of one text of the service */
};

struct status_row {
    int status;
    const char *word;
    const char *advice; /* used when the caller has none of its own; NULL: none */
};

static const struct status_row status_rows[] = {
    {200, "OK", NULL},
    {201, "Created", NULL},
    {202, "Accepted", NULL},
    {204, "No Content", NULL},
    {400, "Bad Request", NULL},
    {401, "Unauthorized",
     "Check the provider's cloud_api_key and cloud_api_secret (CONFLUENT_CLOUD_API_KEY and "
     "CONFLUENT_CLOUD_API_SECRET): they must be a Cloud API key; the API key of a Kafka cluster "
     "is not accepted here. (With oauth: check identity_pool_id and the pool's roles.)"},
    {402, "Payment Required",
     "A quota of the organization is used up: free some, or ask "
     "Confluent to raise it."},
    {403, "Forbidden",
     "The credentials may lack a role that allows this (such as OrganizationAdmin, or "
     "EnvironmentAdmin of its environment), or the object is gone or lives elsewhere: the service "
     "answers all three alike."},
    {404, "Not Found",
     "It does not exist, or the provider's endpoint (CONFLUENT_CLOUD_ENDPOINT) is wrong: "
     "normally it is https://api.confluent.cloud, without a path."},
    {409, "Conflict", NULL},
    {422, "Unprocessable Content", NULL},
    {429, "Too Many Requests",
     "The service's rate limit was not lifted in time: run again later, "
     "with a smaller -parallelism, or with a larger max_retries."},
    {500, "Internal Server Error", "The service itself is in trouble: run again later."},
    {501, "Not Implemented", NULL},
    {502, "Bad Gateway", "The service itself is in trouble: run again later."},
    {503, "Service Unavailable", "The service itself is in trouble: run again later."},
    {504, "Gateway Timeout", "The service itself is in trouble: run again later."},
};

static const struct status_row status_unknown = {0, "", NULL};

static const struct status_row *status_find(int status)
{
    for (size_t i = 0; i < sizeof status_rows / sizeof status_rows[0]; i++) {
        if (status_rows[i].status == status)
            return &status_rows[i];
    }
    return &status_unknown;
}

static struct cc_str status_format(struct cc_arena *arena, int status)
{
    const struct status_row *row = status_find(status);
    return cc_str_format(arena, "%d%s%s", status, row->word[0] != '\0' ? " " : "", row->word);
}

static struct cc_str part(struct cc_str text)
{
    return cc_str_slice(text, 0, PART_BYTES_MAX);
}

/* Title and detail in one, whichever of them there is; absent without both.  A title that only
 * repeats the status ("Conflict") says nothing beside a detail. */
static struct cc_str entry_says(struct cc_arena *arena, const struct cc_api_error *entry,
                                int status)
{
    struct cc_str title = part(entry->title), detail = part(entry->detail);
    bool is_status = cc_str_equal_nocase(title, cc_str_from(status_find(status)->word));
    if (cc_str_is_empty(title) || is_status || cc_str_equal(title, detail))
        return cc_str_is_empty(detail) ? title : detail;
    if (cc_str_is_empty(detail))
        return title;
    return cc_str_format(arena, "%.*s: %.*s", CC_STR_ARG(title), CC_STR_ARG(detail));
}

/* What came back when there is no entry to quote: one line without full stop. */
static struct cc_str answer_says(struct cc_arena *arena, const struct cc_answer *answer)
{
    struct cc_str status = status_format(arena, answer->http_status);
    switch (answer->kind) {
    case CC_ANSWER_OK:
        return status;
    case CC_ANSWER_REFUSED:
        if (cc_str_is_empty(answer->excerpt))
            return status;
        return cc_str_format(arena, "%.*s: %.*s", CC_STR_ARG(status), CC_STR_ARG(answer->excerpt));
    case CC_ANSWER_MALFORMED:
        return cc_str_format(arena, "%.*s with a body that cannot be used: %.*s",
                             CC_STR_ARG(status), CC_STR_ARG(part(answer->reason)));
    case CC_ANSWER_UNREACHED:
        return cc_str_format(arena, "no connection after %d %s: %.*s", answer->tries,
                             answer->tries == 1 ? "try" : "tries",
                             CC_STR_ARG(part(answer->reason)));
    case CC_ANSWER_LOST:
        return cc_str_format(arena, "the answer was lost: %.*s", CC_STR_ARG(part(answer->reason)));
    case CC_ANSWER_CANCELLED:
        return CC_STR("cancelled before there was an answer");
    case CC_ANSWER_NO_TOKEN:
        return cc_str_format(arena, "no access token: %.*s", CC_STR_ARG(part(answer->reason)));
    }
    return status;
}

static struct cc_str line_text(struct cc_arena *arena, const struct cc_answer *answer)
{
    if (answer->kind != CC_ANSWER_REFUSED || answer->error_count == 0)
        return answer_says(arena, answer);
    struct cc_str says = entry_says(arena, &answer->errors[0], answer->http_status);
    if (cc_str_is_empty(says))
        says = answer->errors[0].code;
    struct cc_str status = status_format(arena, answer->http_status);
    if (cc_str_is_empty(says))
        return status;
    return cc_str_format(arena, "%.*s: %.*s", CC_STR_ARG(status), CC_STR_ARG(says));
}

struct cc_str cc_api_error_line(struct cc_arena *arena, const struct cc_answer *answer)
{
    struct cc_str text = cc_str_printable(arena, line_text(arena, answer));
    if (cc_str_is_empty(answer->request_id))
        return text;
    struct cc_str id = cc_str_printable(arena, part(answer->request_id));
    return cc_str_format(arena, "%.*s (request %.*s)", CC_STR_ARG(text), CC_STR_ARG(id));
}

bool cc_api_error_is(const struct cc_answer *answer, enum cc_status status)
{
    return answer->kind == CC_ANSWER_REFUSED && answer->http_status == (int)status;
}

bool cc_api_error_says_gone(const struct cc_answer *answer)
{
    return cc_api_error_is(answer, CC_STATUS_NOT_FOUND) && answer->error_count > 0;
}

/* Redirects come from somebody on the way, and so do these three, who may have passed the request
 * on: request timeout, too early, client closed request. */
static bool is_final_status(int status)
{
    static const int in_doubt[] = {408, 425, 499};
    for (size_t i = 0; i < sizeof in_doubt / sizeof in_doubt[0]; i++)
        if (status == in_doubt[i])
            return false;
    return status >= CC_STATUS_BAD_REQUEST && status < CC_STATUS_SERVER_ERROR;
}

bool cc_api_error_is_final(const struct cc_answer *answer)
{
    switch (answer->kind) {
    case CC_ANSWER_OK:
    case CC_ANSWER_MALFORMED:
    case CC_ANSWER_LOST:
        return false;
    case CC_ANSWER_REFUSED:
        return is_final_status(answer->http_status);
    case CC_ANSWER_UNREACHED:
        return true;
    case CC_ANSWER_CANCELLED:
    case CC_ANSWER_NO_TOKEN:
        return !answer->may_have_been_processed;
    }
    return false;
}

/* A row stands for its pointer and for everything below it: "/spec/config/zones/0". */
static bool row_matches(const struct cc_pointer_row *row, struct cc_str pointer)
{
    struct cc_str own = cc_str_from(row->pointer);
    if (!cc_str_starts_with(pointer, own))
        return false;
    return pointer.len == own.len || pointer.ptr[own.len] == '/';
}

/* The longest row wins, so that tables need no order. */
static struct cc_path pointer_path(const struct cc_pointer_row *rows, struct cc_str pointer)
{
    const struct cc_pointer_row *best = NULL;
    for (; rows != NULL && rows->pointer != NULL; rows++) {
        if (!row_matches(rows, pointer))
            continue;
        if (best == NULL || strlen(rows->pointer) > strlen(best->pointer))
            best = rows;
    }
    return cc_path_from(best != NULL ? best->path : "");
}

static void append_fact(struct cc_buf *buf, const char *label, struct cc_str fact)
{
    if (!cc_str_is_empty(fact))
        cc_buf_appendf(buf, "%s%s %.*s", buf->len == 0 ? "" : ", ", label, CC_STR_ARG(part(fact)));
}

/* "code x, at /spec/region, error id e-1, request id r-1"; empty when nothing is known. */
static struct cc_str facts_format(struct cc_arena *arena, const struct cc_answer *answer,
                                  const struct cc_api_error *entry)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, (size_t)8 * PART_BYTES_MAX);
    if (entry != NULL) {
        append_fact(&buf, "code", entry->code);
        append_fact(&buf, "at", entry->pointer);
        append_fact(&buf, "parameter", entry->parameter);
        append_fact(&buf, "error id", entry->id);
    }
    append_fact(&buf, "request id", answer->request_id);
    return cc_buf_str(&buf);
}

static struct cc_str advice_for_kind(const struct cc_answer *answer)
{
    bool is_unreached = answer->kind == CC_ANSWER_UNREACHED;
    if (answer->kind == CC_ANSWER_NO_TOKEN && answer->is_exchange)
        return CC_STR("Check the provider's oauth: identity_pool_id, and whether the pool's filter "
                      "accepts the token of your identity provider. A token handed in as "
                      "external_access_token may have expired.");
    if (answer->kind == CC_ANSWER_NO_TOKEN)
        return CC_STR("Check the provider's oauth: external_token_url, external_client_id, "
                      "external_client_secret and external_token_scope. If the address cannot be "
                      "reached: the network, HTTPS_PROXY and ca_file.");
    if (is_unreached && cc_str_contains(answer->reason, CC_STR("wrong version number")))
        return CC_STR("The other side seems to speak plain http: check the provider's endpoint "
                      "(CONFLUENT_CLOUD_ENDPOINT).");
    if (is_unreached)
        return CC_STR("Check the provider's endpoint (CONFLUENT_CLOUD_ENDPOINT), the network, the "
                      "proxy if one is named (HTTPS_PROXY, NO_PROXY), and ca_file if the "
                      "certificate is not trusted.");
    return CC_STR_ABSENT;
}

/* Without a token, whatever the caller had to say about its request is beside the point. */
static struct cc_str advice_for(const struct cc_answer *answer, const struct cc_api_words *words)
{
    struct cc_str advice = advice_for_kind(answer);
    if (!cc_str_is_empty(words->advice) && answer->kind != CC_ANSWER_NO_TOKEN)
        return words->advice;
    return cc_str_is_empty(advice) ? cc_str_from(status_find(answer->http_status)->advice) : advice;
}

static bool file_one(struct cc_call *call, const struct cc_answer *answer,
                     const struct cc_api_words *words, const struct cc_api_error *entry,
                     struct cc_str advice)
{
    struct cc_arena *arena = call->arena;
    struct cc_str says =
        entry != NULL ? entry_says(arena, entry, answer->http_status) : CC_STR_ABSENT;
    if (cc_str_is_empty(says))
        says = answer_says(arena, answer);
    else
        says =
            cc_str_format(arena, "%.*s: %.*s",
                          CC_STR_ARG(status_format(arena, answer->http_status)), CC_STR_ARG(says));
    struct cc_str facts = facts_format(arena, answer, entry);
    struct cc_path path =
        entry != NULL ? pointer_path(words->pointers, entry->pointer) : cc_path_from("");
    return cc_diags_error(call->diags, path, words->summary, "%.*s%s%.*s%s%s%.*s", CC_STR_ARG(says),
                          facts.len > 0 ? " (" : "", CC_STR_ARG(facts), facts.len > 0 ? ")" : "",
                          advice.len > 0 ? "\n\n" : "", CC_STR_ARG(advice));
}

bool cc_api_error_file(struct cc_call *call, const struct cc_answer *answer,
                       const struct cc_api_words *words)
{
    assert(!cc_str_is_empty(words->summary));
    struct cc_str advice = advice_for(answer, words);
    if (answer->error_count == 0)
        return file_one(call, answer, words, NULL, advice);
    for (size_t i = 0; i < answer->error_count && i < ENTRIES_MAX; i++)
        file_one(call, answer, words, &answer->errors[i], i == 0 ? advice : CC_STR_ABSENT);
    if (answer->error_count > ENTRIES_MAX)
        cc_diags_error(call->diags, cc_path_from(""), words->summary,
                       "The service listed %zu errors; the first %d are shown.",
                       answer->error_count, (int)ENTRIES_MAX);
    return false;
}
