#include "CCurl.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

typedef struct {
    const char *bytes;
    size_t left;
} source;

static size_t give(char *buffer, size_t size, size_t count, void *context) {
    source *from = context;
    size_t room = size * count;
    size_t given = from->left < room ? from->left : room;
    memcpy(buffer, from->bytes, given);
    from->bytes += given;
    from->left -= given;
    return given;
}

static ccurl_outcome outcome(CURLcode code, long reply) {
    ccurl_outcome told = {.code = (int)code, .reply = reply};
    strncpy(told.words, curl_easy_strerror(code), sizeof told.words - 1);
    return told;
}

ccurl_outcome ccurl_send_mail(const ccurl_mail *mail) {
    pthread_once(&once, begin);
    CURL *curl = curl_easy_init();
    if (!curl) return outcome(CURLE_OUT_OF_MEMORY, 0);
    source from = {mail->bytes, mail->count};
    struct curl_slist *recipients = curl_slist_append(NULL, mail->to);
    long reply = 0;
    CURLcode code = recipients ? CURLE_OK : CURLE_OUT_OF_MEMORY;
#define SET(option, value) if (code == CURLE_OK) code = curl_easy_setopt(curl, option, value)
    SET(CURLOPT_URL, mail->url);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // A proxy of the environment is for the web, not for mail.
    SET(CURLOPT_PROXY, "");
    if (mail->user) {
        SET(CURLOPT_USERNAME, mail->user);
        SET(CURLOPT_PASSWORD, mail->password ? mail->password : "");
    }
    SET(CURLOPT_USE_SSL, (long)(mail->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    SET(CURLOPT_MAIL_FROM, mail->from);
    SET(CURLOPT_MAIL_RCPT, recipients);
    SET(CURLOPT_READFUNCTION, give);
    SET(CURLOPT_READDATA, &from);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->count);
    SET(CURLOPT_CONNECTTIMEOUT, mail->connect_seconds);
    SET(CURLOPT_TIMEOUT, mail->seconds);
    SET(CURLOPT_NOSIGNAL, 1L);
#undef SET
    if (code == CURLE_OK) code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    return outcome(code, reply);
}
