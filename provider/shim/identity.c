// SPDX-License-Identifier: MPL-2.0
#include "shim/identity.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

enum { MINUTE_S = 60, YEAR_S = 365 * 24 * 60 * MINUTE_S, SERIAL_BITS = 127 };

static const struct {
    int nid;
    const char *value;
} extensions[] = {
    {NID_subject_alt_name, "DNS:localhost"},
    {NID_basic_constraints, "critical,CA:TRUE"},
    {NID_key_usage, "critical,digitalSignature,keyEncipherment,keyCertSign"},
    {NID_ext_key_usage, "serverAuth,clientAuth"},
};

static bool add_extensions(X509 *certificate)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        X509_EXTENSION *extension =
            X509V3_EXT_conf_nid(NULL, &context, extensions[i].nid, extensions[i].value);
        bool is_added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        if (!is_added)
            return false;
    }
    return true;
}

static bool set_name(X509 *certificate)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost",
                                      -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

static bool set_serial(X509 *certificate)
{
    BIGNUM *number = BN_new();
    bool is_set = number != NULL && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ANY, 0) == 1 &&
                  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return is_set;
}

static bool fill_certificate(X509 *certificate, EVP_PKEY *key)
{
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -MINUTE_S) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), YEAR_S) != NULL &&
           set_name(certificate) && X509_set_pubkey(certificate, key) == 1 &&
           add_extensions(certificate) && X509_sign(certificate, key, EVP_sha256()) > 0;
}

/* Copies what was written into the memory BIO and frees it. */
static struct cc_str take(struct cc_arena *arena, BIO *bio, bool is_written)
{
    char *bytes = NULL;
    long len = is_written ? BIO_get_mem_data(bio, &bytes) : 0;
    struct cc_str text = CC_STR_ABSENT;
    if (len > 0)
        text = cc_str_copy_into(arena, (struct cc_str){bytes, (size_t)len});
    BIO_free(bio);
    return text;
}

static bool export(struct cc_arena *arena, X509 *certificate, EVP_PKEY *key,
                   struct cc_identity *identity)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    identity->key_pem =
        take(arena, bio,
             bio != NULL && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1);
    bio = BIO_new(BIO_s_mem());
    identity->certificate_pem =
        take(arena, bio, bio != NULL && PEM_write_bio_X509(bio, certificate) == 1);
    bio = BIO_new(BIO_s_mem());
    identity->certificate_der =
        take(arena, bio, bio != NULL && i2d_X509_bio(bio, certificate) == 1);
    return !cc_str_is_absent(identity->key_pem) && !cc_str_is_absent(identity->certificate_pem) &&
           !cc_str_is_absent(identity->certificate_der);
}

bool cc_identity_make(struct cc_arena *arena, struct cc_identity *identity)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    bool is_made = key != NULL && certificate != NULL && fill_certificate(certificate, key) &&
                   export(arena, certificate, key, identity);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return is_made;
}

bool cc_identity_is_certificate(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *certificate = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);
    bool is_certificate = certificate != NULL;
    X509_free(certificate);
    BIO_free(bio);
    return is_certificate;
}
