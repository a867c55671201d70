#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A narrow door to libxml2. Its headers pull in ICU, which clashes with Foundation's, so they stay in CXML.c.
// Strings are UTF-8, end with NUL unless a length stands beside them, and live only as long as the call.

// Four strings for each attribute: local name, prefix, namespace URI (both may be NULL), value.
// Two strings for each namespace declaration: prefix (NULL for the default one), URI.
typedef struct {
    void *context;
    void (*started)(void *context, const char *name, const char *prefix, const char *uri, long line,
                    size_t namespaces, const char *const *declared, size_t attributes, const char *const *values);
    void (*ended)(void *context);
    void (*text)(void *context, const char *bytes, size_t count);
    void (*cdata)(void *context, const char *bytes, size_t count);
    void (*comment)(void *context, const char *text);
    void (*instruction)(void *context, const char *target, const char *data);
    // The first error; after it nothing else is reported.
    void (*failed)(void *context, int code, long line, long column, const char *message);
} cx_reader;

// Codes of ours, beside those of libxml2 (which are positive).
enum { CX_DOCTYPE = -1, CX_DEPTH = -2, CX_MEMORY = -3 };

// Reads a whole document and reports what stands in it, in order. Never opens a file or a connection, expands no
// entity but the five of XML and character references, and refuses a DOCTYPE. False after an error.
bool cx_read(const char *bytes, size_t count, int deepest, const cx_reader *reader);

typedef struct cx_schema cx_schema;
typedef void (*cx_complaint)(void *context, int code, long line, const char *file, const char *message);

// Reads an XML Schema from memory; includes and imports may name local files only. NULL after an error.
cx_schema *cx_schema_read(const char *bytes, size_t count, void *context, cx_complaint complaint);
void cx_schema_free(cx_schema *schema);
// Complains about everything in the document that the schema forbids; false if it could not be read at all.
bool cx_schema_validate(cx_schema *schema, const char *bytes, size_t count, void *context, cx_complaint complaint);
