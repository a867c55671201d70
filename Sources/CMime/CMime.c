#include "CMime.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void) { g_mime_init(); }

// Every mail says that no person wrote it, so that no one's absence note answers it (RFC 3834).
static void address(GMimeMessage *message, const cmime_mail *mail) {
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, mail->from_name, mail->from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, mail->to);
    g_mime_message_set_subject(message, mail->subject, "utf-8");
    g_mime_message_set_message_id(message, mail->message_id);
    GDateTime *date = g_date_time_new_from_unix_utc(mail->date);
    if (date) {
        g_mime_message_set_date(message, date);
        g_date_time_unref(date);
    }
    g_mime_object_set_header(GMIME_OBJECT(message), "Auto-Submitted", "auto-generated", NULL);
    if (mail->language) g_mime_object_set_header(GMIME_OBJECT(message), "Content-Language", mail->language, NULL);
}

char *cmime_compose(const cmime_mail *mail, size_t *count) {
    pthread_once(&once, begin);
    GMimeMessage *message = g_mime_message_new(TRUE);
    if (!message) return NULL;
    address(message, mail);

    GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, mail->text);
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_mime_message_set_mime_part(message, GMIME_OBJECT(part));
    g_object_unref(part);

    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    GMimeStream *stream = g_mime_stream_mem_new();
    char *bytes = NULL;
    if (g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream) >= 0) {
        GByteArray *written = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        bytes = g_malloc(written->len + 1);
        memcpy(bytes, written->data, written->len);
        bytes[written->len] = 0;
        *count = written->len;
    }
    g_object_unref(stream);
    g_mime_format_options_free(format);
    g_object_unref(message);
    return bytes;
}

void cmime_free(char *bytes) { g_free(bytes); }

char *cmime_domain(const char *domain) { return g_hostname_to_ascii(domain); }
