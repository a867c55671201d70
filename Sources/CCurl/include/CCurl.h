#pragma once
#include <stdbool.h>
#include <stddef.h>

// A narrow door to libcurl: curl_easy_setopt takes any number of arguments, which Swift cannot call.
// Strings are UTF-8, end with NUL, and live only as long as the call.

/// How a mail is handed to a mail server (RFC 5321).
typedef struct {
    /// `smtp://host:port/name` or `smtps://…`; the name after the slash is what EHLO says.
    const char *url;
    /// NULL where the server takes mail without.
    const char *user;
    const char *password;
    /// Refuse to go on without TLS; otherwise TLS is used where the server offers it.
    bool needs_tls;
    /// Bare addresses.
    const char *from;
    const char *to;
    /// The whole mail, with CRLF.
    const char *bytes;
    size_t count;
    long connect_seconds;
    long seconds;
} ccurl_mail;

typedef struct {
    /// libcurl's code, 0 where the server took the mail.
    int code;
    /// The server's last reply code, 0 where it never answered.
    long reply;
    /// libcurl's words for the code; never what the server said, which may name people.
    char words[128];
} ccurl_outcome;

/// Blocks until the server has answered or the time is over. May be called from several threads.
ccurl_outcome ccurl_send_mail(const ccurl_mail *mail);
