/* SPDX-License-Identifier: Apache-2.0 */
/* The rounds: screening, assignments, reviews, an expert who drops out, a recusal, a tie at the line. */
#include "demo/demo.h"
#include "feature/prize/round.h"

enum { NOISE = 500, GRADE_LEAST = 1, GRADE_GREATEST = 5, DONE_PERCENT = 52 };

static DemoApplication *find_application(Demo *demo, ApplicationId id)
{
    size_t low = 0, high = (size_t)demo->application_count; /* keys rise */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (demo->applications[middle].id.key && demo->applications[middle].id.key < id.key) low = middle + 1;
        else high = middle;
    }
    return &demo->applications[low];
}

static size_t find_expert(const Demo *demo, AccountId account)
{
    for (size_t i = 0; i < (size_t)demo->expert_count; i++) {
        if (demo->experts[i].account.key == account.key) return i;
    }
    return 0;
}

/* ---- confirming */

typedef struct {
    int64_t round;
    Text note;
} Confirmation;

static bool confirm(Change *change, Demo *demo, void *context, Problems *problems)
{
    Confirmation *confirmation = context;
    return round_confirm(change, demo->edition, confirmation->round, confirmation->note, true, problems);
}

static bool release(Change *change, Demo *demo, void *context, Problems *problems)
{
    round_release_feedback(change, demo->edition, *(int64_t *)context);
    return true;
}

typedef struct {
    Demo *demo;
    int64_t round;
    RoundResult result;
    Reviews reviews;
    AssignmentPlan plan;
    Problems problems;
} Look;

static void look_at_result(Snapshot *at, void *context)
{
    Look *look = context;
    round_result(at, look->demo->edition, look->round, &look->result);
}

static void look_at_reviews(Snapshot *at, void *context)
{
    Look *look = context;
    look->reviews = review_of_round(at, look->demo->edition, look->round);
}

static void make_plan(Snapshot *at, void *context)
{
    Look *look = context;
    look->problems = problems_none(at->arena);
    assignment_plan(at, look->demo->edition, look->round, (AssignmentWish){0}, &look->problems, &look->plan);
}

static Look see(Demo *demo, int64_t round, ReadFunction *work)
{
    Look look = {.demo = demo, .round = round};
    store_read(demo->store, demo->arena, demo->organiser, work, &look);
    return look;
}

static void end_round(Demo *demo, int64_t round, const char *what)
{
    demo_move_to(demo, instant_plus(edition_round(demo->edition, round)->ends, HOUR_US));
    Confirmation confirmation = {.round = round,
                                 .note = TEXT("One expert could not finish; the others had judged.")};
    demo_change(demo, demo->organiser, confirm, &confirmation);
    if (edition_round(demo->edition, round)->kind == ROUND_SCORING)
        demo_change(demo, demo->organiser, release, &round);
    Look look = see(demo, round, look_at_result);
    demo_tell(demo, "%s: %lld of %lld", what, (long long)look.result.passed, (long long)look.result.entrants);
}

/* ---- screening */

typedef struct {
    ApplicationId application;
    int64_t round;
    bool eligible;
} Screening;

static bool screen(Change *change, Demo *demo, void *context, Problems *problems)
{
    Screening *screening = context;
    Text reason = screening->eligible ? TEXT("")
                                      : TEXT("The project has not begun yet, and the call asks for results.");
    return screening_decide(change, demo->edition, screening->round, screening->application,
                            screening->eligible, reason, problems);
}

void demo_screening(Demo *demo)
{
    const Round *rules = edition_round(demo->edition, 1);
    int64_t span = rules->ends.us - rules->begins.us, count = demo->application_count;
    bool stops = demo->until == UNTIL_SCREENING;
    int64_t done = stops ? count * DONE_PERCENT / 100 : count;
    for (int64_t i = 0; i < done; i++) {
        DemoApplication *application = &demo->applications[i];
        demo_move_to(demo, instant_plus(rules->begins, span / count * i));
        Screening screening = {application->id, 1, i % 8 != 5};
        if (application->is_submitted && !application->is_withdrawn)
            demo_change(demo, demo->organiser, screen, &screening);
    }
    if (!stops) end_round(demo, 1, "eligible");
}

/* ---- assignments */

static bool keep_and_confirm(Change *change, Demo *demo, void *context, Problems *problems)
{
    Look *look = context;
    assignment_keep_plan(change, demo->edition, look->round, &look->plan);
    return assignment_confirm(change, demo->edition, look->plan.plan, problems);
}

static void assign(Demo *demo, int64_t round)
{
    Look look = see(demo, round, make_plan);
    demo_change(demo, demo->organiser, keep_and_confirm, &look);
}

static bool drop_out(Change *change, Demo *demo, void *context, Problems *problems)
{
    expert_leave(change, demo->edition, *(AccountId *)context, TEXT("Ill until autumn."));
    return true;
}

static bool step_back(Change *change, Demo *demo, void *context, Problems *problems)
{
    Review *review = context;
    conflict_add(change, demo->edition, review->application, review->expert, CONFLICT_RECUSED,
                 TEXT("I advised this team last year."));
    return true;
}

/* ---- reviews */

static int64_t grade_for(Demo *demo, const DemoApplication *application, size_t expert)
{
    int64_t felt = application->quality - demo->experts[expert].severity + demo_draw_normal(demo, NOISE);
    int64_t grade = (felt + 500) / 1000;
    return grade < GRADE_LEAST ? GRADE_LEAST : grade > GRADE_GREATEST ? GRADE_GREATEST : grade;
}

static Review judged(Demo *demo, const Review *asked)
{
    const Rubric *rubric = edition_rubric(demo->edition, edition_round(demo->edition, asked->round)->rubric);
    DemoApplication *application = find_application(demo, asked->application);
    size_t number = (size_t)(application - demo->applications), expert = find_expert(demo, asked->expert);
    DemoProject project = demo_project(demo->step, number);
    Review review = *asked;
    review.scores = (Scores){0};
    int64_t grade = 0;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        grade = grade_for(demo, application, expert);
        *LIST_ADD(demo->arena, &review.scores) = (Score){rubric->criteria.at[i].code, grade};
    }
    review.comment = text_copy(demo->arena, demo_comment(demo->step, &project, grade));
    review.feedback = text_copy(demo->arena, demo_feedback(demo->step, &project, grade, expert));
    return review;
}

static bool send(Change *change, Demo *demo, void *context, Problems *problems)
{
    Review *review = context;
    return review_send(change, demo->edition, review->assignment, review, problems);
}

static bool save(Change *change, Demo *demo, void *context, Problems *problems)
{
    Review *review = context;
    review->scores.count /= 2;
    return review_save(change, demo->edition, review->assignment, review, problems);
}

/* Sends the open reviews from the `from`-th to before the `to`-th; the others are left. */
static void send_reviews(Demo *demo, int64_t round, const Reviews *reviews, size_t from, size_t to)
{
    const Round *rules = edition_round(demo->edition, round);
    int64_t span = (rules->ends.us - rules->begins.us) / 100 * 95;
    for (size_t i = from; i < to && i < reviews->count; i++) {
        const Review *asked = &reviews->at[(i * 7919 + 13) % reviews->count]; /* 7919 is prime: in no order */
        if (asked->state != REVIEW_OPEN) continue;
        demo_move_to(demo, instant_plus(rules->begins, span / (int64_t)reviews->count * (int64_t)i));
        Review review = judged(demo, asked);
        demo_change(demo, asked->expert, send, &review);
        if (i % 5000 == 4999) demo_tell(demo, "  %zu reviews", i + 1);
    }
}

static void begin_some(Demo *demo, const Reviews *reviews)
{
    for (size_t i = 0; i < reviews->count && i < 40; i += 8) {
        if (reviews->at[i].state != REVIEW_OPEN) continue;
        Review review = judged(demo, &reviews->at[i]);
        demo_change(demo, review.expert, save, &review);
    }
}

/* ---- a tie at the line: the first below is brought level with the last who passes by rank */

static int64_t weighted(const Rubric *rubric, const Scores *scores)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        for (size_t k = 0; k < scores->count; k++) {
            if (text_is(scores->at[k].criterion, rubric->criteria.at[i].code))
                sum += rubric->criteria.at[i].weight * scores->at[k].grade;
        }
    }
    return sum;
}

static int64_t weight_of(const Rubric *rubric, Text criterion)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        if (text_is(rubric->criteria.at[i].code, criterion)) return rubric->criteria.at[i].weight;
    }
    return 0;
}

/* Raises and lowers grades, one step each, until the weighted sum has changed by `lacking`; false if no
 * such steps were found. */
static bool level(const Rubric *rubric, Scores *all, int64_t lacking)
{
    for (int steps = 0; lacking && steps < 60; steps++) {
        int64_t direction = lacking > 0 ? 1 : -1, best = -1;
        for (size_t i = 0; i < all->count; i++) {
            int64_t grade = all->at[i].grade + direction, weight = weight_of(rubric, all->at[i].criterion);
            if (grade < GRADE_LEAST || grade > GRADE_GREATEST) continue;
            bool closer =
                best < 0 || llabs(lacking - direction * weight) <
                                llabs(lacking - direction * weight_of(rubric, all->at[best].criterion));
            if (closer) best = (int64_t)i;
        }
        if (best < 0) return false;
        all->at[best].grade += direction;
        lacking -= direction * weight_of(rubric, all->at[best].criterion);
    }
    return lacking == 0;
}

static const RoundRow *row_at_line(const RoundResult *result, bool passed)
{
    const RoundRow *found = NULL;
    for (size_t i = 0; i < result->rows.count; i++) {
        const RoundRow *row = &result->rows.at[i];
        if (passed && row->line.outcome == OUTCOME_RANK) found = row;
        if (!passed && row->line.reserve == 1) return row;
    }
    return found;
}

static Scores all_scores(Demo *demo, const Reviews *reviews, ApplicationId application)
{
    Scores all = {0};
    for (size_t i = 0; i < reviews->count; i++) {
        if (reviews->at[i].application.key != application.key || reviews->at[i].state != REVIEW_SENT)
            continue;
        for (size_t k = 0; k < reviews->at[i].scores.count; k++)
            *LIST_ADD(demo->arena, &all) = reviews->at[i].scores.at[k];
    }
    return all;
}

static void send_levelled(Demo *demo, const Reviews *reviews, ApplicationId application, const Scores *all)
{
    size_t taken = 0;
    for (size_t i = 0; i < reviews->count; i++) {
        Review review = reviews->at[i];
        if (review.application.key != application.key || review.state != REVIEW_SENT) continue;
        size_t count = review.scores.count;
        review.scores = (Scores){0};
        for (size_t k = 0; k < count; k++) *LIST_ADD(demo->arena, &review.scores) = all->at[taken++];
        demo_change(demo, review.expert, send, &review);
    }
}

static void make_tie(Demo *demo, int64_t round)
{
    Look look = see(demo, round, look_at_result);
    const RoundRow *last = row_at_line(&look.result, true), *first = row_at_line(&look.result, false);
    if (!last || !first || last->line.reviews != first->line.reviews) return;
    const Rubric *rubric = edition_rubric(demo->edition, edition_round(demo->edition, round)->rubric);
    int64_t weights = 0;
    for (size_t i = 0; i < rubric->criteria.count; i++) weights += rubric->criteria.at[i].weight;
    int64_t whole = weights * last->line.reviews; /* both means have a denominator that divides it */
    int64_t lacking = last->line.mean.numerator * (whole / last->line.mean.denominator) -
                      first->line.mean.numerator * (whole / first->line.mean.denominator);
    Reviews reviews = see(demo, round, look_at_reviews).reviews;
    Scores all = all_scores(demo, &reviews, first->application);
    if (weighted(rubric, &all) && level(rubric, &all, lacking))
        send_levelled(demo, &reviews, first->application, &all);
}

/* ---- a scoring round */

void demo_scoring(Demo *demo, int64_t round)
{
    const Round *rules = edition_round(demo->edition, round);
    bool first = round == 2;
    bool stops = demo->until == (first ? UNTIL_ASSESSMENT : UNTIL_PANEL);
    demo_move_to(demo, rules->begins);
    assign(demo, round);
    Reviews reviews = see(demo, round, look_at_reviews).reviews;
    size_t part = reviews.count * 30 / 100;
    send_reviews(demo, round, &reviews, 0, part);
    if (first && demo->expert_count > 20) {
        Review stepping = reviews.at[(part * 7919 + 13) % reviews.count];
        demo_change(demo, stepping.expert, step_back, &stepping);
        demo_change(demo, demo->organiser, drop_out, &demo->experts[17].account);
        assign(demo, round); /* what was sent stays; the rest is covered again */
        reviews = see(demo, round, look_at_reviews).reviews;
    }
    send_reviews(demo, round, &reviews, part, stops ? reviews.count * DONE_PERCENT / 100 : reviews.count);
    if (stops) {
        begin_some(demo, &reviews);
        return;
    }
    reviews = see(demo, round, look_at_reviews).reviews; /* those that the new order had left out */
    send_reviews(demo, round, &reviews, 0, reviews.count);
    if (round == (int64_t)demo->edition->rounds.count) make_tie(demo, round);
    end_round(demo, round, first ? "assessed: on to the panel" : "candidates");
}
