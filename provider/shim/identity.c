// SPDX-License-Identifier: MPL-2.0
#include "shim/identity.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

enum {
    MINUTE_S = 60,
    YEAR_S = 365 * 24 * 60 * MINUTE_S,
    SERIAL_BITS = 127,
    SCALAR_BYTES = 32, /* of P-256: the private key … */
    POINT_BYTES = 65,  /* … and the public one, uncompressed */
};

struct key_pair {
    EVP_PKEY *key;
    unsigned char scalar[SCALAR_BYTES], point[POINT_BYTES];
};

/* The numbers themselves: OpenSSL's encoders and decoders of keys look through all their
 * algorithms each time, which took a fifth of the whole start. */
static bool make_pair(struct key_pair *pair)
{
    BIGNUM *scalar = NULL;
    size_t len = 0;
    *pair = (struct key_pair){.key = EVP_EC_gen("P-256")};
    bool is_made = pair->key != NULL &&
                   EVP_PKEY_get_bn_param(pair->key, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) == 1 &&
                   BN_bn2binpad(scalar, pair->scalar, SCALAR_BYTES) == SCALAR_BYTES &&
                   EVP_PKEY_get_octet_string_param(pair->key, OSSL_PKEY_PARAM_PUB_KEY, pair->point,
                                                   POINT_BYTES, &len) == 1 &&
                   len == POINT_BYTES;
    BN_clear_free(scalar);
    return is_made;
}

static void release_pair(struct key_pair *pair)
{
    EVP_PKEY_free(pair->key);
    OPENSSL_cleanse(pair->scalar, sizeof pair->scalar);
}

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

static bool set_public_key(X509 *certificate, const struct key_pair *pair)
{
    unsigned char *point = OPENSSL_memdup(pair->point, POINT_BYTES);
    if (point != NULL &&
        X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(certificate), OBJ_nid2obj(EVP_PKEY_EC),
                               V_ASN1_OBJECT, OBJ_nid2obj(NID_X9_62_prime256v1), point,
                               POINT_BYTES) == 1)
        return true;
    OPENSSL_free(point);
    return false;
}

static bool fill_certificate(X509 *certificate, const struct key_pair *pair)
{
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -MINUTE_S) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), YEAR_S) != NULL &&
           set_name(certificate) && set_public_key(certificate, pair) &&
           add_extensions(certificate) && X509_sign(certificate, pair->key, EVP_sha256()) > 0;
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

/* ECPrivateKey of RFC 5915: version, scalar, curve, point. */
static struct cc_str write_private_key(struct cc_arena *arena, const struct key_pair *pair)
{
    static const unsigned char start[] = {0x30, 0x77, 0x02, 0x01, 0x01, 0x04, SCALAR_BYTES};
    static const unsigned char middle[] = {0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
                                           0x03, 0x01, 0x07, 0xA1, 0x44, 0x03, 0x42, 0x00};
    enum { LEN = sizeof start + SCALAR_BYTES + sizeof middle + POINT_BYTES };
    unsigned char der[LEN], *at = der;
    BIO *bio = BIO_new(BIO_s_secmem());
    memcpy(at, start, sizeof start);
    memcpy(at += sizeof start, pair->scalar, SCALAR_BYTES);
    memcpy(at += SCALAR_BYTES, middle, sizeof middle);
    memcpy(at + sizeof middle, pair->point, POINT_BYTES);
    struct cc_str pem =
        take(arena, bio, bio != NULL && PEM_write_bio(bio, "EC PRIVATE KEY", "", der, LEN) > 0);
    OPENSSL_cleanse(der, LEN);
    return pem;
}

static bool export(struct cc_arena *arena, X509 *certificate, const struct key_pair *pair,
                   struct cc_identity *identity)
{
    identity->key_pem = write_private_key(arena, pair);
    BIO *bio = BIO_new(BIO_s_mem());
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
    struct key_pair pair;
    X509 *certificate = X509_new();
    bool is_made = make_pair(&pair) && certificate != NULL &&
                   fill_certificate(certificate, &pair) &&
                   export(arena, certificate, &pair, identity);
    X509_free(certificate);
    release_pair(&pair);
    return is_made;
}

/* One ASN.1 sequence of this length and nothing else. */
static bool is_sequence(const unsigned char *der, long len)
{
    const unsigned char *content = der;
    long content_len = 0;
    int tag = 0, class = 0;
    int form = ASN1_get_object(&content, &content_len, &tag, &class, len);
    return form == V_ASN1_CONSTRUCTED && tag == V_ASN1_SEQUENCE && class == V_ASN1_UNIVERSAL &&
           content_len == len - (content - der);
}

/* The wrapping alone: what is inside is parsed by the trust store, which costs enough. */
bool cc_identity_is_certificate(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    char *name = NULL, *header = NULL;
    unsigned char *der = NULL;
    long len = 0;
    bool is_pem = bio != NULL && PEM_read_bio(bio, &name, &header, &der, &len) == 1;
    bool is_certificate =
        is_pem && strcmp(name, PEM_STRING_X509) == 0 && header[0] == '\0' && is_sequence(der, len);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(bio);
    return is_certificate;
}
