#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A narrow door to GMime: one mail of plain text (RFC 5322, RFC 2045 to 2047). GObject stays in CMime.c.
// Strings are UTF-8, end with NUL, and live only as long as the call.

typedef struct {
    const char *from_name;
    const char *from;
    const char *to;
    const char *subject;
    /// Without angle brackets.
    const char *message_id;
    /// Seconds since 1970.
    int64_t date;
    /// `de`, `en`; may be NULL.
    const char *language;
    const char *text;
} cmime_mail;

/// The whole mail with CRLF, to be freed with `cmime_free`; NULL where it could not be composed.
char *cmime_compose(const cmime_mail *mail, size_t *count);
void cmime_free(char *bytes);

/// A domain in ASCII, as IDNA writes it; NULL where it is none. To be freed with `cmime_free`.
char *cmime_domain(const char *domain);
