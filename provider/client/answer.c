// SPDX-License-Identifier: MPL-2.0
#include "client/answer.h"

#include "base/banned.h"

/* What every step needs: where to put text, and what must not be in it. */
struct reader {
    struct cc_arena *arena;
    const struct cc_veil *veil;
};

/* At most `bytes_max` bytes, cut between characters. */
static struct cc_str clip(struct cc_str text, size_t bytes_max)
{
    if (text.len <= bytes_max)
        return text;
    size_t len = bytes_max;
    while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return cc_str_slice(text, 0, len);
}

/* Veiled before it is cut: half of a secret is one, too. */
static struct cc_str printable(const struct reader *reader, struct cc_str text, size_t bytes_max)
{
    text = cc_veil_text(reader->veil, reader->arena, text);
    return clip(cc_str_printable(reader->arena, clip(text, bytes_max)), bytes_max);
}

/* A member as text; a number (some services count their codes) is written in digits. */
static struct cc_str text_at(const struct reader *reader, const struct cc_json *node,
                             const char *path)
{
    int64_t number;
    if (cc_json_int(node, path, &number))
        return cc_str_format(reader->arena, "%lld", (long long)number);
    return printable(reader, cc_json_str(node, path), CC_ANSWER_TEXT_BYTES_MAX);
}

/* The first of the paths that says something. */
static struct cc_str first_text(const struct reader *reader, const struct cc_json *node,
                                const char *const paths[])
{
    struct cc_str text = CC_STR_ABSENT;
    for (size_t i = 0; paths[i] && cc_str_is_empty(text); i++)
        text = text_at(reader, node, paths[i]);
    return cc_str_is_empty(text) ? CC_STR_ABSENT : text;
}

/* Joins two statements into one text; either may be absent. */
static struct cc_str join(struct cc_arena *arena, struct cc_str text, struct cc_str more)
{
    if (cc_str_is_empty(more) || cc_str_is_empty(text))
        return cc_str_is_empty(more) ? text : more;
    bool is_sentence = text.ptr[text.len - 1] == '.' || text.ptr[text.len - 1] == '!';
    return cc_str_format(arena, "%.*s%s %.*s", CC_STR_ARG(text), is_sentence ? "" : ".",
                         CC_STR_ARG(more));
}

enum { PLACES = 3 };

/* Where the members of cc_api_error are found in one shape; the lists end with NULL. */
struct shape {
    const char *id[PLACES + 1];
    const char *code[PLACES + 1];
    const char *title[PLACES + 1];
    const char *detail[PLACES + 1];
    const char *hints[PLACES + 1]; /* all that are present are appended to the detail */
};

/* One entry of "errors": the documented shape first, then what gateways put there. */
static const struct shape entry_shape = {
    .id = {"id"},
    .code = {"code", "error_code"},
    .title = {"title"},
    .detail = {"detail", "message", ""},
    .hints = {"resolution"},
};

/* Bodies without "errors": {"error": {…}}, {"message": …}, and what token endpoints answer. */
static const struct shape body_shape = {
    .id = {"error.id", "id"},
    .code = {"error.code", "code", "error_code"},
    .title = {"error.title", "title"},
    .detail = {"error.message", "message", "error_description"},
    .hints = {"error.details", "error.suggestion"},
};

static struct cc_api_error error_read(const struct reader *reader, const struct cc_json *node,
                                      const struct shape *shape)
{
    struct cc_api_error error = {
        .id = first_text(reader, node, shape->id),
        .code = first_text(reader, node, shape->code),
        .title = first_text(reader, node, shape->title),
        .detail = first_text(reader, node, shape->detail),
        .pointer = text_at(reader, node, "source.pointer"),
        .parameter = text_at(reader, node, "source.parameter"),
    };
    for (size_t i = 0; shape->hints[i]; i++)
        error.detail = join(reader->arena, error.detail, text_at(reader, node, shape->hints[i]));
    return error;
}

static bool error_says_something(const struct cc_api_error *error)
{
    return !cc_str_is_empty(error->code) || !cc_str_is_empty(error->title) ||
           !cc_str_is_empty(error->detail);
}

static void add_error(struct cc_api_error *errors, size_t *count, struct cc_api_error error)
{
    if (error_says_something(&error))
        errors[(*count)++] = error;
}

static void errors_from_list(const struct reader *reader, const struct cc_json *list,
                             struct cc_answer *answer)
{
    size_t count = cc_json_count(list);
    if (count > CC_ANSWER_ERRORS_MAX)
        count = CC_ANSWER_ERRORS_MAX;
    struct cc_api_error *errors = cc_arena_array(reader->arena, count, struct cc_api_error);
    for (size_t i = 0; i < count; i++)
        add_error(errors, &answer->error_count,
                  error_read(reader, cc_json_item(list, i), &entry_shape));
    answer->errors = errors;
}

static void errors_from_body(const struct reader *reader, const struct cc_json *body,
                             struct cc_answer *answer)
{
    struct cc_api_error *errors = cc_arena_new(reader->arena, struct cc_api_error);
    struct cc_api_error error = error_read(reader, body, &body_shape);
    if (cc_str_is_empty(error.code)) /* {"error": "invalid_client", …}: a code, not an object */
        error.code = text_at(reader, body, "error");
    add_error(errors, &answer->error_count, error);
    answer->errors = errors;
}

/* An error body may hold anything, also nothing: what is understood is taken, the excerpt shows the
 * rest. */
static void read_refusal(const struct reader *reader, const struct cc_reply *reply,
                         struct cc_answer *answer)
{
    struct cc_str ignored;
    answer->kind = CC_ANSWER_REFUSED;
    answer->excerpt = printable(reader, reply->body, CC_ANSWER_EXCERPT_BYTES_MAX);
    const struct cc_json *body =
        cc_str_is_empty(reply->body) ? NULL : cc_json_parse(reader->arena, reply->body, &ignored);
    const struct cc_json *list = cc_json_at(body, "errors");
    if (cc_json_is_array(list))
        errors_from_list(reader, list, answer);
    if (answer->error_count == 0)
        errors_from_body(reader, body, answer);
    if (cc_str_is_absent(answer->request_id))
        answer->request_id = first_text(reader, body, (const char *const[]){"requestId", NULL});
}

/* "application/json", also with parameters, and the "+json" types. */
static bool is_json_type(struct cc_arena *arena, struct cc_str content_type)
{
    struct cc_str rest = cc_str_lower(arena, content_type);
    struct cc_str type = cc_str_cut(&rest, ';');
    while (type.len > 0 && (type.ptr[type.len - 1] == ' ' || type.ptr[type.len - 1] == '\t'))
        type.len--;
    return cc_str_equal(type, CC_STR("application/json")) ||
           cc_str_ends_with(type, CC_STR("+json"));
}

static void read_malformed(const struct reader *reader, const struct cc_reply *reply,
                           struct cc_str reason, struct cc_answer *answer)
{
    answer->kind = CC_ANSWER_MALFORMED;
    answer->reason = reason;
    answer->excerpt = printable(reader, reply->body, CC_ANSWER_EXCERPT_BYTES_MAX);
}

static void read_json(const struct reader *reader, const struct cc_reply *reply,
                      struct cc_answer *answer)
{
    struct cc_str reason = CC_STR_ABSENT;
    answer->kind = CC_ANSWER_OK;
    if (cc_str_is_empty(reply->body))
        return;
    if (!cc_str_is_empty(reply->content_type) &&
        !is_json_type(reader->arena, reply->content_type)) {
        reason = cc_str_format(
            reader->arena, "the body is \"%.*s\" where JSON was expected",
            CC_STR_ARG(printable(reader, reply->content_type, CC_ANSWER_EXCERPT_BYTES_MAX)));
        read_malformed(reader, reply, reason, answer);
        return;
    }
    answer->json = cc_json_parse(reader->arena, reply->body, &reason);
    if (!answer->json)
        read_malformed(
            reader, reply,
            cc_str_format(reader->arena, "the body is not JSON: %.*s", CC_STR_ARG(reason)), answer);
}

static void read_success(const struct reader *reader, const struct cc_reply *reply,
                         struct cc_answer *answer)
{
    if (reply->end == CC_REPLY_WHOLE)
        read_json(reader, reply, answer);
    else if (reply->end == CC_REPLY_TOO_LARGE)
        read_malformed(reader, reply,
                       cc_str_format(reader->arena, "the body is larger than %d bytes",
                                     (int)CC_CLIENT_BODY_BYTES_MAX),
                       answer);
    else
        read_malformed(
            reader, reply,
            cc_str_format(reader->arena, "the body was cut off: %.*s", CC_STR_ARG(answer->reason)),
            answer);
}

struct cc_answer cc_answer_from_reply(struct cc_arena *arena, const struct cc_veil *veil,
                                      const struct cc_reply *reply)
{
    const struct reader *reader = &(struct reader){arena, veil};
    struct cc_answer answer = {
        .http_status = reply->status,
        .body_len = reply->body.len,
        .request_id = printable(reader, reply->request_id, CC_ANSWER_EXCERPT_BYTES_MAX),
        .reason = printable(reader, reply->words, CC_ANSWER_TEXT_BYTES_MAX),
    };
    if (reply->end == CC_REPLY_UNREACHED)
        answer.kind = CC_ANSWER_UNREACHED;
    else if (reply->end == CC_REPLY_LOST)
        answer.kind = CC_ANSWER_LOST;
    else if (reply->status >= 200 && reply->status < 300)
        read_success(reader, reply, &answer);
    else
        read_refusal(reader, reply, &answer);
    return answer;
}
