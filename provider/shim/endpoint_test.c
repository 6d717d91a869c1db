// SPDX-License-Identifier: MPL-2.0
#include "shim/endpoint.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char top[] = "/tmp/endpoint-test-XXXXXX"; /* mkdtemp fills it in */

static int make_top(void **state)
{
    (void)state;
    return mkdtemp(top) == NULL;
}

static int remove_top(void **state)
{
    (void)state;
    return rmdir(top); /* fails if a test left something behind */
}

static void test_endpoint__the_folder_is_for_us_alone(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    struct stat status;
    const char *parents[] = {top, NULL};
    cc_arena_init(&arena);
    cc_endpoint_choose(&arena, parents, &endpoint);
    assert_true(cc_str_equal(endpoint.network, CC_STR("unix")));
    assert_true(cc_str_starts_with(endpoint.folder, cc_str_from(top)));
    assert_true(cc_str_starts_with(endpoint.address, endpoint.folder));
    assert_int_equal(stat(endpoint.folder.ptr, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    cc_endpoint_remove(&endpoint);
    assert_int_equal(access(endpoint.folder.ptr, F_OK), -1);
    cc_arena_release(&arena);
}

/* A folder name of `len` bytes below the top folder, slashes included. */
static struct cc_str make_long(struct cc_arena *arena, size_t len)
{
    struct cc_str path = cc_str_format(arena, "%s/%0*d", top, (int)(len - strlen(top) - 1), 0);
    assert_int_equal(mkdir(path.ptr, 0700), 0);
    return path;
}

static void test_endpoint__the_longest_path_fits_and_one_more_byte_does_not(void **state)
{
    (void)state;
    size_t fitting = CC_ENDPOINT_PATH_BYTES_MAX - 1 - strlen("/ccloud-XXXXXX/plugin");
    for (size_t extra = 0; extra < 2; extra++) {
        struct cc_arena arena;
        struct cc_endpoint endpoint;
        cc_arena_init(&arena);
        struct cc_str parent = make_long(&arena, fitting + extra);
        const char *parents[] = {parent.ptr, NULL};
        cc_endpoint_choose(&arena, parents, &endpoint);
        assert_true(cc_str_equal(endpoint.network, extra ? CC_STR("tcp") : CC_STR("unix")));
        assert_true(endpoint.address.len < CC_ENDPOINT_PATH_BYTES_MAX);
        cc_endpoint_remove(&endpoint);
        assert_int_equal(rmdir(parent.ptr), 0);
        cc_arena_release(&arena);
    }
}

static void test_endpoint__what_is_unusable_is_passed_over(void **state)
{
    (void)state;
    static const char *const unusable[] = {"",         ".",         "relative/folder",
                                           "/tmp/|",   "/tmp/'",    "/tmp/\n",
                                           "/no/such", "/dev/null", "/proc/self"};
    for (size_t i = 0; i < sizeof unusable / sizeof unusable[0]; i++) {
        struct cc_arena arena;
        struct cc_endpoint endpoint;
        cc_arena_init(&arena);
        const char *alone[] = {unusable[i], NULL}, *first[] = {unusable[i], top, NULL};
        cc_endpoint_choose(&arena, alone, &endpoint);
        assert_true(cc_str_equal(endpoint.network, CC_STR("tcp")));
        assert_true(cc_str_equal(endpoint.address, CC_STR("127.0.0.1:0")));
        cc_endpoint_remove(&endpoint);
        cc_endpoint_choose(&arena, first, &endpoint);
        assert_true(cc_str_starts_with(endpoint.address, cc_str_from(top)));
        cc_endpoint_remove(&endpoint);
        cc_arena_release(&arena);
    }
}

static void assert_trouble(const struct cc_endpoint *endpoint, const char *text)
{
    assert_string_equal(endpoint->trouble.ptr, text);
}

static void test_endpoint__what_is_passed_over_is_named_with_its_reason(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    const char *unusable[] = {"relative", "/tmp/|", "/no/such", "/dev/null", NULL};
    const char *alone[] = {top, NULL};
    cc_arena_init(&arena);
    cc_endpoint_choose(&arena, unusable, &endpoint);
    assert_trouble(&endpoint, "relative: not an absolute path; "
                              "/tmp/|: holds a character that a host could misread; "
                              "/no/such: No such file or directory; /dev/null: Not a directory");
    cc_endpoint_choose(&arena, alone, &endpoint);
    assert_true(cc_str_is_absent(endpoint.trouble));
    assert_int_equal(rmdir(endpoint.folder.ptr), 0);
    struct cc_str folder = endpoint.folder;
    cc_endpoint_give_up(&arena, &endpoint);
    assert_trouble(&endpoint,
                   cc_str_format(&arena, "%s: No such file or directory", folder.ptr).ptr);
    assert_true(cc_str_equal(endpoint.address, CC_STR("127.0.0.1:0")));
    cc_arena_release(&arena);
}

static void test_endpoint__the_target_is_a_uri(void **state)
{
    (void)state;
    static const struct {
        struct cc_endpoint endpoint;
        const char *target;
    } cases[] = {
        {{.address = CC_STR_INIT("127.0.0.1:0")}, "127.0.0.1:0"},
        {{.folder = CC_STR_INIT("/a"), .address = CC_STR_INIT("/a-b_c.d~/plugin")},
         "unix:/a-b_c.d~/plugin"},
        {{.folder = CC_STR_INIT("/a"), .address = CC_STR_INIT("/a b%20#?[\xC3\xA9")},
         "unix:/a%20b%2520%23%3F%5B%C3%A9"},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(cc_endpoint_target(&arena, &cases[i].endpoint).ptr, cases[i].target);
    cc_arena_release(&arena);
}

static void test_endpoint__a_port_is_noted_once_bound(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    const char *parents[] = {NULL};
    cc_arena_init(&arena);
    cc_endpoint_choose(&arena, parents, &endpoint);
    assert_true(cc_endpoint_opened(&arena, &endpoint, 54321));
    assert_true(cc_str_equal(endpoint.address, CC_STR("127.0.0.1:54321")));
    cc_arena_release(&arena);
}

static void test_endpoint__a_group_that_does_not_exist_is_an_error(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    const char *parents[] = {top, NULL};
    cc_arena_init(&arena);
    cc_endpoint_choose(&arena, parents, &endpoint);
    assert_false(cc_endpoint_share(&endpoint, "no-such-group-anywhere"));
    assert_false(cc_endpoint_share(&endpoint, "-1"));
    assert_false(cc_endpoint_share(&endpoint, "99999999999999999999"));
    cc_endpoint_give_up(&arena, &endpoint);
    assert_true(cc_endpoint_share(&endpoint, "no-such-group-anywhere")); /* a port has no group */
    cc_arena_release(&arena);
}

static void test_endpoint__a_group_is_told_by_number_or_by_its_whole_name(void **state)
{
    (void)state;
    static const char *const none[] = {"", "roo", "root:", "root:x", "root:x:0", "x"};
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    const char *parents[] = {top, NULL};
    cc_arena_init(&arena);
    cc_endpoint_choose(&arena, parents, &endpoint);
    int socket_file = open(endpoint.address.ptr, O_CREAT | O_WRONLY, 0600);
    assert_true(socket_file >= 0);
    close(socket_file);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_false(cc_endpoint_share(&endpoint, none[i]));
    if (geteuid() == 0) {
        assert_true(cc_endpoint_share(&endpoint, "root"));
        assert_true(cc_endpoint_share(&endpoint, "0"));
    }
    cc_endpoint_remove(&endpoint);
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_endpoint__the_folder_is_for_us_alone),
        cmocka_unit_test(test_endpoint__the_longest_path_fits_and_one_more_byte_does_not),
        cmocka_unit_test(test_endpoint__what_is_unusable_is_passed_over),
        cmocka_unit_test(test_endpoint__what_is_passed_over_is_named_with_its_reason),
        cmocka_unit_test(test_endpoint__the_target_is_a_uri),
        cmocka_unit_test(test_endpoint__a_port_is_noted_once_bound),
        cmocka_unit_test(test_endpoint__a_group_that_does_not_exist_is_an_error),
        cmocka_unit_test(test_endpoint__a_group_is_told_by_number_or_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, make_top, remove_top);
}
