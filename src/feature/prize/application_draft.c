/* SPDX-License-Identifier: Apache-2.0 */
/* The draft of an application: saved section by section, complete or not. */
#include "base/random.h"
#include "feature/prize/application.h"
#include "feature/prize/sameness.h"
#include "platform/account/account.h"

enum { TITLE_MAX_CHARACTERS = 150, NAME_MAX_CHARACTERS = 200 };

/* What was typed is stored whatever is wrong with it; a note says what to mend. */
static Text clean(Arena *arena, Text typed)
{
    return text_trim(text_normalise(arena, typed));
}

static bool is_withdrawn(Change *change, ApplicationId id, Problems *problems)
{
    if (store_row(&change->at, SQL("SELECT 1 FROM application WHERE key = $1 AND state <> 'withdrawn'"),
                  BIND(id.key)))
        return false;
    problems_add(problems, TEXT(""), M("This application was withdrawn and can no longer be changed."));
    return true;
}

static void need(Problems *problems, const char *field, Text value, Message message)
{
    if (!clean(problems->arena, value).size) problems_add(problems, text_of(field), message);
}

static bool codes_have(const Codes *codes, Text code)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (text_is(codes->at[i], code)) return true;
    }
    return false;
}

static void check_length(Problems *problems, const char *field, Text value, int64_t most)
{
    int64_t over = (int64_t)text_length(text_trim(value)) - most;
    if (over > 0)
        problems_add(problems, text_of(field),
                     MN("Shorten this answer by {n} character.", "Shorten this answer by {n} characters.",
                        over));
}

static void check_project(const Edition *edition, const ApplicationText *typed, Problems *problems)
{
    need(problems, "title", typed->title, M("Enter the title of the project."));
    need(problems, "city", typed->city, M("Enter the name of the city."));
    check_length(problems, "title", typed->title, TITLE_MAX_CHARACTERS);
    check_length(problems, "city", typed->city, NAME_MAX_CHARACTERS);
    if (!edition_category(edition, typed->category))
        problems_add(problems, TEXT("category"), M("Choose a category."));
    if (!codes_have(&edition->tongues, typed->tongue))
        problems_add(problems, TEXT("tongue"), M("Choose the language in which you write."));
    if (!edition_region_of(edition, typed->country))
        problems_add(problems, TEXT("country"), M("Choose a country."));
    if (edition->topics.count && !typed->topics.count)
        problems_add(problems, TEXT("topics"), M("Choose at least one topic."));
}

static void save_topics(Change *change, const Edition *edition, ApplicationId id, const Codes *topics)
{
    store_write(change, NOT_A_DECISION,
                SQL("DELETE FROM application_topic WHERE application = $1 AND version = 0"), BIND(id.key));
    for (size_t i = 0; i < edition->topics.count; i++) {
        Text code = edition->topics.at[i].code;
        if (!codes_have(topics, code)) continue;
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO application_topic (application, version, topic) VALUES ($1, 0, $2)"),
                    BIND(id.key, code));
    }
}

bool application_save_project(Change *change, const Edition *edition, ApplicationId id,
                              const ApplicationText *typed, Problems *problems)
{
    if (is_withdrawn(change, id, problems)) return false;
    const Region *region = edition_region_of(edition, typed->country);
    Arena *arena = change->at.arena;
    Text title = clean(arena, typed->title), city = clean(arena, typed->city);
    store_write(
        change, NOT_A_DECISION,
        SQL("UPDATE application_version SET title = $2, tongue = $3, category = $4, city = $5, country = $6,"
            " region = $7, saved_at = $8, city_key = $9 WHERE application = $1 AND version = 0"),
        BIND(id.key, title, typed->tongue, typed->category, city, typed->country,
             region ? region->code : TEXT(""), change->at.now, city_key(arena, city)));
    save_topics(change, edition, id, &typed->topics);
    check_project(edition, typed, problems);
    return true;
}

static void save_partners(Change *change, ApplicationId id, const Partners *partners)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM partner WHERE application = $1 AND version = 0"),
                BIND(id.key));
    int64_t place = 0;
    for (size_t i = 0; i < partners->count && place < PARTNERS_MAX; i++) {
        Text name = clean(change->at.arena, partners->at[i].name);
        if (!name.size) continue;
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO partner (application, version, place, name, country, name_key)"
                        " VALUES ($1, 0, $2, $3, $4, $5)"),
                    BIND(id.key, ++place, name, partners->at[i].country,
                         organisation_key(change->at.arena, name)));
    }
}

static void check_applicant(const Edition *edition, const ApplicationText *typed, Problems *problems)
{
    bool known = false;
    for (size_t i = 0; i < edition->applicant_kinds.count; i++)
        known |= text_is(edition->applicant_kinds.at[i].code, typed->applicant_kind);
    if (!known) problems_add(problems, TEXT("applicant_kind"), M("Choose who applies."));
    need(problems, "organisation", typed->organisation,
         M("Enter the name of the organisation or person that applies."));
    need(problems, "contact_name", typed->contact_name, M("Enter the name of a contact."));
    check_length(problems, "organisation", typed->organisation, NAME_MAX_CHARACTERS);
    check_length(problems, "contact_name", typed->contact_name, NAME_MAX_CHARACTERS);
    if (typed->partners.count > PARTNERS_MAX)
        problems_add(problems, TEXT("partner-name-1"),
                     MN("Only {n} partner fits here.", "Only {n} partners fit here.", PARTNERS_MAX));
    if (!address_is_good(text_trim(typed->contact_address)))
        problems_add(problems, TEXT("contact_address"),
                     M("Enter an e-mail address in the form name@example.org."));
}

bool application_save_applicant(Change *change, const Edition *edition, ApplicationId id,
                                const ApplicationText *typed, Problems *problems)
{
    if (is_withdrawn(change, id, problems)) return false;
    Arena *arena = change->at.arena;
    Text organisation = clean(arena, typed->organisation), address = clean(arena, typed->contact_address);
    store_write(
        change, NOT_A_DECISION,
        SQL("UPDATE application_version SET applicant_kind = $2, organisation = $3, contact_name = $4,"
            " contact_address = $5, saved_at = $6, organisation_key = $7, domain = $8"
            " WHERE application = $1 AND version = 0"),
        BIND(id.key, typed->applicant_kind, organisation, clean(arena, typed->contact_name), address,
             change->at.now, organisation_key(arena, organisation), mail_domain(arena, address)));
    save_partners(change, id, &typed->partners);
    check_applicant(edition, typed, problems);
    return true;
}

static const Section *find_section(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->sections.count; i++) {
        if (text_is(edition->sections.at[i].code, code)) return &edition->sections.at[i];
    }
    return NULL;
}

static Text answer_to(const Answers *answers, Text question)
{
    for (size_t i = 0; i < answers->count; i++) {
        if (text_is(answers->at[i].question, question)) return answers->at[i].text;
    }
    return TEXT("");
}

static bool is_choice(const Question *question, Text answer)
{
    for (size_t i = 0; i < question->choices.count; i++) {
        if (text_is(question->choices.at[i].code, answer)) return true;
    }
    return false;
}

static void check_answer(const Question *question, Text answer, Problems *problems)
{
    int64_t number, length = (int64_t)text_length(answer);
    if (!answer.size) {
        if (question->required) problems_add(problems, question->code, M("This answer is missing."));
    } else if (question->length_max && length > question->length_max) {
        problems_add(problems, question->code,
                     MN("Shorten this answer by {n} character.", "Shorten this answer by {n} characters.",
                        length - question->length_max));
    } else if (question->kind == QUESTION_NUMBER && !text_to_int(answer, &number)) {
        problems_add(problems, question->code, M("Enter a whole number, in digits only."));
    } else if (question->kind == QUESTION_CHOICE && !is_choice(question, answer)) {
        problems_add(problems, question->code, M("Choose one of the answers."));
    } else if (question->kind == QUESTION_URL && !text_starts(answer, TEXT("https://")) &&
               !text_starts(answer, TEXT("http://"))) {
        problems_add(problems, question->code, M("Enter an address that begins with https:// or http://."));
    }
}

bool application_save_section(Change *change, const Edition *edition, ApplicationId id, Text section,
                              const Answers *typed, Problems *problems)
{
    const Section *found = find_section(edition, section);
    if (!found || is_withdrawn(change, id, problems)) return false;
    for (size_t i = 0; i < found->questions.count; i++) {
        const Question *question = &found->questions.at[i];
        Text answer = clean(change->at.arena, answer_to(typed, question->code));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO answer (application, version, question, text) VALUES ($1, 0, $2, $3)"
                        " ON CONFLICT (application, version, question) DO UPDATE SET text = excluded.text"),
                    BIND(id.key, question->code, answer));
        check_answer(question, answer, problems);
    }
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE application_version SET saved_at = $2 WHERE application = $1 AND version = 0"),
                BIND(id.key, change->at.now));
    return true;
}

static const AttachmentSlot *find_slot(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->attachments.count; i++) {
        if (text_is(edition->attachments.at[i].code, code)) return &edition->attachments.at[i];
    }
    return NULL;
}

static void touch(Change *change, ApplicationId id)
{
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE application_version SET saved_at = $2 WHERE application = $1 AND version = 0"),
                BIND(id.key, change->at.now));
}

bool application_add_attachment(Change *change, const Edition *edition, ApplicationId id,
                                const Attachment *attachment, Problems *problems)
{
    const AttachmentSlot *slot = find_slot(edition, attachment->slot);
    if (!slot || is_withdrawn(change, id, problems)) return false;
    int64_t there = store_count(
        &change->at,
        SQL("SELECT count(*) FROM attachment WHERE application = $1 AND version = 0 AND slot = $2"),
        BIND(id.key, slot->code));
    if (there >= slot->files_max) {
        problems_add(problems, slot->code,
                     MN("Only {n} file fits here. Remove it before you add another one.",
                        "Only {n} files fit here. Remove one before you add another one.", slot->files_max));
        return false;
    }
    if (attachment->size_bytes > slot->size_max_bytes) {
        problems_add(problems, slot->code,
                     M("“{file}” is too large. Choose a PDF of up to {size}.",
                       WITH_TEXT("file", attachment->name), WITH_BYTES("size", slot->size_max_bytes)));
        return false;
    }
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO attachment (key, application, version, slot, name, digest, size_bytes, "
                    "pages, added_at)"
                    " VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8)"),
                BIND(random_key(), id.key, slot->code, clean(change->at.arena, attachment->name),
                     attachment->digest, attachment->size_bytes, attachment->pages, change->at.now));
    touch(change, id);
    return true;
}

bool application_remove_attachment(Change *change, ApplicationId id, int64_t attachment)
{
    Problems none = problems_none(change->at.arena);
    if (is_withdrawn(change, id, &none)) return false;
    touch(change, id);
    return store_write(change, NOT_A_DECISION,
                       SQL("DELETE FROM attachment WHERE key = $2 AND application = $1 AND version = 0"),
                       BIND(id.key, attachment)) == 1;
}

bool application_set_pledge(Change *change, ApplicationId id, bool pledged)
{
    return store_write(
               change, NOT_A_DECISION,
               SQL("UPDATE application_version SET pledged = $2 WHERE application = $1 AND version = 0"),
               BIND(id.key, (int64_t)pledged)) == 1;
}

static void check_files(const Edition *edition, const ApplicationText *draft, Problems *problems)
{
    for (size_t i = 0; i < edition->attachments.count; i++) {
        const AttachmentSlot *slot = &edition->attachments.at[i];
        bool there = false;
        for (size_t k = 0; k < draft->attachments.count; k++)
            there |= text_is(draft->attachments.at[k].slot, slot->code);
        if (slot->required && !there) problems_add(problems, slot->code, M("A file is missing here."));
    }
}

static void check_category(const Edition *edition, const ApplicationText *draft, Problems *problems)
{
    const Category *category = edition_category(edition, draft->category);
    if (category && category->applicant_kinds.count && draft->applicant_kind.size &&
        !codes_have(&category->applicant_kinds, draft->applicant_kind))
        problems_add(problems, TEXT("category"),
                     M("This category is not open to the kind of applicant that you chose."));
}

Problems application_check(Snapshot *at, const Edition *edition, ApplicationId id)
{
    Problems problems = problems_none(at->arena);
    ApplicationText draft;
    if (!application_version(at, id, 0, &draft)) return problems;
    check_project(edition, &draft, &problems);
    check_applicant(edition, &draft, &problems);
    check_category(edition, &draft, &problems);
    for (size_t i = 0; i < edition->sections.count; i++) {
        const Section *section = &edition->sections.at[i];
        for (size_t k = 0; k < section->questions.count; k++)
            check_answer(&section->questions.at[k], answer_to(&draft.answers, section->questions.at[k].code),
                         &problems);
    }
    check_files(edition, &draft, &problems);
    if (!draft.pledged) problems_add(&problems, TEXT("pledge"), M("Confirm the pledge."));
    return problems;
}
