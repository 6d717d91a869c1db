// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "emulator/routes.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct emu_route routes[] = {
    {"GET", "/things/{id}"},
    {"PUT", "/things/{id}"},
    {"GET", "/azure/{vault}.example/keys/{key}"},
    {"GET", "/azure/example/{scope*}/roles/{role}"},
    {"GET", "/azure/example/apps(id='{app}')"},
};

static const char *found(const char *method, const char *path, struct emu_parts *parts, bool *known)
{
    const struct emu_route *route = emu_route_find(routes, COUNT_OF(routes), cc_str_from(method),
                                                   cc_str_from(path), parts, known);
    return route ? route->pattern : "none";
}

static void test_routes__placeholders_fill_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *path, *pattern, *first, *second;
    } cases[] = {
        {"/things/7", "/things/{id}", "7", NULL},
        {"/things/", "none", NULL, NULL},
        {"/things/7/8", "none", NULL, NULL},
        {"/Things/7", "none", NULL, NULL},
        {"/azure/kv.example/keys/k", "/azure/{vault}.example/keys/{key}", "kv", "k"},
        {"/azure/KV.Example/KEYS/k", "/azure/{vault}.example/keys/{key}", "KV", "k"},
        {"/azure/.example/keys/k", "none", NULL, NULL},
        {"/azure/example/keys/k", "none", NULL, NULL},
        {"/azure/example/a/roles/r", "/azure/example/{scope*}/roles/{role}", "a", "r"},
        {"/azure/example/a/b/c/roles/r", "/azure/example/{scope*}/roles/{role}", "a/b/c", "r"},
        {"/azure/example/roles/roles/r", "/azure/example/{scope*}/roles/{role}", "roles", "r"},
        {"/azure/example/roles/r", "none", NULL, NULL},
        {"/azure/example/apps(id='x')", "/azure/example/apps(id='{app}')", "x", NULL},
        {"/azure/example/apps(id='')", "none", NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_parts parts;
        bool known;
        assert_string_equal(found("GET", cases[i].path, &parts, &known), cases[i].pattern);
        assert_true(cc_str_equal(parts.list[0].value, cc_str_from(cases[i].first)));
        assert_true(cc_str_equal(parts.list[1].value, cc_str_from(cases[i].second)));
    }
}

static void test_routes__a_path_is_known_by_another_method(void **state)
{
    (void)state;
    struct emu_parts parts;
    bool known;
    assert_string_equal(found("DELETE", "/things/7", &parts, &known), "none");
    assert_true(known);
    assert_int_equal(parts.count, 0);
    assert_string_equal(found("PUT", "/things/7", &parts, &known), "/things/{id}");
    assert_string_equal(found("GET", "/nothing", &parts, &known), "none");
    assert_false(known);
}

/* Counters and faults know a route by its pattern, so no two may share method and pattern; and
 * every placeholder must find room. */
static void test_routes__the_table_itself_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < emu_route_count; i++) {
        size_t placeholders = 0;
        for (const char *at = emu_routes[i].pattern; *at; at++)
            placeholders += *at == '{';
        assert_true(placeholders <= EMU_PARTS_MAX);
        for (size_t j = 0; j < i; j++)
            assert_false(cc_str_equal(cc_str_from(emu_routes[i].method),
                                      cc_str_from(emu_routes[j].method)) &&
                         cc_str_equal(cc_str_from(emu_routes[i].pattern),
                                      cc_str_from(emu_routes[j].pattern)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_routes__placeholders_fill_their_place),
        cmocka_unit_test(test_routes__a_path_is_known_by_another_method),
        cmocka_unit_test(test_routes__the_table_itself_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
