/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/import.h"

#include "feature/prize/expert.h"
#include "feature/prize/import_parts.h"
#include "feature/prize/round.h"
#include "platform/account/account.h"

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
static const Column of_applications[] = {
    [A_KEY] = {{"key", "id", "number", "접수번호", "Nummer"}, true},
    [A_TITLE] = {{"title", "project", "제목", "Titel"}, true},
    [A_CATEGORY] = {{"category", "부문", "Kategorie"}, true},
    [A_KIND] = {{"applicant kind", "kind", "신청자 유형", "Art"}, false, "applicant_kind"},
    [A_ORGANISATION] = {{"organisation", "organization", "기관", "Organisation"}, true},
    [A_CITY] = {{"city", "도시", "Stadt"}, true},
    [A_COUNTRY] = {{"country", "국가", "Land"}, true},
    [A_LANGUAGE] = {{"language", "언어", "Sprache"}, false, "tongue"},
    [A_TOPICS] = {{"topics", "topic", "주제", "Themen", "Thema"}, false},
    [A_NAME] = {{"contact", "contact name", "담당자", "Kontakt"}, true, "contact_name"},
    [A_ADDRESS] = {{"e-mail", "email", "contact address", "이메일", "E-Mail"}, true, "contact_address"},
};
const Columns application_columns = {of_applications, sizeof of_applications / sizeof *of_applications};

enum { E_NAME, E_ADDRESS, E_ORGANISATION, E_CITY, E_COUNTRY, E_LANGUAGES, E_TOPICS, E_CAPACITY };
static const Column of_experts[] = {
    [E_NAME] = {{"name", "이름", "성명", "Name"}, true},
    [E_ADDRESS] = {{"e-mail", "email", "이메일", "E-Mail"}, true, "address"},
    [E_ORGANISATION] = {{"organisation", "organization", "기관", "Organisation"}, true},
    [E_CITY] = {{"city", "도시", "Stadt"}, true},
    [E_COUNTRY] = {{"country", "국가", "Land"}, true},
    [E_LANGUAGES] = {{"languages", "language", "언어", "Sprachen", "Sprache"}, false, "tongues"},
    [E_TOPICS] = {{"topics", "topic", "주제", "Themen", "Thema"}, false},
    [E_CAPACITY] = {{"capacity", "심사 가능 건수", "Kapazität"}, false},
};
const Columns expert_columns = {of_experts, sizeof of_experts / sizeof *of_experts};

/* ---- codes or names */

static void add_name(ImportWork *work, KnownList *list, Text name, Text code)
{
    if (name.size)
        *LIST_ADD(work->change->at.arena, list) = (Known){.name = import_folded(work, name), .code = code};
}

static void add_words(ImportWork *work, KnownList *list, Text code, const Words *name)
{
    add_name(work, list, code, code);
    for (int i = 0; i < LANGUAGE_COUNT; i++) add_name(work, list, name->in[i], code);
}

static void add_named(ImportWork *work, KnownList *list, const NamedList *named)
{
    for (size_t i = 0; i < named->count; i++) add_words(work, list, named->at[i].code, &named->at[i].name);
    known_sort(list);
}

static void know_countries(ImportWork *work)
{
    Arena *arena = work->change->at.arena;
    Text code = TEXT("");
    while ((code = country_after(code)).size) {
        Words name;
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            name.in[language] = country_name(arena, (Language)language, code);
        add_words(work, &work->countries, code, &name);
    }
    known_sort(&work->countries);
}

static void know_names(ImportWork *work)
{
    const Edition *edition = work->edition;
    for (size_t i = 0; i < edition->categories.count; i++)
        add_words(work, &work->categories, edition->categories.at[i].code, &edition->categories.at[i].name);
    known_sort(&work->categories);
    add_named(work, &work->applicant_kinds, &edition->applicant_kinds);
    add_named(work, &work->topics, &edition->topics);
    know_countries(work);
}

/* "" if it is not known; a fault unless nothing is typed. */
static Text code_of(ImportWork *work, const KnownList *list, int column, const char *what, Text typed)
{
    const Known *known = known_find(list, import_folded(work, typed));
    if (!known && typed.size)
        IMPORT_FAULT(work, column, "The edition has no %s “%.*s”. Write its code or name.", what,
                     TEXT_PRINT(typed));
    return known ? known->code : TEXT("");
}

static Text country_code(ImportWork *work, int column)
{
    Text typed = import_cell(work, column);
    const Known *known = known_find(&work->countries, import_folded(work, typed));
    if (!known && typed.size)
        IMPORT_FAULT(
            work, column,
            "“%.*s” is no country that is known here. Write its ISO code, or its name in English, Korean "
            "or German.",
            TEXT_PRINT(typed));
    return known ? known->code : TEXT("");
}

static Text country_code_of_edition(ImportWork *work, int column)
{
    Text code = country_code(work, column), typed = import_cell(work, column);
    if (code.size && !edition_region_of(work->edition, code))
        IMPORT_FAULT(work, column,
                     "The edition takes no applications from “%.*s”: it is in none of its regions.",
                     TEXT_PRINT(typed));
    return code;
}

/* Where a file says nothing of topics, they must not tell anyone apart. */
static Codes topic_codes(ImportWork *work, int column)
{
    Codes codes = {0};
    Arena *arena = work->change->at.arena;
    Text rest = import_cell(work, column);
    for (size_t i = 0; !rest.size && i < work->edition->topics.count; i++)
        *LIST_ADD(arena, &codes) = work->edition->topics.at[i].code;
    while (rest.size) {
        Text typed = text_trim(text_next(&rest, '|'));
        Text code = code_of(work, &work->topics, column, "topic", typed);
        if (code.size) *LIST_ADD(arena, &codes) = code;
    }
    return codes;
}

/* In which of our languages to write to somebody who reads this one. */
static Language language_of(Text tongue)
{
    Language language = LANGUAGE_EN;
    language_from_code(text_slice(tongue, 0, 2), &language);
    return language;
}

/* ---- applications */

static void know_applications(ImportWork *work)
{
    Arena *arena = work->change->at.arena;
    KnownList *list = &work->applications;
    *list = (KnownList){0};
    Rows *rows = store_rows(&work->change->at,
                            SQL("SELECT name, application FROM import_key WHERE edition = $1 ORDER BY name"),
                            BIND(work->edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(arena, list) = (Known){.name = row_text(rows, 0), .key = row_int(rows, 1)};
    known_sort(list);
}

/* Beside the keys, for what is said of applications: how receipts call them, unless a key is the same. */
static void know_numbers(ImportWork *work)
{
    Arena *arena = work->change->at.arena;
    KnownList numbers = {0};
    Rows *rows = store_rows(&work->change->at,
                            SQL("SELECT number, key FROM application WHERE edition = $1 AND version > 0"
                                " ORDER BY key"),
                            BIND(work->edition->id.key));
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 0)};
        Text number = import_folded(work, application_number(arena, work->edition, &application));
        if (!known_find(&work->applications, number))
            *LIST_ADD(arena, &numbers) = (Known){.name = number, .key = row_int(rows, 1)};
    }
    for (size_t i = 0; i < numbers.count; i++) *LIST_ADD(arena, &work->applications) = numbers.at[i];
    known_sort(&work->applications);
}

static ApplicationText read_application(ImportWork *work)
{
    const Edition *edition = work->edition;
    ApplicationText text = {.title = import_cell(work, A_TITLE),
                            .city = import_cell(work, A_CITY),
                            .organisation = import_cell(work, A_ORGANISATION),
                            .contact_name = import_cell(work, A_NAME),
                            .contact_address = import_cell(work, A_ADDRESS),
                            .category = code_of(work, &work->categories, A_CATEGORY, "category",
                                                import_cell(work, A_CATEGORY)),
                            .country = country_code_of_edition(work, A_COUNTRY),
                            .applicant_kind = code_of(work, &work->applicant_kinds, A_KIND,
                                                      "kind of applicant", import_cell(work, A_KIND)),
                            .tongue = import_cell(work, A_LANGUAGE),
                            .topics = topic_codes(work, A_TOPICS)};
    if (!text.tongue.size) text.tongue = edition->tongues.at[0];
    if (!import_cell(work, A_KIND).size) text.applicant_kind = edition->applicant_kinds.at[0].code;
    return text;
}

static void keep_key(ImportWork *work, Text key, ApplicationId id)
{
    if (!key.size) import_fault(work, A_KEY, TEXT("Give every application a key of its own."));
    else if (known_find(&work->applications, key))
        import_fault(work, A_KEY, TEXT("An application with this key was imported before. Leave it out."));
    else
        store_write(work->change, NOT_A_DECISION,
                    SQL("INSERT INTO import_key (edition, name, application) VALUES ($1, $2, $3)"
                        " ON CONFLICT (edition, name) DO NOTHING"), /* twice in the file: a fault already */
                    BIND(work->edition->id.key, key, id.key));
}

static void import_application(ImportWork *work)
{
    Change *change = work->change;
    Problems problems = problems_none(change->at.arena);
    ApplicationText text = read_application(work);
    if (!address_is_good(text.contact_address)) {
        import_fault(work, A_ADDRESS, TEXT("Write an e-mail address in the form name@example.org."));
        return;
    }
    AccountId lead =
        account_ensure(change, text.contact_name, text.contact_address, language_of(text.tongue));
    ApplicationId id = application_begin(change, work->edition, lead);
    application_save_project(change, work->edition, id, &text, &problems);
    application_save_applicant(change, work->edition, id, &text, &problems);
    import_problems(work, &problems);
    keep_key(work, import_folded(work, import_cell(work, A_KEY)), id);
    if (problems_any(&problems)) return;
    application_import(change, work->edition, id, lead);
    work->import->application_count++;
}

static void import_applications(ImportWork *work, const ImportFile *file)
{
    if (!import_open(work, file, application_columns)) return;
    if (round_is_confirmed(&work->change->at, work->edition, 1)) {
        import_fault(work, -1, TEXT("Round 1 is confirmed: no application can enter any more."));
        return;
    }
    import_check_once(work, A_KEY);
    import_each_row(work, import_application);
}

/* ---- experts */

static void know_experts(ImportWork *work)
{
    Arena *arena = work->change->at.arena;
    Rows *rows = store_rows(&work->change->at,
                            SQL("SELECT account.address, expert.account FROM expert JOIN account"
                                " ON account.key = expert.account WHERE expert.edition = $1"
                                " AND expert.state <> 'left' ORDER BY expert.account"),
                            BIND(work->edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(arena, &work->experts) =
            (Known){.name = import_folded(work, row_text(rows, 0)), .key = row_int(rows, 1)};
    known_sort(&work->experts);
}

static Expert read_expert(ImportWork *work)
{
    Expert profile = {.organisation = import_cell(work, E_ORGANISATION),
                      .city = import_cell(work, E_CITY),
                      .country = country_code(work, E_COUNTRY),
                      .topics = topic_codes(work, E_TOPICS)};
    Text rest = import_cell(work, E_LANGUAGES), capacity = import_cell(work, E_CAPACITY);
    while (rest.size) *LIST_ADD(work->change->at.arena, &profile.tongues) = text_trim(text_next(&rest, '|'));
    if (!profile.tongues.count) profile.tongues = work->edition->tongues;
    if (capacity.size && !text_to_int(capacity, &profile.capacity))
        import_fault(work, E_CAPACITY, TEXT("Write a number, in digits only."));
    return profile;
}

static void import_expert(ImportWork *work)
{
    Problems problems = problems_none(work->change->at.arena);
    Expert profile = read_expert(work);
    bool are_accepted = work->import->are_accepted;
    bool is_new =
        (are_accepted ? expert_enter : expert_invite)(work->change, work->edition, import_cell(work, E_NAME),
                                                      import_cell(work, E_ADDRESS),
                                                      language_of(profile.tongues.at[0]), &problems,
                                                      &profile.account);
    if (is_new) expert_save_profile(work->change, work->edition, &profile, &problems);
    import_problems(work, &problems);
    work->import->expert_count += is_new;
    work->import->invitation_count += is_new && !are_accepted;
}

static void import_experts(ImportWork *work, const ImportFile *file)
{
    if (!import_open(work, file, expert_columns)) return;
    import_check_once(work, E_ADDRESS);
    import_each_row(work, import_expert);
}

/* ---- all of it */

static void import_affinities(ImportWork *work, const ImportFile *file)
{
    if (!import_open(work, file, affinity_columns)) return;
    import_each_row(work, import_affinity_row);
    import_check_pairs(work);
}

/* What is said of pairs, once all are known who are said to be there. */
static void import_pairs(ImportWork *work)
{
    const Import *import = work->import;
    know_applications(work);
    know_numbers(work);
    know_experts(work);
    if (import->affinities.path) import_affinities(work, &import->affinities);
    if (import->scores.path) import_scores(work, &import->scores);
}

bool import_apply(Change *change, void *context)
{
    Import *import = context;
    ImportWork work = {.import = import, .change = change};
    import->faults.count = 0;
    import->more_faults = 0;
    import->application_count = import->expert_count = import->invitation_count = 0;
    import->affinity_count = import->score_count = 0;
    work.edition = edition_find_by_code(&change->at, import->edition);
    if (!work.edition) {
        import_fault(&work, -1, TEXT("There is no such edition. Load its rules first: madang prize load."));
        return false;
    }
    know_names(&work);
    know_applications(&work);
    import_check_mapping(&work);
    if (import->applications.path) import_applications(&work, &import->applications);
    if (import->experts.path) import_experts(&work, &import->experts);
    work.is_partial = import->faults.count;
    import_pairs(&work);
    return !import->faults.count && !import->is_dry;
}
