// SPDX-License-Identifier: MPL-2.0
#include "shim/identity.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

struct fixture {
    struct cc_arena arena;
    struct cc_identity identity;
    X509 *certificate; /* from the DER form */
};

static int make(void **state)
{
    static struct fixture fixture; /* cmocka hands it round as a pointer */
    cc_arena_init(&fixture.arena);
    assert_true(cc_identity_make(&fixture.arena, &fixture.identity));
    const unsigned char *der = (const unsigned char *)fixture.identity.certificate_der.ptr;
    fixture.certificate = d2i_X509(NULL, &der, (long)fixture.identity.certificate_der.len);
    assert_non_null(fixture.certificate);
    *state = &fixture;
    return 0;
}

static int drop(void **state)
{
    struct fixture *fixture = *state;
    X509_free(fixture->certificate);
    cc_arena_release(&fixture->arena);
    return 0;
}

static void test_identity__the_key_is_p256_and_the_certificates(void **state)
{
    struct fixture *fixture = *state;
    BIO *bio = BIO_new_mem_buf(fixture->identity.key_pem.ptr, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    char group[32];
    size_t len;
    assert_non_null(key);
    assert_int_equal(X509_check_private_key(fixture->certificate, key), 1);
    assert_int_equal(EVP_PKEY_get_group_name(key, group, sizeof group, &len), 1);
    assert_string_equal(group, "prime256v1");
    assert_int_equal(X509_verify(fixture->certificate, key), 1); /* signed by itself */
    EVP_PKEY_free(key);
    BIO_free(bio);
}

static void test_identity__pem_and_der_are_one_certificate(void **state)
{
    struct fixture *fixture = *state;
    BIO *bio = BIO_new_mem_buf(fixture->identity.certificate_pem.ptr, -1);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    assert_non_null(certificate);
    assert_int_equal(X509_cmp(certificate, fixture->certificate), 0);
    X509_free(certificate);
    BIO_free(bio);
}

/* What Go verifies about the server: the alternative name, the usage, the dates, the issuer. */
static void test_identity__a_host_can_trust_it(void **state)
{
    struct fixture *fixture = *state;
    X509 *certificate = fixture->certificate;
    assert_int_equal(
        X509_check_host(certificate, "localhost", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL), 1);
    assert_int_equal(X509_check_host(certificate, "example.com", 0, 0, NULL), 0);
    assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_SERVER, 0), 1);
    assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_CLIENT, 0), 1);
    assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_SERVER, 1), 1);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_STORE_add_cert(store, certificate);
    X509_STORE_CTX_init(context, store, certificate, NULL);
    assert_int_equal(X509_verify_cert(context), 1);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
}

static void test_identity__it_is_valid_before_now_and_for_long(void **state)
{
    struct fixture *fixture = *state;
    time_t half_a_minute_ago = time(NULL) - 30, in_a_month = time(NULL) + 30L * 24 * 60 * 60;
    assert_true(X509_cmp_time(X509_get0_notBefore(fixture->certificate), &half_a_minute_ago) < 0);
    assert_true(X509_cmp_time(X509_get0_notAfter(fixture->certificate), &in_a_month) > 0);
}

static void test_identity__no_two_are_alike(void **state)
{
    struct fixture *fixture = *state;
    struct cc_identity other;
    assert_true(cc_identity_make(&fixture->arena, &other));
    assert_false(cc_str_equal(other.key_pem, fixture->identity.key_pem));
    const unsigned char *der = (const unsigned char *)other.certificate_der.ptr;
    X509 *certificate = d2i_X509(NULL, &der, (long)other.certificate_der.len);
    assert_int_not_equal(ASN1_INTEGER_cmp(X509_get0_serialNumber(certificate),
                                          X509_get0_serialNumber(fixture->certificate)),
                         0);
    X509_free(certificate);
}

static void test_identity__a_certificate_is_told_from_garbage(void **state)
{
    struct fixture *fixture = *state;
    struct cc_str pem = fixture->identity.certificate_pem;
    struct cc_str half = cc_str_slice(pem, 0, pem.len / 2);
    assert_true(cc_identity_is_certificate(pem.ptr));
    assert_false(cc_identity_is_certificate(cc_str_c(&fixture->arena, half)));
    assert_false(cc_identity_is_certificate(fixture->identity.key_pem.ptr));
    assert_false(cc_identity_is_certificate("garbage"));
    assert_false(cc_identity_is_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n"
                                            "-----END CERTIFICATE-----\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity__the_key_is_p256_and_the_certificates),
        cmocka_unit_test(test_identity__pem_and_der_are_one_certificate),
        cmocka_unit_test(test_identity__a_host_can_trust_it),
        cmocka_unit_test(test_identity__it_is_valid_before_now_and_for_long),
        cmocka_unit_test(test_identity__no_two_are_alike),
        cmocka_unit_test(test_identity__a_certificate_is_told_from_garbage),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
