// SPDX-License-Identifier: MPL-2.0
#include "client/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/buf.h"

#include "base/banned.h"

struct cc_trust_own {
    struct cc_str pem;
    STACK_OF(X509) * certificates; /* NULL: not parsed yet */
};

static const char *const bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Ubuntu, Alpine, Gentoo */
    "/etc/pki/tls/certs/ca-bundle.crt",                  /* Fedora, RHEL, Amazon Linux */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* newer Fedora and RHEL */
    "/etc/ssl/ca-bundle.pem",                            /* openSUSE */
    "/var/lib/ca-certificates/ca-bundle.pem",            /* newer openSUSE */
    "/etc/ssl/cert.pem",                                 /* Alpine without its package, FreeBSD */
    "/etc/ssl/certs/ca-bundle.crt",                      /* NixOS, older openSUSE */
    "/etc/ca-certificates/extracted/tls-ca-bundle.pem",  /* Arch */
    "/etc/pki/tls/cacert.pem",                           /* OpenELEC */
    "/usr/local/etc/ssl/cert.pem",                       /* older FreeBSD */
    "/usr/local/share/certs/ca-root-nss.crt",            /* the same, before its links */
    NULL,
};

static const char *const directories[] = {"/etc/ssl/certs", "/etc/pki/tls/certs", NULL};

struct cc_str cc_trust_first_readable(const char *const paths[])
{
    for (size_t i = 0; paths[i]; i++) {
        if (access(paths[i], R_OK) == 0)
            return cc_str_from(paths[i]);
    }
    return CC_STR_ABSENT;
}

/* Only regular files: a pipe or a device may never come to an end, or never begin. */
static FILE *file_open(const char *path)
{
    struct stat status;
    errno = 0;
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return NULL;
    bool is_regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    FILE *file = is_regular ? fdopen(descriptor, "rb") : NULL;
    if (file)
        return file;
    close(descriptor);
    errno = is_regular ? errno : EINVAL;
    return NULL;
}

/* Reads a whole file; `*error` is an errno when that is not possible. */
static struct cc_str file_read(struct cc_arena *arena, struct cc_str path, int *error)
{
    struct cc_buf text;
    char chunk[8192];
    size_t len;
    cc_buf_init(&text, arena, CC_TRUST_BYTES_MAX);
    FILE *file = file_open(cc_str_c(arena, path));
    bool fits = file != NULL;
    while (fits && (len = fread(chunk, 1, sizeof(chunk), file)) > 0)
        fits = cc_buf_append(&text, chunk, len);
    bool is_read = fits && !ferror(file);
    *error = is_read ? 0 : file && !fits ? EFBIG : errno;
    if (file)
        fclose(file);
    return is_read ? cc_buf_str(&text) : CC_STR_ABSENT;
}

static struct cc_trust trust_found(void)
{
    struct cc_trust trust = {.file = cc_trust_first_readable(bundles)};
    if (cc_str_is_absent(trust.file))
        trust.directory = cc_trust_first_readable(directories);
    return trust;
}

struct cc_trust cc_trust_find(struct cc_arena *arena, struct cc_str ca_file)
{
    int error;
    struct cc_trust trust = trust_found();
    if (cc_str_is_empty(ca_file) || cc_str_equal(ca_file, trust.file))
        return trust;
    struct cc_str pem = file_read(arena, ca_file, &error);
    if (cc_str_is_absent(pem)) /* named, but unreadable: libcurl says so when it connects */
        return (struct cc_trust){.file = cc_str_copy_into(arena, ca_file)};
    trust.own = cc_arena_new(arena, struct cc_trust_own);
    trust.own->pem = pem;
    return trust;
}

void cc_trust_release(struct cc_trust *trust)
{
    if (trust->own)
        sk_X509_pop_free(trust->own->certificates, X509_free);
}

/* What is no certificate, a key or a comment, is passed. */
static STACK_OF(X509) * parse(struct cc_str pem)
{
    STACK_OF(X509) *certificates = sk_X509_new_null();
    BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
    X509 *certificate;
    while (bio && certificates &&
           (certificate = PEM_read_bio_X509_AUX(bio, NULL, NULL, NULL)) != NULL) {
        if (sk_X509_push(certificates, certificate) == 0)
            X509_free(certificate);
    }
    BIO_free(bio);
    ERR_clear_error(); /* the end of the text is one */
    return certificates;
}

bool cc_trust_extend(struct cc_trust_own *own, struct ssl_ctx_st *connections)
{
    X509_STORE *store = SSL_CTX_get_cert_store(connections);
    if (!own->certificates)
        own->certificates = parse(own->pem);
    bool is_extended = own->certificates != NULL;
    for (int i = 0; i < sk_X509_num(own->certificates); i++)
        is_extended &= X509_STORE_add_cert(store, sk_X509_value(own->certificates, i)) == 1;
    return is_extended;
}

static struct cc_str error_words(struct cc_arena *arena, int error)
{
    char words[128];
    if (error == EINVAL)
        return CC_STR("it is no regular file");
    if (strerror_r(error, words, sizeof(words)) != 0)
        return cc_str_format(arena, "error %d", error);
    return cc_str_copy_into(arena, cc_str_from(words));
}

bool cc_trust_check(struct cc_arena *arena, struct cc_str ca_file, struct cc_str *reason)
{
    int error;
    struct cc_str pem = file_read(arena, ca_file, &error);
    struct cc_str name = cc_str_printable(arena, ca_file);
    *reason = CC_STR_ABSENT;
    if (error)
        *reason = cc_str_format(arena, "The file \"%.*s\" cannot be read: %.*s.", CC_STR_ARG(name),
                                CC_STR_ARG(error_words(arena, error)));
    else if (!cc_str_contains(pem, CC_STR("-----BEGIN CERTIFICATE-----")) &&
             !cc_str_contains(pem, CC_STR("-----BEGIN TRUSTED CERTIFICATE-----")))
        *reason = cc_str_format(arena, "The file \"%.*s\" holds no certificate in PEM form.",
                                CC_STR_ARG(name));
    return cc_str_is_absent(*reason);
}
