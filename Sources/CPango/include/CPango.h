// Typesetting for the PDF module: Pango lays out text, HarfBuzz cuts font files down, zlib deflates.
// The surface is plain C structs in points (1/72 inch), so no type of those libraries reaches Swift.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A set of font files and what Pango needs to lay out text in them. One thread at a time.
typedef struct ck_engine ck_engine;

/// A stretch of the text (byte offsets, end exclusive) that is set differently from the base style.
typedef struct {
    uint32_t start, end;
    uint8_t bold, italic;
    double size;
} ck_span;

/// One glyph. `x` is its origin from the left edge of the layout, `y` its rise above the line's baseline.
/// Glyphs with the same `text_start` within one run belong to one cluster of characters.
typedef struct {
    uint32_t face, glyph;
    uint32_t text_start, text_end;
    double x, y, advance, size;
} ck_glyph;

/// One line: the glyphs that follow each other in `ck_text.glyphs`, in logical order of their runs.
typedef struct {
    uint32_t first, count;
    double x, width, ascent, descent, baseline;
} ck_line;

typedef struct {
    const ck_line *lines;
    const ck_glyph *glyphs;
    uint32_t line_count, glyph_count;
    double width, height;
} ck_text;

typedef struct {
    double size, width, line_spacing;
    uint8_t bold, italic, alignment;  // alignment: 0 start, 1 centre, 2 end
    const char *language;
} ck_style;

/// Glyph number of a character that no font of the engine has.
#define CK_GLYPH_UNKNOWN 0xFFFFFFFFu

/// An engine without fonts; add the files before the first layout. Null if memory is short.
ck_engine *ck_engine_create(const char *family);
/// Adds a font file; 0 if it cannot be read.
int ck_engine_add(ck_engine *engine, const char *file);
void ck_engine_destroy(ck_engine *engine);

/// Lays out `length` bytes of UTF-8; null if that fails. `width` < 0 never breaks lines. Free with `ck_text_free`.
const ck_text *ck_layout(
    ck_engine *engine, const char *text, uint32_t length, const ck_style *style, const ck_span *spans, uint32_t span_count);
void ck_text_free(const ck_text *text);

/// What a font descriptor in a PDF says, in thousandths of the font size.
typedef struct {
    char name[128];
    double ascent, descent, cap_height, italic_angle, box[4];
    int bold;
} ck_metrics;

uint32_t ck_face_count(const ck_engine *engine);
int ck_face_metrics(const ck_engine *engine, uint32_t face, ck_metrics *metrics);
/// Advance width in thousandths of the font size.
double ck_face_advance(const ck_engine *engine, uint32_t face, uint32_t glyph);
/// Glyph of a character, 0 if the face lacks it.
uint32_t ck_face_glyph(const ck_engine *engine, uint32_t face, uint32_t character);
/// Cuts the face down to `glyphs`; `renumbered[i]` is the new number of `glyphs[i]`. Null if that fails; free with `ck_free`.
uint8_t *ck_face_subset(
    const ck_engine *engine, uint32_t face, const uint32_t *glyphs, uint32_t count, uint32_t *renumbered, size_t *length);

/// zlib stream of the bytes; null if memory is short; free with `ck_free`.
uint8_t *ck_deflate(const uint8_t *bytes, size_t count, int level, size_t *length);
void ck_free(void *memory);
