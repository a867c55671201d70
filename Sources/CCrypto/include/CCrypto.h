#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Digests, keyed digests and authenticated encryption by OpenSSL, password hashes by libargon2.
// Every function answers true when it worked.

/// A running SHA-256 (FIPS 180-4).
typedef struct cc_digest cc_digest;

/// NULL when there is no memory.
cc_digest *cc_sha256_begin(void);
bool cc_sha256_update(cc_digest *d, const void *bytes, size_t count);
/// Writes 32 bytes and frees the state.
bool cc_sha256_end(cc_digest *d, uint8_t *out);
bool cc_sha256(const void *bytes, size_t count, uint8_t *out);

/// HMAC (RFC 2104); 32 and 20 bytes.
bool cc_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t *out);
bool cc_hmac_sha1(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t *out);

bool cc_random(uint8_t *out, size_t count);
/// In constant time.
bool cc_equal(const void *a, const void *b, size_t count);

/// AES-256-GCM: writes nonce (12), ciphertext (count), tag (16).
bool cc_seal(const uint8_t *key, const void *bytes, size_t count, const void *extra, size_t extra_count, uint8_t *sealed);
/// Writes sealed_count - 28 bytes; false where key, extra or tag do not fit.
bool cc_open(const uint8_t *key, const void *sealed, size_t sealed_count, const void *extra, size_t extra_count, uint8_t *out);

/// Argon2id (RFC 9106), one lane, fresh salt of 16 bytes; `memory` in KiB; writes at most 128 characters with their NUL.
bool cc_argon2id(const char *password, size_t count, uint32_t passes, uint32_t memory, char *out);
bool cc_argon2id_verify(const char *encoded, const char *password, size_t count);
