/* SPDX-License-Identifier: Apache-2.0 */
/* The expert's reviews: the list, one with the application beside it, stepping back. */
#include "feature/prize/apply.h"
#include "feature/prize/evaluation_parts.h"
#include "feature/prize/feature.h"
#include "platform/http/route.h"
#include "prize_templates.h"

enum { TEXT_MAX_BYTES = 40 * 1000 };

static AssignmentId assignment_of(const Request *request)
{
    AssignmentId id = {0};
    request_int(request, "assignment", &id.key);
    return id;
}

/* ---- the list */

static State state_of(ReviewState state)
{
    switch (state) {
    case REVIEW_SENT:
        return STATE_SUBMITTED;
    case REVIEW_BEGUN:
        return STATE_IN_PROGRESS;
    default:
        return STATE_NOT_STARTED;
    }
}

static Progress progress_of(Arena *arena, int64_t sent, int64_t begun, int64_t here, int64_t total)
{
    Amounts amounts = {0};
    amount_add(arena, &amounts, SQUARE_FIRST, sent, M("sent"));
    if (here) amount_add(arena, &amounts, SQUARE_LIT, here, M("this one"));
    amount_add(arena, &amounts, SQUARE_SECOND, begun, M("begun"));
    amount_add(arena, &amounts, SQUARE_EMPTY, total - sent - begun - here, M("not begun"));
    return progress_make(arena, &amounts, total < 30 ? total : 30);
}

static ReviewLine line_of(const Request *request, const Edition *edition, const ReviewRow *row)
{
    return (ReviewLine){.title = {row->title, row->tongue},
                        .number = evaluation_number(request->arena, edition, row->number),
                        .city = {row->city, row->tongue},
                        .country = row->country,
                        .url = evaluation_url(request, edition, "reviews/{}/", row->review.assignment.key),
                        .state = state_of(row->review.state),
                        .is_imported = row->review.is_imported,
                        .is_changed = row->review.is_changed};
}

static ReviewRound round_of(const Request *request, Snapshot *at, const Edition *edition,
                            const ReviewRows *rows, int64_t number)
{
    const Round *rules = edition_round(edition, number);
    ReviewRound round = {.name = words_in(&rules->name, request->language),
                         .deadline = {rules->ends, edition->zone},
                         .begins = rules->begins,
                         .is_open = review_is_open(at, edition, number),
                         .is_before = !instant_passed(rules->begins, at->now)};
    int64_t begun = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->at[i].review.round != number) continue;
        *LIST_ADD(request->arena, &round.lines) = line_of(request, edition, &rows->at[i]);
        round.total++;
        round.sent += rows->at[i].review.state == REVIEW_SENT;
        begun += rows->at[i].review.state == REVIEW_BEGUN;
    }
    if (round.total) round.progress = progress_of(request->arena, round.sent, begun, 0, round.total);
    return round;
}

static void list_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeReviews view = {.shell = shell_for(request, at, M("Expert")),
                         .edition = edition->code,
                         .edition_name = words_in(&edition->name, request->language),
                         .tabs = expert_tabs(request, at, edition, EXPERT_REVIEWS),
                         .token = form_token_for(request),
                         .problems = request->problems};
    Expert expert;
    if (!expert_find(at, edition->id, at->viewer, &expert)) {
        response_not_found(request);
        return;
    }
    view.is_invited = expert.state == EXPERT_INVITED;
    view.has_profile = expert.city.size > 0;
    ReviewRows rows = review_rows_of_viewer(at, edition->id);
    for (int64_t number = (int64_t)edition->rounds.count; number >= 1; number--) {
        ReviewRound round = round_of(request, at, edition, &rows, number);
        if (round.total) *LIST_ADD(request->arena, &view.rounds) = round;
    }
    RESPOND(request, prize_reviews_html, &view);
}

/* ---- one review */

static const int64_t *grade_in(const Scores *scores, Text criterion)
{
    for (size_t i = 0; i < scores->count; i++) {
        if (text_is(scores->at[i].criterion, criterion)) return &scores->at[i].grade;
    }
    return NULL;
}

static Text typed_grade(const Request *request, Text name)
{
    NamedTexts typed = request_prefixed(request, "grade-");
    for (size_t i = 0; i < typed.count; i++) {
        if (text_is(typed.at[i].name, name)) return typed.at[i].value;
    }
    return TEXT("");
}

/* What the form was filled from: the draft, and what was typed where something was. */
static GroundField *add_ground(Request *request, Ground *ground, Text name, Text stored, Text typed)
{
    bool is_typed = request->is_again || request->route->method == POST;
    return ground_add(request, ground, name, stored, is_typed ? typed : stored);
}

static Ground scores_ground(Request *request, const Rubric *rubric, const Review *draft)
{
    Ground ground = {.subject = draft->assignment.key};
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        Text name = text_format(request->arena, "grade-%.*s", TEXT_PRINT(rubric->criteria.at[i].code));
        const int64_t *grade = grade_in(&draft->scores, rubric->criteria.at[i].code);
        add_ground(request, &ground, name, grade ? text_of_int(request->arena, *grade) : TEXT(""),
                   typed_grade(request, name));
    }
    add_ground(request, &ground, TEXT("feedback"), draft->feedback, request_text(request, "feedback"))
        ->shown.tongue = draft->feedback_tongue;
    add_ground(request, &ground, TEXT("comment"), draft->comment, request_text(request, "comment"))
        ->shown.tongue = draft->comment_tongue;
    return ground;
}

static Ground screening_ground(Request *request, Snapshot *at, const Edition *edition, const Review *review)
{
    ScreeningDecision known;
    Ground ground = {.subject = review->assignment.key};
    bool is_known = screening_find(at, edition, review->round, review->application, &known);
    add_ground(request, &ground, TEXT("decision"),
               !is_known        ? TEXT("")
               : known.eligible ? TEXT("yes")
                                : TEXT("no"),
               request_text(request, "decision"));
    add_ground(request, &ground, TEXT("reason"), known.reason.text, request_text(request, "reason"))->shown =
        known.reason;
    return ground;
}

static Ground review_ground(Request *request, Snapshot *at, const Edition *edition, const Review *review)
{
    const Round *round = edition_round(edition, review->round);
    if (round->kind == ROUND_SCREENING) return screening_ground(request, at, edition, review);
    Review draft = review_draft(at, review);
    return scores_ground(request, edition_rubric(edition, round->rubric), &draft);
}

static GradeField grade_field(const Request *request, const Criterion *criterion, int64_t number,
                              const Ground *ground)
{
    Arena *arena = request->arena;
    GradeField field = {.name = text_format(arena, "grade-%.*s", TEXT_PRINT(criterion->code)),
                        .label = text_format(arena, "%lld. %.*s", (long long)number,
                                             TEXT_PRINT(words_in(&criterion->name, request->language))),
                        .hint = words_in(&criterion->question, request->language)};
    const Problem *problem = problems_of(&request->problems, field.name);
    if (problem) field.error = problem->message;
    Text chosen = ground_text(ground, text_c(arena, field.name));
    for (size_t i = 0; i < criterion->grades.count; i++) {
        const Grade *grade = &criterion->grades.at[i];
        grade_add(arena, &field, text_format(arena, "%lld", (long long)grade->value),
                  words_in(&grade->name, request->language), words_in(&grade->text, request->language),
                  chosen);
    }
    return field;
}

static bool is_graded(const GradeField *field)
{
    for (size_t i = 0; i < field->grades.count; i++) {
        if (field->grades.at[i].is_chosen) return true;
    }
    return false;
}

static GradeLine grade_line(const Request *request, const Criterion *criterion, int64_t value)
{
    GradeLine line = {.criterion = words_in(&criterion->name, request->language), .grade = value};
    for (size_t i = 0; i < criterion->grades.count; i++) {
        if (criterion->grades.at[i].value == value)
            line.word = words_in(&criterion->grades.at[i].name, request->language);
    }
    return line;
}

static void fill_form(Request *request, PrizeReview *view, const Rubric *rubric)
{
    Arena *arena = request->arena;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        GradeField field = grade_field(request, &rubric->criteria.at[i], (int64_t)i + 1, &view->ground);
        view->missing += !is_graded(&field);
        *LIST_ADD(arena, &view->grades) = field;
    }
    view->feedback = field_make(&request->problems, TEXT("feedback"), ground_text(&view->ground, "feedback"));
    view->comment = field_make(&request->problems, TEXT("comment"), ground_text(&view->ground, "comment"));
    view->feedback.is_optional = view->comment.is_optional = true;
    view->comment.rows = 3;
}

static void fill_given(Request *request, PrizeReview *view, const Rubric *rubric, const Review *review)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const int64_t *grade = grade_in(&review->scores, rubric->criteria.at[i].code);
        if (grade)
            *LIST_ADD(request->arena, &view->given) = grade_line(request, &rubric->criteria.at[i], *grade);
    }
    view->given_feedback = (Written){review->feedback, review->feedback_tongue};
    view->given_comment = (Written){review->comment, review->comment_tongue};
}

static void fill_screening(Request *request, Snapshot *at, const Edition *edition, const Review *review,
                           PrizeReview *view)
{
    ScreeningDecision known;
    screening_find(at, edition, review->round, review->application, &known);
    view->given_reason = known.reason;
    Text chosen = ground_text(&view->ground, "decision");
    view->decision = choice_field_make(&request->problems, TEXT("decision"));
    choice_add(request->arena, &view->decision, TEXT("yes"), M("Eligible"), chosen);
    choice_add(request->arena, &view->decision, TEXT("no"), M("Not eligible"), chosen);
    view->reason = field_make(&request->problems, TEXT("reason"), ground_text(&view->ground, "reason"));
    view->reason.rows = 4;
}

static void fill_earlier(Request *request, Snapshot *at, const Edition *edition, const Review *review,
                         PrizeReview *view)
{
    Reviews earlier = review_earlier(at, edition, review);
    for (size_t i = 0; i < earlier.count; i++) {
        const Round *round = edition_round(edition, earlier.at[i].round);
        const Rubric *rubric = edition_rubric(edition, round->rubric);
        EarlierReview shown = {.round = words_in(&round->name, request->language),
                               .feedback = {earlier.at[i].feedback, earlier.at[i].feedback_tongue}};
        for (size_t k = 0; rubric && k < rubric->criteria.count; k++) {
            const int64_t *grade = grade_in(&earlier.at[i].scores, rubric->criteria.at[k].code);
            if (grade)
                *LIST_ADD(request->arena, &shown.grades) =
                    grade_line(request, &rubric->criteria.at[k], *grade);
        }
        *LIST_ADD(request->arena, &view->earlier) = shown;
    }
}

static void fill_application(Request *request, Snapshot *at, const Edition *edition,
                             const Application *application, PrizeReview *view)
{
    ApplicationText text;
    application_version(at, application->id, application->version, &text);
    const Category *category = edition_category(edition, text.category);
    view->application = application->id.key;
    view->title = (Written){text.title, text.tongue};
    view->number = application_number(request->arena, edition, application);
    view->organisation = (Written){text.organisation, text.tongue};
    view->city = (Written){text.city, text.tongue};
    view->country = text.country;
    view->category = category ? words_in(&category->name, request->language) : TEXT("");
    view->groups = apply_answers(at, request, edition, &text, false, application->id.key);
    for (size_t i = 0; i < text.attachments.count; i++) {
        const Attachment *file = &text.attachments.at[i];
        *LIST_ADD(request->arena, &view->files) =
            (KeptFile){file->name, file->key, file->size_bytes, file->pages};
    }
}

/* Where this review stands among the round's, and which comes next. */
static void fill_place(Request *request, const Edition *edition, const Reviews *mine, const Review *review,
                       PrizeReview *view)
{
    int64_t begun = 0, next = 0, first = 0;
    bool is_behind = false;
    for (size_t i = 0; i < mine->count; i++) {
        const Review *one = &mine->at[i];
        if (one->round != review->round) continue;
        bool is_this = one->assignment.key == review->assignment.key;
        view->total++;
        if (is_this) view->place = view->total;
        is_behind |= is_this;
        if (!is_this && one->state != REVIEW_SENT) {
            if (!first) first = one->assignment.key;
            if (is_behind && !next) next = one->assignment.key;
        }
        view->sent += one->state == REVIEW_SENT && !is_this;
        begun += one->state == REVIEW_BEGUN && !is_this;
    }
    if (!next) next = first;
    view->next = next ? evaluation_url(request, edition, "reviews/{}/", next) : (Url){0};
    view->progress = progress_of(request->arena, view->sent, begun, 1, view->total);
    view->sent += review->state == REVIEW_SENT;
}

static const Review *own_review(const Reviews *mine, AssignmentId id)
{
    for (size_t i = 0; i < mine->count; i++) {
        if (mine->at[i].assignment.key == id.key) return &mine->at[i];
    }
    return NULL;
}

static void add_crumbs(Request *request, const Edition *edition, const PrizeReview *view, Shell *shell)
{
    shell_add_crumb(request->arena, shell, M("My reviews"), TEXT(""),
                    evaluation_url(request, edition, "reviews/", 0));
    shell_add_crumb(request->arena, shell, (Message){0}, view->number.size ? view->number : view->title.text,
                    (Url){0});
}

static void add_notices(Request *request, PrizeReview *view)
{
    Shell *shell = &view->shell;
    if (text_is_c(request_text(request, "done"), "sent"))
        shell_add_notice(
            request->arena, shell, NOTICE_GOOD,
            view->is_screening
                ? M("Your decision is sent. You can change it until the round ends.")
                : M("Your review is sent. You can change it and send it again until the round ends."));
    else if (text_is_c(request_text(request, "done"), "draft"))
        shell_add_notice(request->arena, shell, NOTICE_GOOD,
                         !view->is_changed ? M("Your draft is saved.")
                         : view->is_imported
                             ? M("Your changes are saved as a draft. The review that an organiser entered "
                                 "stands until you send yours.")
                             : M("Your changes are saved as a draft. The review that you sent stands "
                                 "until you send it again."));
}

static void fill_ground(Request *request, Snapshot *at, PrizeReview *view)
{
    if (request->is_again) ground_merge(request, at, view->zone, &view->ground);
    view->is_torn = ground_is_torn(&view->ground);
    if (view->is_torn && request->route->method == POST) response_status(request, 409);
    ground_put(request, &view->ground, &view->token);
    view->problems = request->problems;
}

static void review_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Reviews mine = review_of_viewer(at, edition->id);
    const Review *review = own_review(&mine, assignment_of(request));
    const Application *application = review ? application_find(at, review->application) : NULL;
    if (!application) {
        response_not_found(request);
        return;
    }
    const Round *round = edition_round(edition, review->round);
    Review draft = review_draft(at, review);
    PrizeReview view = {.shell = shell_for(request, at, M("Expert")),
                        .edition = edition->code,
                        .edition_name = words_in(&edition->name, request->language),
                        .round = words_in(&round->name, request->language),
                        .assignment = review->assignment.key,
                        .deadline = {round->ends, edition->zone},
                        .begins = round->begins,
                        .is_open = review_is_open(at, edition, review->round),
                        .is_before = !instant_passed(round->begins, at->now),
                        .is_begun = review->state == REVIEW_BEGUN,
                        .is_sent = review->state == REVIEW_SENT,
                        .is_imported = review->is_imported,
                        .is_changed = review->is_changed,
                        .is_screening = round->kind == ROUND_SCREENING,
                        .saved = draft.saved,
                        .sent_at = review->sent,
                        .zone = edition->zone,
                        .ground = review_ground(request, at, edition, review),
                        .token = form_token_for(request)};
    view.shows_form = view.is_open || request->is_again;
    fill_ground(request, at, &view);
    fill_application(request, at, edition, application, &view);
    fill_place(request, edition, &mine, review, &view);
    if (view.is_screening) fill_screening(request, at, edition, review, &view);
    else if (view.shows_form) fill_form(request, &view, edition_rubric(edition, round->rubric));
    else fill_given(request, &view, edition_rubric(edition, round->rubric), review);
    fill_earlier(request, at, edition, review, &view);
    view.shell.title = view.title.text;
    view.shell.has_problems = problems_any(&view.problems);
    add_crumbs(request, edition, &view, &view.shell);
    add_notices(request, &view);
    RESPOND(request, prize_review_html, &view);
}

/* ---- typed */

static Review typed_review(Arena *arena, const Ground *ground)
{
    Review typed = {.comment = ground_text(ground, "comment"), .feedback = ground_text(ground, "feedback")};
    for (size_t i = 0; i < ground->fields.count; i++) {
        Text name = ground->fields.at[i].name;
        Score score = {.criterion = text_from(name, sizeof "grade-" - 1), .grade = INT64_MIN};
        Text grade = ground_text(ground, text_c(arena, name));
        if (!text_starts(name, TEXT("grade-")) || !grade.size) continue;
        text_to_int(grade, &score.grade);
        *LIST_ADD(arena, &typed.scores) = score;
    }
    return typed;
}

static bool decide(Request *request, Change *change, const Edition *edition, const Review *review,
                   const Ground *ground)
{
    Text decision = ground_text(ground, "decision");
    bool is_eligible = text_is_c(decision, "yes");
    if (!is_eligible && !text_is_c(decision, "no")) {
        problems_add(&request->problems, TEXT("decision"), M("Choose whether it is eligible."));
        return false;
    }
    return screening_decide(change, edition, review->round, review->application, is_eligible,
                            is_eligible ? TEXT("") : ground_text(ground, "reason"), &request->problems);
}

static void go_to_review(Request *request, const Edition *edition, const char *done)
{
    Url url = evaluation_url(request, edition, "reviews/{}/", assignment_of(request).key);
    url.address = text_format(request->arena, "%.*s?done=%s", TEXT_PRINT(url.address), done);
    response_redirect(request, url);
}

/* Saves or sends what the form and what is stored come to, unless both say something else. */
static bool keep(Request *request, Change *change, bool sends)
{
    const Edition *edition = edition_of(&change->at, request);
    AssignmentId id = assignment_of(request);
    Review review;
    if (!review_find(&change->at, id, &review)) {
        Review none = {0};
        return review_save(change, edition, id, &none, &request->problems); /* says why not */
    }
    Ground ground = review_ground(request, &change->at, edition, &review);
    if (!ground_merge(request, &change->at, edition->zone, &ground)) return false;
    bool decides = edition_round(edition, review.round)->kind == ROUND_SCREENING;
    Review typed = decides ? (Review){0} : typed_review(request->arena, &ground);
    bool done = decides && sends ? decide(request, change, edition, &review, &ground)
                : sends          ? review_send(change, edition, id, &typed, &request->problems)
                                 : review_save(change, edition, id, &typed, &request->problems);
    if (!done) return false;
    ground_keep(request, change, &ground);
    go_to_review(request, edition, sends ? "sent" : "draft");
    return true;
}

static bool review_send_it(Request *request, Change *change)
{
    return keep(request, change, true);
}

static bool review_keep_draft(Request *request, Change *change)
{
    return keep(request, change, false);
}

/* ---- stepping back */

static void step_back_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Review review;
    const Application *application = NULL;
    if (review_find(at, assignment_of(request), &review) && review.expert.key == at->viewer.key)
        application = application_find(at, review.application);
    ApplicationText text;
    if (!application || !application_version(at, application->id, application->version, &text)) {
        response_not_found(request);
        return;
    }
    PrizeStepBack view = {.shell = shell_for(request, at, M("Expert")),
                          .edition = edition->code,
                          .assignment = review.assignment.key,
                          .title = {text.title, text.tongue},
                          .is_sent = review.state == REVIEW_SENT,
                          .note = field_make(&request->problems, TEXT("note"), request_text(request, "note")),
                          .token = form_token_for(request),
                          .problems = request->problems};
    view.note.rows = 3;
    view.shell.has_problems = problems_any(&view.problems);
    RESPOND(request, prize_step_back_html, &view);
}

static bool step_back(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Review review;
    if (!review_find(&change->at, assignment_of(request), &review) ||
        review.expert.key != change->at.viewer.key)
        return false;
    Text note = text_trim(request_text(request, "note"));
    if (!note.size) {
        problems_add(&request->problems, TEXT("note"),
                     M("Say in a few words why. Only the organisers read it."));
        return false;
    }
    conflict_add(change, edition, review.application, change->at.viewer, CONFLICT_RECUSED, note);
    response_redirect(request, evaluation_url(request, edition, "reviews/", 0));
    return true;
}

#define REVIEWS "/prize/{edition}/reviews/"
#define ONE REVIEWS "{assignment:key}/"
#define TYPED                                                                                                \
    {                                                                                                        \
        {"grade-", PARAMETER_PREFIX, 20}, {"comment", PARAMETER_TEXT, TEXT_MAX_BYTES},                       \
            {"feedback", PARAMETER_TEXT, TEXT_MAX_BYTES}, {"decision"},                                      \
            {"reason", PARAMETER_TEXT, TEXT_MAX_BYTES}, {"done"}, GROUND_PARAMETERS,                         \
    }

static const Route routes[] = {
    {GET, REVIEWS, guard_expert, list_show, .help = "An expert’s reviews and how far they are"},
    {GET, ONE, guard_expert, review_show, .parameters = TYPED,
     .help = "One review: the application and the rubric side by side"},
    {POST, ONE, guard_expert, .apply = review_send_it, .again = review_show, .parameters = TYPED,
     .help = "Sends the review"},
    {POST, ONE "draft/", guard_expert, .apply = review_keep_draft, .again = review_show, .parameters = TYPED,
     .help = "Keeps the review as a draft"},
    {GET, ONE "step-back/", guard_expert, step_back_show, .parameters = {{"note", PARAMETER_TEXT, 4000}},
     .help = "Asks before stepping back from an application"},
    {POST, ONE "step-back/", guard_expert, .apply = step_back, .again = step_back_show,
     .parameters = {{"note", PARAMETER_TEXT, 4000}}, .help = "Steps back: a recusal"},
};

const Feature prize_review_feature = {.name = "prize/review",
                                      .routes = routes,
                                      .route_count = sizeof routes / sizeof *routes};
