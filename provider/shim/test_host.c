// SPDX-License-Identifier: MPL-2.0
#include "shim/test_host.h"

#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>
#include <grpc/support/time.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { PATIENCE_S = 60, HOUR_S = 60 * 60, CERTIFICATE_BYTES_MAX = 4096 };

static struct cc_str take(struct cc_arena *arena, BIO *bio)
{
    char *bytes;
    long len = BIO_get_mem_data(bio, &bytes);
    assert_true(len > 0);
    struct cc_str text = cc_str_copy_into(arena, (struct cc_str){bytes, (size_t)len});
    BIO_free(bio);
    return text;
}

static const char *pem_of(struct cc_arena *arena, X509 *certificate)
{
    BIO *bio = BIO_new(BIO_s_mem());
    assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
    return take(arena, bio).ptr;
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

static X509 *certificate_new(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -30);
    X509_gmtime_adj(X509_getm_notAfter(certificate), HOUR_S);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_set_pubkey(certificate, key);
    add_extension(certificate, NID_subject_alt_name, "DNS:localhost");
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_key_usage,
                  "critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign");
    add_extension(certificate, NID_ext_key_usage, "clientAuth,serverAuth");
    assert_true(X509_sign(certificate, key, EVP_sha512()) > 0);
    return certificate;
}

struct cc_test_identity cc_test_identity_make(struct cc_arena *arena)
{
    EVP_PKEY *key = EVP_EC_gen("P-521");
    assert_non_null(key);
    X509 *certificate = certificate_new(key);
    BIO *bio = BIO_new(BIO_s_mem());
    assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
    struct cc_test_identity identity = {.key_pem = take(arena, bio).ptr,
                                        .certificate_pem = pem_of(arena, certificate)};
    X509_free(certificate);
    EVP_PKEY_free(key);
    return identity;
}

const char *cc_test_certificate_pem(struct cc_arena *arena, struct cc_str text)
{
    static const char *const paddings[] = {"", "!", "==", "="};
    unsigned char bytes[CERTIFICATE_BYTES_MAX];
    assert_false(cc_str_contains(text, CC_STR("=")));
    assert_true(text.len % 4 != 1 && text.len < sizeof bytes);
    struct cc_str padded = cc_str_format(arena, "%.*s%s", CC_STR_ARG(text), paddings[text.len % 4]);
    int len = EVP_DecodeBlock(bytes, (const unsigned char *)padded.ptr, (int)padded.len);
    assert_true(len > 0);
    const unsigned char *position = bytes;
    X509 *certificate = d2i_X509(NULL, &position, len);
    assert_non_null(certificate);
    const char *pem = pem_of(arena, certificate);
    X509_free(certificate);
    return pem;
}

static grpc_channel_credentials *credentials_new(const char *server_pem,
                                                 const struct cc_test_identity *identity)
{
    if (server_pem == NULL)
        return grpc_insecure_credentials_create();
    if (identity == NULL)
        return grpc_ssl_credentials_create(server_pem, NULL, NULL, NULL);
    grpc_ssl_pem_key_cert_pair pair = {identity->key_pem, identity->certificate_pem};
    return grpc_ssl_credentials_create(server_pem, &pair, NULL, NULL);
}

static char *writable(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* Paths with strange characters are percent-encoded by brute force. */
static struct cc_str target_of(struct cc_arena *arena, struct cc_str network, struct cc_str address)
{
    if (cc_str_equal(network, CC_STR("tcp")))
        return cc_str_copy_into(arena, address);
    struct cc_str target = CC_STR("unix:");
    for (size_t i = 0; i < address.len; i++)
        target = cc_str_format(arena, "%.*s%%%02X", CC_STR_ARG(target),
                               (unsigned)(unsigned char)address.ptr[i]);
    return target;
}

void cc_test_host_connect(struct cc_arena *arena, struct cc_str network, struct cc_str address,
                          const char *server_pem, const struct cc_test_identity *identity,
                          struct cc_test_host *host)
{
    grpc_arg args[] = {
        {.type = GRPC_ARG_STRING,
         .key = writable(GRPC_SSL_TARGET_NAME_OVERRIDE_ARG),
         .value.string = writable("localhost")},
        {.type = GRPC_ARG_INTEGER,
         .key = writable(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH),
         .value.integer = -1},
        {.type = GRPC_ARG_INTEGER, /* a host opens a connection of its own */
         .key = writable(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL),
         .value.integer = 1},
    };
    grpc_channel_args list = {.num_args = sizeof args / sizeof args[0], .args = args};
    grpc_channel_credentials *credentials = credentials_new(server_pem, identity);
    assert_non_null(credentials);
    grpc_init();
    host->arena = arena;
    host->queue = grpc_completion_queue_create_for_pluck(NULL);
    host->channel = grpc_channel_create(target_of(arena, network, address).ptr, credentials, &list);
    grpc_channel_credentials_release(credentials);
}

void cc_test_host_close(struct cc_test_host *host)
{
    grpc_channel_destroy(host->channel);
    grpc_completion_queue_shutdown(host->queue);
    while (grpc_completion_queue_pluck(host->queue, NULL, gpr_inf_future(GPR_CLOCK_REALTIME), NULL)
               .type != GRPC_QUEUE_SHUTDOWN) {
    }
    grpc_completion_queue_destroy(host->queue);
    grpc_shutdown();
}

struct cc_test_call {
    struct cc_test_host *host;
    grpc_call *call;
    grpc_metadata_array first, last;
    grpc_byte_buffer *request, *reply;
    grpc_status_code status;
    grpc_slice details;
    bool has_started;
};

/* The two batches are told apart by these addresses. */
static void *start_tag(struct cc_test_call *call)
{
    return &call->first;
}

static void *end_tag(struct cc_test_call *call)
{
    return &call->last;
}

static void start_batches(struct cc_test_call *call)
{
    grpc_op start[] = {{.op = GRPC_OP_SEND_INITIAL_METADATA},
                       {.op = GRPC_OP_RECV_INITIAL_METADATA}};
    start[1].data.recv_initial_metadata.recv_initial_metadata = &call->first;
    assert_int_equal(grpc_call_start_batch(call->call, start, 2, start_tag(call), NULL), 0);
    grpc_op end[] = {{.op = GRPC_OP_SEND_MESSAGE},
                     {.op = GRPC_OP_SEND_CLOSE_FROM_CLIENT},
                     {.op = GRPC_OP_RECV_MESSAGE},
                     {.op = GRPC_OP_RECV_STATUS_ON_CLIENT}};
    end[0].data.send_message.send_message = call->request;
    end[2].data.recv_message.recv_message = &call->reply;
    end[3].data.recv_status_on_client.trailing_metadata = &call->last;
    end[3].data.recv_status_on_client.status = &call->status;
    end[3].data.recv_status_on_client.status_details = &call->details;
    assert_int_equal(grpc_call_start_batch(call->call, end, 4, end_tag(call), NULL), 0);
}

struct cc_test_call *cc_test_call_begin(struct cc_test_host *host, const char *path,
                                        struct cc_str request)
{
    struct cc_test_call *call = cc_arena_new(host->arena, struct cc_test_call);
    gpr_timespec deadline =
        gpr_time_add(gpr_now(GPR_CLOCK_REALTIME), gpr_time_from_seconds(PATIENCE_S, GPR_TIMESPAN));
    grpc_slice slice = grpc_slice_from_copied_buffer(request.len ? request.ptr : "", request.len);
    call->host = host;
    call->call =
        grpc_channel_create_call(host->channel, NULL, GRPC_PROPAGATE_DEFAULTS, host->queue,
                                 grpc_slice_from_static_string(path), NULL, deadline, NULL);
    call->request = grpc_raw_byte_buffer_create(&slice, 1);
    grpc_slice_unref(slice);
    grpc_metadata_array_init(&call->first);
    grpc_metadata_array_init(&call->last);
    start_batches(call);
    return call;
}

static void pluck(struct cc_test_call *call, void *tag)
{
    grpc_event event = grpc_completion_queue_pluck(call->host->queue, tag,
                                                   gpr_inf_future(GPR_CLOCK_REALTIME), NULL);
    assert_int_equal(event.type, GRPC_OP_COMPLETE);
}

void cc_test_call_await_start(struct cc_test_call *call)
{
    if (!call->has_started)
        pluck(call, start_tag(call));
    call->has_started = true;
}

void cc_test_call_cancel(struct cc_test_call *call)
{
    grpc_call_cancel(call->call, NULL);
}

static struct cc_str take_reply(struct cc_test_call *call)
{
    grpc_byte_buffer_reader reader;
    if (call->reply == NULL || !grpc_byte_buffer_reader_init(&reader, call->reply))
        return CC_STR_ABSENT;
    grpc_slice slice = grpc_byte_buffer_reader_readall(&reader);
    struct cc_str bytes = cc_str_copy_into(
        call->host->arena,
        (struct cc_str){(const char *)GRPC_SLICE_START_PTR(slice), GRPC_SLICE_LENGTH(slice)});
    grpc_slice_unref(slice);
    grpc_byte_buffer_reader_destroy(&reader);
    grpc_byte_buffer_destroy(call->reply);
    return bytes;
}

struct cc_test_answer cc_test_call_end(struct cc_test_call *call)
{
    cc_test_call_await_start(call);
    pluck(call, end_tag(call));
    struct cc_test_answer answer = {.status = call->status, .bytes = take_reply(call)};
    grpc_slice_unref(call->details);
    grpc_metadata_array_destroy(&call->first);
    grpc_metadata_array_destroy(&call->last);
    grpc_byte_buffer_destroy(call->request);
    grpc_call_unref(call->call);
    return answer;
}

struct cc_test_answer cc_test_host_call(struct cc_test_host *host, const char *path,
                                        struct cc_str request)
{
    return cc_test_call_end(cc_test_call_begin(host, path, request));
}
