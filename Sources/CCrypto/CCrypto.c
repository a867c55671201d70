#include "CCrypto.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

struct cc_digest {
    EVP_MD_CTX *context;
};

cc_digest *cc_sha256_begin(void) {
    cc_digest *d = malloc(sizeof *d);
    if (!d) return NULL;
    d->context = EVP_MD_CTX_new();
    if (!d->context || EVP_DigestInit_ex(d->context, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(d->context);
        free(d);
        return NULL;
    }
    return d;
}

bool cc_sha256_update(cc_digest *d, const void *bytes, size_t count) { return EVP_DigestUpdate(d->context, bytes, count) == 1; }

bool cc_sha256_end(cc_digest *d, uint8_t *out) {
    bool fine = EVP_DigestFinal_ex(d->context, out, NULL) == 1;
    EVP_MD_CTX_free(d->context);
    free(d);
    return fine;
}

bool cc_sha256(const void *bytes, size_t count, uint8_t *out) { return EVP_Digest(bytes, count, out, NULL, EVP_sha256(), NULL) == 1; }

bool cc_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t *out) {
    unsigned int length = 0;
    return HMAC(EVP_sha256(), key, (int)key_count, bytes, count, out, &length) != NULL && length == 32;
}

bool cc_hmac_sha1(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t *out) {
    unsigned int length = 0;
    return HMAC(EVP_sha1(), key, (int)key_count, bytes, count, out, &length) != NULL && length == 20;
}

bool cc_random(uint8_t *out, size_t count) { return RAND_bytes(out, (int)count) == 1; }

bool cc_equal(const void *a, const void *b, size_t count) { return CRYPTO_memcmp(a, b, count) == 0; }

bool cc_seal(const uint8_t *key, const void *bytes, size_t count, const void *extra, size_t extra_count, uint8_t *sealed) {
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int n = 0;
    bool fine = c && cc_random(sealed, 12) && EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, sealed) == 1
        && EVP_EncryptUpdate(c, NULL, &n, extra, (int)extra_count) == 1
        && EVP_EncryptUpdate(c, sealed + 12, &n, bytes, (int)count) == 1
        && EVP_EncryptFinal_ex(c, sealed + 12 + n, &n) == 1
        && EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, 16, sealed + 12 + count) == 1;
    EVP_CIPHER_CTX_free(c);
    return fine;
}

bool cc_open(const uint8_t *key, const void *sealed, size_t sealed_count, const void *extra, size_t extra_count, uint8_t *out) {
    if (sealed_count < 28) return false;
    const uint8_t *in = sealed;
    size_t count = sealed_count - 28;
    uint8_t tag[16];
    memcpy(tag, in + 12 + count, 16);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int n = 0;
    bool fine = c && EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, in) == 1
        && EVP_DecryptUpdate(c, NULL, &n, extra, (int)extra_count) == 1
        && EVP_DecryptUpdate(c, out, &n, in + 12, (int)count) == 1
        && EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, 16, tag) == 1
        && EVP_DecryptFinal_ex(c, out + n, &n) == 1;
    EVP_CIPHER_CTX_free(c);
    return fine;
}

bool cc_argon2id(const char *password, size_t count, uint32_t passes, uint32_t memory, char *out) {
    uint8_t salt[16];
    return cc_random(salt, sizeof salt)
        && argon2id_hash_encoded(passes, memory, 1, password, count, salt, sizeof salt, 32, out, 128) == ARGON2_OK;
}

bool cc_argon2id_verify(const char *encoded, const char *password, size_t count) {
    return argon2id_verify(encoded, password, count) == ARGON2_OK;
}
