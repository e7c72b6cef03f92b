/* SPDX-License-Identifier: Apache-2.0 */
/* What templates write is read back by parsers that know nothing of them (libxml2, jansson, libcsv)
 * and must be the value that went in. */
#include "platform/page/put.h"
#include "platform/page/test_templates.h"

#include <csv.h>
#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <string.h>

#include "test.h"

static const char *const hostile_texts[] = {
    "",
    "plain",
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</textarea><script>x</script>",
    "</title></pre></p>",
    "-->]]><!--",
    "&amp; &lt; &#60; &",
    "javascript:alert(1)",
    "//evil.example/../x",
    "..",
    "\n\nlines\nand\ttabs",
    "\r\nreturn\r",
    "\x01\x02\x1b\x1f\x7f controls",
    "{{v->text}} {file} {a} %s %n",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "a;=1",
    " spaces ",
    "a,b;c\"d\"\"e",
    "`x`",
    "한글 ÄÖÜ ß 𝄞 العربية",
    "\u2028\u2029\ufeff\u202e",
    "\uffff\ufffe",
    "\\ \\u0022 \\n /",
};
enum { HOSTILE_TEXTS = sizeof hostile_texts / sizeof *hostile_texts, RANDOM_TEXTS = 300 };

static Arena *arena;

/* Texts of pieces that matter to some parser, the same in every run. */
static Text random_text(uint64_t seed)
{
    static const char *const pieces[] = {"<",  ">",    "&",      "\"",   "'",   "`",  "\n",   "\r",
                                         "=",  "-",    "-->",    "</p>", "\\",  "/",  "{{",   "}}",
                                         ",",  ";",    "a",      " ",    "%",   "＠", "?",    "#",
                                         "\t", "한",   "é",      "<!--", "]]>", "&#", "\x1f", "@",
                                         "+",  "\x7f", "\u2028", "x",    "amp;"};
    TextBuffer out = {.arena = arena};
    uint64_t random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (int i = 0; i < (int)(seed % 12) + 1; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        buffer_add(&out, text_of(pieces[(random >> 33) % (sizeof pieces / sizeof *pieces)]));
    }
    return buffer_text(&out);
}

static Text hostile_text(int index)
{
    return index < HOSTILE_TEXTS ? text_of(hostile_texts[index]) : random_text((uint64_t)index);
}

static Hostile hostile_view(Text text)
{
    Hostile view = {.text = text,
                    .written = {text, TEXT("ko")},
                    .html = {TEXT("<b>bold</b> &amp;")},
                    .url = url_foreign(arena, text),
                    .decimal = {3725, 2},
                    .instant = {INT64_C(1720969140000000)},
                    .is_true = true,
                    .number = INT64_MIN,
                    .large = UINT64_MAX,
                    .state = HOSTILE_WILD};
    view.message = M("“{file}” is not a PDF.", WITH_TEXT("file", text));
    *LIST_ADD(arena, &view.list) = text;
    *LIST_ADD(arena, &view.list) = TEXT("second");
    return view;
}

static Page new_page(Language language)
{
    return (Page){.out = {.arena = arena}, .language = language, .zone = TEXT("Asia/Seoul")};
}

/* In markup, what XML forbids is U+FFFD. */
static const char *in_markup(Text text)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        bool is_forbidden = (byte < ' ' && byte != '\n' && byte != '\t' && byte != '\r') || byte == 0x7f;
        bool is_noncharacter = text_starts(text_from(text, i), TEXT("\uffff")) ||
                               text_starts(text_from(text, i), TEXT("\ufffe"));
        if (is_forbidden || is_noncharacter) buffer_add(&out, TEXT("\ufffd"));
        else buffer_add_char(&out, (char)byte);
        if (is_noncharacter) i += 2;
    }
    buffer_add_char(&out, 0);
    return out.at;
}

static xmlNode *by_id(xmlNode *node, const char *id)
{
    for (; node; node = node->next) {
        xmlChar *found = node->type == XML_ELEMENT_NODE ? xmlGetProp(node, BAD_CAST "id") : NULL;
        bool is_it = found && strcmp((char *)found, id) == 0;
        xmlFree(found);
        if (is_it) return node;
        xmlNode *below = node->type == XML_ELEMENT_NODE ? by_id(node->children, id) : NULL;
        if (below) return below;
    }
    return NULL;
}

static Text taken(xmlChar *text)
{
    Text copy = text_copy(arena, text_of((char *)text));
    xmlFree(text);
    return copy;
}

static Text content(xmlDoc *document, const char *id)
{
    xmlNode *node = by_id(xmlDocGetRootElement(document), id);
    if (!node) fail_msg("no element “%s”", id);
    return taken(xmlNodeGetContent(node));
}

static Text property(xmlDoc *document, const char *id, const char *name)
{
    xmlNode *node = by_id(xmlDocGetRootElement(document), id);
    if (!node) fail_msg("no element “%s”", id);
    return taken(xmlGetProp(node, BAD_CAST name));
}

/* A browser drops the newline behind <pre> and <textarea>; libxml2 does not. */
static Text without_first_newline(Text text)
{
    return text_starts(text, TEXT("\n")) ? text_from(text, 1) : text;
}

static void check_html(Text text, Text html)
{
    xmlDoc *document =
        htmlReadMemory(html.at, (int)html.size, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    assert_non_null(document);
    const char *expected = in_markup(text);
    assert_text(content(document, "text"), expected);
    assert_text(property(document, "attribute", "title"), expected);
    assert_text(property(document, "attribute", "data-single"), expected);
    assert_text(without_first_newline(content(document, "area")), expected);
    assert_text(without_first_newline(content(document, "pre")), expected);
    assert_text(content(document, "written"), expected);
    assert_text(content(document, "html"), "bold &");
    const char *sentence = text_format(arena, "“%s” is not a PDF.", expected).at;
    assert_text(content(document, "sentence"), sentence);
    assert_text(content(document, "wrote"), sentence);
    assert_text(content(document, "message"), sentence);
    assert_text(property(document, "rich", "title"), sentence);
    assert_text(content(document, "rich"), "Read the rules now.");
    assert_text(content(document, "list"), text_format(arena, "%ssecond", expected).at);
    assert_text(content(document, "state"), "wild");
    assert_text(content(document, "part"), text_format(arena, "State: %s", sentence).at);
    assert_text(property(document, "input", "value"), "-9223372036854775808");
    Text link = property(document, "link", "href");
    assert_true(text_starts(link, TEXT("/en/x/")) && text_ends(link, TEXT("/")));
    assert_int_equal(text_find(text_slice(link, 6, link.size - 7), TEXT("/")), -1);
    xmlFreeDoc(document);
}

static void html_gives_back_what_was_put(void **state)
{
    (void)state;
    for (int i = 0; i < HOSTILE_TEXTS + RANDOM_TEXTS; i++) {
        Hostile view = hostile_view(hostile_text(i));
        Page page = new_page(LANGUAGE_EN);
        test_hostile_html(&page, &view);
        check_html(view.text, buffer_text(&page.out));
    }
}

static void xml_gives_back_what_was_put(void **state)
{
    (void)state;
    for (int i = 0; i < HOSTILE_TEXTS + RANDOM_TEXTS; i++) {
        Hostile view = hostile_view(hostile_text(i));
        Page page = new_page(LANGUAGE_EN);
        test_hostile_xml(&page, &view);
        xmlDoc *document = xmlReadMemory(page.out.at, (int)page.out.size, NULL, NULL, XML_PARSE_NONET);
        assert_non_null(document);
        xmlNode *title = xmlDocGetRootElement(document)->children;
        assert_text(taken(xmlNodeGetContent(title)), in_markup(view.text));
        assert_text(taken(xmlGetProp(title, BAD_CAST "a")), in_markup(view.text));
        assert_text(taken(xmlNodeGetContent(title->next->next)), "<b>bold</b> &amp;");
        xmlFreeDoc(document);
    }
}

static void assert_json(json_t *object, const char *key, Text expected)
{
    json_t *value = json_object_get(object, key);
    Text found = {json_string_value(value), json_string_length(value)};
    if (!text_is(found, expected))
        fail_msg("%s: “%.*s” is not “%.*s”", key, TEXT_PRINT(found), TEXT_PRINT(expected));
}

static void json_gives_back_what_was_put(void **state)
{
    (void)state;
    for (int i = 0; i < HOSTILE_TEXTS + RANDOM_TEXTS; i++) {
        Hostile view = hostile_view(hostile_text(i));
        view.large = INT64_MAX; /* what jansson can read */
        Page page = new_page(LANGUAGE_KO);
        test_hostile_json(&page, &view);
        json_error_t error;
        json_t *object = json_loadb(page.out.at, page.out.size, 0, &error);
        if (!object) fail_msg("%s: %.*s", error.text, TEXT_PRINT(buffer_text(&page.out)));
        assert_json(object, "text", view.text);
        assert_json(object, "written", view.text);
        assert_json(object, "html", view.html.markup);
        assert_json(object, "sentence",
                    text_format(arena, "“%.*s” 파일은 PDF 형식이 아닙니다.", TEXT_PRINT(view.text)));
        assert_json(object, "instant", TEXT("2024-07-14T14:59:00.000000Z"));
        assert_true(json_real_value(json_object_get(object, "decimal")) == 3.72);
        assert_true(json_integer_value(json_object_get(object, "number")) == INT64_MIN);
        assert_true(json_is_true(json_object_get(object, "true")));
        assert_int_equal(json_array_size(json_object_get(object, "list")), 2);
        assert_int_equal(text_find(buffer_text(&page.out), TEXT("</")), -1);
        json_decref(object);
    }
}

typedef struct {
    LIST(Text) fields;
    int rows;
} Table;

static void take_field(void *at, size_t size, void *context)
{
    Table *table = context;
    *LIST_ADD(arena, &table->fields) = text_copy(arena, (Text){at, size});
}

static void take_row(int end, void *context)
{
    ((Table *)context)->rows++;
}

static Text without_apostrophes(Text text)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] != '\'') buffer_add_char(&out, text.at[i]);
    }
    return buffer_text(&out);
}

/* Looks at a field as a spreadsheet does that splits at every separator and trims its cells. */
static bool runs_a_formula(Text field)
{
    static const char *const signs[] = {
        "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    if (field.size && strchr("\t\r\n", field.at[0])) return true;
    for (size_t i = 0; i < field.size; i++) {
        if (i && !strchr(";\t\r\n", field.at[i - 1])) continue;
        Text cell = text_trim(text_from(field, i));
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
            if (text_starts(cell, text_of(signs[k]))) return true;
        }
    }
    return false;
}

static void csv_gives_back_what_was_put_and_runs_no_formula(void **state)
{
    (void)state;
    for (int i = 0; i < HOSTILE_TEXTS + RANDOM_TEXTS; i++) {
        Hostile view = hostile_view(hostile_text(i));
        Page page = new_page(LANGUAGE_DE);
        test_hostile_csv(&page, &view);
        struct csv_parser parser;
        Table table = {0};
        assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
        assert_int_equal(csv_parse(&parser, page.out.at, page.out.size, take_field, take_row, &table),
                         page.out.size);
        assert_int_equal(csv_fini(&parser, take_field, take_row, &table), 0);
        csv_free(&parser);
        assert_int_equal(table.rows, 4);
        assert_int_equal(table.fields.count, 10);
        assert_text(table.fields.at[0], "Geben Sie den Namen der Stadt ein.");
        for (int k = 1; k <= 6; k += 5) {
            assert_true(text_is(without_apostrophes(table.fields.at[k]), without_apostrophes(view.text)));
            assert_false(runs_a_formula(table.fields.at[k]));
        }
        assert_text(table.fields.at[2], "-9223372036854775808");
        assert_text(table.fields.at[3], "3.72");
        assert_text(table.fields.at[9], "item");
    }
}

static void an_apostrophe_stands_only_before_what_would_run(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"plain", "plain"},
        {"it's 1-2+3=4 @ noon", "it's 1-2+3=4 @ noon"},
        {"a; b", "\"a; b\""},
        {"=1+1", "'=1+1"},
        {"+49 30 1234", "'+49 30 1234"},
        {"-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"},
        {"@SUM(1)", "'@SUM(1)"},
        {"\t=1", "\"'\t'=1\""},
        {"\rx", "\"'\rx\""},
        {" =1", "\" '=1\""},
        {"＝1＋1", "'＝1＋1"},
        {"x;=1;y", "\"x;'=1;y\""},
        {"x\";=1", "\"x\"\";'=1\""},
        {"a\n-b", "\"a\n'-b\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Page page = new_page(LANGUAGE_EN);
        PUT_CSV(&page, cases[i][0]);
        assert_text(buffer_text(&page.out), cases[i][1]);
    }
    Page page = new_page(LANGUAGE_DE);
    PUT_CSV(&page, (int64_t)-5);
    PUT_CSV(&page, ((Decimal){-1250, 2}));
    assert_text(buffer_text(&page.out), "-5-1.25");
}

static void plain_text_drops_controls_and_keeps_lines(void **state)
{
    (void)state;
    Hostile view = hostile_view(TEXT("a\x1b[1m\r\nb <&>"));
    Page page = new_page(LANGUAGE_DE);
    test_hostile_txt(&page, &view);
    assert_text(buffer_text(&page.out), "a[1m\nb <&>\n„a[1m\nb <&>“ ist keine PDF-Datei.\nend\n");
}

static void what_users_wrote_carries_its_language(void **state)
{
    (void)state;
    static const struct {
        Language language;
        const char *tongue, *expected;
    } cases[] = {
        {LANGUAGE_EN, "ko", "<p id=\"written\"><span lang=\"ko\">x</span></p>"},
        {LANGUAGE_KO, "ko", "<p id=\"written\">x</p>"},
        {LANGUAGE_DE, "de-CH", "<p id=\"written\">x</p>"},
        {LANGUAGE_DE, "", "<p id=\"written\">x</p>"},
        {LANGUAGE_DE, "ar", "<p id=\"written\"><span lang=\"ar\" dir=\"rtl\">x</span></p>"},
        {LANGUAGE_DE, "\"><b>", "<p id=\"written\"><span lang=\"&#34;&gt;&lt;b&gt;\">x</span></p>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Hostile view = hostile_view(TEXT("x"));
        view.written.tongue = text_of(cases[i].tongue);
        Page page = new_page(cases[i].language);
        test_hostile_html(&page, &view);
        if (text_find(buffer_text(&page.out), text_of(cases[i].expected)) < 0)
            fail_msg("no %s in %.*s", cases[i].expected, TEXT_PRINT(buffer_text(&page.out)));
    }
}

static void what_is_not_there_is_left_out(void **state)
{
    (void)state;
    Hostile view = {.instant = INSTANT_NEVER};
    Page page = new_page(LANGUAGE_EN);
    test_hostile_json(&page, &view);
    assert_true(text_find(buffer_text(&page.out), TEXT("\"instant\": null")) > 0);
    assert_true(text_find(buffer_text(&page.out), TEXT("\"message\": null")) > 0);
    assert_true(text_find(buffer_text(&page.out), TEXT("\"list\": []")) > 0);
    page = new_page(LANGUAGE_EN);
    view.message = M("Enter the name of the city.");
    test_hostile_html(&page, &view);
    assert_true(text_find(buffer_text(&page.out), TEXT("<li>none</li>")) > 0);
    assert_true(text_find(buffer_text(&page.out), TEXT("<input id=\"input\" value=\"0\">")) > 0);
}

static void addresses_are_built_and_checked(void **state)
{
    (void)state;
    assert_text(URL(arena, LANGUAGE_KO, "/prize/{}/", TEXT("demo")).address, "/ko/prize/demo/");
    assert_text(URL(arena, LANGUAGE_EN, "/a/{}?q={}#z", TEXT("x/y z"), TEXT("1&2=한")).address,
                "/en/a/x%2Fy%20z?q=1%262%3D%ED%95%9C#z");
    assert_text(URL(arena, LANGUAGE_EN, "/{}/x", TEXT("..")).address, "/en/%2E%2E/x");
    assert_text(URL(arena, LANGUAGE_EN, "#f-{}", TEXT("a b")).address, "#f-a%20b");
    assert_text(URL(arena, LANGUAGE_DE, "/").address, "/de/");
    static const char *const foreign[][2] = {{"https://a.example/?x=1#y", "https://a.example/?x=1#y"},
                                             {" HTTP://a.example ", "HTTP://a.example"},
                                             {"mailto:a@b.example", "mailto:a@b.example"},
                                             {"javascript:alert(1)", "#"},
                                             {"java\nscript:alert(1)", "#"},
                                             {"https://a.example/\nx", "#"},
                                             {"data:text/html,x", "#"},
                                             {"//a.example", "#"},
                                             {"https://", "#"},
                                             {"", "#"}};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        assert_text(url_foreign(arena, text_of(foreign[i][0])).address, foreign[i][1]);
}

/* What the design allows it; a page has no other. */
static void the_stylesheet_has_at_most_30_kilobytes(void **state)
{
    FILE *file = fopen(SOURCE_ROOT "/assets/madang.css", "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    assert_in_range(ftell(file), 1, 30 * 1024);
    fclose(file);
}

int main(void)
{
    arena = arena_new(512 << 20);
    const struct CMUnitTest all[] = {
        TEST(the_stylesheet_has_at_most_30_kilobytes),
        TEST(html_gives_back_what_was_put),
        TEST(xml_gives_back_what_was_put),
        TEST(json_gives_back_what_was_put),
        TEST(csv_gives_back_what_was_put_and_runs_no_formula),
        TEST(an_apostrophe_stands_only_before_what_would_run),
        TEST(plain_text_drops_controls_and_keeps_lines),
        TEST(what_users_wrote_carries_its_language),
        TEST(what_is_not_there_is_left_out),
        TEST(addresses_are_built_and_checked),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
