/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "platform/http/form.h"

static const Route route = {.method = POST,
                            .path = "/",
                            .parameters = {{"city", PARAMETER_TEXT},
                                           {"score-*", PARAMETER_PREFIX},
                                           {"plan", PARAMETER_FILE, 1000}}};

static Arena *arena;

static int set_up(void **state)
{
    arena = arena_new(64 << 20);
    return 0;
}

/* Files are read over here: test/platform/http/service.c has a store. */
static Form *read_in_pieces(const char *media, Text body, size_t piece)
{
    Form *form = form_new(arena, NULL, &route, text_of(media), 0);
    for (size_t i = 0; i < body.size; i += piece) {
        Text part = text_slice(body, i, piece);
        form_add(form, part.at, part.size);
    }
    form_end(form);
    return form;
}

static Text value(const Form *form, const char *name)
{
    NamedTexts values = form_values(form);
    for (size_t i = 0; i < values.count; i++)
        if (text_is_c(values.at[i].name, name)) return values.at[i].value;
    return TEXT("(none)");
}

#define MULTIPART "multipart/form-data; boundary=\"x y\""
static const char multipart[] =
    "--x y\r\nContent-Disposition: form-data; name=\"city\"\r\n\r\n"
    "Kyiv\r\n--x\r\n\r\n--x yes\r\n"
    "--x y\r\ncontent-disposition: form-data; name=score-1\r\n\r\n\r\n"
    "--x y\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nno\r\n"
    "--x y\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"C:\\a\\p.pdf\"\r\n"
    "Content-Type: application/pdf\r\n\r\n%PDF\r\n--x y--\r\n";

static void multipart_reads_the_same_in_pieces_of_any_size(void **state)
{

    for (size_t piece = 1; piece < 80; piece++) {
        Form *form = read_in_pieces(MULTIPART, text_of(multipart), piece);
        assert_int_equal(form_state(form), FORM_GOOD);
        assert_text(value(form, "city"), "Kyiv\r\n--x\r\n\r\n--x yes");
        assert_text(value(form, "score-1"), "");
        assert_text(value(form, "other"), "(none)");
        assert_int_equal(form_upload_count(form), 1);
        assert_text(form_upload(form, 0).name, "p.pdf");
    }
}

static void a_body_that_is_cut_short_is_bad(void **state)
{
    Text whole = text_of(multipart);
    for (size_t size = 0; size < whole.size - 4; size += 7)
        assert_int_equal(form_state(read_in_pieces(MULTIPART, text_slice(whole, 0, size), 50)), FORM_BAD);
}

static void urlencoded_fields_are_decoded_and_undeclared_ones_dropped(void **state)
{
    Form *form = read_in_pieces("application/x-www-form-urlencoded",
                                TEXT("city=S%C3%A3o+Paulo&x=1&score-7=4&csrf=t"), 3);
    assert_int_equal(form_state(form), FORM_GOOD);
    assert_text(value(form, "city"), "São Paulo");
    assert_text(value(form, "score-7"), "4");
    assert_text(value(form, "csrf"), "t");
    assert_text(value(form, "x"), "(none)");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    assert_int_equal(form_state(read_in_pieces("", TEXT("city=%00"), 9)), FORM_BAD);
    assert_int_equal(form_state(read_in_pieces("", TEXT("city=%c3("), 9)), FORM_BAD);
    assert_int_equal(form_state(read_in_pieces("", TEXT("city=%4"), 9)), FORM_BAD);
    assert_int_equal(form_state(read_in_pieces("text/plain", TEXT("city=1"), 9)), FORM_UNKNOWN);
    assert_int_equal(form_state(read_in_pieces("multipart/form-data", TEXT("city=1"), 9)), FORM_BAD);
}

static void more_text_than_any_form_holds_is_refused(void **state)
{
    size_t size = TEXT_TOTAL_MAX_BYTES + 10;
    char *bytes = arena_take(arena, size);
    memset(bytes, 'a', size);
    memcpy(bytes, "city=", 5);
    assert_int_equal(form_state(read_in_pieces("", (Text){bytes, size}, 65536)), FORM_TOO_LARGE);
}

static void a_head_without_end_is_refused(void **state)
{
    size_t size = 100000;
    char *bytes = arena_take(arena, size);
    memset(bytes, 'a', size);
    memcpy(bytes, "--x y\r\n", 7);
    assert_int_equal(form_state(read_in_pieces(MULTIPART, (Text){bytes, size}, 1000)), FORM_BAD);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(multipart_reads_the_same_in_pieces_of_any_size),
        TEST(a_body_that_is_cut_short_is_bad),
        TEST(urlencoded_fields_are_decoded_and_undeclared_ones_dropped),
        TEST(bytes_that_are_no_text_are_refused),
        TEST(more_text_than_any_form_holds_is_refused),
        TEST(a_head_without_end_is_refused),
    };
    return cmocka_run_group_tests(all, set_up, NULL) != 0;
}
