// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

struct emu_kit_answer emu_azure_setup(struct emu_kit *kit, const char *body)
{
    struct emu_kit_answer answer =
        emu_kit_ask(kit, "POST", "/_emulator/azure/setup", body ? body : "{}");
    if (answer.status != 200)
        fail_msg("%ld %s", answer.status, answer.text.ptr);
    return answer;
}

const char *emu_azure_token(struct emu_kit *kit, const char *tenant, const char *resource)
{
    struct cc_str form = cc_str_format(&kit->arena,
                                       "grant_type=client_credentials&client_id=" CLIENT
                                       "&client_secret=" SECRET "&scope=https://%s/.default",
                                       resource);
    struct emu_kit_answer answer = emu_kit_askf(
        kit, "POST", form.ptr, "/azure/login.microsoftonline.com/%s/oauth2/v2.0/token", tenant);
    if (answer.status != 200)
        fail_msg("%ld %s", answer.status, answer.text.ptr);
    return emu_kit_text(&answer, "access_token");
}

static struct emu_kit_answer ask(struct emu_kit *kit, const char *resource, const char *host,
                                 const char *method, const char *path, const char *version,
                                 const char *body)
{
    const char *before = kit->bearer;
    kit->bearer = emu_azure_token(kit, TENANT, resource);
    struct emu_kit_answer answer = emu_kit_askf(kit, method, body, "/azure/%s%s%s%s", host, path,
                                                strchr(path, '?') ? "&" : "?", version);
    kit->bearer = before;
    return answer;
}

struct emu_kit_answer emu_arm(struct emu_kit *kit, const char *method, const char *path,
                              const char *body)
{
    return ask(kit, ARM_HOST, ARM_HOST, method, path, "api-version=2023-07-01", body);
}

struct emu_kit_answer emu_vault(struct emu_kit *kit, const char *method, const char *path,
                                const char *body)
{
    return ask(kit, DATA_HOST, "kv-orders." DATA_HOST, method, path, "api-version=7.4", body);
}

struct emu_kit_answer emu_graph(struct emu_kit *kit, const char *method, const char *path,
                                const char *body)
{
    return ask(kit, GRAPH_HOST, GRAPH_HOST, method, path, "", body);
}

void emu_azure_behind(struct emu_kit *kit, const char *method, const char *path, const char *body)
{
    struct emu_kit_answer answer = emu_kit_askf(kit, method, body, "/_emulator/azure/%s", path);
    if (answer.status != 200 && answer.status != 204)
        fail_msg("%s: %ld %s", path, answer.status, answer.text.ptr);
}

void emu_azure_expect(const struct emu_kit_answer *answer, long status, const char *code,
                      const char *inner)
{
    if (answer->status != status || strcmp(emu_kit_text(answer, "error.code"), code) != 0)
        fail_msg("not %ld %s: %ld %s", status, code, answer->status, answer->text.ptr);
    assert_string_equal(emu_kit_text(answer, "error.innererror.code"), inner ? inner : "");
    assert_true(strlen(emu_kit_text(answer, "error.message")) > 0);
}
