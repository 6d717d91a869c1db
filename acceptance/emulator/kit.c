// SPDX-License-Identifier: MPL-2.0
#include "emulator/kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"

enum { OPTIONS_MAX = 15, OUTPUT_BYTES_MAX = 64 * 1024, ANSWER_BYTES_MAX = 4 * 1024 * 1024 };

extern char **environ;

/* Returns the reading end of a pipe with what the program writes; its complaints, too, if asked. */
static int program_start(const char *const *options, bool complaints_too, int *pid)
{
    const char *argv[OPTIONS_MAX + 2] = {CCLOUD_EMULATOR};
    size_t count = 1;
    for (; options && *options && count <= OPTIONS_MAX; options++)
        argv[count++] = *options;
    int ends[2];
    posix_spawn_file_actions_t actions;
    assert_int_equal(pipe(ends), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (complaints_too)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    pid_t child;
    int error =
        posix_spawn(&child, CCLOUD_EMULATOR, &actions, NULL, (char **)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    assert_int_equal(error, 0);
    *pid = child;
    return ends[0];
}

static struct cc_str line_read(struct cc_arena *arena, int fd)
{
    struct cc_buf line;
    char byte;
    cc_buf_init(&line, arena, OUTPUT_BYTES_MAX);
    while (read(fd, &byte, 1) == 1 && byte != '\n')
        assert_true(cc_buf_append_byte(&line, byte));
    return cc_buf_str(&line);
}

void *emu_kit_client(void)
{
    return curl_easy_init();
}

void emu_kit_client_free(void *client)
{
    curl_easy_cleanup(client);
}

void emu_kit_start(struct emu_kit *kit, const char *const *options)
{
    const struct cc_str ready = CC_STR("listening on ");
    cc_arena_init(&kit->arena);
    kit->user = "emulator-key:emulator-secret";
    kit->bearer = NULL;
    kit->header = NULL;
    kit->ca_file = NULL;
    kit->fresh = false;
    kit->curl = emu_kit_client();
    int output = program_start(options, false, &kit->pid);
    struct cc_str line = line_read(&kit->arena, output);
    close(output);
    if (!cc_str_starts_with(line, ready))
        fail_msg("the emulator says: %s", line.ptr);
    kit->url = cc_str_slice(line, ready.len, line.len);
}

void emu_kit_stop(struct emu_kit *kit)
{
    int status;
    emu_kit_client_free(kit->curl);
    assert_int_equal(kill(kit->pid, SIGTERM), 0);
    assert_int_equal(waitpid(kit->pid, &status, 0), kit->pid);
    cc_arena_release(&kit->arena);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int emu_kit_run(struct cc_arena *arena, const char *const *options, struct cc_str *output)
{
    struct cc_buf text;
    char piece[512];
    ssize_t len;
    int pid, status;
    int fd = program_start(options, true, &pid);
    cc_buf_init(&text, arena, OUTPUT_BYTES_MAX);
    while ((len = read(fd, piece, sizeof(piece))) > 0)
        assert_true(cc_buf_append(&text, piece, (size_t)len));
    close(fd);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    *output = cc_buf_str(&text);
    return WEXITSTATUS(status);
}

static size_t collect(char *bytes, size_t size, size_t count, void *context)
{
    return cc_buf_append(context, bytes, size * count) ? size * count : 0;
}

static const char *with_quotes(struct cc_arena *arena, const char *body)
{
    char *text = cc_arena_alloc(arena, strlen(body) + 1);
    for (size_t i = 0; body[i] != '\0'; i++)
        text[i] = body[i] == '\'' ? '"' : body[i];
    return text;
}

static void request_prepare(struct emu_kit *kit, const char *method, const char *path,
                            const char *body, struct curl_slist *headers)
{
    CURL *curl = kit->curl;
    const char *base = path[0] == '/' ? kit->url.ptr : "";
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, cc_str_format(&kit->arena, "%s%s", base, path).ptr);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "emulator-kit/1");
    curl_easy_setopt(curl, CURLOPT_USERPWD, kit->bearer ? NULL : kit->user);
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, kit->bearer ? CURLAUTH_BEARER : CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, kit->bearer);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, kit->fresh ? 1L : 0L);
    if (kit->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, kit->ca_file);
    if (body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, with_quotes(&kit->arena, body));
}

struct emu_kit_answer emu_kit_ask(struct emu_kit *kit, const char *method, const char *path,
                                  const char *body)
{
    struct emu_kit_answer answer = {0};
    struct cc_buf head, text;
    struct cc_str reason;
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    if (kit->header)
        headers = curl_slist_append(headers, kit->header);
    cc_buf_init(&head, &kit->arena, ANSWER_BYTES_MAX);
    cc_buf_init(&text, &kit->arena, ANSWER_BYTES_MAX);
    request_prepare(kit, method, path, body, headers);
    curl_easy_setopt(kit->curl, CURLOPT_HEADERFUNCTION, collect);
    curl_easy_setopt(kit->curl, CURLOPT_HEADERDATA, &head);
    curl_easy_setopt(kit->curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(kit->curl, CURLOPT_WRITEDATA, &text);
    answer.transfer = (int)curl_easy_perform(kit->curl);
    curl_easy_getinfo(kit->curl, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_slist_free_all(headers);
    answer.head = cc_buf_str(&head);
    answer.text = cc_buf_str(&text);
    answer.body = emu_doc_parse(&kit->arena, answer.text, &reason);
    return answer;
}

struct emu_kit_answer emu_kit_askf(struct emu_kit *kit, const char *method, const char *body,
                                   const char *path_format, ...)
{
    va_list args;
    va_start(args, path_format);
    struct cc_str path = cc_str_vformat(&kit->arena, path_format, args);
    va_end(args);
    return emu_kit_ask(kit, method, path.ptr, body);
}

struct cc_str emu_kit_header(const struct emu_kit_answer *answer, const char *name)
{
    struct cc_str rest = answer->head;
    while (!cc_str_is_absent(rest)) {
        struct cc_str value = cc_str_cut(&rest, '\n');
        struct cc_str found = cc_str_cut(&value, ':');
        if (!cc_str_equal_nocase(found, cc_str_from(name)) || value.len < 2)
            continue;
        return cc_str_slice(value, 1, value.len - 2); /* without the blank and the return */
    }
    return CC_STR_ABSENT;
}

const char *emu_kit_text(const struct emu_kit_answer *answer, const char *path)
{
    struct cc_str text = emu_doc_str(answer->body, path);
    return text.ptr ? text.ptr : "";
}

int64_t emu_kit_number(const struct emu_kit_answer *answer, const char *path)
{
    int64_t number = -1;
    emu_doc_int(answer->body, path, &number);
    return number;
}

size_t emu_kit_count(const struct emu_kit_answer *answer)
{
    assert_int_equal(answer->status, 200);
    return json_array_size(emu_doc_at(answer->body, "data"));
}

static bool is_at(const json_t *error, const char *place)
{
    return place ? emu_doc_is(error, "source.pointer", place) ||
                       emu_doc_is(error, "source.parameter", place)
                 : !emu_doc_has(error, "source");
}

void emu_kit_expect_refusal(const struct emu_kit_answer *answer, long status, const char *code,
                            const char *place)
{
    const json_t *errors = emu_doc_at(answer->body, "errors");
    assert_int_equal(answer->transfer, 0);
    if (answer->status != status)
        fail_msg("status %ld, not %ld: %s", answer->status, status, answer->text.ptr);
    assert_string_equal(emu_kit_header(answer, "Content-Type").ptr ? "typed" : "", "typed");
    for (size_t i = 0; i < json_array_size(errors); i++) {
        const json_t *error = json_array_get(errors, i);
        if (emu_doc_is(error, "code", code) && is_at(error, place) && emu_doc_has(error, "id") &&
            emu_doc_has(error, "title") && json_is_string(json_object_get(error, "status")))
            return;
    }
    fail_msg("no error %s at %s: %s", code, place ? place : "no place", answer->text.ptr);
}

void emu_kit_advance(struct emu_kit *kit, int64_t seconds)
{
    struct cc_str body = cc_str_format(&kit->arena, "{'advance_seconds':%lld}", (long long)seconds);
    struct emu_kit_answer answer = emu_kit_ask(kit, "POST", "/_emulator/clock", body.ptr);
    assert_int_equal(answer.status, 200);
}
