/* SPDX-License-Identifier: Apache-2.0 */
/* What doc/templates.md refuses is refused, in its line; what it allows becomes C. */
#include "../../tools/template/template.h"

#include "test.h"

static Arena *arena;

typedef struct {
    Template template;
    TemplateOutput output;
    int line;
} Job;

static void compile(void *context)
{
    Job *job = context;
    template_compile(&job->output, &job->template);
}

static Job job_of(const char *file, const char *body)
{
    Job job = {.template = template_of(arena, TEXT("test"), file)};
    job.template.bytes = text_format(arena, "{{view V}}\n%s", body);
    job.output = (TemplateOutput){.arena = arena,
                                  .code = {.arena = arena},
                                  .prototypes = {.arena = arena},
                                  .messages = {.arena = arena}};
    return job;
}

/* Refused in line `line` (the body begins in line 2), with `reason` in what is said. */
static void refuses(const char *file, int line, const char *body, const char *reason)
{
    Job job = job_of(file, body);
    Failure failure;
    if (boundary_run(compile, &job, &failure)) fail_msg("not refused: %s", body);
    Text place = text_format(arena, "%s:%d: ", file, line);
    if (!text_starts(text_of(failure.cause), place) || !strstr(failure.cause, reason))
        fail_msg("“%s” for %s, expected “%.*s … %s”", failure.cause, body, TEXT_PRINT(place), reason);
}

static Text compiled(const char *file, const char *body)
{
    Job job = job_of(file, body);
    Failure failure;
    if (!boundary_run(compile, &job, &failure)) fail_msg("%s in %s", failure.cause, body);
    return buffer_text(&job.output.code);
}

static void becomes(const char *file, const char *body, const char *code)
{
    Text all = compiled(file, body);
    if (text_find(all, text_of(code)) < 0) fail_msg("no “%s” in:\n%.*s", code, TEXT_PRINT(all));
}

static void values_outside_of_their_places_are_refused(void **state)
{
    (void)state;
    refuses("a.html", 2, "<p class={{v->x}}>", "quotes");
    refuses("a.html", 2, "<p class=a>", "quotes");
    refuses("a.html", 2, "<{{v->x}}>", "tag");
    refuses("a.html", 2, "<h{{v->x}}>", "name");
    refuses("a.html", 2, "</{{v->x}}>", "tag");
    refuses("a.html", 2, "<p {{v->x}}>", "name");
    refuses("a.html", 2, "<p data-{{v->x}}=\"1\">", "name");
    refuses("a.html", 2, "<p a=\"b\"{{v->x}}>", "name");
    refuses("a.html", 3, "<p>\n<!-- {{v->x}} -->", "{{# a note}}");
    refuses("a.html", 2, "<!doctype {{v->x}}>", "<!");
    refuses("a.html", 2, "<script>{{v->x}}</script>", "script");
    refuses("a.html", 2, "<SCRIPT>{{v->x}}</SCRIPT>", "script");
    refuses("a.html", 2, "<style>{{v->x}}</style>", "style");
    refuses("a.html", 2, "<iframe>{{v->x}}</iframe>", "iframe");
    refuses("a.xml", 2, "<![CDATA[{{v->x}}]]>", "CDATA");
    refuses("a.svg", 2, "<{{v->x}}/>", "tag");
}

static void what_the_content_security_policy_forbids_is_refused(void **state)
{
    (void)state;
    refuses("a.html", 2, "<p style=\"color:red\">", "class");
    refuses("a.html", 2, "<p STYLE=\"{{v->x}}\">", "class");
    refuses("a.html", 2, "<p onclick=\"x()\">", "content security policy");
    refuses("a.html", 2, "<p OnClick=\"{{v->x}}\">", "content security policy");
    refuses("a.svg", 2, "<path onload=\"x\"/>", "content security policy");
    refuses("a.html", 2, "<script>x()</script>", "assets/");
    refuses("a.html", 2, "<style>p{}</style>", "assets/");
    refuses("a.html", 2, "<iframe srcdoc=\"x\">", "srcdoc");
    refuses("a.html", 2, "<meta http-equiv=\"refresh\">", "http-equiv");
    refuses("a.html", 2, "<a href=\"javascript:x()\">", "javascript:");
    refuses("a.html", 2, "<a href=\" Java\tScript:x()\">", "javascript:");
    refuses("a.html", 2, "<img src=\"data:image/png,x\">", "data:");
}

static void addresses_are_whole(void **state)
{
    (void)state;
    refuses("a.html", 2, "<a href=\"/x/{{v->x}}\">", "whole address");
    refuses("a.html", 2, "<a href=\" {{v->x}}\">", "whole address");
    refuses("a.html", 2, "<a href=\"{{v->x}}?a=1\">", "one value");
    refuses("a.html", 2, "<a href=\"{{v->x}}{{v->y}}\">", "whole address");
    refuses("a.html", 2, "<a href=\"{{if v->x}}/a/{{end}}{{v->y}}\">", "whole address");
    refuses("a.html", 2, "<a href=\"{{if v->x}}{{v->y}}{{end}}x\">", "different places");
    refuses("a.html", 2, "<a href=\"{{link \"http://x\"}}\">", "path");
    refuses("a.html", 2, "<a href=\"{{link \"/a/{}\"}}\">", "parts are given");
    refuses("a.html", 2, "<a href=\"{{link \"/a/\", v->x}}\">", "parts are given");
    static const char *const names[] = {"href", "src",  "action",     "formaction", "poster",
                                        "cite", "data", "xlink:href", "srcset",     "ping"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        becomes("a.html", text_format(arena, "<x %s='{{v->x}}'>", names[i]).at, "PUT_ADDRESS(page, v->x);");
    becomes("a.html", "<A HREF='{{v->x}}'>", "PUT_ADDRESS(page, v->x);");
    becomes("a.html", "<p data-x='/a/{{v->x}}'>", "PUT_ATTRIBUTE(page, v->x);");
    becomes("a.html", "<a href=\"{{if v->x}}{{link \"#f-{}\", v->x}}{{else}}{{v->y}}{{end}}\">",
            "PUT_ADDRESS");
}

static void blocks_are_closed_where_they_were_opened(void **state)
{
    (void)state;
    refuses("a.html", 3, "\n{{if v->x}}", "no {{end}}");
    refuses("a.html", 2, "{{end}}", "outside of a block");
    refuses("a.html", 2, "{{else}}", "outside of a block");
    refuses("a.html", 2, "{{case A}}", "outside of a block");
    refuses("a.html", 2, "{{if v->x}}{{else}}{{else}}{{end}}", "once");
    refuses("a.html", 2, "{{if v->x}}{{case A}}{{end}}", "{{switch}}");
    refuses("a.html", 2, "{{switch v->x}}a{{case A}}{{end}}", "nothing may stand");
    refuses("a.html", 2, "{{switch v->x}}{{default}}{{case A}}{{end}}", "last");
    refuses("a.html", 2, "{{if}}{{end}}", "condition");
    refuses("a.html", 2, "{{each x}}{{end}}", "list");
    refuses("a.html", 2, "{{sep \",\"}}", "loop");
    refuses("a.html", 2, "{{if v->x}}<p {{end}}>", "different places");
    refuses("a.html", 2, "{{if v->x}}<p a=\"{{else}}<p a='{{end}}\">", "different places");
    refuses("a.html", 2, "<p a=\"{{if v->x}}\"{{end}}>", "different places");
    refuses("a.html", 2, "{{each x in v->l}}<p {{end}}", "another place");
    refuses("a.html", 2, "<p a{{if v->x}}=\"b\"{{end}}>", "may not stand");
    refuses("a.html", 2, "<p{{if v->x}} a{{end}}=\"b\">", "may not stand");
    refuses("a.html", 2, "<{{if v->x}}p{{end}}>", "whole");
    refuses("a.html", 2, "<p class=\"x", "ends inside");
    refuses("a.html", 2, "<p", "ends inside");
    refuses("a.html", 2, "<title>x", "ends inside");
    refuses("a.json", 2, "{\"a", "ends inside");
    refuses("a.html", 2, "{{v->x", "no end");
    refuses("a.html", 2, "{{ }}", "empty");
    refuses("a.html", 2, "{{view W}}", "once");
    refuses("a.html", 2, "<p a=\"{{include b v}}\">", "included");
    refuses("a.html", 2, "<title>{{include b v}}</title>", "included");
}

static void sentences_have_the_values_they_name(void **state)
{
    (void)state;
    refuses("a.html", 2, "{{t \"Hello {name}\"}}", "{name}");
    refuses("a.html", 2, "{{t \"Hello\" name=v->x}}", "{name}");
    refuses("a.html", 2, "{{t \"{n} day\" \"{n} days\" m=1}}", "{n}");
    refuses("a.html", 2, "{{t \"a day\" \"{m} days\" m=1}}", "n=");
    refuses("a.html", 2, "{{t \"{b}x\"}}", "{/b}");
    refuses("a.html", 2, "{{t \"x{/b}\"}}", "{b}");
    refuses("a.html", 2, "{{t \"{\"}}", "placeholder");
    refuses("a.html", 2, "{{t \"\"}}", "empty");
    refuses("a.html", 2, "{{t \"x\" y}}", "name=value");
    refuses("a.html", 2, "<p title=\"{{t \"{b}x{/b}\"}}\">", "element");
    refuses("a.txt", 2, "{{t \"{a}x{/a}\" a=link \"/\"}}", "element");
    refuses("a.html", 2, "{{t \"{a}{b}{c}{d}{e}{f}{g}\" a=1 b=2 c=3 d=4 e=5 f=6 g=7}}", "at most 6");
    becomes("a.html", "{{t \"Words\"}}", "PUT_HTML_SENTENCE(page, UINT64_C(0x");
    becomes("a.html", "<p title=\"{{t \"Words\"}}\">", "PUT_ATTRIBUTE_SENTENCE(page, ");
    becomes("a.html", "{{t \"Due {when}\" when=date v->x == 1 ? a : b, v->zone}}",
            "ARGUMENT(page, \"when\", (page_date(page, (v->x == 1 ? a : b), (v->zone), DATE_LONG)))");
    becomes("a.html", "{{t \"Read {a}it{/a}.\" a=link \"/rules/\"}}",
            "ARGUMENT_ADDRESS(page, \"a\", (url_make(");
    becomes("a.html", "{{t \"{n} day\" \"{n} days\" n=v->days}}", "ARGUMENT_COUNT(page, \"n\", (v->days))");
}

static void json_values_bring_their_quotes(void **state)
{
    (void)state;
    refuses("a.json", 2, "{\"a\":\"{{v->x}}\"}", "quotes");
    refuses("a.json", 2, "{\"{{v->x}}\":1}", "quotes");
    refuses("a.json", 2, "{\"a\\\"{{v->x}}", "quotes");
    refuses("a.json", 2, "{\"a\nb\":1}", "ends in its line");
    becomes("a.json", "{\"a\":{{v->x}}}", "PUT_JSON(page, v->x);");
    becomes("a.json", "{{{v->x}}:1}", "PUT_LITERAL(page, \"{\");");
    becomes("a.json", "[{{each x in v->l}}{{sep \",\"}}{{x->y}}{{end}}]", "if (x_index > 0) {");
}

static void a_csv_value_is_a_field(void **state)
{
    (void)state;
    refuses("a.csv", 2, "\"{{v->x}}\"", "whole field");
    refuses("a.csv", 2, "a{{v->x}}", "whole field");
    refuses("a.csv", 2, "{{v->x}}a", "whole field");
    refuses("a.csv", 2, "{{v->x}}{{v->y}}", "whole field");
    refuses("a.csv", 2, "{{v->x}}\"a\"", "whole field");
    becomes("a.csv", "{{v->x}},{{v->y}}\n", "\\015\\n");
    becomes("a.csv", "{{each x in v->l}}{{sep \",\"}}{{x->y}}{{end}}\n", "PUT_CSV(page, x->y);");
    becomes("a.csv", "\"a,\"\"b\",{{v->y}}\n", "PUT_CSV(page, v->y);");
}

static void white_space_shrinks_where_it_does_not_matter(void **state)
{
    (void)state;
    becomes("a.html", "<p>\n   a  b\n\n</p>", "\"<p>\\n\"\n        \"a  b\\n\"\n        \"</p>\"");
    becomes("a.html", "<pre>\n  a\n</pre>", "\"  a\\n\"");
    becomes("a.html", "<textarea>{{v->x}}</textarea>", "\"<textarea>\\n\"");
    becomes("a.txt", "a\n{{if v->x}}\nb\n{{end}}\nc\n", "PUT_LITERAL(page, \"b\\n\");");
}

static void values_become_calls_for_their_place(void **state)
{
    (void)state;
    becomes("a.html", "{{v->x}}", "PUT_HTML(page, v->x);");
    becomes("a.html", "<title>{{v->x}}</title>", "PUT_ATTRIBUTE(page, v->x);");
    becomes("a.html", "<p class=\"a {{v->x}}\">", "PUT_ATTRIBUTE(page, v->x);");
    becomes("a.xml", "<title>{{v->x}}</title>", "PUT_XML(page, v->x);");
    becomes("a.txt", "{{v->x}}", "PUT_PLAIN(page, v->x);");
    becomes("a.html", "{{number v->x}}",
            "PUT_HTML(page, number_write(page->out.arena, page->language, (v->x)));");
    becomes("a.html", "{{deadline v->x, v->z}}", "page_date(page, (v->x), (v->z), DATE_DEADLINE)");
    becomes("a.html", "{{date v->x}}", "page_date(page, (v->x), (page->zone), DATE_LONG)");
    becomes("a.html", "{{f(\"}}\", '}', (struct s){.a = {1}})}}",
            "PUT_HTML(page, f(\"}}\", '}', (struct s){.a = {1}}));");
    becomes("a.html", "{{include page_top &v->shell; t \"A\", none, v->m}}",
            "page_top_html(page, (&v->shell), ((Message){.id = ");
    becomes("field-count.html", "x", "void test_field_count_html(Page *page, const V *v)");
    becomes("a.html", "{{switch v->x}}\n{{case A, B}}a{{default}}b{{end}}", "case B:");
    becomes("a.html", "\n\n{{v->x}}", "#line 4 \"a.html\"");
}

static void other_files_are_no_templates(void **state)
{
    (void)state;
    Failure failure;
    Job job = job_of("a.html", "");
    job.template.bytes = TEXT("<p>");
    assert_false(boundary_run(compile, &job, &failure));
    assert_non_null(strstr(failure.cause, "a.html:1: the first line names the view"));
    job.template.bytes = TEXT("{{view V}}\xff");
    assert_false(boundary_run(compile, &job, &failure));
    assert_non_null(strstr(failure.cause, "UTF-8"));
}

int main(void)
{
    arena = arena_new(64 << 20);
    const struct CMUnitTest all[] = {
        TEST(values_outside_of_their_places_are_refused),
        TEST(what_the_content_security_policy_forbids_is_refused),
        TEST(addresses_are_whole),
        TEST(blocks_are_closed_where_they_were_opened),
        TEST(sentences_have_the_values_they_name),
        TEST(json_values_bring_their_quotes),
        TEST(a_csv_value_is_a_field),
        TEST(white_space_shrinks_where_it_does_not_matter),
        TEST(values_become_calls_for_their_place),
        TEST(other_files_are_no_templates),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
