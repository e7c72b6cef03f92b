/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "test.h"

#include "platform/http/router.h"

static Verdict everyone(Snapshot *at, const Request *request)
{
    return ADMITTED;
}
static void show(Request *request, Snapshot *at) {}
static bool apply(Request *request, Change *change)
{
    return true;
}

static const Route good[] = {
    {GET, "/", everyone, .show = show},
    {GET, "/prize/{edition}/", everyone, .show = show},
    {POST, "/prize/{edition}/", everyone, .apply = apply},
    {GET, "/prize/new/", everyone, .show = show},
    {POST, "/prize/{edition}/apply/{key:key}/", everyone, .apply = apply},
    {GET, "/prize/{edition}/apply/list/", everyone, .show = show},
    {GET, "/feed.xml", everyone, .show = show},
    {GET, "/ready", everyone, .show = show, .neutral = true},
};

static Arena *arena;
static Router *router;

static int set_up(void **state)
{
    static const Feature feature = {.routes = good, .route_count = sizeof good / sizeof *good};
    static const Feature *const all[] = {&feature, NULL};
    arena = arena_new(1 << 20);
    router = router_new(arena, all);
    return 0;
}

static RouteMatch get(const char *path)
{
    return router_match(router, arena, false, text_of(path));
}
static RouteMatch post(const char *path)
{
    return router_match(router, arena, true, text_of(path));
}

static void a_path_finds_its_route_and_values(void **state)
{
    RouteMatch match = post("/ko/prize/demo%20%EA%B0%80/apply/12/");
    assert_int_equal(match.kind, MATCH_FOUND);
    assert_int_equal(match.language, LANGUAGE_KO);
    assert_int_equal(match.value_count, 2);
    assert_text(match.values[0].name, "edition");
    assert_text(match.values[0].value, "demo 가");
    assert_text(match.values[1].value, "12");
    assert_text(match.neutral, "/prize/demo%20%EA%B0%80/apply/12/");
}

static void a_literal_goes_before_a_parameter_but_not_for_another_method(void **state)
{
    assert_ptr_equal(get("/en/prize/new/").route, &good[3]);
    assert_ptr_equal(post("/en/prize/new/").route, &good[2]);
    assert_int_equal(get("/en/prize/x/apply/12/").kind, MATCH_METHOD);
    assert_ptr_equal(get("/en/prize/x/apply/list/").route, &good[5]);
    assert_int_equal(post("/en/prize/x/apply/twelve/").kind, MATCH_NOT_FOUND);
}

static void the_other_method_is_named(void **state)
{
    RouteMatch match = get("/en/prize/x/apply/12/");
    assert_false(match.allows_get);
    assert_true(match.allows_post);
}

static void a_slash_is_put_right_for_reading_only(void **state)
{
    RouteMatch match = get("/en/prize/demo");
    assert_int_equal(match.kind, MATCH_REDIRECT);
    assert_text(match.to, "/en/prize/demo/");
    assert_text(get("/en").to, "/en/");
    assert_text(get("/de/feed.xml/").to, "/de/feed.xml");
    assert_int_equal(post("/en/prize/demo").kind, MATCH_NOT_FOUND);
}

static void a_path_without_language_gets_one(void **state)
{
    RouteMatch match = get("/prize/demo/");
    assert_int_equal(match.kind, MATCH_REDIRECT);
    assert_true(match.wants_language);
    assert_true(get("/").wants_language);
    assert_int_equal(get("/ready").kind, MATCH_FOUND);
    assert_int_equal(get("/en/ready").kind, MATCH_NOT_FOUND);
    assert_int_equal(get("/fr/prize/demo/").kind, MATCH_NOT_FOUND);
}

static void bad_paths_die_here(void **state)
{
    static const char *const bad[] = {"/en/%",    "/en/%4",   "/en/%zz/",   "/en/%00/",
                                      "/en/%ff/", "/en/../x", "/en/%2e%2e/"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_int_equal(get(bad[i]).kind, MATCH_BAD);
    assert_int_equal(get("/en/prize/a%2Fb/").kind, MATCH_NOT_FOUND);
    assert_text(get("/en//").to, "/en/");
    assert_int_equal(get("//evil.example/").kind, MATCH_NOT_FOUND);
    assert_int_equal(get("").kind, MATCH_NOT_FOUND);
    assert_int_equal(get("*").kind, MATCH_NOT_FOUND);
}

static void build(void *context)
{
    const Feature feature = {.routes = context, .route_count = 2};
    const Feature *const all[] = {&feature, NULL};
    router_new(arena, all);
}

static void a_wrong_table_does_not_start(void **state)
{
    Route twice[] = {{GET, "/a/{x}/", everyone, .show = show}, {GET, "/a/{y}/", everyone, .show = show}};
    Route unguarded[] = {{GET, "/a/", everyone, .show = show}, {GET, "/b/", NULL, .show = show}};
    Route idle[] = {{GET, "/a/", everyone, .show = show}, {POST, "/a/", everyone, .show = show}};
    Route split[] = {{GET, "/a/", everyone, .show = show}, {GET, "/b-{x}/", everyone, .show = show}};
    Failure failure;
    assert_false(boundary_run(build, twice, &failure));
    assert_non_null(strstr(failure.cause, "/a/{y}/"));
    assert_false(boundary_run(build, unguarded, &failure));
    assert_non_null(strstr(failure.cause, "no guard"));
    assert_false(boundary_run(build, idle, &failure));
    assert_false(boundary_run(build, split, &failure));
}

static void the_page_of_a_form_is_its_other_method(void **state)
{
    assert_ptr_equal(router_other_method(router, &good[2]), &good[1]);
    assert_null(router_other_method(router, &good[4]));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_path_finds_its_route_and_values),
        TEST(a_literal_goes_before_a_parameter_but_not_for_another_method),
        TEST(the_other_method_is_named),
        TEST(a_slash_is_put_right_for_reading_only),
        TEST(a_path_without_language_gets_one),
        TEST(bad_paths_die_here),
        TEST(a_wrong_table_does_not_start),
        TEST(the_page_of_a_form_is_its_other_method),
    };
    return cmocka_run_group_tests(all, set_up, NULL) != 0;
}
