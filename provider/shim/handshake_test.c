// SPDX-License-Identifier: MPL-2.0
#include "shim/handshake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/json.h"

static void test_handshake__only_the_right_cookie_is_a_host(void **state)
{
    (void)state;
    assert_true(
        cc_handshake_is_host("d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"));
    assert_false(
        cc_handshake_is_host("d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b"));
    assert_false(
        cc_handshake_is_host("d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2 "));
    assert_false(cc_handshake_is_host(""));
    assert_false(cc_handshake_is_host(NULL));
}

static void test_handshake__versions_come_in_any_order(void **state)
{
    (void)state;
    static const struct {
        const char *versions;
        bool offers_6;
    } cases[] = {
        {"6", true},       {"5,6", true},   {"6,5", true},
        {"4,5,6,7", true}, {"4", false},    {"5,16", false},
        {"66", false},     {"", false},     {NULL, false},
        {",", false},      {"five", false}, {"6x", false},
        {"x6", false},     {" 6", false},   {"5,,6", true},
        {"-6", false},     {"006", true},   {"99999999999999999999999996", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(cc_handshake_offers(cases[i].versions, 6), cases[i].offers_6);
}

static void test_handshake__base64_has_no_padding(void **state)
{
    (void)state;
    static const struct {
        struct cc_str bytes;
        struct cc_str text;
    } cases[] = {
        {CC_STR_INIT(""), CC_STR_INIT("")},
        {CC_STR_INIT("f"), CC_STR_INIT("Zg")},
        {CC_STR_INIT("fo"), CC_STR_INIT("Zm8")},
        {CC_STR_INIT("foo"), CC_STR_INIT("Zm9v")},
        {CC_STR_INIT("foob"), CC_STR_INIT("Zm9vYg")},
        {CC_STR_INIT("fooba"), CC_STR_INIT("Zm9vYmE")},
        {CC_STR_INIT("foobar"), CC_STR_INIT("Zm9vYmFy")},
        {CC_STR_INIT("\xFB\xEF\xFF"), CC_STR_INIT("++//")},
        {CC_STR_INIT("\0\0\0\0"), CC_STR_INIT("AAAAAA")},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(cc_str_equal(cc_handshake_base64(&arena, cases[i].bytes), cases[i].text));
    cc_arena_release(&arena);
}

static void test_handshake__the_line_has_its_fields_in_order(void **state)
{
    (void)state;
    static const struct {
        struct cc_str network, address, certificate;
        bool with_mux;
        const char *line;
    } cases[] = {
        {CC_STR_INIT("unix"), CC_STR_INIT("/tmp/a/plugin"), CC_STR_INIT("foob"), false,
         "1|6|unix|/tmp/a/plugin|grpc|Zm9vYg\n"},
        {CC_STR_INIT("tcp"), CC_STR_INIT("127.0.0.1:1"), {0}, false, "1|6|tcp|127.0.0.1:1|grpc|\n"},
        {CC_STR_INIT("unix"), CC_STR_INIT("/p"), {0}, true, "1|6|unix|/p|grpc||false\n"},
        {CC_STR_INIT("unix"), CC_STR_INIT("/p"), CC_STR_INIT("f"), true,
         "1|6|unix|/p|grpc|Zg|false\n"},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_str line = cc_handshake_line(&arena, cases[i].network, cases[i].address,
                                               cases[i].certificate, cases[i].with_mux);
        assert_string_equal(line.ptr, cases[i].line);
    }
    cc_arena_release(&arena);
}

static void test_handshake__reattach_is_json_for_one_provider(void **state)
{
    (void)state;
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_str text = cc_handshake_reattach(&arena, CC_STR("a.b/c"), CC_STR("unix"),
                                               CC_STR("/tmp/\"x\\/plugin"), 4711);
    struct cc_str reason;
    const struct cc_json *entry =
        cc_json_member(cc_json_parse(&arena, text, &reason), CC_STR("a.b/c"));
    bool test = false;
    int64_t pid = 0, version = 0;
    assert_true(cc_str_equal(cc_json_str(entry, "Protocol"), CC_STR("grpc")));
    assert_true(cc_json_int(entry, "ProtocolVersion", &version) && version == 6);
    assert_true(cc_json_int(entry, "Pid", &pid) && pid == 4711);
    assert_true(cc_json_bool(entry, "Test", &test) && test);
    assert_true(cc_str_equal(cc_json_str(entry, "Addr.Network"), CC_STR("unix")));
    assert_true(cc_str_equal(cc_json_str(entry, "Addr.String"), CC_STR("/tmp/\"x\\/plugin")));
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshake__only_the_right_cookie_is_a_host),
        cmocka_unit_test(test_handshake__versions_come_in_any_order),
        cmocka_unit_test(test_handshake__base64_has_no_padding),
        cmocka_unit_test(test_handshake__the_line_has_its_fields_in_order),
        cmocka_unit_test(test_handshake__reattach_is_json_for_one_provider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
