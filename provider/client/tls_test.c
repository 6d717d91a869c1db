// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "client/test_client.h"

/* A certificate that signs itself, and its key, as PEM text. */
struct identity {
    char certificate[4096];
    char key[4096];
};

static struct identity for_address; /* for 127.0.0.1, which the tests connect to */
static struct identity for_name;    /* for another host */
static struct test_bench bench;
static struct MHD_Daemon *daemon;
static char ca_file[] = "/tmp/ccloud-tls-XXXXXX";

static void pem_text(BIO *bio, char *text, size_t text_bytes)
{
    int len = BIO_read(bio, text, (int)text_bytes - 1);
    assert_true(len > 0 && (size_t)len < text_bytes - 1);
    text[len] = '\0';
    BIO_free(bio);
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

static void identity_make(struct identity *identity, const char *name, const char *alternative)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *certificate = X509_new();
    assert_true(key && certificate);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    add_extension(certificate, NID_subject_alt_name, alternative);
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    BIO *bio = BIO_new(BIO_s_mem());
    assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
    pem_text(bio, identity->certificate, sizeof(identity->certificate));
    bio = BIO_new(BIO_s_mem());
    assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
    pem_text(bio, identity->key, sizeof(identity->key));
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static int make_identities(void **state)
{
    (void)state;
    identity_make(&for_address, "the server", "IP:127.0.0.1");
    identity_make(&for_name, "another server", "DNS:other.example");
    return 0;
}

static enum MHD_Result answer_key(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **request)
{
    static char body[] = "{\"id\":\"cck-1\"}";
    (void)context, (void)url, (void)method, (void)version, (void)upload;
    if (!*request) { /* the first call is for the headers */
        *request = connection;
        return MHD_YES;
    }
    if (*upload_len > 0) {
        *upload_len = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof(body) - 1, body, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

/* Starts the service with an identity, and a client that trusts what is in the CA file. */
static void start(const struct identity *identity, const char *trusted_file)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, NULL, NULL,
                              answer_key, NULL, MHD_OPTION_SOCK_ADDR, &address,
                              MHD_OPTION_HTTPS_MEM_CERT, identity->certificate,
                              MHD_OPTION_HTTPS_MEM_KEY, identity->key, MHD_OPTION_END);
    assert_non_null(daemon);
    int port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    bench.client = test_client_new(&bench, "https", port, trusted_file, &test_quick, 60000);
}

static void trust(const char *certificate)
{
    FILE *file = fopen(ca_file, "wb");
    assert_non_null(file);
    assert_true(fputs(certificate, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    memcpy(ca_file + strlen(ca_file) - 6, "XXXXXX", 6);
    int file = mkstemp(ca_file);
    assert_true(file >= 0);
    close(file);
    test_bench_init(&bench);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_bench_release(&bench);
    if (daemon)
        MHD_stop_daemon(daemon);
    daemon = NULL;
    unlink(ca_file);
    return 0;
}

static void test_tls__a_named_ca_is_trusted(void **state)
{
    (void)state;
    static const enum cc_method methods[] = {CC_GET, CC_POST, CC_POST, CC_PATCH, CC_DELETE};
    trust(for_address.certificate);
    start(&for_address, ca_file);
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        struct cc_answer answer = test_send(&bench, methods[i]);
        if (answer.kind != CC_ANSWER_OK)
            fail_msg("kind %d: %.*s", (int)answer.kind, CC_STR_ARG(answer.reason));
    }
}

/* Nothing is sent, and nobody has to wait for retries that cannot help. */
static void assert_refused_at_once(void)
{
    struct cc_answer answer = test_send(&bench, CC_POST);
    assert_int_equal(answer.kind, CC_ANSWER_UNREACHED);
    assert_int_equal(answer.tries, 1);
    assert_int_equal(answer.http_status, 0);
    assert_false(cc_str_is_empty(answer.reason));
}

static void test_tls__an_unknown_ca_is_refused(void **state)
{
    (void)state;
    start(&for_address, NULL);
    assert_refused_at_once();
}

static void test_tls__a_wrong_ca_is_refused(void **state)
{
    (void)state;
    trust(for_name.certificate);
    start(&for_address, ca_file);
    assert_refused_at_once();
}

static void test_tls__a_certificate_for_another_host_is_refused(void **state)
{
    (void)state;
    trust(for_name.certificate);
    start(&for_name, ca_file);
    assert_refused_at_once();
}

static void test_tls__an_unreadable_ca_file_is_named(void **state)
{
    (void)state;
    start(&for_address, "/nowhere/at/all.pem");
    assert_refused_at_once();
    assert_true(cc_str_contains(test_send(&bench, CC_GET).reason, CC_STR("/nowhere/at/all.pem")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tls__a_named_ca_is_trusted),
        TEST(test_tls__an_unknown_ca_is_refused),
        TEST(test_tls__a_wrong_ca_is_refused),
        TEST(test_tls__a_certificate_for_another_host_is_refused),
        TEST(test_tls__an_unreadable_ca_file_is_named),
    };
    return cmocka_run_group_tests(tests, make_identities, NULL);
}
