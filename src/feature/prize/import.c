/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/import.h"

#include "feature/prize/expert.h"
#include "feature/prize/sheet.h"
#include "platform/account/account.h"

#include <stdlib.h>

enum { COLUMNS_MAX = 12, NAMES_MAX = 6, FAULTS_MAX = 200 };

/* A column: the names under which it is found, the first as mappings call it. */
typedef struct {
    const char *names[NAMES_MAX];
    bool is_required;
} Column;

enum {
    A_KEY,
    A_TITLE,
    A_CATEGORY,
    A_KIND,
    A_ORGANISATION,
    A_CITY,
    A_COUNTRY,
    A_LANGUAGE,
    A_TOPICS,
    A_NAME,
    A_ADDRESS
};
static const Column application_columns[COLUMNS_MAX] = {
    [A_KEY] = {{"key", "id", "number", "접수번호", "Nummer"}, true},
    [A_TITLE] = {{"title", "project", "제목", "Titel"}, true},
    [A_CATEGORY] = {{"category", "부문", "Kategorie"}, true},
    [A_KIND] = {{"applicant kind", "kind", "신청자 유형", "Art"}, false},
    [A_ORGANISATION] = {{"organisation", "organization", "기관", "Organisation"}, true},
    [A_CITY] = {{"city", "도시", "Stadt"}, true},
    [A_COUNTRY] = {{"country", "국가", "Land"}, true},
    [A_LANGUAGE] = {{"language", "언어", "Sprache"}, false},
    [A_TOPICS] = {{"topics", "topic", "주제", "Themen", "Thema"}, false},
    [A_NAME] = {{"contact", "contact name", "담당자", "Kontakt"}, true},
    [A_ADDRESS] = {{"e-mail", "email", "contact address", "이메일", "E-Mail"}, true},
};
enum { E_NAME, E_ADDRESS, E_ORGANISATION, E_CITY, E_COUNTRY, E_LANGUAGES, E_TOPICS, E_CAPACITY };
static const Column expert_columns[COLUMNS_MAX] = {
    [E_NAME] = {{"name", "이름", "성명", "Name"}, true},
    [E_ADDRESS] = {{"e-mail", "email", "이메일", "E-Mail"}, true},
    [E_ORGANISATION] = {{"organisation", "organization", "기관", "Organisation"}, true},
    [E_CITY] = {{"city", "도시", "Stadt"}, true},
    [E_COUNTRY] = {{"country", "국가", "Land"}, true},
    [E_LANGUAGES] = {{"languages", "language", "언어", "Sprachen"}, false},
    [E_TOPICS] = {{"topics", "주제", "Themen"}, false},
    [E_CAPACITY] = {{"capacity", "심사 가능 건수", "Kapazität"}, false},
};
enum { F_APPLICATION, F_EXPERT, F_AFFINITY };
static const Column affinity_columns[COLUMNS_MAX] = {
    [F_APPLICATION] = {{"application", "접수번호", "Bewerbung"}, true},
    [F_EXPERT] = {{"expert", "e-mail", "이메일", "E-Mail"}, true},
    [F_AFFINITY] = {{"affinity", "bid", "적합도", "Eignung"}, true},
};

typedef struct {
    Text name;
    int64_t key;
} Known;
typedef struct {
    Import *import;
    Change *change;
    const Edition *edition;
    const char *path;
    const Column *columns;
    Sheet sheet;
    const SheetRow *row;
    int places[COLUMNS_MAX]; /* of each column in the file; -1: not there */
    LIST(Known) applications, experts;
} Work;

static void fault(Work *work, int column, Text what)
{
    if (work->import->faults.count >= FAULTS_MAX) return;
    bool named = column >= 0 && work->columns[column].names[0];
    *LIST_ADD(work->change->at.arena, &work->import->faults) =
        (ImportFault){work->path, work->row ? work->row->line : 1,
                      named ? text_of(work->columns[column].names[0]) : TEXT(""), what};
}

static Text cell(const Work *work, int column)
{
    return sheet_cell(work->row, work->places[column]);
}

/* ---- the columns */

static bool is_same_name(Arena *arena, Text a, Text b)
{
    return text_is(text_lower_ascii(arena, text_trim(a)), text_lower_ascii(arena, text_trim(b)));
}

static int find_in_head(const Work *work, Text name)
{
    for (size_t i = 0; i < work->sheet.head.cells.count; i++) {
        if (is_same_name(work->change->at.arena, work->sheet.head.cells.at[i], name)) return (int)i;
    }
    return -1;
}

/* What the mapping calls the column; "" if it doesn't. */
static Text mapped_name(const Work *work, const char *column)
{
    Text rest = work->import->mapping;
    while (rest.size) {
        Text line = text_next(&rest, '\n');
        Text name = text_next(&line, '=');
        if (line.size && is_same_name(work->change->at.arena, name, text_of(column))) return text_trim(line);
    }
    return TEXT("");
}

static void find_columns(Work *work)
{
    work->row = NULL;
    for (int i = 0; i < COLUMNS_MAX; i++) {
        const Column *column = &work->columns[i];
        work->places[i] = -1;
        if (!column->names[0]) continue;
        Text mapped = mapped_name(work, column->names[0]);
        if (mapped.size) work->places[i] = find_in_head(work, mapped);
        for (int k = 0; !mapped.size && k < NAMES_MAX && column->names[k] && work->places[i] < 0; k++)
            work->places[i] = find_in_head(work, text_of(column->names[k]));
        if (work->places[i] < 0 && column->is_required)
            fault(work, i,
                  TEXT("This column is missing. Name it in the first line, or map it with --mapping."));
    }
}

static bool open_sheet(Work *work, const ImportFile *file, const Column *columns)
{
    const char *what;
    size_t before = work->import->faults.count;
    work->path = file->path;
    work->columns = columns;
    work->row = NULL;
    if (!sheet_read(work->change->at.arena, file->bytes, &work->sheet, &what)) fault(work, -1, text_of(what));
    else find_columns(work);
    return work->import->faults.count == before;
}

/* ---- codes or names */

static Text words_code(Arena *arena, Text typed, Text code, const Words *name)
{
    if (is_same_name(arena, typed, code)) return code;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (name->in[i].size && is_same_name(arena, typed, name->in[i])) return code;
    }
    return TEXT("");
}

static Text category_code(const Work *work, Text typed)
{
    for (size_t i = 0; i < work->edition->categories.count; i++) {
        const Category *category = &work->edition->categories.at[i];
        Text code = words_code(work->change->at.arena, typed, category->code, &category->name);
        if (code.size) return code;
    }
    return TEXT("");
}

static Text named_code(const Work *work, const NamedList *list, Text typed)
{
    for (size_t i = 0; i < list->count; i++) {
        Text code = words_code(work->change->at.arena, typed, list->at[i].code, &list->at[i].name);
        if (code.size) return code;
    }
    return TEXT("");
}

/* Among the edition's countries by name; any by its code. */
static Text country_code(const Work *work, Text typed)
{
    Arena *arena = work->change->at.arena;
    for (size_t i = 0; i < work->edition->regions.count; i++) {
        const Codes *countries = &work->edition->regions.at[i].countries;
        for (size_t k = 0; k < countries->count; k++) {
            if (is_same_name(arena, typed, countries->at[k])) return countries->at[k];
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                if (is_same_name(arena, typed, country_name(arena, (Language)language, countries->at[k])))
                    return countries->at[k];
            }
        }
    }
    return country_is_known(typed) ? typed : TEXT("");
}

static Codes topic_codes(Work *work, int column)
{
    Codes codes = {0};
    Text rest = cell(work, column);
    while (rest.size) {
        Text typed = text_trim(text_next(&rest, '|'));
        Text code = named_code(work, &work->edition->topics, typed);
        if (code.size) *LIST_ADD(work->change->at.arena, &codes) = code;
        else if (typed.size)
            fault(work, column,
                  text_format(work->change->at.arena,
                              "The edition has no topic “%.*s”. Write its code or name; “|” parts several.",
                              TEXT_PRINT(typed)));
    }
    return codes;
}

/* Where a file says nothing of topics, they must not tell anyone apart. */
static Codes all_topics(const Work *work)
{
    Codes codes = {0};
    for (size_t i = 0; i < work->edition->topics.count; i++)
        *LIST_ADD(work->change->at.arena, &codes) = work->edition->topics.at[i].code;
    return codes;
}

static void take_problems(Work *work, const Problems *problems)
{
    Arena *arena = work->change->at.arena;
    for (size_t i = 0; i < problems->count; i++) {
        Text words = message_english(arena, &problems->at[i].message);
        fault(work, -1,
              problems->at[i].field.size
                  ? text_format(arena, "%.*s: %.*s", TEXT_PRINT(problems->at[i].field), TEXT_PRINT(words))
                  : words);
    }
}

/* ---- the rows */

static int by_name(const void *a, const void *b)
{
    return text_order(((const Known *)a)->name, ((const Known *)b)->name);
}

/* After sorting. */
static const Known *find_known(const Known *list, size_t count, Text name)
{
    Known wanted = {.name = name};
    return count ? bsearch(&wanted, list, count, sizeof *list, by_name) : NULL;
}

static void check_twice(Work *work, const Known *list, size_t count, const char *what)
{
    work->row = NULL;
    for (size_t i = 1; i < count; i++) {
        if (text_is(list[i].name, list[i - 1].name))
            fault(work, -1,
                  text_format(work->change->at.arena, "%s “%.*s” stands twice. Leave one out.", what,
                              TEXT_PRINT(list[i].name)));
    }
}

static void import_application(Work *work)
{
    Arena *arena = work->change->at.arena;
    Problems problems = problems_none(arena);
    const Edition *edition = work->edition;
    ApplicationText text = {.title = cell(work, A_TITLE),
                            .city = cell(work, A_CITY),
                            .organisation = cell(work, A_ORGANISATION),
                            .contact_name = cell(work, A_NAME),
                            .contact_address = cell(work, A_ADDRESS),
                            .category = category_code(work, cell(work, A_CATEGORY)),
                            .country = country_code(work, cell(work, A_COUNTRY)),
                            .applicant_kind = named_code(work, &edition->applicant_kinds, cell(work, A_KIND)),
                            .tongue = cell(work, A_LANGUAGE),
                            .topics = topic_codes(work, A_TOPICS)};
    if (!cell(work, A_TOPICS).size) text.topics = all_topics(work);
    if (!text.tongue.size) text.tongue = edition->tongues.at[0];
    if (!cell(work, A_KIND).size) text.applicant_kind = edition->applicant_kinds.at[0].code;
    if (!cell(work, A_KEY).size) fault(work, A_KEY, TEXT("Give every application a key of its own."));
    if (text_find(text.contact_address, TEXT("@")) < 1) {
        fault(work, A_ADDRESS, TEXT("Write an e-mail address in the form name@example.org."));
        return;
    }
    AccountId lead = account_ensure(work->change, text.contact_name, text.contact_address, LANGUAGE_EN);
    ApplicationId id = application_begin(work->change, edition, lead);
    application_save_project(work->change, edition, id, &text, &problems);
    application_save_applicant(work->change, edition, id, &text, &problems);
    take_problems(work, &problems);
    if (problems_any(&problems)) return;
    application_import(work->change, edition, id, lead);
    *LIST_ADD(arena, &work->applications) = (Known){cell(work, A_KEY), id.key};
    work->import->application_count++;
}

static void import_expert(Work *work)
{
    Arena *arena = work->change->at.arena;
    Problems problems = problems_none(arena);
    Expert profile = {.organisation = cell(work, E_ORGANISATION),
                      .city = cell(work, E_CITY),
                      .country = country_code(work, cell(work, E_COUNTRY)),
                      .topics = topic_codes(work, E_TOPICS)};
    Text rest = cell(work, E_LANGUAGES), capacity = cell(work, E_CAPACITY);
    while (rest.size) *LIST_ADD(arena, &profile.tongues) = text_trim(text_next(&rest, '|'));
    if (!profile.tongues.count) profile.tongues = work->edition->tongues;
    if (!cell(work, E_TOPICS).size) profile.topics = all_topics(work);
    if (capacity.size && !text_to_int(capacity, &profile.capacity))
        fault(work, E_CAPACITY, TEXT("Write a number, in digits only."));
    if (!expert_invite(work->change, work->edition, cell(work, E_NAME), cell(work, E_ADDRESS), LANGUAGE_EN,
                       &problems, &profile.account)) {
        take_problems(work, &problems);
        return;
    }
    if (work->import->are_accepted) expert_accept(work->change, work->edition, profile.account);
    expert_save_profile(work->change, work->edition, &profile, &problems);
    take_problems(work, &problems);
    *LIST_ADD(arena, &work->experts) =
        (Known){text_lower_ascii(arena, cell(work, E_ADDRESS)), profile.account.key};
    work->import->expert_count++;
}

/* 0 … 1 with up to six digits behind the point, in millionths. */
static bool read_millionths(Text text, int64_t *millionths)
{
    Text rest = text;
    Text whole = text_next(&rest, '.');
    int64_t unit, part = 0, scale = 1000000;
    if (!text_to_int(whole, &unit) || unit < 0 || unit > 1 || rest.size > 6) return false;
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.at[i] < '0' || rest.at[i] > '9') return false;
        part += (rest.at[i] - '0') * (scale /= 10);
    }
    *millionths = unit * 1000000 + part;
    return *millionths <= 1000000;
}

static void import_affinity(Work *work)
{
    Arena *arena = work->change->at.arena;
    int64_t millionths;
    const Known *application =
        find_known(work->applications.at, work->applications.count, cell(work, F_APPLICATION));
    const Known *expert =
        find_known(work->experts.at, work->experts.count, text_lower_ascii(arena, cell(work, F_EXPERT)));
    if (!application) fault(work, F_APPLICATION, TEXT("No application of this import has this key."));
    if (!expert) fault(work, F_EXPERT, TEXT("No expert of this import has this address."));
    if (!read_millionths(cell(work, F_AFFINITY), &millionths)) {
        fault(work, F_AFFINITY, TEXT("Write a number from 0 to 1 with a point, such as 0.25."));
        return;
    }
    if (!application || !expert) return;
    int64_t written = store_write(
        work->change, NOT_A_DECISION,
        SQL("INSERT INTO affinity (edition, application, account, millionths) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (application, account) DO NOTHING"),
        BIND(work->edition->id.key, application->key, expert->key, millionths));
    if (!written) fault(work, -1, TEXT("This pair stands twice. Leave one out."));
    work->import->affinity_count += written;
}

static void each_row(Work *work, const ImportFile *file, const Column *columns, void (*take)(Work *))
{
    if (!file->path || !open_sheet(work, file, columns)) return;
    for (size_t i = 0; i < work->sheet.rows.count; i++) {
        work->row = &work->sheet.rows.at[i];
        take(work);
    }
}

bool import_apply(Change *change, void *context)
{
    Import *import = context;
    Work work = {.import = import, .change = change};
    import->faults.count = 0;
    import->application_count = import->expert_count = import->affinity_count = 0;
    work.edition = edition_find_by_code(&change->at, import->edition);
    if (!work.edition) {
        fault(&work, -1, TEXT("There is no such edition. Load its rules first: madang prize load."));
        return false;
    }
    each_row(&work, &import->applications, application_columns, import_application);
    if (work.applications.count)
        qsort(work.applications.at, work.applications.count, sizeof *work.applications.at, by_name);
    check_twice(&work, work.applications.at, work.applications.count, "The key");
    each_row(&work, &import->experts, expert_columns, import_expert);
    if (work.experts.count) qsort(work.experts.at, work.experts.count, sizeof *work.experts.at, by_name);
    check_twice(&work, work.experts.at, work.experts.count, "The address");
    each_row(&work, &import->affinities, affinity_columns, import_affinity);
    return !import->faults.count && !import->is_dry;
}
