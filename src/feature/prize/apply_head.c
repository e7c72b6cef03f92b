/* SPDX-License-Identifier: Apache-2.0 */
/* What the applicant's pages share: finding the application, the head of a page, answers in groups. */
#include "feature/prize/apply_parts.h"
#include "platform/http/route.h"

ApplicationId apply_id(const Request *request)
{
    ApplicationId id = {0};
    request_int(request, "application", &id.key);
    return id;
}

Text apply_key(const Request *request)
{
    return request_text(request, "application");
}

static void add_crumbs(Request *request, const Edition *edition, ApplyHead *head, Message here)
{
    Shell *shell = &head->shell;
    shell_add_crumb(request->arena, shell, M("My applications"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/apply/", edition->code));
    Text name = head->title.text.size ? head->title.text : head->number;
    if (!here.english) {
        shell_add_crumb(request->arena, shell, name.size ? (Message){0} : M("New application"), name,
                        (Url){0});
        return;
    }
    shell_add_crumb(request->arena, shell, name.size ? (Message){0} : M("New application"), name,
                    URL(request->arena, request->language, "/prize/{}/apply/{}/", edition->code,
                        apply_key(request)));
    shell_add_crumb(request->arena, shell, here, TEXT(""), (Url){0});
}

ApplyHead apply_head(Request *request, Snapshot *at, const Edition *edition, const Application *application,
                     const ApplicationText *draft, Message here)
{
    Instant deadline = application_deadline(edition, application);
    bool withdrawn = application->state == APPLICATION_WITHDRAWN;
    ApplyHead head = {
        .shell = shell_for(request, at, M("Applicant")),
        .edition = edition->code,
        .edition_name = words_in(&edition->name, request->language),
        .application = application->id.key,
        .title = {draft->title, draft->tongue},
        .number = application_number(request->arena, edition, application),
        .deadline = {deadline, edition->zone},
        .is_open = !withdrawn && instant_passed(edition->opens, at->now) &&
                   !instant_passed(instant_plus(deadline, 1), at->now),
        .is_withdrawn = withdrawn,
        .token = form_token_for(request),
        .problems = request->problems,
    };
    head.shell.has_problems = problems_any(&head.problems);
    add_crumbs(request, edition, &head, here);
    return head;
}

bool apply_find(Request *request, Snapshot *at, ApplyPage *page)
{
    page->edition = edition_of(at, request);
    page->application = application_find(at, apply_id(request));
    if (page->application && application_version(at, page->application->id, 0, &page->draft)) return true;
    response_not_found(request);
    return false;
}

bool apply_is_sent(Snapshot *at, const ApplyPage *page)
{
    ApplicationText standing;
    return page->application->version > 0 &&
           application_version(at, page->application->id, page->application->version, &standing) &&
           !application_is_changed(at->arena, page->edition, &page->draft, &standing);
}

/* After "Save and continue" with something missing the page comes back and says what. */
Problems apply_problems(Request *request, Snapshot *at, const ApplyPage *page)
{
    if (request_has(request, "check") && !request->is_again)
        return application_check(at, page->edition, page->application->id);
    return request->problems;
}

/* Only those of these fields, and of none: the others belong to other pages. */
Problems apply_problems_of(Arena *arena, const Problems *all, const char *const *fields)
{
    Problems some = problems_none(arena);
    for (size_t i = 0; i < all->count; i++) {
        bool ours = all->at[i].field.size == 0;
        for (const char *const *field = fields; *field; field++) ours |= text_is_c(all->at[i].field, *field);
        if (ours) problems_add(&some, all->at[i].field, all->at[i].message);
    }
    return some;
}

void apply_stand(Request *request, Snapshot *at, const ApplyPage *page, Ground *ground)
{
    if (request->is_again) ground_merge(request, at, page->edition->zone, ground);
    if (ground_is_torn(ground) && request->route->method == POST) response_status(request, 409);
}

void apply_put_ground(Request *request, const Ground *ground, ApplyHead *head)
{
    head->ground = *ground;
    head->is_torn = ground_is_torn(ground);
    ground_put(request, ground, &head->token);
}

void apply_redirect(Request *request, const Edition *edition, const char *page, bool complete)
{
    Arena *arena = request->arena;
    Url url = URL(arena, request->language, "/prize/{}/apply/{}/", edition->code, apply_key(request));
    if (!complete) url.address = text_format(arena, "%.*s%s?check=1", TEXT_PRINT(url.address), page);
    response_redirect(request, url);
}

/* What is typed is kept though something is wrong with it: a problem in the request would undo it. */
bool apply_saved(Request *request, const Edition *edition, const char *page, bool kept, const Problems *notes)
{
    if (kept) apply_redirect(request, edition, page, !problems_any(notes));
    for (size_t i = 0; !kept && i < notes->count; i++)
        problems_add(&request->problems, notes->at[i].field, notes->at[i].message);
    return kept;
}

/* ---- answers in groups */

static void add_row(Arena *arena, AnswerGroup *group, Message label, Text label_text, Text value, Text tongue,
                    Url change)
{
    *LIST_ADD(arena, &group->rows) =
        (AnswerRow){.label = label, .text = label_text, .value = value, .tongue = tongue, .change = change};
}

static Url change_url(const Request *request, const Edition *edition, bool can_change, int64_t application,
                      const char *page)
{
    if (!can_change) return (Url){0};
    Arena *arena = request->arena;
    Text key = text_format(arena, "%lld", (long long)application);
    Url url = URL(arena, request->language, "/prize/{}/apply/{}/", edition->code, key);
    url.address = text_format(arena, "%.*s%s", TEXT_PRINT(url.address), page);
    return url;
}

Text apply_named(const NamedList *list, Text code, Language language)
{
    for (size_t i = 0; i < list->count; i++) {
        if (text_is(list->at[i].code, code)) return words_in(&list->at[i].name, language);
    }
    return TEXT("");
}

Text apply_topics_line(const Request *request, const Edition *edition, const Codes *topics)
{
    TextBuffer line = {.arena = request->arena};
    for (size_t i = 0; i < topics->count; i++) {
        if (i) buffer_add(&line, TEXT(", "));
        buffer_add(&line, apply_named(&edition->topics, topics->at[i], request->language));
    }
    return buffer_text(&line);
}

Text apply_partners_lines(const Request *request, const Partners *partners)
{
    TextBuffer lines = {.arena = request->arena};
    for (size_t i = 0; i < partners->count; i++) {
        if (i) buffer_add_char(&lines, '\n');
        buffer_add(&lines, partners->at[i].name);
        if (!partners->at[i].country.size) continue;
        buffer_add_format(&lines, " (%.*s)",
                          TEXT_PRINT(
                              country_name(request->arena, request->language, partners->at[i].country)));
    }
    return buffer_text(&lines);
}

static AnswerGroup project_group(const Request *request, const Edition *edition, const ApplicationText *text,
                                 bool can_change, int64_t application)
{
    AnswerGroup group = {0};
    Arena *arena = request->arena;
    Language language = request->language;
    Url change = change_url(request, edition, can_change, application, "project/");
    const Category *category = edition_category(edition, text->category);
    add_row(arena, &group, M("Title"), TEXT(""), text->title, text->tongue, change);
    add_row(arena, &group, M("Category"), TEXT(""), category ? words_in(&category->name, language) : TEXT(""),
            TEXT(""), change);
    add_row(arena, &group, M("Language"), TEXT(""),
            text->tongue.size ? tongue_name(arena, language, text->tongue) : TEXT(""), TEXT(""), change);
    add_row(arena, &group, M("City"), TEXT(""), text->city, text->tongue, change);
    add_row(arena, &group, M("Country"), TEXT(""),
            text->country.size ? country_name(arena, language, text->country) : TEXT(""), TEXT(""), change);
    if (edition->topics.count)
        add_row(arena, &group, M("Topics"), TEXT(""), apply_topics_line(request, edition, &text->topics),
                TEXT(""), change);
    return group;
}

static AnswerGroup applicant_group(const Request *request, const Edition *edition,
                                   const ApplicationText *text, bool can_change, int64_t application)
{
    AnswerGroup group = {0};
    Arena *arena = request->arena;
    Url change = change_url(request, edition, can_change, application, "applicant/");
    add_row(arena, &group, M("Who applies"), TEXT(""),
            apply_named(&edition->applicant_kinds, text->applicant_kind, request->language), TEXT(""),
            change);
    add_row(arena, &group, M("Organisation"), TEXT(""), text->organisation, text->tongue, change);
    add_row(arena, &group, M("Partners"), TEXT(""), apply_partners_lines(request, &text->partners),
            text->tongue, change);
    if (!can_change) return group; /* the contact is nobody's business but the team's and the organisers' */
    add_row(arena, &group, M("Contact"), TEXT(""), text->contact_name, TEXT(""), change);
    add_row(arena, &group, M("E-mail address of the contact"), TEXT(""), text->contact_address, TEXT(""),
            change);
    return group;
}

static Text shown_answer(Arena *arena, const Question *question, Text answer, Language language)
{
    int64_t number;
    if (question->kind == QUESTION_CHOICE) return apply_named(&question->choices, answer, language);
    if (question->kind == QUESTION_NUMBER && text_to_int(answer, &number))
        return number_write(arena, language, number);
    return answer;
}

static AnswerGroup section_group(const Request *request, const Edition *edition, const Section *section,
                                 const ApplicationText *text, bool can_change, int64_t application)
{
    AnswerGroup group = {.name = words_in(&section->name, request->language)};
    Text page = text_format(request->arena, "section/%.*s/", TEXT_PRINT(section->code));
    Url change = change_url(request, edition, can_change, application, text_c(request->arena, page));
    for (size_t i = 0; i < section->questions.count; i++) {
        const Question *question = &section->questions.at[i];
        Text answer = apply_answer(&text->answers, question->code);
        add_row(request->arena, &group, (Message){0}, words_in(&question->label, request->language),
                shown_answer(request->arena, question, answer, request->language), text->tongue, change);
    }
    return group;
}

Text apply_answer(const Answers *answers, Text question)
{
    for (size_t i = 0; i < answers->count; i++) {
        if (text_is(answers->at[i].question, question)) return answers->at[i].text;
    }
    return TEXT("");
}

AnswerGroups apply_answers(Snapshot *at, const Request *request, const Edition *edition,
                           const ApplicationText *text, bool can_change, int64_t application)
{
    AnswerGroups groups = {0};
    *LIST_ADD(at->arena, &groups) = project_group(request, edition, text, can_change, application);
    *LIST_ADD(at->arena, &groups) = applicant_group(request, edition, text, can_change, application);
    for (size_t i = 0; i < edition->sections.count; i++)
        *LIST_ADD(at->arena, &groups) =
            section_group(request, edition, &edition->sections.at[i], text, can_change, application);
    return groups;
}
