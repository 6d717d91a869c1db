// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/ssl.h>

#include "client/trust.h"

static struct cc_arena arena;
static char path[] = "/tmp/ccloud-trust-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    cc_arena_release(&arena);
    return 0;
}

static void file_write(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_trust__takes_the_first_place_that_can_be_read(void **state)
{
    (void)state;
    const char *const places[] = {"/nowhere/at/all.pem", path, "/", NULL};
    const char *const none[] = {"/nowhere/at/all.pem", NULL};
    assert_string_equal(cc_trust_first_readable(places).ptr, path);
    assert_true(cc_str_is_absent(cc_trust_first_readable(none)));
}

static void test_trust__a_named_file_is_kept_beside_the_system_s(void **state)
{
    (void)state;
    file_write("my own certificate");
    struct cc_trust without = cc_trust_find(&arena, CC_STR_ABSENT);
    struct cc_trust with = cc_trust_find(&arena, cc_str_from(path));
    assert_null(without.own);
    assert_non_null(with.own);
    assert_true(cc_str_equal(with.file, without.file));
    assert_true(cc_str_equal(with.directory, without.directory));
    cc_trust_release(&with);
    cc_trust_release(&without);
}

/* Certificates are found between keys and comments, each once, however often it is asked for. */
static void test_trust__own_certificates_extend_a_store(void **state)
{
    (void)state;
    struct cc_trust system = cc_trust_find(&arena, CC_STR_ABSENT);
    if (cc_str_is_absent(system.file))
        skip(); /* a machine may have none at all */
    unlink(path);
    assert_int_equal(symlink(cc_str_c(&arena, system.file), path), 0); /* under another name */
    struct cc_trust trust = cc_trust_find(&arena, cc_str_from(path));
    SSL_CTX *connections = SSL_CTX_new(TLS_client_method());
    assert_true(cc_trust_extend(trust.own, connections));
    int count = sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(connections)));
    assert_true(count > 1);
    assert_true(cc_trust_extend(trust.own, connections));
    assert_int_equal(
        sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(connections))), count);
    SSL_CTX_free(connections);
    cc_trust_release(&trust);
}

static void test_trust__an_unreadable_file_is_left_to_be_reported(void **state)
{
    (void)state;
    struct cc_trust trust = cc_trust_find(&arena, CC_STR("/nowhere/at/all.pem"));
    assert_string_equal(trust.file.ptr, "/nowhere/at/all.pem");
    assert_null(trust.own);
}

static void test_trust__says_why_a_file_is_of_no_use(void **state)
{
    (void)state;
    struct cc_str reason;
    assert_false(cc_trust_check(&arena, CC_STR("/nowhere/at/all.pem"), &reason));
    assert_true(cc_str_contains(reason, CC_STR("/nowhere/at/all.pem")));
    assert_true(cc_str_contains(reason, CC_STR("cannot be read")));
    assert_false(cc_trust_check(&arena, CC_STR("/tmp"), &reason)); /* a directory opens */
    assert_true(cc_str_contains(reason, CC_STR("cannot be read")));
    assert_false(cc_trust_check(&arena, cc_str_from(path), &reason));
    assert_true(cc_str_contains(reason, CC_STR("no certificate")));
    file_write("-----BEGIN PRIVATE KEY-----\n");
    assert_false(cc_trust_check(&arena, cc_str_from(path), &reason));
    file_write("text before\n-----BEGIN CERTIFICATE-----\n");
    assert_true(cc_trust_check(&arena, cc_str_from(path), &reason));
    assert_true(cc_str_is_absent(reason));
}

static void test_trust__a_file_beyond_its_bound_is_not_read(void **state)
{
    (void)state;
    struct cc_str reason;
    file_write("-----BEGIN CERTIFICATE-----\n");
    assert_int_equal(truncate(path, CC_TRUST_BYTES_MAX), 0);
    assert_true(cc_trust_check(&arena, cc_str_from(path), &reason));
    assert_int_equal(truncate(path, CC_TRUST_BYTES_MAX + 1), 0);
    assert_false(cc_trust_check(&arena, cc_str_from(path), &reason));
}

/* Would hang if it were opened like a file: nobody writes into the pipe. */
static void test_trust__a_pipe_is_refused_without_waiting(void **state)
{
    (void)state;
    struct cc_str reason;
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(cc_trust_check(&arena, cc_str_from(path), &reason));
    assert_true(cc_str_contains(reason, CC_STR("no regular file")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_trust__takes_the_first_place_that_can_be_read),
        TEST(test_trust__a_named_file_is_kept_beside_the_system_s),
        TEST(test_trust__own_certificates_extend_a_store),
        TEST(test_trust__an_unreadable_file_is_left_to_be_reported),
        TEST(test_trust__says_why_a_file_is_of_no_use),
        TEST(test_trust__a_pipe_is_refused_without_waiting),
        TEST(test_trust__a_file_beyond_its_bound_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
