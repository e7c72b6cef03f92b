/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever changes in a column whose stated audience a reader is not of, they see the same bytes.
 *
 * The columns and their audiences are read from the schemas; the pages are all GET routes, with several
 * applications, reviews and motions each; the site is a demonstration in the middle of its committee,
 * with a ballot open. A flip changes every value that is hidden from the reader at once, and is undone. */
#include "base/random.h"
#include "demo/demo.h"
#include "feature/prize/application.h"
#include "feature/prize/expert.h"
#include "platform/account/account.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/http/shell.h"

#include "../../lint/audience.h"
#include "../../lint/sources.h"
#include "http_fixture.h"
#include "store_fixture.h"

enum { YEAR_BYTES = 1 << 30, APPLICATIONS = 60, EXPERTS = 40, MOST = 12 };

/* What a reader may see: terms of audiences, everywhere; in tables that are about no application; and of
 * the applications that a condition chooses ($ is the reader's account). */
typedef struct {
    const char *name, *everywhere, *unrelated, *own, *own_applications;
} Kind;

#define IN_CONFLICT                                                                                          \
    "(SELECT application FROM conflict WHERE account = $ AND lifted_at IS NULL UNION SELECT application"     \
    " FROM team_member WHERE account = $)"
#define NO_APPLICATIONS "SELECT key FROM application WHERE 1 = 0"

static const Kind visitor = {"visitor", "public", "", "", NO_APPLICATIONS};
static const Kind nobody = {"somebody signed in", "public", "", "", NO_APPLICATIONS};
static const Kind applicant = {"applicant", "public", "", "applicant",
                               "SELECT application FROM team_member WHERE account = $"};
static const Kind invited = {"invited expert", "public", "", "", NO_APPLICATIONS};
static const Kind expert = {"expert", "public experts", "", "assigned experts",
                            "SELECT application FROM assignment WHERE account = $ AND state IN ('open',"
                            " 'begun', 'sent') AND application NOT IN " IN_CONFLICT};
static const Kind member = {"committee member", "public", "committee", "committee",
                            "SELECT application FROM candidate WHERE application NOT IN " IN_CONFLICT};
static const Kind organiser = {"organiser", "public", "organiser", "organiser",
                               "SELECT key FROM application WHERE key NOT IN " IN_CONFLICT};
static const Kind operator= {"operator of the site", "public site", "", "", NO_APPLICATIONS};

typedef struct {
    Demo demo;
    HttpFixture *site;
    Arena *arena, *visit; /* of the whole, and of one reader's pages */
    AudienceColumns columns;
    const Edition *edition;
    AccountId nobody, invited, operator, member;
    Texts applications, numbers, assignments, motions, attachments, conflicts, mails, accounts, rounds;
    Texts pages;
} World;

/* ---- SQL that is made here, from the schemas alone */

typedef struct {
    Text sql;
    int64_t rows;
} Statement;

static bool run_statement(Change *change, void *context)
{
    Statement *it = context;
    it->rows = store_write(change, NOT_A_DECISION, (Sql){text_c(change->at.arena, it->sql)}, BIND());
    return true;
}

static bool has_column(const World *world, Text table, const char *name)
{
    for (size_t i = 0; i < world->columns.count; i++) {
        const AudienceColumn *column = &world->columns.at[i];
        if (text_is(column->table, table) && text_is_c(column->name, name)) return true;
    }
    return false;
}

/* The application that a row is about; "": its table is about none. */
static Text application_of(World *world, Text table)
{
    if (text_is_c(table, "application")) return TEXT("application.key");
    if (has_column(world, table, "application"))
        return text_format(world->arena, "%.*s.application", TEXT_PRINT(table));
    if (has_column(world, table, "assignment"))
        return text_format(world->arena,
                           "(SELECT a.application FROM assignment AS a WHERE a.key = %.*s.assignment)",
                           TEXT_PRINT(table));
    return TEXT("");
}

/* The person whom a row belongs to. */
static Text person_of(World *world, Text table)
{
    if (text_is_c(table, "account")) return TEXT("account.key");
    if (has_column(world, table, "account"))
        return text_format(world->arena, "coalesce(%.*s.account, 0)", TEXT_PRINT(table));
    if (has_column(world, table, "assignment"))
        return text_format(world->arena,
                           "(SELECT a.account FROM assignment AS a WHERE a.key = %.*s.assignment)",
                           TEXT_PRINT(table));
    return TEXT("-1");
}

static Text happened(World *world, const AudienceColumn *column, const AudienceTerm *term)
{
    Text about = application_of(world, column->table);
    if (text_is_c(term->once, "announced") || text_is_c(term->once, "counted")) return TEXT("1 = 0");
    if (text_is_c(term->once, "closed"))
        return text_format(world->arena, "%.*s.motion IN (SELECT key FROM motion WHERE state <> 'open')",
                           TEXT_PRINT(column->table));
    if (text_is_c(term->once, "published") && text_is_c(term->reader, "public") && about.size)
        return text_format(world->arena, "%.*s IN (SELECT application FROM candidate)", TEXT_PRINT(about));
    return TEXT("1 = 1");
}

static bool names(const char *terms, Text reader)
{
    ptrdiff_t at = reader.size ? text_find(text_of(terms), reader) : -1;
    return at >= 0 && (text_is_c(reader, terms) || !text_is_c(reader, "experts") || at == 7);
}

/* The condition under which the reader may see this column of a row. */
static Text visible(World *world, const Kind *kind, const AudienceColumn *column)
{
    TextBuffer out = {.arena = world->arena};
    Text about = application_of(world, column->table);
    buffer_add(&out, TEXT("(1 = 0"));
    for (size_t i = 0; i < column->audience.count; i++) {
        const AudienceTerm *term = &column->audience.at[i];
        Text since = happened(world, column, term);
        if (names(kind->everywhere, term->reader) || (!about.size && names(kind->unrelated, term->reader)))
            buffer_add_format(&out, " OR (%.*s)", TEXT_PRINT(since));
        else if (about.size && names(kind->own, term->reader))
            buffer_add_format(&out, " OR (%.*s AND %.*s IN (%s))", TEXT_PRINT(since), TEXT_PRINT(about),
                              kind->own_applications);
    }
    buffer_add(&out, TEXT(")"));
    if (about.size && has_column(world, column->table, "version") && kind != &applicant &&
        !text_is_c(column->table, "application"))
        buffer_add_format(&out, " AND %.*s.version > 0", TEXT_PRINT(column->table));
    return buffer_text(&out);
}

/* The codes of CHECK (x IN ('a', 'b')). */
static Texts codes_of(Arena *arena, Text definition)
{
    Texts codes = {0};
    ptrdiff_t at = text_find(definition, TEXT(" IN ('"));
    Text rest = at < 0 ? TEXT("") : text_from(definition, (size_t)at + 4);
    while (text_next(&rest, '\'').size || rest.size) {
        if (rest.size) *LIST_ADD(arena, &codes) = text_next(&rest, '\'');
    }
    return codes;
}

static Text turned(World *world, Text name, const Texts *codes, bool back)
{
    TextBuffer out = {.arena = world->arena};
    buffer_add_format(&out, "CASE %.*s", TEXT_PRINT(name));
    for (size_t i = 0; i < codes->count; i++) {
        Text one = codes->at[i], next = codes->at[(i + 1) % codes->count];
        buffer_add_format(&out, " WHEN '%.*s' THEN '%.*s'", TEXT_PRINT(back ? next : one),
                          TEXT_PRINT(back ? one : next));
    }
    buffer_add(&out, TEXT(" END"));
    return buffer_text(&out);
}

/* Another value; `back`: the one that it was before. */
static Text flipped(World *world, const AudienceColumn *column, bool back)
{
    Text name = column->name, definition = column->definition;
    Texts codes = codes_of(world->arena, definition);
    if (codes.count) return turned(world, name, &codes, back);
    if (text_find(definition, TEXT("IN (0, 1)")) >= 0)
        return text_format(world->arena, "1 - %.*s", TEXT_PRINT(name));
    if (text_find(definition, TEXT("1000000)")) >= 0)
        return text_format(world->arena, "1000000 - %.*s", TEXT_PRINT(name));
    if (text_is_c(column->type, "INT64"))
        return text_format(world->arena, "%.*s %s 1000000", TEXT_PRINT(name), back ? "-" : "+");
    if (back)
        return text_format(world->arena,
                           "CASE WHEN %.*s LIKE '%%~' THEN substr(%.*s, 1, length(%.*s) - 1) ELSE %.*s END",
                           TEXT_PRINT(name), TEXT_PRINT(name), TEXT_PRINT(name), TEXT_PRINT(name));
    return text_format(world->arena,
                       "CASE substr(%.*s, 1, 1) WHEN '{' THEN %.*s WHEN '[' THEN '[]' ELSE %.*s || '~' END",
                       TEXT_PRINT(name), TEXT_PRINT(name), TEXT_PRINT(name));
}

static Text with_account(Arena *arena, Text sql, AccountId who)
{
    TextBuffer out = {.arena = arena};
    while (sql.size) {
        ptrdiff_t at = text_find(sql, TEXT("$"));
        if (at < 0) break;
        buffer_add(&out, text_slice(sql, 0, (size_t)at));
        buffer_add_format(&out, "%lld", (long long)who.key);
        sql = text_from(sql, (size_t)at + 1);
    }
    buffer_add(&out, sql);
    return buffer_text(&out);
}

/* Keys hold the rows together; which version stands is structure; settings are the site's own. */
static bool is_flippable(const AudienceColumn *column)
{
    bool is_version = text_is_c(column->table, "application") && text_is_c(column->name, "version");
    return !column->is_key && !is_version && !text_is_c(column->table, "setting");
}

static int64_t flip(World *world, const Kind *kind, AccountId who, const AudienceColumn *column, bool back)
{
    Text may = visible(world, kind, column), person = person_of(world, column->table);
    Text sql = text_format(world->arena, "UPDATE %.*s SET %.*s = %.*s WHERE NOT (%.*s) AND %.*s <> $",
                           TEXT_PRINT(column->table), TEXT_PRINT(column->name),
                           TEXT_PRINT(flipped(world, column, back)), TEXT_PRINT(may), TEXT_PRINT(person));
    Statement it = {with_account(world->arena, sql, who), 0};
    assert_true(store_change(world->site->store, world->arena, (AccountId){0}, run_statement, &it));
    return it.rows;
}

/* Its values stand in numbers that everyone sees. */
static bool is_counted(const AudienceColumn *column)
{
    for (size_t i = 0; i < column->audience.count; i++) {
        if (text_is_c(column->audience.at[i].once, "counted")) return true;
    }
    return false;
}

static int64_t flip_all(World *world, const Kind *kind, AccountId who, bool counted, bool back)
{
    int64_t rows = 0;
    for (size_t i = 0; i < world->columns.count; i++) {
        const AudienceColumn *column = &world->columns.at[back ? world->columns.count - 1 - i : i];
        if (is_flippable(column) && is_counted(column) == counted)
            rows += flip(world, kind, who, column, back);
    }
    return rows;
}

/* ---- the pages */

static void add_choices(World *world, Text before, Text after, const Texts *choices);

static void add_page(World *world, Text path)
{
    ptrdiff_t at = text_find(path, TEXT("{"));
    if (at < 0) {
        *LIST_ADD(world->arena, &world->pages) = path;
        return;
    }
    Text before = text_slice(path, 0, (size_t)at), rest = text_from(path, (size_t)at + 1);
    Text name = text_next(&rest, '}'), kind = name;
    name = text_next(&kind, ':');
    const struct {
        const char *name;
        const Texts *choices;
    } several[] = {{"application", &world->applications},
                   {"number", &world->numbers},
                   {"assignment", &world->assignments},
                   {"motion", &world->motions},
                   {"attachment", &world->attachments},
                   {"conflict", &world->conflicts},
                   {"mail", &world->mails},
                   {"account", &world->accounts},
                   {"round", &world->rounds}};
    for (size_t i = 0; i < sizeof several / sizeof *several; i++) {
        if (!text_is_c(name, several[i].name)) continue;
        add_choices(world, before, rest, several[i].choices);
        return;
    }
    Text one = TEXT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    if (text_is_c(name, "edition")) one = TEXT("demo");
    if (text_is_c(name, "award")) one = world->edition->awards.at[0].code;
    if (text_is_c(name, "section")) one = world->edition->sections.at[0].code;
    if (text_is_c(kind, "key")) one = text_format(world->arena, "%lld", (long long)world->edition->id.key);
    add_choices(world, before, rest, &(Texts){.at = &one, .count = 1});
}

static void add_choices(World *world, Text before, Text after, const Texts *choices)
{
    for (size_t i = 0; i < choices->count; i++)
        add_page(world, text_format(world->arena, "%.*s%.*s%.*s", TEXT_PRINT(before),
                                    TEXT_PRINT(choices->at[i]), TEXT_PRINT(after)));
}

static void add_pages(World *world)
{
    for (const Feature *const *feature = features; *feature; feature++) {
        for (size_t i = 0; i < (*feature)->route_count; i++) {
            const Route *route = &(*feature)->routes[i];
            if (route->method != GET || text_ends(text_of(route->path), TEXT("z"))) continue;
            add_page(world, text_format(world->arena, "%s%s", route->neutral ? "" : "/en", route->path));
        }
    }
    static const char *const more[] = {"/ko/prize/demo/",
                                       "/de/prize/demo/candidates/",
                                       "/en/desk/journal/?book=prize%2Fdemo",
                                       "/en/desk/journal/?book=prize%2Fdemo&page=3",
                                       "/en/prize/demo/desk/applications/?part=a",
                                       "/en/prize/demo/expert/conflicts/?part=e"};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) add_page(world, text_of(more[i]));
}

static Text without(Arena *arena, Text body, Text mark)
{
    TextBuffer out = {.arena = arena};
    for (ptrdiff_t at; (at = text_find(body, mark)) >= 0;) {
        buffer_add(&out, text_slice(body, 0, (size_t)at));
        body = text_from(body, (size_t)at + mark.size);
        body = text_from(body, (size_t)text_find(body, TEXT("\"")));
    }
    buffer_add(&out, body);
    return buffer_text(&out);
}

/* Without what is new in every form. */
static void add_without_tokens(TextBuffer *out, Text body)
{
    body = without(out->arena, body, TEXT("name=\"operation\" value=\""));
    buffer_add(out, without(out->arena, body, TEXT("name=\"sheet\" value=\"")));
}

static Text seen(World *world, Text page)
{
    TextBuffer out = {.arena = world->visit};
    HttpAnswer answer = http_get(world->site, text_c(world->visit, page));
    if (answer.status >= 500) fail_msg("%.*s: %d", TEXT_PRINT(page), answer.status);
    buffer_add_format(&out, "%d %.*s\n", answer.status, TEXT_PRINT(answer.media));
    for (size_t i = 0; i < answer.headers.count; i++)
        buffer_add_format(&out, "%.*s: %.*s\n", TEXT_PRINT(answer.headers.at[i].name),
                          TEXT_PRINT(answer.headers.at[i].value));
    add_without_tokens(&out, answer.body);
    return buffer_text(&out);
}

static Texts all_seen(World *world)
{
    Texts list = {0};
    for (size_t i = 0; i < world->pages.count; i++)
        *LIST_ADD(world->visit, &list) = seen(world, world->pages.at[i]);
    return list;
}

/* Pages that say how many applications there are, from how many cities. */
static bool shows_numbers(Text page)
{
    static const char *const pages[] = {"/en/", "/en/prize/demo/", "/ko/prize/demo/", "/en/prize/demo/desk/"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (text_is_c(page, pages[i])) return true;
    }
    bool of_rounds = text_find(page, TEXT("/rounds/")) >= 0 && text_ends(page, TEXT("/"));
    return of_rounds || text_ends(page, TEXT("/experts/"));
}

/* A mail's own page: whoever runs the site reads there what goes out. */
static bool is_mail(Text page)
{
    return text_starts(page, TEXT("/en/desk/outbox/")) && page.size > 17;
}

/* The first page that differs; -1: none. `counted`: numbers may. */
static int first_difference(const World *world, const Texts *a, const Texts *b, bool counted)
{
    for (size_t i = 0; i < a->count; i++) {
        Text page = world->pages.at[i];
        if (text_is(a->at[i], b->at[i]) || is_mail(page) || (counted && shows_numbers(page))) continue;
        return (int)i;
    }
    return -1;
}

static void print_difference(World *world, const char *what, const Texts *a, const Texts *b, int page)
{
    size_t at = 0;
    Text one = a->at[page], other = b->at[page];
    while (at < one.size && at < other.size && one.at[at] == other.at[at]) at++;
    size_t from = at > 60 ? at - 60 : 0;
    print_error("%s\n  %.*s\n  - %.*s\n  + %.*s\n", what, TEXT_PRINT(world->pages.at[page]),
                TEXT_PRINT(text_slice(one, from, 160)), TEXT_PRINT(text_slice(other, from, 160)));
}

/* ---- the world */

typedef struct {
    AccountId who;
    Text cookie;
} Opening;
static bool open_login(Change *change, void *context)
{
    Opening *it = context;
    it->cookie = text_copy(change->at.arena, login_open(change, it->who, TEXT("test"), 30 * DAY_US));
    return true;
}

static void as(World *world, AccountId who)
{
    world->site->login_cookie = (Text){0};
    world->site->csrf = (Text){0};
    world->site->cookies = (HttpFields){0};
    arena_reset(world->visit);
    if (!who.key) return;
    Opening opening = {.who = who};
    assert_true(store_change(world->site->store, world->arena, (AccountId){0}, open_login, &opening));
    world->site->login_cookie = opening.cookie;
}

static bool people_come(Change *change, void *context)
{
    World *world = context;
    Problems problems = problems_none(change->at.arena);
    world->nobody = account_ensure(change, TEXT("Nora"), TEXT("nora@nowhere.example"), LANGUAGE_EN);
    world->operator= account_ensure(change, TEXT("Otto"), TEXT("otto@site.example"), LANGUAGE_EN);
    account_grant(change, world->operator, TEXT("site"), "operator");
    Rows *row = store_row(&change->at,
                          SQL("SELECT min(application) FROM candidate WHERE application NOT IN"
                              " (SELECT application FROM conflict)"),
                          BIND());
    conflict_add(change, world->edition, (ApplicationId){row_int(row, 0)}, world->demo.second_organiser,
                 CONFLICT_RECUSED, TEXT("A cousin."));
    row = store_row(&change->at,
                    SQL("SELECT m.account FROM committee_member AS m JOIN conflict ON conflict.account ="
                        " m.account JOIN candidate ON candidate.application = conflict.application"
                        " WHERE m.role = 'member' AND m.account NOT IN (SELECT account FROM expert)"
                        " ORDER BY m.account LIMIT 1"),
                    BIND());
    world->member.key = row_int(row, 0);
    return expert_invite(change, world->edition, TEXT("Iris"), TEXT("iris@iris.example"), LANGUAGE_EN,
                         &problems, &world->invited);
}

static void add_values(World *world, Snapshot *at, Texts *list, Sql sql)
{
    Rows *rows =
        store_rows(at, sql, BIND(world->demo.applicant, world->demo.expert, world->demo.second_organiser));
    while (rows_next(rows))
        *LIST_ADD(world->arena, list) = text_format(world->arena, "%lld", (long long)row_int(rows, 0));
}

#define WITH_READERS " AND $1 > 0 AND $2 > 0 AND $3 > 0 "
static void choose(Snapshot *at, void *context)
{
    World *world = context;
    static const char *const one_each[] = {
        "SELECT min(application) FROM team_member WHERE account = $1",
        "SELECT min(application) FROM assignment WHERE account = $2 AND state = 'sent'",
        "SELECT min(application) FROM assignment WHERE account = $2 AND state <> 'sent'",
        "SELECT min(application) FROM conflict WHERE account = $3",
        "SELECT min(application) FROM candidate WHERE 1 = 1",
        "SELECT max(key) FROM application WHERE state = 'draft'",
        "SELECT max(key) FROM application WHERE state = 'withdrawn'",
        "SELECT max(key) FROM application WHERE state = 'submitted' AND key NOT IN (SELECT application FROM"
        " candidate)"};
    for (size_t i = 0; i < sizeof one_each / sizeof *one_each; i++) {
        const char *sql = text_c(at->arena, text_format(at->arena, "%s" WITH_READERS, one_each[i]));
        add_values(world, at, &world->applications, (Sql){sql});
    }
    add_values(
        world, at, &world->assignments,
        SQL("SELECT min(key) FROM assignment WHERE account = $2 AND $1 > 0 AND $3 > 0 GROUP BY state"));
    add_values(world, at, &world->assignments,
               SQL("SELECT min(key) FROM assignment WHERE account <> $2 AND $1 > 0 AND $3 > 0"));
    add_values(world, at, &world->motions, SQL("SELECT key FROM motion WHERE $1 > 0 AND $2 > 0 AND $3 > 0"));
    add_values(world, at, &world->attachments,
               SQL("SELECT min(key) FROM attachment WHERE $1 > 0 AND $2 > 0 AND $3 > 0 GROUP BY application"
                   " ORDER BY application LIMIT 3"));
    add_values(world, at, &world->conflicts,
               SQL("SELECT min(key) FROM conflict WHERE $1 > 0 AND $2 > 0 AND $3 > 0"));
    add_values(world, at, &world->mails,
               SQL("SELECT min(key) FROM outbox WHERE $1 > 0 AND $2 > 0 AND $3 > 0 GROUP BY kind"));
    add_values(world, at, &world->accounts,
               SQL("SELECT key FROM account WHERE key IN ($1, $2, $3) ORDER BY key"));
    Rows *rows = store_rows(at,
                            SQL("SELECT number FROM application WHERE number IS NOT NULL"
                                " ORDER BY number LIMIT 12"),
                            BIND());
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 0)};
        *LIST_ADD(world->arena, &world->numbers) =
            text_copy(world->arena, application_number(at->arena, world->edition, &application));
    }
    for (size_t i = 0; i < world->edition->rounds.count; i++)
        *LIST_ADD(world->arena, &world->rounds) = text_format(world->arena, "%zu", i + 1);
}

static void read_schema(const char *path, Text text, void *context)
{
    World *world = context;
    if (text_ends(text_of(path), TEXT(".sql"))) audience_read(world->arena, text, &world->columns);
}

static void make_world(Fixture *fixture, World *world)
{
    static bool registered;
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    if (!registered) server_register_hooks(&hooks);
    registered = true;
    world->arena = arena_new(YEAR_BYTES);
    world->demo = (Demo){.application_count = APPLICATIONS,
                         .expert_count = EXPERTS,
                         .until = UNTIL_COMMITTEE,
                         .progress = stderr,
                         .arena = world->arena,
                         .step = arena_new(YEAR_BYTES),
                         .store = fixture->store,
                         .score = SCORE_CALIBRATED,
                         .chance = 1};
    random_record_seed(1);
    demo_play(&world->demo);
    world->edition = world->demo.edition;
    assert_true(store_change(fixture->store, world->arena, world->demo.organiser, people_come, world));
    sources_each(world->arena, "src", read_schema, world);
    world->site = http_fixture_on(fixture->store, world->arena, features);
    world->site->arena = world->visit = arena_new(YEAR_BYTES);
    store_read(fixture->store, world->arena, (AccountId){0}, choose, world);
    add_pages(world);
}

static void end_world(World *world)
{
    service_free(world->site->service);
    arena_free(world->visit);
    arena_free(world->demo.step);
    arena_free(world->arena);
}

/* ---- the comparison */

/* Flips them again one by one, to name those that show. */
static void name_columns(World *world, const Kind *kind, AccountId who, bool counted, const Texts *before)
{
    for (size_t i = 0; i < world->columns.count; i++) {
        const AudienceColumn *column = &world->columns.at[i];
        if (!is_flippable(column) || is_counted(column) != counted) continue;
        if (!flip(world, kind, who, column, false)) continue;
        Texts after = all_seen(world);
        int page = first_difference(world, before, &after, counted);
        Text what = text_format(world->arena, "%s: %.*s.%.*s shows", kind->name, TEXT_PRINT(column->table),
                                TEXT_PRINT(column->name));
        if (page >= 0) print_difference(world, text_c(world->arena, what), before, &after, page);
        flip(world, kind, who, column, true);
    }
}

static bool is_blind_to(World *world, const Kind *kind, AccountId who, bool counted, int64_t least_rows)
{
    Texts before = all_seen(world);
    int64_t rows = flip_all(world, kind, who, counted, false);
    Texts after = all_seen(world);
    int page = first_difference(world, &before, &after, counted);
    assert_true(rows >= least_rows);
    flip_all(world, kind, who, counted, true);
    if (page < 0) return true;
    print_difference(world, kind->name, &before, &after, page);
    name_columns(world, kind, who, counted, &before);
    return false;
}

static bool is_blind(World *world, const Kind *kind, AccountId who)
{
    as(world, who);
    all_seen(world); /* a first visit is given its cookies */
    Texts once = all_seen(world), again = all_seen(world);
    int page = first_difference(world, &once, &again, false);
    if (page >= 0) print_difference(world, "the pages change by themselves", &once, &again, page);
    assert_int_equal(page, -1);
    bool blind = is_blind_to(world, kind, who, false, 500);
    return is_blind_to(world, kind, who, true, 1) && blind;
}

static void what_is_hidden_from_a_reader_changes_no_byte_of_theirs(void **state)
{
    World world = {0};
    make_world(*state, &world);
    const struct {
        const Kind *kind;
        AccountId who;
    } readers[] = {{&visitor, {0}}, {&nobody, world.nobody}, {&applicant, world.demo.applicant},
                   {&invited, world.invited}, {&expert, world.demo.expert}, {&member, world.member},
                   {&organiser, world.demo.second_organiser}, {&operator, world.operator} };
    int seeing = 0;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        seeing += !is_blind(&world, readers[i].kind, readers[i].who);
    assert_int_equal(seeing, 0);
    end_world(&world);
}

static void flip_answers(World *world, bool back)
{
    for (size_t i = 0; i < world->columns.count; i++) {
        const AudienceColumn *column = &world->columns.at[i];
        if (text_is_c(column->table, "answer") && text_is_c(column->name, "text"))
            assert_true(flip(world, &visitor, (AccountId){0}, column, back) > 0);
    }
}

static void what_a_reader_may_see_changes_with_it(void **state)
{
    World world = {0};
    make_world(*state, &world);
    AccountId readers[] = {world.demo.applicant, world.demo.expert, world.member, world.demo.organiser};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        as(&world, readers[i]);
        Texts before = all_seen(&world);
        flip_answers(&world, false);
        Texts after = all_seen(&world);
        assert_true(first_difference(&world, &before, &after, false) >= 0);
        flip_answers(&world, true);
    }
    end_world(&world);
}

RUN_TESTS(ON_BOTH(what_is_hidden_from_a_reader_changes_no_byte_of_theirs),
          ON_BOTH(what_a_reader_may_see_changes_with_it))
