/* SPDX-License-Identifier: Apache-2.0 */
/* What the organiser does next: computed from what stands, never ticked off by hand. */
#include "feature/prize/assignment.h"
#include "feature/prize/committee.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/round.h"

typedef struct {
    Request *request;
    Snapshot *at;
    const Edition *edition;
    NextSteps steps;
} Desk;

static Url url_of(const Desk *desk, const char *pattern, Text part)
{
    return url_make(desk->request->arena, desk->request->language, pattern,
                    (const Text[]){desk->edition->code, part, TEXT("")});
}

static NextStep *add(Desk *desk, Message label, Url url, Instant due)
{
    NextStep *step = LIST_ADD(desk->at->arena, &desk->steps);
    *step = (NextStep){.label = label, .url = url, .due = due, .is_late = instant_passed(due, desk->at->now)};
    return step;
}

static int64_t count_of(const Desk *desk, Sql sql)
{
    return store_count(desk->at, sql, BIND(desk->edition->id.key));
}

/* ---- around the call */

static void add_call(Desk *desk)
{
    const Edition *edition = desk->edition;
    Instant now = desk->at->now;
    int64_t invited =
        count_of(desk, SQL("SELECT count(*) FROM expert WHERE edition = $1 AND state = 'invited'"));
    int64_t experts = count_of(desk, SQL("SELECT count(*) FROM expert WHERE edition = $1"));
    if (!instant_passed(edition->opens, now))
        add(desk, M("Look through the rules before the call opens"),
            url_of(desk, "/prize/{}/organise/rules/", TEXT("")), edition->opens)
            ->hint = M("Once it is open, a change of them needs a reason.");
    if (!experts)
        add(desk, M("Invite the experts"), url_of(desk, "/prize/{}/experts/", TEXT("")), edition->closes);
    else if (invited)
        add(desk,
            MN("{n} expert has not answered the invitation", "{n} experts have not answered the invitation",
               invited),
            url_of(desk, "/prize/{}/experts/", TEXT("")), INSTANT_NEVER);
    int64_t drafts =
        count_of(desk, SQL("SELECT count(*) FROM application WHERE edition = $1 AND state = 'draft'"));
    if (drafts && edition_call_is_open(edition, now))
        add(desk, MN("{n} draft is not submitted yet", "{n} drafts are not submitted yet", drafts),
            url_of(desk, "/prize/{}/desk/applications/?state=draft", TEXT("")), edition->closes)
            ->hint = M("Reminders go out by themselves 7 days, 1 day and 3 hours before the deadline.");
}

/* ---- a round that is not confirmed */

static Text number_text(const Desk *desk, int64_t number)
{
    return text_format(desk->at->arena, "%lld", (long long)number);
}

static int64_t count_round(const Desk *desk, Sql sql, int64_t round)
{
    return store_count(desk->at, sql, BIND(desk->edition->id.key, round));
}

static void add_screening(Desk *desk, const Round *round, int64_t number, int64_t entrants)
{
    int64_t decided = count_round(
        desk,
        SQL("SELECT count(*) FROM screening JOIN application ON application.key = screening.application"
            " WHERE screening.edition = $1 AND screening.round = $2 AND application.state = 'submitted'"),
        number);
    Url url = url_of(desk, "/prize/{}/rounds/{}/", number_text(desk, number));
    Text name = words_in(&round->name, desk->request->language);
    if (decided < entrants)
        add(desk,
            MN("{round}: {n} application to decide", "{round}: {n} applications to decide",
               entrants - decided, WITH_TEXT("round", name)),
            url, round->ends);
    else
        add(desk, M("{round}: confirm the result", WITH_TEXT("round", name)), url, round->publish_at)->hint =
            M("All applications are decided.");
}

static void add_idle_experts(Desk *desk, const Round *round, int64_t number)
{
    int64_t idle = count_round(
        desk,
        SQL("SELECT count(*) FROM expert WHERE expert.edition = $1 AND expert.state = 'active'"
            " AND EXISTS (SELECT 1 FROM assignment WHERE assignment.edition = $1 AND assignment.round = $2"
            " AND assignment.account = expert.account AND assignment.state = 'open')"
            " AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.edition = $1"
            " AND assignment.round = $2 AND assignment.account = expert.account"
            " AND assignment.state IN ('begun', 'sent'))"),
        number);
    if (idle)
        add(desk, MN("Remind {n} expert who has not begun", "Remind {n} experts who have not begun", idle),
            url_of(desk, "/prize/{}/rounds/{}/assignment/", number_text(desk, number)), round->ends);
}

/* Applications of the round with fewer reviewers than its rules want. */
static int64_t short_of_reviewers(const Desk *desk, const Round *round, int64_t number)
{
    int64_t lacking = 0;
    ApplicationIds entrants = round_entrants(desk->at, desk->edition, number);
    Rows *rows =
        store_rows(desk->at,
                   SQL("SELECT application, count(*) FROM assignment WHERE edition = $1 AND round = $2"
                       " AND state IN ('open', 'begun', 'sent') GROUP BY application"
                       " ORDER BY application"),
                   BIND(desk->edition->id.key, number));
    bool more = rows_next(rows);
    for (size_t i = 0; i < entrants.count; i++) {
        while (more && row_int(rows, 0) < entrants.at[i].key) more = rows_next(rows);
        bool there = more && row_int(rows, 0) == entrants.at[i].key;
        lacking += !there || row_int(rows, 1) < round->experts_each;
    }
    return lacking;
}

static void add_scoring(Desk *desk, const Round *round, int64_t number)
{
    Text name = words_in(&round->name, desk->request->language);
    Url plan = url_of(desk, "/prize/{}/rounds/{}/assignment/", number_text(desk, number));
    int64_t all =
        count_round(desk, SQL("SELECT count(*) FROM assignment WHERE edition = $1 AND round = $2"), number);
    int64_t waiting = count_round(desk,
                                  SQL("SELECT count(*) FROM assignment WHERE edition = $1 AND round = $2"
                                      " AND state IN ('open', 'begun')"),
                                  number);
    if (!all) {
        add(desk, M("{round}: assign the applications to experts", WITH_TEXT("round", name)), plan,
            round->begins);
        return;
    }
    int64_t lacking = round->judges == JUDGES_ASSIGNED ? short_of_reviewers(desk, round, number) : 0;
    if (lacking)
        add(desk,
            MN("{round}: {n} application lacks a reviewer", "{round}: {n} applications lack a reviewer",
               lacking, WITH_TEXT("round", name)),
            plan, round->ends)
            ->hint = M("A new plan keeps what was begun and sent.");
    add_idle_experts(desk, round, number);
    if (waiting)
        add(desk,
            MN("{round}: {n} review is not sent yet", "{round}: {n} reviews are not sent yet", waiting,
               WITH_TEXT("round", name)),
            url_of(desk, "/prize/{}/rounds/{}/", number_text(desk, number)), round->ends);
    else
        add(desk, M("{round}: confirm the result", WITH_TEXT("round", name)),
            url_of(desk, "/prize/{}/rounds/{}/", number_text(desk, number)), round->publish_at)
            ->hint = M("All reviews are sent.");
}

/* ---- a place that became free */

static void add_vacancy(Desk *desk)
{
    const Edition *edition = desk->edition;
    int64_t last = 0;
    while (last < (int64_t)edition->rounds.count && round_is_confirmed(desk->at, edition, last + 1)) last++;
    RoundVacancy vacancy;
    if (!round_vacancy(desk->at, edition, last, &vacancy) || !vacancy.of.first || vacancy.state != MOVE_OPEN)
        return;
    const Round *round = edition_round(edition, last), *next = edition_round(edition, last + 1);
    add(desk,
        M("{round}: a place is free; the first of the reserve list may move up",
          WITH_TEXT("round", words_in(&round->name, desk->request->language))),
        url_of(desk, "/prize/{}/rounds/{}/", number_text(desk, last)),
        next ? next->ends : edition->committee.ends)
        ->hint = M("It does not move up by itself: decide it, or leave the place free.");
}

/* The first round that is not confirmed; false once all are. */
static bool add_round(Desk *desk)
{
    if (!edition_call_is_over(desk->edition, desk->at->now)) return true;
    for (int64_t number = 1; number <= (int64_t)desk->edition->rounds.count; number++) {
        const Round *round = edition_round(desk->edition, number);
        if (round_is_confirmed(desk->at, desk->edition, number)) continue;
        if (round->kind == ROUND_SCREENING)
            add_screening(desk, round, number,
                          (int64_t)round_entrants(desk->at, desk->edition, number).count);
        else add_scoring(desk, round, number);
        return true;
    }
    return false;
}

/* ---- the committee and after */

static void add_chair(Desk *desk)
{
    if (store_row(desk->at,
                  SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND role = 'chair'"
                      " AND left_at IS NULL"),
                  BIND(desk->edition->id.key)))
        return;
    add(desk, M("Name the chair of the committee"), url_of(desk, "/prize/{}/committee/", TEXT("")),
        desk->edition->committee.begins);
}

static void add_announcement(Desk *desk)
{
    Instant announced = publication_instant(desk->at, desk->edition, STEP_WINNERS);
    int64_t untold =
        count_of(desk, SQL("SELECT count(*) FROM winner_notice JOIN application ON application.key ="
                           " winner_notice.application WHERE application.edition = $1 AND told_at IS NULL"));
    if (publication_passed(desk->at, desk->edition, STEP_WINNERS)) return;
    if (untold)
        add(desk, MN("Tell {n} contact under embargo", "Tell {n} contacts under embargo", untold),
            url_of(desk, "/prize/{}/told/", TEXT("")), announced);
    add(desk, M("Check the announcement"), url_of(desk, "/prize/{}/announcements/", TEXT("")), announced)
        ->hint = M("To hold, move or release it takes two people.");
}

NextSteps desk_next_steps(Request *request, Snapshot *at, const Edition *edition)
{
    Desk desk = {.request = request, .at = at, .edition = edition};
    add_vacancy(&desk);
    bool rounds_left = add_round(&desk);
    add_call(&desk);
    add_chair(&desk);
    if (rounds_left) return desk.steps;
    if (committee_has_decided(at, edition)) add_announcement(&desk);
    else
        add(&desk, M("The committee decides the winners"), url_of(&desk, "/prize/{}/committee/", TEXT("")),
            edition->committee.ends);
    return desk.steps;
}
