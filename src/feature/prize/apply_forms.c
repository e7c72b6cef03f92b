/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of an application: the project, the applicant, the edition's own questions. */
#include "feature/prize/apply_parts.h"
#include "platform/http/route.h"
#include "prize_templates.h"

const char *const apply_project_fields[] = {"title", "category", "tongue", "city", "country", "topics", NULL};
const char *const apply_applicant_fields[] = {"applicant_kind",  "organisation",   "contact_name",
                                              "contact_address", "partner-name-1", NULL};

enum { SPARE_PARTNERS = 2 };

/* ---- choices that are the edition's words */

static void add_named(Arena *arena, ChoiceField *field, Text code, const Words *name, Language language,
                      Text chosen)
{
    choice_add(arena, field, code, (Message){0}, chosen)->text = words_in(name, language);
}

static ChoiceField category_field(const Request *request, const Edition *edition, const Problems *problems,
                                  Text chosen)
{
    ChoiceField field = choice_field_make(problems, TEXT("category"));
    for (size_t i = 0; i < edition->categories.count; i++) {
        const Category *category = &edition->categories.at[i];
        add_named(request->arena, &field, category->code, &category->name, request->language, chosen);
        field.choices.at[field.choices.count - 1].hint_text =
            words_in(&category->description, request->language);
    }
    return field;
}

static ChoiceField tongue_field(const Request *request, const Edition *edition, const Problems *problems,
                                Text chosen)
{
    ChoiceField field = choice_field_make(problems, TEXT("tongue"));
    for (size_t i = 0; i < edition->tongues.count; i++)
        choice_add(request->arena, &field, edition->tongues.at[i], (Message){0}, chosen)->text =
            tongue_name(request->arena, request->language, edition->tongues.at[i]);
    return field;
}

/* Sorted insertion: fewer than 250 countries. */
static void add_sorted(Arena *arena, ChoiceField *field, Language language, Text code, Text chosen)
{
    Text name = country_name(arena, language, code);
    choice_add(arena, field, code, (Message){0}, chosen)->text = name;
    Choice *choices = field->choices.at;
    for (size_t i = field->choices.count - 1;
         i > 0 && collate(language, choices[i].text, choices[i - 1].text) < 0; i--) {
        Choice swapped = choices[i];
        choices[i] = choices[i - 1];
        choices[i - 1] = swapped;
    }
}

static ChoiceField country_field(const Request *request, const Edition *edition, const Problems *problems,
                                 Text name, Text chosen)
{
    ChoiceField field = choice_field_make(problems, name);
    field.empty = M("Choose a country");
    for (size_t i = 0; i < edition->regions.count; i++) {
        const Codes *countries = &edition->regions.at[i].countries;
        for (size_t k = 0; k < countries->count; k++)
            add_sorted(request->arena, &field, request->language, countries->at[k], chosen);
    }
    return field;
}

static bool codes_have(const Codes *codes, Text code)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (text_is(codes->at[i], code)) return true;
    }
    return false;
}

static Codes typed_codes(const Request *request, const char *name)
{
    Codes codes = {0};
    Texts typed = request_texts(request, name);
    for (size_t i = 0; i < typed.count; i++) *LIST_ADD(request->arena, &codes) = typed.at[i];
    return codes;
}

static ChoiceField topics_field(const Request *request, const Edition *edition, const Problems *problems,
                                const Codes *chosen)
{
    ChoiceField field = choice_field_make(problems, TEXT("topics"));
    for (size_t i = 0; i < edition->topics.count; i++) {
        Text code = edition->topics.at[i].code;
        add_named(request->arena, &field, code, &edition->topics.at[i].name, request->language,
                  codes_have(chosen, code) ? code : TEXT(""));
    }
    return field;
}

/* ---- the project */

static Text codes_text(Arena *arena, const Edition *edition, const Codes *codes)
{
    TextBuffer text = {.arena = arena};
    for (size_t i = 0; i < edition->topics.count; i++) {
        if (!codes_have(codes, edition->topics.at[i].code)) continue;
        buffer_add(&text, edition->topics.at[i].code);
        buffer_add_char(&text, ' ');
    }
    return text_trim(buffer_text(&text));
}

static GroundField *add_typed(Request *request, Ground *ground, const char *name, Text stored)
{
    Text typed = request->is_again || request->route->method == POST ? request_text(request, name) : stored;
    return ground_add(request, ground, text_of(name), stored, typed);
}

static Ground project_ground(Request *request, const ApplyPage *page, const Codes *topics)
{
    Ground ground = {.subject = page->application->id.key, .tongue = page->draft.tongue};
    Arena *arena = request->arena;
    Language language = request->language;
    const ApplicationText *draft = &page->draft;
    const Category *category = edition_category(page->edition, draft->category);
    add_typed(request, &ground, "title", draft->title);
    add_typed(request, &ground, "category", draft->category)->shown =
        category ? words_written(&category->name, language) : (Written){0};
    add_typed(request, &ground, "tongue", draft->tongue)->shown =
        (Written){tongue_name(arena, language, draft->tongue)};
    add_typed(request, &ground, "city", draft->city);
    add_typed(request, &ground, "country", draft->country)->shown =
        (Written){country_name(arena, language, draft->country)};
    ground_add(request, &ground, TEXT("topics"), codes_text(arena, page->edition, &draft->topics),
               codes_text(arena, page->edition, topics))
        ->shown = (Written){apply_topics_line(request, page->edition, &draft->topics)};
    return ground;
}

void apply_project_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    Codes topics = request->is_again ? typed_codes(request, "topics") : page.draft.topics;
    Ground ground = project_ground(request, &page, &topics);
    apply_stand(request, at, &page, &ground);
    Problems all = apply_problems(request, at, &page);
    PrizeApplyProject view = {.head = apply_head(request, at, page.edition, page.application, &page.draft,
                                                 M("The project and its place"))};
    apply_put_ground(request, &ground, &view.head);
    Problems *problems = &view.head.problems;
    *problems = apply_problems_of(request->arena, &all, apply_project_fields);
    view.head.shell.has_problems = problems_any(problems);
    view.title = field_make(problems, TEXT("title"), ground_text(&ground, "title"));
    view.city = field_make(problems, TEXT("city"), ground_text(&ground, "city"));
    view.city.width = WIDTH_MIDDLE;
    view.category = category_field(request, page.edition, problems, ground_text(&ground, "category"));
    view.tongue = tongue_field(request, page.edition, problems, ground_text(&ground, "tongue"));
    view.country =
        country_field(request, page.edition, problems, TEXT("country"), ground_text(&ground, "country"));
    view.topics = topics_field(request, page.edition, problems,
                               ground_keeps(&ground, "topics") ? &page.draft.topics : &topics);
    RESPOND(request, prize_apply_project_html, &view);
}

bool apply_project_save(Request *request, Change *change)
{
    ApplyPage page;
    if (!apply_find(request, &change->at, &page)) return false;
    Codes topics = typed_codes(request, "topics");
    Ground ground = project_ground(request, &page, &topics);
    if (!ground_merge(request, &change->at, page.edition->zone, &ground)) return false;
    ApplicationText typed = {.title = ground_text(&ground, "title"),
                             .category = ground_text(&ground, "category"),
                             .tongue = ground_text(&ground, "tongue"),
                             .city = ground_text(&ground, "city"),
                             .country = ground_text(&ground, "country"),
                             .topics = ground_keeps(&ground, "topics") ? page.draft.topics : topics};
    Problems notes = problems_none(request->arena);
    bool kept = application_save_project(change, page.edition, page.application->id, &typed, &notes);
    if (kept) ground_keep(request, change, &ground);
    return apply_saved(request, page.edition, "project/", kept, &notes);
}

/* ---- the applicant */

static Partners typed_partners(const Request *request)
{
    Partners partners = {0};
    for (int i = 1; i <= PARTNERS_MAX; i++) {
        Text name_field = text_format(request->arena, "partner-name-%d", i);
        Text country_name_field = text_format(request->arena, "partner-country-%d", i);
        Partner partner = {TEXT(""), TEXT("")};
        NamedTexts typed = request_prefixed(request, "partner-");
        for (size_t k = 0; k < typed.count; k++) {
            if (text_is(typed.at[k].name, name_field)) partner.name = text_trim(typed.at[k].value);
            if (text_is(typed.at[k].name, country_name_field)) partner.country = typed.at[k].value;
        }
        if (partner.name.size) *LIST_ADD(request->arena, &partners) = partner;
    }
    return partners;
}

static void add_partner_fields(const Request *request, const Edition *edition, PrizeApplyApplicant *view,
                               const Partner *partner)
{
    int number = (int)view->partners.count + 1;
    PartnerFields *fields = LIST_ADD(request->arena, &view->partners);
    fields->name = field_make(&view->head.problems, text_format(request->arena, "partner-name-%d", number),
                              partner->name);
    fields->name.is_optional = true;
    fields->country =
        country_field(request, edition, NULL, text_format(request->arena, "partner-country-%d", number),
                      partner->country);
    fields->country.is_optional = true;
}

static ChoiceField kind_field(const Request *request, const Edition *edition, const Problems *problems,
                              Text chosen)
{
    ChoiceField field = choice_field_make(problems, TEXT("applicant_kind"));
    for (size_t i = 0; i < edition->applicant_kinds.count; i++)
        add_named(request->arena, &field, edition->applicant_kinds.at[i].code,
                  &edition->applicant_kinds.at[i].name, request->language, chosen);
    return field;
}

static Text partners_text(Arena *arena, const Partners *partners)
{
    TextBuffer text = {.arena = arena};
    for (size_t i = 0; i < partners->count; i++)
        buffer_add_format(&text, "%.*s\t%.*s\n", TEXT_PRINT(partners->at[i].name),
                          TEXT_PRINT(partners->at[i].country));
    return text_trim(buffer_text(&text));
}

static Ground applicant_ground(Request *request, const ApplyPage *page, const Partners *partners)
{
    Ground ground = {.subject = page->application->id.key, .tongue = page->draft.tongue};
    const ApplicationText *draft = &page->draft;
    add_typed(request, &ground, "applicant_kind", draft->applicant_kind)->shown =
        (Written){apply_named(&page->edition->applicant_kinds, draft->applicant_kind, request->language)};
    add_typed(request, &ground, "organisation", draft->organisation);
    add_typed(request, &ground, "contact_name", draft->contact_name);
    add_typed(request, &ground, "contact_address", draft->contact_address);
    ground_add(request, &ground, TEXT("partner-name-1"), partners_text(request->arena, &draft->partners),
               partners_text(request->arena, partners))
        ->shown.text = apply_partners_lines(request, &draft->partners);
    return ground;
}

static void add_partners(const Request *request, const Edition *edition, PrizeApplyApplicant *view,
                         const Partners *partners)
{
    for (size_t i = 0; i < partners->count; i++) add_partner_fields(request, edition, view, &partners->at[i]);
    for (int i = 0; i < SPARE_PARTNERS && view->partners.count < PARTNERS_MAX; i++)
        add_partner_fields(request, edition, view, &(Partner){TEXT(""), TEXT("")});
}

void apply_applicant_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    Partners partners = request->is_again ? typed_partners(request) : page.draft.partners;
    Ground ground = applicant_ground(request, &page, &partners);
    apply_stand(request, at, &page, &ground);
    Problems all = apply_problems(request, at, &page);
    PrizeApplyApplicant view = {
        .head = apply_head(request, at, page.edition, page.application, &page.draft, M("Who applies"))};
    apply_put_ground(request, &ground, &view.head);
    Problems *problems = &view.head.problems;
    *problems = apply_problems_of(request->arena, &all, apply_applicant_fields);
    view.head.shell.has_problems = problems_any(problems);
    view.kind = kind_field(request, page.edition, problems, ground_text(&ground, "applicant_kind"));
    view.organisation = field_make(problems, TEXT("organisation"), ground_text(&ground, "organisation"));
    view.contact_name = field_make(problems, TEXT("contact_name"), ground_text(&ground, "contact_name"));
    view.contact_name.autocomplete = "name";
    view.contact_address =
        field_make(problems, TEXT("contact_address"), ground_text(&ground, "contact_address"));
    view.contact_address.type = "email";
    view.contact_address.autocomplete = "email";
    add_partners(request, page.edition, &view,
                 ground_keeps(&ground, "partner-name-1") ? &page.draft.partners : &partners);
    RESPOND(request, prize_apply_applicant_html, &view);
}

bool apply_applicant_save(Request *request, Change *change)
{
    ApplyPage page;
    if (!apply_find(request, &change->at, &page)) return false;
    Partners partners = typed_partners(request);
    Ground ground = applicant_ground(request, &page, &partners);
    if (!ground_merge(request, &change->at, page.edition->zone, &ground)) return false;
    ApplicationText typed = {.applicant_kind = ground_text(&ground, "applicant_kind"),
                             .organisation = ground_text(&ground, "organisation"),
                             .contact_name = ground_text(&ground, "contact_name"),
                             .contact_address = ground_text(&ground, "contact_address"),
                             .partners =
                                 ground_keeps(&ground, "partner-name-1") ? page.draft.partners : partners};
    Problems notes = problems_none(request->arena);
    bool kept = application_save_applicant(change, page.edition, page.application->id, &typed, &notes);
    if (kept) ground_keep(request, change, &ground);
    return apply_saved(request, page.edition, "applicant/", kept, &notes);
}

/* ---- the edition's own sections: each question is the field "q-" and its code */

static const Section *section_of(const Request *request, const Edition *edition)
{
    Text code = request_text(request, "section");
    for (size_t i = 0; i < edition->sections.count; i++) {
        if (text_is(edition->sections.at[i].code, code)) return &edition->sections.at[i];
    }
    return NULL;
}

static Text typed_answer(const Request *request, Text question)
{
    NamedTexts typed = request_prefixed(request, "q-");
    for (size_t i = 0; i < typed.count; i++) {
        if (text_is(text_from(typed.at[i].name, 2), question)) return typed.at[i].value;
    }
    return TEXT("");
}

static Field answer_field(const Request *request, const Question *question, const Problems *problems,
                          Text value)
{
    Field field = field_make(problems, question->code, value);
    field.name = text_join(request->arena, TEXT("q-"), question->code);
    field.label = words_in(&question->label, request->language);
    field.hint = words_in(&question->hint, request->language);
    field.is_optional = !question->required;
    field.characters_max = question->kind == QUESTION_NUMBER ? 0 : question->length_max;
    if (question->kind == QUESTION_NUMBER) field.inputmode = "numeric", field.width = WIDTH_SHORT;
    if (question->kind == QUESTION_URL) field.type = "url";
    return field;
}

static QuestionField question_field(const Request *request, const Question *question,
                                    const Problems *problems, Text value)
{
    QuestionField one = {.is_area = question->kind == QUESTION_TEXT,
                         .is_choice = question->kind == QUESTION_CHOICE};
    one.field = answer_field(request, question, problems, value);
    if (!one.is_choice) return one;
    one.choice = choice_field_make(NULL, one.field.name);
    one.choice.error = one.field.error;
    one.choice.label = one.field.label;
    one.choice.hint = one.field.hint;
    one.choice.is_optional = one.field.is_optional;
    for (size_t i = 0; i < question->choices.count; i++)
        add_named(request->arena, &one.choice, question->choices.at[i].code, &question->choices.at[i].name,
                  request->language, value);
    return one;
}

/* The problems of a section's questions, under the names of its fields, and those of no field. */
static Problems problems_of_section(Arena *arena, const Section *section, const Problems *all)
{
    const Problem *whole = problems_of(all, TEXT(""));
    Problems some = problems_none(arena);
    if (whole) problems_add(&some, TEXT(""), whole->message);
    for (size_t i = 0; i < section->questions.count; i++) {
        const Problem *problem = problems_of(all, section->questions.at[i].code);
        if (problem) problems_add(&some, text_join(arena, TEXT("q-"), problem->field), problem->message);
    }
    return some;
}

static Ground section_ground(Request *request, const ApplyPage *page, const Section *section)
{
    Ground ground = {.subject = page->application->id.key, .tongue = page->draft.tongue};
    bool is_typed = request->is_again || request->route->method == POST;
    for (size_t i = 0; i < section->questions.count; i++) {
        const Question *question = &section->questions.at[i];
        Text stored = apply_answer(&page->draft.answers, question->code);
        Text typed = is_typed ? typed_answer(request, question->code) : stored;
        GroundField *field = ground_add(request, &ground, question->code, stored, typed);
        if (question->kind == QUESTION_CHOICE)
            field->shown = (Written){apply_named(&question->choices, stored, request->language)};
    }
    return ground;
}

void apply_section_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    const Section *section = section_of(request, page.edition);
    if (!section) {
        response_not_found(request);
        return;
    }
    Ground ground = section_ground(request, &page, section);
    apply_stand(request, at, &page, &ground);
    Problems all = apply_problems(request, at, &page);
    PrizeApplySection view = {.head = apply_head(request, at, page.edition, page.application, &page.draft,
                                                 M("Answers")),
                              .section = section->code,
                              .name = words_in(&section->name, request->language)};
    apply_put_ground(request, &ground, &view.head);
    Shell *shell = &view.head.shell;
    shell->title = shell->crumbs.at[shell->crumbs.count - 1].text = view.name;
    view.head.problems = problems_of_section(request->arena, section, &all);
    shell->has_problems = problems_any(&view.head.problems);
    for (size_t i = 0; i < section->questions.count; i++) {
        const Question *question = &section->questions.at[i];
        Text value = ground_text(&ground, text_c(request->arena, question->code));
        *LIST_ADD(request->arena, &view.questions) = question_field(request, question, &all, value);
    }
    RESPOND(request, prize_apply_section_html, &view);
}

bool apply_section_save(Request *request, Change *change)
{
    ApplyPage page;
    const Section *section = section_of(request, edition_of(&change->at, request));
    if (!section || !apply_find(request, &change->at, &page)) return false;
    Ground ground = section_ground(request, &page, section);
    if (!ground_merge(request, &change->at, page.edition->zone, &ground)) return false;
    Answers typed = {0};
    for (size_t i = 0; i < section->questions.count; i++) {
        Text code = section->questions.at[i].code;
        *LIST_ADD(request->arena, &typed) =
            (Answer){code, ground_text(&ground, text_c(request->arena, code))};
    }
    Problems notes = problems_none(request->arena);
    bool kept =
        application_save_section(change, page.edition, page.application->id, section->code, &typed, &notes);
    if (kept) ground_keep(request, change, &ground);
    Text path = text_format(request->arena, "section/%.*s/", TEXT_PRINT(section->code));
    return apply_saved(request, page.edition, text_c(request->arena, path), kept, &notes);
}
