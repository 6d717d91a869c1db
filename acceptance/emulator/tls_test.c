// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <unistd.h>

#include "emulator/kit.h"

static char folder[] = "/tmp/ccloud-emulator-test-XXXXXX";
static char cert_path[64];
static char key_path[64];

static void extension_add(X509 *cert, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(cert, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

/* Signed by itself, for this machine, valid for an hour. */
static X509 *cert_new(EVP_PKEY *key)
{
    X509 *cert = X509_new();
    X509_NAME *name = X509_get_subject_name(cert);
    assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                                (const unsigned char *)"127.0.0.1", -1, -1, 0),
                     1);
    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_set_issuer_name(cert, name);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    extension_add(cert, NID_subject_alt_name, "IP:127.0.0.1");
    extension_add(cert, NID_basic_constraints, "CA:TRUE");
    assert_int_not_equal(X509_sign(cert, key, EVP_sha256()), 0);
    return cert;
}

static int files_make(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(cert_path, sizeof(cert_path), "%s/cert.pem", folder);
    snprintf(key_path, sizeof(key_path), "%s/key.pem", folder);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    assert_non_null(key);
    X509 *cert = cert_new(key);
    FILE *cert_file = fopen(cert_path, "w");
    FILE *key_file = fopen(key_path, "w");
    assert_true(cert_file && key_file);
    assert_int_equal(PEM_write_X509(cert_file, cert), 1);
    assert_int_equal(PEM_write_PrivateKey(key_file, key, NULL, NULL, 0, NULL, NULL), 1);
    fclose(cert_file);
    fclose(key_file);
    X509_free(cert);
    EVP_PKEY_free(key);
    return 0;
}

static int files_remove(void **state)
{
    (void)state;
    unlink(cert_path);
    unlink(key_path);
    return rmdir(folder);
}

static void test_tls__the_api_is_spoken_over_https(void **state)
{
    (void)state;
    struct emu_kit kit;
    emu_kit_start(&kit,
                  (const char *const[]){"--tls-cert", cert_path, "--tls-key", key_path, NULL});
    bool https = cc_str_starts_with(kit.url, CC_STR("https://127.0.0.1:"));
    struct emu_kit_answer untrusted = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    kit.ca_file = cert_path;
    struct emu_kit_answer page = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    struct emu_kit_answer made = emu_kit_ask(
        &kit, "POST", "/byok/v1/keys",
        "{'key':{'kind':'GcpKey','key_id':'projects/p/locations/l/keyRings/r/cryptoKeys/k'}}");
    struct emu_kit_answer sign_in = emu_kit_ask(
        &kit, "POST", "/azure/login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
        "grant_type=client_credentials&client_id=c&scope=s");
    bool azure = emu_doc_is(sign_in.body, "error", "invalid_request");
    bool linked = cc_str_starts_with(emu_doc_str(made.body, "metadata.self"), kit.url);
    emu_kit_stop(&kit);
    assert_true(https);
    assert_int_equal(untrusted.transfer, CURLE_PEER_FAILED_VERIFICATION);
    assert_int_equal(page.status, 200);
    assert_int_equal(made.status, 201);
    assert_true(azure);
    assert_true(linked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tls__the_api_is_spoken_over_https),
    };
    return cmocka_run_group_tests(tests, files_make, files_remove);
}
