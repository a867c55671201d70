#include "CPango.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <pango/pango.h>
#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CK_FACES 32

struct ck_engine {
    FcConfig *config;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *description;
    hb_face_t *faces[CK_FACES];
    hb_font_t *fonts[CK_FACES];
    uint32_t face_count;
};

ck_engine *ck_engine_create(const char *family) {
    ck_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) return NULL;
    // A configuration of its own: the same letter must look the same whatever else is installed on the machine.
    engine->config = FcConfigCreate();
    engine->map = pango_ft2_font_map_new();
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(engine->map), engine->config);
    pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(engine->map), 72, 72);
    engine->context = pango_font_map_create_context(engine->map);
    // Positions as the font says them: rounding is for screens.
    pango_context_set_round_glyph_positions(engine->context, FALSE);
    pango_context_set_base_dir(engine->context, PANGO_DIRECTION_LTR);
    engine->description = pango_font_description_new();
    pango_font_description_set_family(engine->description, family);
    return engine;
}

int ck_engine_add(ck_engine *engine, const char *file) {
    if (!FcConfigAppFontAddFile(engine->config, (const FcChar8 *)file)) return 0;
    pango_fc_font_map_config_changed(PANGO_FC_FONT_MAP(engine->map));
    return 1;
}

void ck_engine_destroy(ck_engine *engine) {
    if (engine == NULL) return;
    for (uint32_t i = 0; i < engine->face_count; i++) {
        hb_font_destroy(engine->fonts[i]);
        hb_face_destroy(engine->faces[i]);
    }
    if (engine->description) pango_font_description_free(engine->description);
    if (engine->context) g_object_unref(engine->context);
    if (engine->map) g_object_unref(engine->map);
    if (engine->config) FcConfigDestroy(engine->config);
    free(engine);
}

/// Number of the face of a Pango font, counted in order of first use; -1 if there are too many.
static int face_of(ck_engine *engine, PangoFont *font) {
    hb_face_t *face = hb_font_get_face(pango_font_get_hb_font(font));
    for (uint32_t i = 0; i < engine->face_count; i++) {
        if (engine->faces[i] == face) return (int)i;
    }
    if (engine->face_count == CK_FACES) return -1;
    uint32_t index = engine->face_count++;
    engine->faces[index] = hb_face_reference(face);
    engine->fonts[index] = hb_font_create(face);
    unsigned units = hb_face_get_upem(face);
    hb_font_set_scale(engine->fonts[index], (int)units, (int)units);
    return (int)index;
}

static void add(PangoAttrList *list, PangoAttribute *attribute, uint32_t start, uint32_t end) {
    attribute->start_index = start;
    attribute->end_index = end;
    pango_attr_list_insert(list, attribute);
}

/// Pango adds a hyphen wherever it breaks a word that fits on no line; in a name, a number or an address that would be a
/// letter too many. Only after a soft hyphen (U+00AD) somebody meant it: the character behind it is left out.
static void forbid_hyphens(PangoAttrList *list, const char *text, uint32_t length) {
    uint32_t start = 0;
    for (uint32_t i = 0; i + 2 < length; i++) {
        if (memcmp(text + i, "\xC2\xAD", 2) != 0) continue;
        add(list, pango_attr_insert_hyphens_new(FALSE), start, i + 2);
        start = (uint32_t)(g_utf8_next_char(text + i + 2) - text);
        i = start - 1;
    }
    if (start < length) add(list, pango_attr_insert_hyphens_new(FALSE), start, length);
}

static PangoLayout *make_layout(
    ck_engine *engine, const char *text, uint32_t length, const ck_style *style, const ck_span *spans, uint32_t span_count) {
    PangoLayout *layout = pango_layout_new(engine->context);
    pango_font_description_set_size(engine->description, (int)(style->size * PANGO_SCALE));
    pango_font_description_set_weight(engine->description, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(engine->description, style->italic ? PANGO_STYLE_OBLIQUE : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, engine->description);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (style->width >= 0) pango_layout_set_width(layout, (int)(style->width * PANGO_SCALE));
    if (style->line_spacing > 0) pango_layout_set_line_spacing(layout, (float)style->line_spacing);
    if (style->alignment == 1) pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    if (style->alignment == 2) pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
    PangoAttrList *list = pango_attr_list_new();
    if (style->language) {
        pango_attr_list_insert(list, pango_attr_language_new(pango_language_from_string(style->language)));
    }
    forbid_hyphens(list, text, length);
    for (uint32_t i = 0; i < span_count; i++) {
        const ck_span *span = &spans[i];
        if (span->bold) add(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), span->start, span->end);
        if (span->italic) add(list, pango_attr_style_new(PANGO_STYLE_OBLIQUE), span->start, span->end);
        if (span->size > 0) add(list, pango_attr_size_new((int)(span->size * PANGO_SCALE)), span->start, span->end);
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_text(layout, text, (int)length);
    return layout;
}

static double points(int units) { return (double)units / PANGO_SCALE; }

typedef struct {
    PangoGlyphItem *item;
    int x;
} placed_run;

static int by_offset(const void *left, const void *right) {
    int a = ((const placed_run *)left)->item->item->offset, b = ((const placed_run *)right)->item->item->offset;
    return (a > b) - (a < b);
}

/// Pango draws nothing for the space or separator at which a line ends. A reader of the text needs one, or the last word
/// of a line and the first of the next become one word.
static int is_line_end(const char *text, int length) {
    return (length == 1 && (*text == ' ' || *text == '\n')) || (length == 3 && memcmp(text, "\xE2\x80\xA8", 3) == 0);
}

static uint32_t emit_run(ck_engine *engine, const char *text, const placed_run *run, ck_glyph *out) {
    PangoItem *item = run->item->item;
    PangoGlyphString *string = run->item->glyphs;
    int face = face_of(engine, item->analysis.font);
    PangoFontDescription *description = pango_font_describe_with_absolute_size(item->analysis.font);
    double size = points(pango_font_description_get_size(description));
    pango_font_description_free(description);
    int leftward = item->analysis.level & 1;
    int pen = run->x;
    uint32_t written = 0;
    for (int i = 0; i < string->num_glyphs; i++) {
        PangoGlyphInfo *info = &string->glyphs[i];
        int advance = info->geometry.width;
        if (face >= 0) {
            // The cluster ends where the next one begins; in leftward runs the next one is the one before.
            int end = item->length, step = leftward ? -1 : 1;
            for (int k = i + step; k >= 0 && k < string->num_glyphs; k += step) {
                if (string->log_clusters[k] != string->log_clusters[i]) {
                    end = string->log_clusters[k];
                    break;
                }
            }
            uint32_t glyph = info->glyph & PANGO_GLYPH_UNKNOWN_FLAG ? CK_GLYPH_UNKNOWN : info->glyph;
            if (info->glyph == PANGO_GLYPH_EMPTY) {
                int start = item->offset + string->log_clusters[i];
                glyph = is_line_end(text + start, item->offset + end - start) ? ck_face_glyph(engine, (uint32_t)face, ' ') : 0;
            }
            if (glyph != 0) out[written++] = (ck_glyph){
                .face = (uint32_t)face,
                .glyph = glyph,
                .text_start = (uint32_t)(item->offset + string->log_clusters[i]),
                .text_end = (uint32_t)(item->offset + end),
                .x = points(pen + info->geometry.x_offset),
                .y = -points(info->geometry.y_offset + run->item->y_offset),
                .advance = points(advance),
                .size = size,
            };
        }
        pen += advance;
    }
    return written;
}

static void emit_line(ck_engine *engine, const char *text, PangoLayoutIter *iterator, ck_line *line, ck_glyph *glyphs, uint32_t *used) {
    PangoLayoutLine *source = pango_layout_iter_get_line_readonly(iterator);
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(iterator, NULL, &logical);
    int baseline = pango_layout_iter_get_baseline(iterator);
    uint32_t runs = (uint32_t)g_slist_length(source->runs), k = 0;
    placed_run *placed = calloc(runs ? runs : 1, sizeof *placed);
    int x = logical.x;
    for (GSList *node = source->runs; node && placed; node = node->next) {
        PangoGlyphItem *item = node->data;
        placed[k++] = (placed_run){item, x + item->start_x_offset};
        x += pango_glyph_string_get_width(item->glyphs) + item->start_x_offset + item->end_x_offset;
    }
    // Logical order: what a screen reader meets must follow the sentence, not the eye.
    if (placed) qsort(placed, k, sizeof *placed, by_offset);
    uint32_t first = *used;
    for (uint32_t i = 0; i < k; i++) *used += emit_run(engine, text, &placed[i], glyphs + *used);
    free(placed);
    *line = (ck_line){
        .first = first,
        .count = *used - first,
        .x = points(logical.x),
        .width = points(logical.width),
        .ascent = points(baseline - logical.y),
        .descent = points(logical.y + logical.height - baseline),
        .baseline = points(baseline),
    };
}

const ck_text *ck_layout(
    ck_engine *engine, const char *text, uint32_t length, const ck_style *style, const ck_span *spans, uint32_t span_count) {
    PangoLayout *layout = make_layout(engine, text, length, style, spans, span_count);
    size_t glyph_total = 0, line_total = (size_t)pango_layout_get_line_count(layout);
    for (GSList *node = pango_layout_get_lines_readonly(layout); node; node = node->next) {
        for (GSList *run = ((PangoLayoutLine *)node->data)->runs; run; run = run->next) {
            glyph_total += (size_t)((PangoGlyphItem *)run->data)->glyphs->num_glyphs;
        }
    }
    ck_text *result = calloc(1, sizeof *result + line_total * sizeof(ck_line) + glyph_total * sizeof(ck_glyph));
    if (result == NULL) {
        g_object_unref(layout);
        return NULL;
    }
    ck_line *lines = (ck_line *)(result + 1);
    ck_glyph *glyphs = (ck_glyph *)(lines + line_total);
    uint32_t used = 0, count = 0;
    PangoLayoutIter *iterator = pango_layout_get_iter(layout);
    do {
        emit_line(engine, text, iterator, &lines[count++], glyphs, &used);
    } while (count < line_total && pango_layout_iter_next_line(iterator));
    pango_layout_iter_free(iterator);
    int width = 0, height = 0;
    pango_layout_get_size(layout, &width, &height);
    *result = (ck_text){lines, glyphs, count, used, points(width), points(height)};
    g_object_unref(layout);
    return result;
}

void ck_text_free(const ck_text *text) { free((void *)text); }

uint32_t ck_face_count(const ck_engine *engine) { return engine->face_count; }

static int16_t signed_at(const char *data, unsigned offset) {
    return (int16_t)((uint16_t)((uint8_t)data[offset] << 8) | (uint8_t)data[offset + 1]);
}

int ck_face_metrics(const ck_engine *engine, uint32_t face, ck_metrics *metrics) {
    if (face >= engine->face_count) return 0;
    hb_face_t *source = engine->faces[face];
    hb_font_t *font = engine->fonts[face];
    double scale = 1000.0 / hb_face_get_upem(source);
    memset(metrics, 0, sizeof *metrics);
    unsigned size = sizeof metrics->name;
    hb_ot_name_get_utf8(source, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, metrics->name);
    hb_position_t value = 0;
    hb_ot_metrics_get_position_with_fallback(font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, &value);
    metrics->ascent = value * scale;
    hb_ot_metrics_get_position_with_fallback(font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, &value);
    metrics->descent = value * scale;
    hb_ot_metrics_get_position_with_fallback(font, HB_OT_METRICS_TAG_CAP_HEIGHT, &value);
    metrics->cap_height = value * scale;
    metrics->italic_angle = hb_style_get_value(font, HB_STYLE_TAG_SLANT_ANGLE);
    metrics->bold = hb_style_get_value(font, HB_STYLE_TAG_WEIGHT) >= 600;
    // xMin, yMin, xMax, yMax stand at byte 36 of `head` (OpenType, table head).
    hb_blob_t *head = hb_face_reference_table(source, HB_TAG('h', 'e', 'a', 'd'));
    unsigned length = 0;
    const char *data = hb_blob_get_data(head, &length);
    for (unsigned i = 0; length >= 44 && i < 4; i++) metrics->box[i] = signed_at(data, 36 + 2 * i) * scale;
    hb_blob_destroy(head);
    return metrics->name[0] != 0;
}

double ck_face_advance(const ck_engine *engine, uint32_t face, uint32_t glyph) {
    if (face >= engine->face_count) return 0;
    return hb_font_get_glyph_h_advance(engine->fonts[face], glyph) * 1000.0 / hb_face_get_upem(engine->faces[face]);
}

uint32_t ck_face_glyph(const ck_engine *engine, uint32_t face, uint32_t character) {
    hb_codepoint_t glyph = 0;
    if (face >= engine->face_count || !hb_font_get_nominal_glyph(engine->fonts[face], character, &glyph)) return 0;
    return glyph;
}

uint8_t *ck_face_subset(
    const ck_engine *engine, uint32_t face, const uint32_t *glyphs, uint32_t count, uint32_t *renumbered, size_t *length) {
    if (face >= engine->face_count) return NULL;
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (input == NULL) return NULL;
    // Instructions for coarse screens are half of the file and do nothing for paper or today's screens.
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    hb_set_t *wanted = hb_subset_input_glyph_set(input);
    for (uint32_t i = 0; i < count; i++) hb_set_add(wanted, glyphs[i]);
    // A PDF addresses glyphs by number: the layout, name and mapping tables would be dead weight.
    static const hb_tag_t dropped[] = {
        HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('k', 'e', 'r', 'n'),
        HB_TAG('n', 'a', 'm', 'e'), HB_TAG('O', 'S', '/', '2'), HB_TAG('p', 'o', 's', 't'), HB_TAG('c', 'm', 'a', 'p'),
        HB_TAG('V', 'O', 'R', 'G'), HB_TAG('M', 'A', 'T', 'H'), HB_TAG('g', 'a', 's', 'p'), HB_TAG('F', 'F', 'T', 'M'),
    };
    hb_set_t *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) hb_set_add(drop, dropped[i]);
    uint8_t *result = NULL;
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(engine->faces[face], input);
    hb_face_t *subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    if (subset) {
        const hb_map_t *numbers = hb_subset_plan_old_to_new_glyph_mapping(plan);
        for (uint32_t i = 0; i < count; i++) renumbered[i] = hb_map_get(numbers, glyphs[i]);
        hb_blob_t *blob = hb_face_reference_blob(subset);
        unsigned size = 0;
        const char *data = hb_blob_get_data(blob, &size);
        result = malloc(size ? size : 1);
        if (result) memcpy(result, data, size);
        *length = size;
        hb_blob_destroy(blob);
        hb_face_destroy(subset);
    }
    if (plan) hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return result;
}

uint8_t *ck_deflate(const uint8_t *bytes, size_t count, int level, size_t *length) {
    uLongf size = compressBound((uLong)count);
    uint8_t *result = malloc(size);
    if (result == NULL) return NULL;
    if (compress2(result, &size, bytes, (uLong)count, level) != Z_OK) {
        free(result);
        return NULL;
    }
    *length = size;
    return result;
}

void ck_free(void *memory) { free(memory); }
