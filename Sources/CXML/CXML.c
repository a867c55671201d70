#include "CXML.h"
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void be_silent(void *context, const char *format, ...) {}

static void prepare(void) {
    xmlInitParser();
    // Schemas may include files beside them; nobody fetches anything from a network.
    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
    xmlSetGenericErrorFunc(NULL, be_silent);
}

typedef struct {
    const cx_reader *reader;
    xmlParserCtxtPtr parser;
    int depth, deepest;
    bool failed;
} run;

static void fail(run *r, int code, long line, long column, const char *message) {
    if (r->failed) return;
    r->failed = true;
    r->reader->failed(r->reader->context, code, line, column, message);
    xmlStopParser(r->parser);
}

static void fail_here(run *r, int code, const char *message) {
    xmlParserInputPtr input = r->parser->input;
    fail(r, code, input ? input->line : 0, input ? input->col : 0, message);
}

// libxml2 stands at the end of the start tag when it reports it. A start tag holds no other '<', so going back to
// the last one gives the line on which the tag begins.
static long first_line(xmlParserCtxtPtr parser) {
    xmlParserInputPtr input = parser->input;
    long line = input->line;
    for (const xmlChar *at = input->cur; at > input->base && *at != '<'; at--)
        if (*at == '\n') line--;
    return line;
}

// Unless it replaces entities (it must not here), libxml2 leaves each '&' of an attribute value as "&#38;", and only
// those: any other entity in it has been an error by now.
static char *copy_value(char *to, const char *from, size_t length) {
    for (size_t i = 0; i < length; i++) {
        *to++ = from[i];
        if (from[i] == '&' && length - i >= 5 && memcmp(from + i, "&#38;", 5) == 0) i += 4;
    }
    *to++ = 0;
    return to;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int declared_count,
                     const xmlChar **declared, int count, int defaulted, const xmlChar **attributes) {
    run *r = context;
    if (r->failed) return;
    if (++r->depth > r->deepest) {
        fail_here(r, CX_DEPTH, "elements are nested too deeply");
        return;
    }
    // libxml2 hands each value as a pair of pointers; copy them so that each ends with NUL.
    size_t total = 0;
    for (int i = 0; i < count; i++) total += (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]) + 1;
    const char **values = malloc((size_t)(count ? count : 1) * 4 * sizeof *values);
    char *copies = malloc(total ? total : 1);
    if (!values || !copies) {
        free(values);
        free(copies);
        fail_here(r, CX_MEMORY, "out of memory");
        return;
    }
    char *next = copies;
    for (int i = 0; i < count; i++) {
        size_t length = (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]);
        for (int k = 0; k < 3; k++) values[4 * i + k] = (const char *)attributes[5 * i + k];
        values[4 * i + 3] = next;
        next = copy_value(next, (const char *)attributes[5 * i + 3], length);
    }
    r->reader->started(r->reader->context, (const char *)name, (const char *)prefix, (const char *)uri,
                       first_line(r->parser), (size_t)declared_count, (const char *const *)declared, (size_t)count, values);
    free(values);
    free(copies);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    run *r = context;
    if (r->failed) return;
    r->depth--;
    r->reader->ended(r->reader->context);
}

static void on_text(void *context, const xmlChar *text, int count) {
    run *r = context;
    if (!r->failed) r->reader->text(r->reader->context, (const char *)text, (size_t)count);
}

static void on_cdata(void *context, const xmlChar *text, int count) {
    run *r = context;
    if (!r->failed) r->reader->cdata(r->reader->context, (const char *)text, (size_t)count);
}

static void on_comment(void *context, const xmlChar *text) {
    run *r = context;
    if (!r->failed) r->reader->comment(r->reader->context, (const char *)text);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data) {
    run *r = context;
    if (!r->failed) r->reader->instruction(r->reader->context, (const char *)target, data ? (const char *)data : "");
}

// Called as soon as "<!DOCTYPE name" is read, before any declaration in it.
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    fail_here(context, CX_DOCTYPE, "a document type declaration (DOCTYPE) is not accepted");
}

static xmlEntityPtr no_entity(void *context, const xmlChar *name) { return NULL; }

static void on_error(void *context, xmlErrorPtr error) {
    run *r = context;
    // Warnings and namespace quirks that leave the document well-formed are no reason to refuse it, but an undeclared
    // prefix is: nobody could say what the element means.
    if (error->level < XML_ERR_ERROR) return;
    fail(r, error->code, error->line, error->int2, error->message ? error->message : "not well-formed");
}

bool cx_read(const char *bytes, size_t count, int deepest, const cx_reader *reader) {
    pthread_once(&prepared, prepare);
    run r = {.reader = reader, .deepest = deepest};
    r.parser = count > 0 && count < INT32_MAX ? xmlCreateMemoryParserCtxt(bytes, (int)count) : NULL;
    if (!r.parser) {
        reader->failed(reader->context, CX_MEMORY, 1, 1, count == 0 ? "the document is empty" : "the document cannot be read");
        return false;
    }
    xmlSAXHandler sax = {0};
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_cdata;
    sax.comment = on_comment;
    sax.processingInstruction = on_instruction;
    sax.internalSubset = on_doctype;
    sax.getEntity = no_entity;
    sax.getParameterEntity = no_entity;
    sax.serror = on_error;
    xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_NODICT);
    *r.parser->sax = sax;
    r.parser->sax2 = 1;
    r.parser->userData = &r;
    xmlParseDocument(r.parser);
    if (!r.failed && !r.parser->wellFormed) fail_here(&r, XML_ERR_INTERNAL_ERROR, "not well-formed");
    if (r.parser->myDoc) xmlFreeDoc(r.parser->myDoc);
    r.parser->myDoc = NULL;
    xmlFreeParserCtxt(r.parser);
    return !r.failed;
}

struct cx_schema {
    xmlSchemaPtr schema;
};

typedef struct {
    void *context;
    cx_complaint complaint;
} listener;

static void on_complaint(void *context, xmlErrorPtr error) {
    listener *l = context;
    if (error->level < XML_ERR_ERROR) return;
    long line = error->line;
    // Elements keep their line in sixteen bits unless asked otherwise; the node knows more.
    if (error->node && ((xmlNodePtr)error->node)->type == XML_ELEMENT_NODE) {
        long known = xmlGetLineNo(error->node);
        if (known > line) line = known;
    }
    l->complaint(l->context, error->code, line, error->file ? error->file : "", error->message ? error->message : "");
}

cx_schema *cx_schema_read(const char *bytes, size_t count, void *context, cx_complaint complaint) {
    pthread_once(&prepared, prepare);
    listener l = {context, complaint};
    xmlSchemaParserCtxtPtr parser = count < INT32_MAX ? xmlSchemaNewMemParserCtxt(bytes, (int)count) : NULL;
    if (!parser) return NULL;
    xmlSchemaSetParserStructuredErrors(parser, on_complaint, &l);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
    if (!schema) return NULL;
    cx_schema *result = malloc(sizeof *result);
    if (!result) {
        xmlSchemaFree(schema);
        return NULL;
    }
    result->schema = schema;
    return result;
}

void cx_schema_free(cx_schema *schema) {
    if (!schema) return;
    xmlSchemaFree(schema->schema);
    free(schema);
}

bool cx_schema_validate(cx_schema *schema, const char *bytes, size_t count, void *context, cx_complaint complaint) {
    pthread_once(&prepared, prepare);
    listener l = {context, complaint};
    xmlDocPtr document = count < INT32_MAX
        ? xmlReadMemory(bytes, (int)count, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES)
        : NULL;
    if (!document) return false;
    xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema->schema);
    bool run = validator != NULL;
    if (validator) {
        xmlSchemaSetValidStructuredErrors(validator, on_complaint, &l);
        run = xmlSchemaValidateDoc(validator, document) >= 0;
        xmlSchemaFreeValidCtxt(validator);
    }
    xmlFreeDoc(document);
    return run;
}
