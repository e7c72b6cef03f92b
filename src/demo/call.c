/* SPDX-License-Identifier: Apache-2.0 */
/* The call: applications are drafted and submitted, most of them late, one is withdrawn. */
#include "demo/demo.h"
#include "platform/account/account.h"
#include "platform/document/document.h"

enum {
    DRAFTS_LEFT = 6,
    PDF_VARIETY = 240,
    QUALITY_MEAN = 3300,
    QUALITY_DEVIATION = 550,
    QUALITY_REMOTE = 3250,
    WITHDRAWN = 77 /* its place in the call */
};

typedef struct {
    DemoProject project;
    Text contact, address;
    DemoFile pdf;
    AccountId lead;
    bool only_draft;
    Instant received;
    ApplicationId id;
} Entry;

static Text category_of(const DemoProject *project)
{
    if (project->number % 20 == 19) return TEXT("leadership");
    return project->is_technological ? TEXT("technology") : TEXT("people");
}

static Text kind_of(const DemoProject *project)
{
    return text_find(project->organisation, TEXT("University")) >= 0 ? TEXT("institution") : TEXT("city");
}

static ApplicationText text_of_entry(Arena *arena, const Entry *entry)
{
    const DemoProject *project = &entry->project;
    ApplicationText text = {.title = project->title,
                            .tongue = project->tongue,
                            .category = category_of(project),
                            .city = text_of(project->city->name),
                            .country = text_of(project->city->country),
                            .applicant_kind = kind_of(project),
                            .organisation = project->organisation,
                            .contact_name = entry->contact,
                            .contact_address = entry->address};
    *LIST_ADD(arena, &text.topics) = text_of(project->topic);
    if (project->partner.size) *LIST_ADD(arena, &text.partners) = (Partner){project->partner, text.country};
    return text;
}

static Text answer_for(Demo *demo, Arena *arena, const Entry *entry, const Question *question, size_t number)
{
    switch (question->kind) {
    case QUESTION_TEXT:
        return demo_answer(arena, &entry->project, number);
    case QUESTION_NUMBER:
        return text_format(arena, "%d", 1200 + (int)(entry->project.number * 977 % 90000));
    case QUESTION_CHOICE:
        return question->choices.at[entry->project.number % question->choices.count].code;
    case QUESTION_LINE:
    case QUESTION_URL:
        break;
    }
    return TEXT("");
}

static bool save_sections(Change *change, Demo *demo, const Entry *entry, Problems *problems)
{
    size_t number = 0;
    for (size_t i = 0; i < demo->edition->sections.count; i++) {
        const Section *section = &demo->edition->sections.at[i];
        Answers answers = {0};
        for (size_t k = 0; k < section->questions.count; k++) {
            const Question *question = &section->questions.at[k];
            *LIST_ADD(change->at.arena, &answers) =
                (Answer){question->code, answer_for(demo, change->at.arena, entry, question, number++)};
        }
        if (!application_save_section(change, demo->edition, entry->id, section->code, &answers, problems))
            return false;
    }
    return !problems_any(problems);
}

static bool save_file(Change *change, Demo *demo, const Entry *entry, Problems *problems)
{
    Attachment file = {.slot = demo->edition->attachments.at[0].code,
                       .name = text_format(change->at.arena, "project-%zu.pdf", entry->project.number + 1),
                       .digest = entry->pdf.digest,
                       .size_bytes = entry->pdf.size_bytes,
                       .pages = 1};
    return application_add_attachment(change, demo->edition, entry->id, &file, problems);
}

static bool enter(Change *change, Demo *demo, void *context, Problems *problems)
{
    Entry *entry = context;
    ApplicationText text = text_of_entry(change->at.arena, entry);
    Receipt receipt;
    entry->id = application_begin(change, demo->edition, entry->lead);
    if (!application_save_project(change, demo->edition, entry->id, &text, problems)) return false;
    if (entry->only_draft) return true;
    return application_save_applicant(change, demo->edition, entry->id, &text, problems) &&
           save_sections(change, demo, entry, problems) && save_file(change, demo, entry, problems) &&
           application_set_pledge(change, entry->id, true) &&
           application_submit(change, demo->edition, entry->id, entry->received, problems, &receipt);
}

static bool make_lead(Change *change, Demo *demo, void *context, Problems *problems)
{
    Entry *entry = context;
    entry->lead = account_ensure(change, entry->contact, entry->address, LANGUAGE_EN);
    account_set_demonstration(change, entry->lead);
    return true;
}

static DemoFile make_pdf(Demo *demo, size_t number)
{
    DemoProject project = demo_project(demo->step, number);
    Text paragraphs[5];
    for (size_t i = 0; i < 5; i++) paragraphs[i] = demo_answer(demo->step, &project, i);
    Text pdf = document_make_pdf(demo->step, project.title, paragraphs, 5, project.tongue);
    FileDraft *draft = file_begin(demo->store, demo->step);
    file_add(draft, pdf.at, pdf.size);
    DemoFile file = {text_copy(demo->arena, file_digest(draft)), (int64_t)pdf.size};
    file_keep(draft);
    return file;
}

/* One file a project, kept before the change that names it; the large editions share 240 of them. */
static DemoFile pdf_of(Demo *demo, size_t number)
{
    if (!demo->pdfs) demo->pdfs = ARENA_MANY(demo->arena, PDF_VARIETY, DemoFile);
    DemoFile *pdf = &demo->pdfs[number % PDF_VARIETY];
    if (!pdf->size_bytes) *pdf = make_pdf(demo, number % PDF_VARIETY);
    return *pdf;
}

/* Half of them come in the last tenth of the window, as they do everywhere. */
static Instant arrival(const Demo *demo, int64_t i)
{
    int64_t window = demo->edition->closes.us - demo->edition->opens.us, n = demo->application_count,
            half = (n + 1) / 2;
    int64_t at = i < half ? window / 10 * 9 / half * i
                          : window / 10 * 9 + window / 10 / (n - half + 1) * (i - half + 1);
    at += 3600 * SECOND_US / 7 * (i % 5);
    return instant_plus(demo->edition->opens, at < window ? at : window);
}

static int64_t quality_of(Demo *demo, const DemoProject *project)
{
    int64_t drawn = QUALITY_MEAN + demo_draw_normal(demo, QUALITY_DEVIATION);
    const Region *region = edition_region_of(demo->edition, text_of(project->city->country));
    return region && text_is_c(region->code, "oceania") ? QUALITY_REMOTE
                                                        : drawn; /* good, but not high enough */
}

static void enter_one(Demo *demo, size_t i, bool only_draft)
{
    Entry entry = {.project = demo_project(demo->arena, i), .received = demo->now, .only_draft = only_draft};
    entry.contact = i == 0 ? TEXT("Lucía Arango") : demo_person(demo->arena, 60 + i);
    entry.address = i == 0 ? TEXT("applicant@madang.example")
                           : text_format(demo->arena, "office%zu@city%zu.example", i + 1, i % 109);
    demo_change(demo, (AccountId){0}, make_lead, &entry);
    if (!only_draft) entry.pdf = pdf_of(demo, i);
    demo_change(demo, entry.lead, enter, &entry);
    demo->applications[i] =
        (DemoApplication){entry.id, entry.lead, quality_of(demo, &entry.project), !only_draft};
}

static bool withdraw(Change *change, Demo *demo, void *context, Problems *problems)
{
    DemoApplication *application = context;
    return application_withdraw(change, demo->edition, application->id,
                                TEXT("The council has stopped the project."), problems);
}

static Instant until_of_call(const Demo *demo)
{
    int64_t window = demo->edition->closes.us - demo->edition->opens.us;
    return demo->until == UNTIL_CALL ? instant_plus(demo->edition->opens, window / 100 * 95)
                                     : demo->edition->closes;
}

void demo_call(Demo *demo)
{
    Instant stop = until_of_call(demo);
    int64_t submitted = 0, drafts = 0;
    demo->applications = ARENA_MANY(demo->arena, (size_t)demo->application_count + 1, DemoApplication);
    for (int64_t i = 0; i < demo->application_count; i++) {
        Instant at = arrival(demo, i);
        bool late = at.us > stop.us;
        if (late && drafts == DRAFTS_LEFT) break;
        demo_move_to(demo, late ? stop : at);
        enter_one(demo, (size_t)i, late);
        submitted += !late;
        drafts += late;
        if (i > 0 && i % 1000 == 0) demo_tell(demo, "  %lld applications", (long long)i);
    }
    DemoApplication *given_up = &demo->applications[submitted > WITHDRAWN ? WITHDRAWN : submitted / 2];
    demo_change(demo, given_up->lead, withdraw, given_up);
    given_up->is_withdrawn = true;
    demo_tell(demo, "call: %lld applications submitted, 1 of them withdrawn", (long long)submitted);
}
