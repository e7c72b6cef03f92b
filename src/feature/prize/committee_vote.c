/* SPDX-License-Identifier: Apache-2.0 */
/* Motions of the committee: ballots, departures, what came of them; and the minutes. */
#include "feature/prize/committee_parts.h"
#include "prize_templates.h"

/* ---- a motion, shown */

static Message tie_words(DecidedBy decided_by)
{
    switch (decided_by) {
    case DECIDED_BY_CASTING_VOTE:
        return M("Votes were equal: the casting vote decided");
    case DECIDED_BY_SCORE:
        return M("Votes were equal: the score of the last round decided");
    case DECIDED_BY_LOT:
        return M("Votes were equal: the lot decided");
    case DECIDED_BY_VOTES:
        break;
    }
    return (Message){0};
}

static PlacingRow placing_row(const Edition *edition, const Placing *placing, const DossierRow *entry,
                              Language language)
{
    const Award *award = edition_award(edition, placing->award);
    return (PlacingRow){.entry = *entry,
                        .award = award ? words_in(&award->name, language) : placing->award,
                        .tier = committee_tier(edition, placing->award, placing->tier, language),
                        .place = placing->place};
}

static void add_tally(Request *request, const Motion *motion, const DossierRows *dossier, MotionShown *shown)
{
    MotionResult result;
    if (!motion_result(request->arena, motion, &result)) return;
    shown->voted = result.voted;
    shown->needed = result.needed;
    shown->by_casting_vote = result.by_casting_vote;
    for (size_t i = 0; i < result.tally.count; i++) {
        const CountRow *row = &result.tally.at[i];
        TallyLine line = {.points = row->points, .of = row->of, .tie = tie_words(row->decided_by)};
        if (motion->kind == MOTION_DEPARTURE) {
            const Message labels[] = {M("For"), M("Against"), M("Abstained")};
            if (row->application < 0 || row->application > 2) continue;
            line.label = labels[row->application];
        } else {
            const DossierRow *entry = committee_entry(dossier, row->application);
            if (!entry) {
                shown->hidden++;
                continue;
            }
            line.entry = *entry;
        }
        *LIST_ADD(request->arena, &shown->tally) = line;
    }
}

/* "26-117, 26-031": what a ballot said, without what the reader is recused from. */
static Text votes_line(Request *request, const Edition *edition, const Motion *motion, const Votes *votes,
                       const DossierRows *dossier)
{
    TextBuffer line = {.arena = request->arena};
    for (size_t i = 0; i < votes->count; i++) {
        const Vote *vote = &votes->at[i];
        const DossierRow *entry = committee_entry(dossier, vote->application);
        if (motion->kind == MOTION_DEPARTURE) {
            Message word = vote->value > 0 ? M("For") : vote->value == 0 ? M("Against") : M("Abstained");
            return message_write(request->arena, request->language, &word);
        }
        if (!entry) continue;
        if (line.size) buffer_add(&line, TEXT(", "));
        buffer_add(&line, entry->number);
        if (edition->committee.ballot != BALLOT_APPROVE)
            buffer_add_format(&line, ": %lld", (long long)vote->value);
    }
    return buffer_text(&line);
}

static void add_ballots(Request *request, Snapshot *at, const Edition *edition, const Motion *motion,
                        const DossierRows *dossier, MotionShown *shown)
{
    OpenedBallots opened = ballots_opened(at, edition, motion);
    for (size_t i = 0; i < opened.count; i++)
        *LIST_ADD(request->arena, &shown->ballots) =
            (NamedBallot){opened.at[i].name,
                          votes_line(request, edition, motion, &opened.at[i].votes, dossier)};
}

static bool is_recused_from(Snapshot *at, const Placings *placings, Text award)
{
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        if ((!award.size || text_is(placing->award, award)) &&
            conflict_stands(at, (ApplicationId){placing->application}, at->viewer))
            return true;
    }
    return false;
}

/* Reasons speak of who shall have a place, and of who shall give it up. */
static bool reasons_are_sealed(Snapshot *at, const Edition *edition, const Motion *motion)
{
    if (is_recused_from(at, &motion->placings, TEXT(""))) return true;
    if (motion->kind != MOTION_DEPARTURE) return false;
    Placings ranking = committee_ranking(at, edition), standing = motions_standing(at, edition);
    return is_recused_from(at, &ranking, motion->award) || is_recused_from(at, &standing, motion->award);
}

MotionShown committee_motion_shown(Request *request, Snapshot *at, const Edition *edition,
                                   const Motion *motion, const DossierRows *dossier)
{
    MotionShown shown = {.row = committee_motion_row(request, edition, motion)};
    if ((motion->reason.text.size || motion->contest.text.size) && reasons_are_sealed(at, edition, motion)) {
        shown.hidden++;
    } else {
        shown.reason = motion->reason;
        shown.contest = motion->contest;
    }
    for (size_t i = 0; i < motion->placings.count; i++) {
        const DossierRow *entry = committee_entry(dossier, motion->placings.at[i].application);
        if (entry)
            *LIST_ADD(request->arena, &shown.placings) =
                placing_row(edition, &motion->placings.at[i], entry, request->language);
        else shown.hidden++;
    }
    add_tally(request, motion, dossier, &shown);
    add_ballots(request, at, edition, motion, dossier, &shown);
    return shown;
}

/* ---- the ballot */

static MotionId motion_of(const Request *request)
{
    MotionId id = {0};
    request_int(request, "motion", &id.key);
    return id;
}

static bool comes_back(const Request *request)
{
    return request->is_again && request->route->apply == committee_cast_apply;
}

/* What the member has marked: as it was typed, or as it is sealed. */
static Text marked(const Request *request, const Votes *own, int64_t application)
{
    Arena *arena = request->arena;
    if (comes_back(request)) {
        NamedTexts typed = request_prefixed(request, "v-");
        Text name = text_format(arena, "v-%lld", (long long)application);
        for (size_t i = 0; i < typed.count; i++) {
            if (text_is(typed.at[i].name, name)) return typed.at[i].value;
        }
        return TEXT("");
    }
    for (size_t i = 0; i < own->count; i++) {
        if (own->at[i].application == application)
            return text_format(arena, "%lld", (long long)own->at[i].value);
    }
    return TEXT("");
}

static void add_ranks(Request *request, size_t count, BallotRow *row)
{
    for (size_t i = 1; i <= count; i++) {
        Text value = text_format(request->arena, "%zu", i);
        *LIST_ADD(request->arena, &row->ranks) =
            (Choice){.value = value, .text = value, .is_chosen = text_is(value, row->value)};
    }
}

static void fill_ballot(Request *request, Snapshot *at, const Edition *edition, const Motion *motion,
                        const DossierRows *dossier, PrizeMotion *view)
{
    Votes own = ballot_own(at, motion->id);
    const Award *award = edition_award(edition, motion->award);
    if (!award) return;
    CountCandidates field = motion_field(at, edition, award);
    for (size_t i = 0; i < field.count; i++) {
        const DossierRow *entry = committee_entry(dossier, field.at[i].key);
        if (!entry) continue;
        BallotRow row = {.entry = *entry, .value = marked(request, &own, entry->key)};
        const Problem *problem =
            problems_of(&request->problems, text_format(request->arena, "v-%lld", (long long)entry->key));
        if (problem) row.error = problem->message;
        row.is_chosen = text_is_c(row.value, "1");
        if (edition->committee.ballot == BALLOT_RANK) add_ranks(request, field.count, &row);
        *LIST_ADD(request->arena, &view->ballot) = row;
    }
}

static void fill_departure_vote(Request *request, Snapshot *at, const Motion *motion, PrizeMotion *view)
{
    Votes own = ballot_own(at, motion->id);
    view->vote = choice_field_make(&request->problems, TEXT("vote"));
    Text chosen = own.count ? text_format(request->arena, "%lld", (long long)own.at[0].value) : TEXT("");
    if (comes_back(request)) chosen = request_text(request, "vote");
    choice_add(request->arena, &view->vote, TEXT("1"), M("For"), chosen);
    choice_add(request->arena, &view->vote, TEXT("0"), M("Against"), chosen);
    choice_add(request->arena, &view->vote, TEXT("-1"), M("Abstain"), chosen);
}

static bool viewer_has_voted(Snapshot *at, const Edition *edition, MotionId motion)
{
    CommitteeMembers members = committee_members(at, edition, motion);
    for (size_t i = 0; i < members.count; i++) {
        if (members.at[i].account.key == at->viewer.key) return members.at[i].has_voted;
    }
    return false;
}

void committee_motion_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Motion motion;
    if (!motion_find(at, edition, motion_of(request), &motion)) {
        response_not_found(request);
        return;
    }
    DossierRows dossier = committee_dossier(request, at, edition);
    bool open = motion.state == MOTION_OPEN, contests = request->route->apply == committee_contest_apply;
    PrizeMotion view = {.head = committee_head(request, at, edition, M("Vote")),
                        .motion_key = motion.id.key,
                        .motion = committee_motion_shown(request, at, edition, &motion, &dossier),
                        .seats = committee_seats(request, at, edition, open ? &motion : NULL),
                        .has_voted = viewer_has_voted(at, edition, motion.id),
                        .form = edition->committee.ballot,
                        .score_max = edition->committee.score_max};
    view.can_vote = open && view.head.is_member;
    view.can_close = open && view.head.is_chairing;
    if (view.can_close) view.quorum = motion_quorum(at, edition, &motion);
    const Award *award = edition_award(edition, motion.award);
    if (award) view.places = award->places;
    view.reason =
        field_make(&request->problems, TEXT("reason"), contests ? request_text(request, "reason") : TEXT(""));
    view.reason.rows = 3;
    if (view.can_vote && motion.kind == MOTION_BALLOT)
        fill_ballot(request, at, edition, &motion, &dossier, &view);
    if (view.can_vote && motion.kind == MOTION_DEPARTURE) fill_departure_vote(request, at, &motion, &view);
    RESPOND(request, prize_motion_html, &view);
}

static void add_vote(Request *request, int64_t application, Text value, Votes *votes)
{
    Vote vote = {.application = application};
    value = text_trim(value);
    if (!value.size) return;
    if (!text_to_int(value, &vote.value)) vote.value = INT64_MIN; /* fits no ballot */
    *LIST_ADD(request->arena, votes) = vote;
}

bool committee_cast_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Votes votes = {0};
    NamedTexts typed = request_prefixed(request, "v-");
    for (size_t i = 0; i < typed.count; i++) {
        int64_t application;
        if (text_to_int(text_from(typed.at[i].name, 2), &application))
            add_vote(request, application, typed.at[i].value, &votes);
    }
    add_vote(request, 0, request_text(request, "vote"), &votes);
    if (!ballot_cast(change, edition, motion_of(request), &votes, &request->problems)) return false;
    committee_tell_room(request, edition);
    response_redirect(request, committee_motion_url(request, edition, motion_of(request)));
    return true;
}

bool committee_contest_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!motion_contest(change, edition, motion_of(request), request_text(request, "reason"),
                        &request->problems))
        return false;
    committee_tell_room(request, edition);
    response_redirect(request, committee_motion_url(request, edition, motion_of(request)));
    return true;
}

bool committee_close_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!motion_close(change, edition, motion_of(request), &request->problems)) return false;
    committee_tell_room(request, edition);
    response_redirect(request, committee_motion_url(request, edition, motion_of(request)));
    return true;
}

/* ---- a departure */

static Text place_name(Arena *arena, int64_t place)
{
    return text_format(arena, "place-%lld", (long long)place);
}

/* Who has that place now: as the committee stands, or by the ranking. */
static int64_t holder_of(Snapshot *at, const Edition *edition, Text award, int64_t place)
{
    Placings standing = motions_standing(at, edition);
    if (!standing.count) standing = committee_ranking(at, edition);
    for (size_t i = 0; i < standing.count; i++) {
        if (text_is(standing.at[i].award, award) && standing.at[i].place == place)
            return standing.at[i].application;
    }
    return 0;
}

static Text typed_place(const Request *request, int64_t place, Text stored)
{
    if (!request->is_again || request->route->apply != committee_departure_apply) return stored;
    NamedTexts typed = request_prefixed(request, "place-");
    for (size_t i = 0; i < typed.count; i++) {
        if (text_is(typed.at[i].name, place_name(request->arena, place))) return typed.at[i].value;
    }
    return TEXT("");
}

static ChoiceField place_field(Request *request, Snapshot *at, const Edition *edition, const Award *award,
                               int64_t place, const DossierRows *dossier)
{
    Arena *arena = request->arena;
    ChoiceField field = choice_field_make(&request->problems, place_name(arena, place));
    Text stored = text_format(arena, "%lld", (long long)holder_of(at, edition, award->code, place));
    Text chosen = typed_place(request, place, stored);
    field.empty = M("Nobody");
    Message label = M("Place {n}", WITH_NUMBER("n", place));
    field.label = message_write(arena, request->language, &label);
    CountCandidates stand = motion_field(at, edition, award);
    for (size_t i = 0; i < stand.count; i++) {
        const DossierRow *entry = committee_entry(dossier, stand.at[i].key);
        if (!entry) continue;
        Text value = text_format(arena, "%lld", (long long)entry->key);
        choice_add(arena, &field, value, (Message){0}, chosen)->text =
            text_format(arena, "%.*s · %.*s", TEXT_PRINT(entry->number), TEXT_PRINT(entry->title.text));
    }
    return field;
}

void committee_departure_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    const Award *award = edition_award(edition, request_text(request, "award"));
    if (!award) {
        response_not_found(request);
        return;
    }
    DossierRows dossier = committee_dossier(request, at, edition);
    bool again = request->is_again && request->route->apply == committee_departure_apply;
    PrizeDeparture view = {.head = committee_head(request, at, edition, M("Departure from the ranking")),
                           .award_code = award->code,
                           .award = words_in(&award->name, request->language),
                           .reason = field_make(&request->problems, TEXT("reason"),
                                                again ? request_text(request, "reason") : TEXT(""))};
    for (int64_t place = 1; place <= award->places; place++)
        *LIST_ADD(request->arena, &view.places) = place_field(request, at, edition, award, place, &dossier);
    RESPOND(request, prize_departure_html, &view);
}

static Text tier_at(const Award *award, int64_t place)
{
    for (size_t i = 0; i < award->tiers.count; i++) {
        place -= award->tiers.at[i].places;
        if (place <= 0) return award->tiers.at[i].code;
    }
    return TEXT("");
}

bool committee_departure_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    const Award *award = edition_award(edition, request_text(request, "award"));
    MotionId id;
    Placings placings = {0};
    NamedTexts typed = request_prefixed(request, "place-");
    for (int64_t place = 1; award && place <= award->places; place++) {
        for (size_t i = 0; i < typed.count; i++) {
            int64_t application;
            if (!text_is(typed.at[i].name, place_name(request->arena, place)) ||
                !text_to_int(typed.at[i].value, &application))
                continue;
            *LIST_ADD(request->arena, &placings) =
                (Placing){award->code, tier_at(award, place), place, application};
        }
    }
    if (!motion_depart(change, edition, &placings, request_text(request, "reason"), &request->problems, &id))
        return false;
    committee_tell_room(request, edition);
    response_redirect(request, committee_motion_url(request, edition, id));
    return true;
}

/* ---- the minutes */

static void add_recusals(Request *request, Snapshot *at, const Edition *edition, const DossierRows *dossier,
                         PrizeMinutes *view)
{
    Recusals recusals = committee_recusals(at, edition);
    int64_t before = 0;
    for (size_t i = 0; i < recusals.count; i++) {
        const DossierRow *entry = committee_entry(dossier, recusals.at[i].application.key);
        if (!entry) continue;
        if (entry->key != before)
            *LIST_ADD(request->arena, &view->recusals) =
                (RecusalRow){.title = entry->title, .number = entry->number};
        before = entry->key;
        RecusalRow *row = &view->recusals.at[view->recusals.count - 1];
        row->count++;
        if (view->names)
            row->names = row->names.size ? text_format(request->arena, "%.*s, %.*s", TEXT_PRINT(row->names),
                                                       TEXT_PRINT(recusals.at[i].name))
                                         : recusals.at[i].name;
    }
}

static void add_winners(Request *request, Snapshot *at, const Edition *edition, const DossierRows *dossier,
                        PrizeMinutes *view)
{
    Winners winners = winners_known(at, edition);
    for (size_t i = 0; i < winners.count; i++) {
        const Winner *winner = &winners.at[i];
        const DossierRow *entry = committee_entry(dossier, winner->application.key);
        if (!entry) continue;
        Placing placing = {winner->award, winner->tier, winner->place, winner->application.key};
        *LIST_ADD(request->arena, &view->winners) = placing_row(edition, &placing, entry, request->language);
    }
}

void committee_minutes_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    DossierRows dossier = committee_dossier(request, at, edition);
    PrizeMinutes view = {.head = committee_head(request, at, edition, M("Minutes")),
                         .names = edition->committee.names_in_minutes,
                         .begins = edition->committee.begins,
                         .ends = edition->committee.ends};
    CommitteeMembers members = committee_members(at, edition, (MotionId){0});
    for (size_t i = 0; i < members.count; i++)
        *LIST_ADD(request->arena, &view.members) =
            (SeatRow){members.at[i].account.key, members.at[i].name, committee_seat_word(members.at[i].seat)};
    add_recusals(request, at, edition, &dossier, &view);
    Motions motions = motions_of(at, edition);
    for (size_t i = 0; i < motions.count; i++) {
        *LIST_ADD(request->arena, &view.motions) =
            committee_motion_shown(request, at, edition, &motions.at[i], &dossier);
        view.departs |= motions.at[i].kind == MOTION_DEPARTURE && motions.at[i].state == MOTION_CARRIED;
    }
    add_winners(request, at, edition, &dossier, &view);
    RESPOND(request, prize_minutes_html, &view);
}
