/* SPDX-License-Identifier: Apache-2.0 */
/* A4 pages: a title, paragraphs, a number at the foot. Tagged (H1, P), with its language, and the
 * same bytes for the same texts: no date of today, an identifier that follows from the content. */
#include "platform/document/convert.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_WIDTH = 595, PAGE_HEIGHT = 842, MARGIN = 64, TITLE_SIZE = 20, BODY_SIZE = 11, GAP = 8 };

typedef struct {
    char *at; /* terminated */
    size_t size;
} Piece;

typedef struct {
    Piece *texts; /* language, title, paragraphs */
    uint32_t count;
} Order;

typedef struct {
    char *at;
    size_t size, room;
    cairo_surface_t *surface;
    cairo_t *cairo;
    double y; /* where the next line goes, from the top */
} Sheet;

static bool read_exactly(void *to, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t part = read(0, (char *)to + done, size - done);
        if (part <= 0) return false;
        done += (size_t)part;
    }
    return true;
}

static bool write_exactly(const void *from, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t part = write(1, (const char *)from + done, size - done);
        if (part < 0) return false;
        done += (size_t)part;
    }
    return true;
}

static bool read_piece(Piece *piece)
{
    uint32_t size;
    if (!read_exactly(&size, sizeof size) || size > CONVERT_TEXT_BYTES_MAX) return false;
    piece->size = size;
    piece->at = calloc(1, size + 1);
    return piece->at && read_exactly(piece->at, size);
}

static void forget_order(Order *order)
{
    for (uint32_t i = 0; i < order->count; i++) free(order->texts[i].at);
    free(order->texts);
}

static bool read_order(Order *order)
{
    if (!read_exactly(&order->count, sizeof order->count)) return false;
    if (order->count < 2 || order->count > CONVERT_TEXTS_MAX) return false;
    order->texts = calloc(order->count, sizeof *order->texts);
    for (uint32_t i = 0; order->texts && i < order->count; i++) {
        if (!read_piece(&order->texts[i])) return false;
    }
    return order->texts;
}

static cairo_status_t collect(void *context, const unsigned char *bytes, unsigned size)
{
    Sheet *sheet = context;
    if (sheet->size + size > sheet->room) {
        sheet->room = 2 * (sheet->size + size);
        sheet->at = realloc(sheet->at, sheet->room);
        if (!sheet->at) return CAIRO_STATUS_NO_MEMORY;
    }
    memcpy(sheet->at + sheet->size, bytes, size);
    sheet->size += size;
    return CAIRO_STATUS_SUCCESS;
}

/* Korean is broken between words only, as it is printed; pango would break between syllables. */
static void keep_words_whole(PangoLayout *layout, const char *text)
{
    PangoAttrList *list = pango_attr_list_new();
    for (const char *at = text; *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);
        whole->start_index = (guint)(at - text);
        whole->end_index = (guint)(at - text + (ptrdiff_t)size);
        pango_attr_list_insert(list, whole);
        at += size;
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

static PangoLayout *lay_out(Sheet *sheet, const char *text, const char *language, int size, bool is_title)
{
    PangoLayout *layout = pango_cairo_create_layout(sheet->cairo);
    bool is_korean = !strncmp(language, "ko", 2);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, is_korean ? "Noto Sans CJK KR" : "Noto Sans, Noto Sans CJK KR");
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    if (is_title) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string(language));
    pango_layout_set_width(layout, (PAGE_WIDTH - 2 * MARGIN) * PANGO_SCALE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_line_spacing(layout, 1.35f);
    pango_layout_set_text(layout, text, -1);
    if (is_korean) keep_words_whole(layout, text);
    return layout;
}

static void draw_line(Sheet *sheet, PangoLayoutIter *at)
{
    PangoRectangle place;
    pango_layout_iter_get_line_extents(at, NULL, &place);
    double height = place.height / (double)PANGO_SCALE;
    double base = (pango_layout_iter_get_baseline(at) - place.y) / (double)PANGO_SCALE;
    if (sheet->y + height > PAGE_HEIGHT - MARGIN) {
        cairo_show_page(sheet->cairo);
        sheet->y = MARGIN;
    }
    cairo_move_to(sheet->cairo, MARGIN + place.x / (double)PANGO_SCALE, sheet->y + base);
    pango_cairo_show_layout_line(sheet->cairo, pango_layout_iter_get_line_readonly(at));
    sheet->y += height;
}

static void draw_text(Sheet *sheet, const char *text, const char *language, bool is_title)
{
    const char *tag = is_title ? "H1" : "P";
    PangoLayout *layout = lay_out(sheet, text, language, is_title ? TITLE_SIZE : BODY_SIZE, is_title);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    cairo_tag_begin(sheet->cairo, tag, NULL);
    do draw_line(sheet, at);
    while (pango_layout_iter_next_line(at));
    cairo_tag_end(sheet->cairo, tag);
    sheet->y += is_title ? 2 * GAP : GAP;
    pango_layout_iter_free(at);
    g_object_unref(layout);
}

static void begin_sheet(Sheet *sheet, const char *title)
{
    sheet->surface = cairo_pdf_surface_create_for_stream(collect, sheet, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    sheet->cairo = cairo_create(sheet->surface);
    sheet->y = MARGIN;
}

static bool draw(Sheet *sheet, const Order *order)
{
    const char *language = order->texts[0].at;
    begin_sheet(sheet, order->texts[1].at);
    draw_text(sheet, order->texts[1].at, language, true);
    for (uint32_t i = 2; i < order->count; i++) draw_text(sheet, order->texts[i].at, language, false);
    cairo_destroy(sheet->cairo);
    cairo_surface_finish(sheet->surface);
    bool is_good = cairo_surface_status(sheet->surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(sheet->surface);
    return is_good;
}

/* What cairo leaves out: the language, that there are tags, and that the title is shown instead of the file's
 * name. */
static void describe(qpdf_data pdf, const char *language)
{
    qpdf_oh root = qpdf_get_root(pdf);
    qpdf_oh_replace_key(pdf, root, "/Lang", qpdf_oh_new_unicode_string(pdf, language));
    qpdf_oh_replace_key(pdf, root, "/MarkInfo", qpdf_oh_parse(pdf, "<< /Marked true >>"));
    qpdf_oh_replace_key(pdf, root, "/ViewerPreferences", qpdf_oh_parse(pdf, "<< /DisplayDocTitle true >>"));
}

static bool send_described(const Sheet *sheet, const char *language)
{
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    bool is_good = !(qpdf_read_memory(pdf, "document", sheet->at, sheet->size, NULL) & QPDF_ERRORS);
    if (is_good) describe(pdf, language);
    is_good = is_good && !(qpdf_init_write_memory(pdf) & QPDF_ERRORS);
    if (is_good) {
        qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
        is_good = !(qpdf_write(pdf) & QPDF_ERRORS);
    }
    uint32_t size = is_good ? (uint32_t)qpdf_get_buffer_length(pdf) : 0;
    is_good = write_exactly(&size, sizeof size) && write_exactly(is_good ? qpdf_get_buffer(pdf) : NULL, size);
    qpdf_cleanup(&pdf);
    return is_good;
}

int convert_make_pdf(void)
{
    sandbox_enter(&(Limits){.cpu_seconds = 600, .memory_bytes = (uint64_t)1 << 30, .opens_files = true});
    for (;;) {
        Order order = {0};
        Sheet sheet = {0};
        if (!read_order(&order)) return 0;
        bool is_good = draw(&sheet, &order) && send_described(&sheet, order.texts[0].at);
        free(sheet.at);
        forget_order(&order);
        if (!is_good) return 3;
    }
}
