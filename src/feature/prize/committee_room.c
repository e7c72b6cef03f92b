/* SPDX-License-Identifier: Apache-2.0 */
/* The committee's room: who sits there, the dossier, what stands; seats, recusal, the chair's steps. */
#include "feature/prize/committee_parts.h"
#include "feature/prize/feature.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"
#include "prize_templates.h"

enum { INVITATION_DAYS = 30, REASON_MAX_BYTES = 8000 };

/* ---- shared with the other pages */

Url committee_url(Request *request, const Edition *edition)
{
    return URL(request->arena, request->language, "/prize/{}/committee/", edition->code);
}

Url committee_motion_url(Request *request, const Edition *edition, MotionId motion)
{
    return URL(request->arena, request->language, "/prize/{}/committee/motions/{}/", edition->code,
               text_of_int(request->arena, motion.key));
}

static Text room_topic(Request *request, const Edition *edition)
{
    return text_format(request->arena, "prize/%lld/committee", (long long)edition->id.key);
}

void committee_tell_room(Request *request, const Edition *edition)
{
    request_publish(request, room_topic(request, edition), TEXT("reload"));
}

void committee_live(Request *request, Snapshot *at)
{
    response_push(request, room_topic(request, edition_of(at, request)));
}

Message committee_seat_word(CommitteeSeat seat)
{
    switch (seat) {
    case SEAT_CHAIR:
        return M("Chair");
    case SEAT_DEPUTY:
        return M("Deputy");
    case SEAT_MEMBER:
        break;
    }
    return M("Member");
}

CommitteeHead committee_head(Request *request, Snapshot *at, const Edition *edition, Message here)
{
    bool member = viewer_is_committee(at, edition->id);
    CommitteeHead head = {.shell = shell_for(request, at, member ? M("Committee") : M("Organiser")),
                          .edition = edition->code,
                          .edition_name = words_in(&edition->name, request->language),
                          .zone = edition->zone,
                          .is_member = member,
                          .is_chairing = committee_is_chairing(at, edition, at->viewer),
                          .is_organiser = viewer_is_organiser(at, edition->id),
                          .has_decided = committee_has_decided(at, edition),
                          .token = form_token_for(request),
                          .problems = request->problems};
    shell_add_crumb(request->arena, &head.shell, (Message){0}, head.edition_name,
                    URL(request->arena, request->language, "/prize/{}/", edition->code));
    if (here.english)
        shell_add_crumb(request->arena, &head.shell, M("Final committee"), TEXT(""),
                        committee_url(request, edition));
    shell_add_crumb(request->arena, &head.shell, here.english ? here : M("Final committee"), TEXT(""),
                    (Url){0});
    return head;
}

Text committee_tier(const Edition *edition, Text award_code, Text code, Language language)
{
    const Award *award = edition_award(edition, award_code);
    for (size_t i = 0; award && i < award->tiers.count; i++) {
        if (text_is(award->tiers.at[i].code, code)) return words_in(&award->tiers.at[i].name, language);
    }
    return TEXT("");
}

static Text award_name(const Edition *edition, Text code, Language language)
{
    const Award *award = edition_award(edition, code);
    return award ? words_in(&award->name, language) : TEXT("");
}

static void set_standing(const Edition *edition, const Placings *standing, Language language, DossierRow *row)
{
    for (size_t i = 0; i < standing->count; i++) {
        const Placing *placing = &standing->at[i];
        if (placing->application != row->key) continue;
        row->award = award_name(edition, placing->award, language);
        row->tier = committee_tier(edition, placing->award, placing->tier, language);
    }
}

static void set_score(const Edition *edition, const CountCandidates *scores, DossierRow *row)
{
    for (size_t i = 0; i < scores->count; i++) {
        if (scores->at[i].key != row->key || rational_is_none(scores->at[i].earlier)) continue;
        row->is_scored = true;
        row->is_calibrated =
            edition_round(edition, (int64_t)edition->rounds.count)->score == SCORE_CALIBRATED;
        row->score = (Decimal){rational_round(scores->at[i].earlier, 1000), 2};
    }
}

DossierRows committee_dossier(Request *request, Snapshot *at, const Edition *edition)
{
    DossierRows rows = {0};
    Candidates candidates = candidates_known(at, edition);
    CountCandidates scores = committee_candidates(at, edition);
    Placings standing = motions_standing(at, edition);
    for (size_t i = 0; i < candidates.count; i++) {
        const Candidate *one = &candidates.at[i];
        if (conflict_stands(at, one->application, at->viewer)) continue; /* known to the world by now */
        Text key = text_of_int(request->arena, one->application.key);
        DossierRow row = {.key = one->application.key,
                          .number = one->number,
                          .country = one->country,
                          .category = one->category,
                          .title = {one->title, one->tongue},
                          .city = {one->city, one->tongue},
                          .url = URL(request->arena, request->language, "/prize/{}/application/{}/",
                                     edition->code, key),
                          .recuse = URL(request->arena, request->language, "/prize/{}/committee/recuse/{}/",
                                        edition->code, key)};
        set_score(edition, &scores, &row);
        set_standing(edition, &standing, request->language, &row);
        *LIST_ADD(request->arena, &rows) = row;
    }
    return rows;
}

const DossierRow *committee_entry(const DossierRows *dossier, int64_t application)
{
    for (size_t i = 0; i < dossier->count; i++) {
        if (dossier->at[i].key == application) return &dossier->at[i];
    }
    return NULL;
}

MotionRow committee_motion_row(Request *request, const Edition *edition, const Motion *motion)
{
    return (MotionRow){.url = committee_motion_url(request, edition, motion->id),
                       .kind = motion->kind,
                       .state = motion->state,
                       .award = award_name(edition, motion->award, request->language),
                       .opened = motion->opened,
                       .closed = motion->closed,
                       .cast = motion->cast,
                       .entitled = motion->entitled};
}

/* The room: whose ballot is sealed is seen, never what it says. */
Seats committee_seats(Request *request, Snapshot *at, const Edition *edition, const Motion *open)
{
    Seats seats = {0};
    bool votes = open && open->kind != MOTION_PROPOSAL;
    CommitteeMembers members = committee_members(at, edition, open ? open->id : (MotionId){0});
    for (size_t i = 0; i < members.count; i++) {
        const CommitteeMember *member = &members.at[i];
        bool ready = votes && member->has_voted;
        Message word = committee_seat_word(member->seat);
        if (votes) word = ready ? M("sealed") : M("not voted yet");
        *LIST_ADD(request->arena, &seats) = (Seat){.name = member->name,
                                                   .is_you = member->account.key == at->viewer.key,
                                                   .state = ready ? SEAT_READY : SEAT_PRESENT,
                                                   .word = word};
    }
    return seats;
}

/* ---- the room */

static void fill_dossier(Request *request, Snapshot *at, const Edition *edition, PrizeCommittee *view)
{
    DossierRows rows = committee_dossier(request, at, edition);
    for (size_t i = 0; i < edition->categories.count; i++) {
        const Category *category = &edition->categories.at[i];
        DossierGroup group = {.name = words_in(&category->name, request->language)};
        for (size_t k = 0; k < rows.count; k++) {
            if (text_is(rows.at[k].category, category->code))
                *LIST_ADD(request->arena, &group.rows) = rows.at[k];
        }
        if (group.rows.count) *LIST_ADD(request->arena, &view->dossier) = group;
    }
    view->candidates = (int64_t)committee_candidates(at, edition).count;
    view->recused = view->candidates - (int64_t)rows.count;
}

static Picture place_squares(Arena *arena, int64_t given, int64_t places)
{
    int64_t count = given > places ? given : places;
    Grid grid = grid_make(arena, count < 10 ? count : 10, (count + 9) / 10);
    for (int64_t i = 0; i < count; i++)
        grid_put(&grid, i % 10, i / 10, i < given ? SQUARE_LIT : SQUARE_EMPTY);
    return grid_draw(&grid, 18);
}

static void fill_awards(Request *request, Snapshot *at, const Edition *edition, PrizeCommittee *view)
{
    Placings standing = motions_standing(at, edition);
    for (size_t i = 0; i < edition->awards.count; i++) {
        const Award *award = &edition->awards.at[i];
        AwardRow row = {.code = award->code,
                        .name = words_in(&award->name, request->language),
                        .places = award->places,
                        .departure = URL(request->arena, request->language,
                                         "/prize/{}/committee/departure/{}/", edition->code, award->code)};
        for (size_t k = 0; k < standing.count; k++) row.given += text_is(standing.at[k].award, award->code);
        row.picture = place_squares(request->arena, row.given, row.places);
        view->given += row.given;
        view->places += row.places;
        *LIST_ADD(request->arena, &view->awards) = row;
    }
}

static void fill_motions(Request *request, Snapshot *at, const Edition *edition, PrizeCommittee *view)
{
    Motions motions = motions_of(at, edition);
    const Motion *open = NULL;
    for (size_t i = motions.count; i-- > 0;) {
        MotionRow row = committee_motion_row(request, edition, &motions.at[i]);
        *LIST_ADD(request->arena, &view->motions) = row;
        if (motions.at[i].state != MOTION_OPEN) continue;
        open = &motions.at[i];
        view->open = row;
        view->has_open = true;
    }
    view->seats = committee_seats(request, at, edition, open);
    view->members = (int64_t)view->seats.count;
    view->can_move = view->head.is_chairing && !view->has_open && !view->head.has_decided &&
                     round_is_confirmed(at, edition, (int64_t)edition->rounds.count);
}

static void fill_seating(Request *request, Snapshot *at, const Edition *edition, PrizeCommittee *view)
{
    CommitteeMembers members = committee_members(at, edition, (MotionId){0});
    for (size_t i = 0; i < members.count; i++)
        *LIST_ADD(request->arena, &view->members_list) =
            (SeatRow){members.at[i].account.key, members.at[i].name, committee_seat_word(members.at[i].seat)};
    bool again = request->is_again && request->route->apply == committee_seat_apply;
    view->name =
        field_make(&request->problems, TEXT("name"), again ? request_text(request, "name") : TEXT(""));
    view->address =
        field_make(&request->problems, TEXT("address"), again ? request_text(request, "address") : TEXT(""));
    view->address.type = "email";
    view->seat = choice_field_make(&request->problems, TEXT("seat"));
    Text chosen = again ? request_text(request, "seat") : TEXT("member");
    choice_add(request->arena, &view->seat, TEXT("member"), M("Member"), chosen);
    choice_add(request->arena, &view->seat, TEXT("chair"), M("Chair"), chosen);
    choice_add(request->arena, &view->seat, TEXT("deputy"), M("Deputy"), chosen);
}

void committee_room_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeCommittee view = {.head = committee_head(request, at, edition, (Message){0})};
    fill_dossier(request, at, edition, &view);
    fill_awards(request, at, edition, &view);
    fill_motions(request, at, edition, &view);
    fill_seating(request, at, edition, &view);
    RESPOND(request, prize_committee_html, &view);
}

/* From an invitation, which knows the edition by its key. */
void committee_go(Request *request, Snapshot *at)
{
    EditionId id = {0};
    request_int(request, "key", &id.key);
    const Edition *edition = edition_find(at, id);
    if (edition && viewer_is_committee(at, id)) response_redirect(request, committee_url(request, edition));
    else response_not_found(request);
}

/* ---- seats, by the organisers */

static CommitteeSeat seat_from(Text code)
{
    if (text_is_c(code, "chair")) return SEAT_CHAIR;
    return text_is_c(code, "deputy") ? SEAT_DEPUTY : SEAT_MEMBER;
}

static void invite(Change *change, const Edition *edition, AccountId account, const AccountDraft *draft,
                   Language language)
{
    Text token =
        link_make(change, &(Link){.purpose = TEXT("invite/committee"),
                                  .scope = edition->scope,
                                  .account = account,
                                  .subject_key = edition->id.key,
                                  .expires = instant_plus(change->at.now, INVITATION_DAYS * DAY_US)});
    mail_queue(change, &(MailOrder){.kind = "prize/invite-committee",
                                    .to_name = draft->name,
                                    .to_address = draft->address,
                                    .to_account = account,
                                    .language = language,
                                    .subject_key = edition->id.key,
                                    .argument = token,
                                    .due = INSTANT_NEVER});
}

bool committee_seat_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    AccountDraft draft = {.name = request_text(request, "name"), .address = request_text(request, "address")};
    account_check_draft(request->arena, &draft, &request->problems);
    if (problems_any(&request->problems)) return false;
    AccountId account = account_ensure(change, draft.name, draft.address, request->language);
    if (!committee_seat(change, edition, account, seat_from(request_text(request, "seat")),
                        &request->problems))
        return false;
    invite(change, edition, account, &draft, request->language);
    committee_tell_room(request, edition);
    response_redirect(request, committee_url(request, edition));
    return true;
}

bool committee_leave_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    AccountId account = {0};
    request_int(request, "account", &account.key);
    CommitteeMembers members = committee_members(&change->at, edition, (MotionId){0});
    for (size_t i = 0; i < members.count; i++) {
        if (members.at[i].account.key == account.key) committee_leave(change, edition, account);
    }
    committee_tell_room(request, edition);
    response_redirect(request, committee_url(request, edition));
    return true;
}

/* ---- recusal: of members, the chair, organisers */

static const Application *application_of(Snapshot *at, const Request *request, const Edition *edition)
{
    ApplicationId id = {0};
    request_int(request, "application", &id.key);
    const Application *application = application_find(at, id);
    return application && application->edition.key == edition->id.key ? application : NULL;
}

void committee_recuse_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    const Application *application = application_of(at, request, edition);
    ApplicationText text;
    if (!application || !application_version(at, application->id, application->version, &text)) {
        response_not_found(request);
        return;
    }
    bool again = request->is_again;
    PrizeRecuse view = {.head = committee_head(request, at, edition, M("Step back")),
                        .title = {text.title, text.tongue},
                        .number = application_number(request->arena, edition, application),
                        .note = field_make(&request->problems, TEXT("note"),
                                           again ? request_text(request, "note") : TEXT("")),
                        .action = URL(request->arena, request->language, "/prize/{}/committee/recuse/{}/",
                                      edition->code, text_of_int(request->arena, application->id.key)),
                        .back = committee_url(request, edition)};
    view.note.is_optional = true;
    view.note.rows = 3;
    RESPOND(request, prize_recuse_html, &view);
}

bool committee_recuse_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    const Application *application = application_of(&change->at, request, edition);
    if (!application || !application_find(&change->at, application->id)) {
        response_not_found(request);
        return false;
    }
    conflict_add(change, edition, application->id, change->at.viewer, CONFLICT_RECUSED,
                 request_text(request, "note"));
    response_redirect(request, committee_url(request, edition));
    return true;
}

/* ---- the chair's steps */

bool committee_propose_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    MotionId id;
    if (!motion_propose(change, edition, &request->problems, &id)) return false;
    committee_tell_room(request, edition);
    response_redirect(request, committee_motion_url(request, edition, id));
    return true;
}

bool committee_open_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    MotionId id;
    if (!motion_open_ballot(change, edition, request_text(request, "award"), &request->problems, &id))
        return false;
    committee_tell_room(request, edition);
    response_redirect(request, committee_motion_url(request, edition, id));
    return true;
}

bool committee_decide_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!winners_decide(change, edition, &request->problems)) return false;
    committee_tell_room(request, edition);
    response_redirect(request,
                      URL(request->arena, request->language, "/prize/{}/committee/minutes/", edition->code));
    return true;
}

#define ROOM "/prize/{edition}/committee/"
#define MOTION ROOM "motions/{motion:key}/"

static const Route routes[] = {
    {GET, ROOM, guard_jury, committee_room_page, .help = "The committee's room"},
    {GET, ROOM "live/", guard_jury, committee_live, .help = "A stream: something changed in the room"},
    {GET, "/prize/committee-room/{key:key}/", guard_signed_in, committee_go,
     .help = "To the room, from an invitation"},
    {POST, ROOM "seats/", guard_organiser, .apply = committee_seat_apply, .again = committee_room_page,
     .parameters = {{"name"}, {"address"}, {"seat"}}, .help = "Seats a member and invites them"},
    {POST, ROOM "seats/{account:key}/leave/", guard_organiser, .apply = committee_leave_apply,
     .again = committee_room_page, .help = "A member leaves the committee"},
    {GET, ROOM "recuse/{application:key}/", guard_jury, committee_recuse_page,
     .help = "Asks before stepping back from a candidate"},
    {POST, ROOM "recuse/{application:key}/", guard_jury, .apply = committee_recuse_apply,
     .again = committee_recuse_page, .parameters = {{"note", PARAMETER_TEXT, REASON_MAX_BYTES}},
     .help = "Steps back from a candidate"},
    {POST, ROOM "propose/", guard_chair, .apply = committee_propose_apply, .again = committee_room_page,
     .help = "Proposes what the ranking gives"},
    {POST, ROOM "ballots/", guard_chair, .apply = committee_open_apply, .again = committee_room_page,
     .parameters = {{"award"}}, .help = "Opens a ballot on an award"},
    {POST, ROOM "decide/", guard_chair, .apply = committee_decide_apply, .again = committee_room_page,
     .help = "Decides the winners"},
    {GET, ROOM "departure/{award}/", guard_chair, committee_departure_page,
     .help = "A motion that departs from the ranking"},
    {POST, ROOM "departure/{award}/", guard_chair, .apply = committee_departure_apply,
     .again = committee_departure_page,
     .parameters = {{"place-", PARAMETER_PREFIX}, {"reason", PARAMETER_TEXT, REASON_MAX_BYTES}},
     .help = "Moves it"},
    {GET, MOTION, guard_jury, committee_motion_page, .help = "A motion: the ballot, or its result"},
    {POST, MOTION "contest/", guard_committee, .apply = committee_contest_apply,
     .again = committee_motion_page, .parameters = {{"reason", PARAMETER_TEXT, REASON_MAX_BYTES}},
     .help = "Contests a proposal"},
    {POST, MOTION "ballot/", guard_committee, .apply = committee_cast_apply, .again = committee_motion_page,
     .parameters = {{"v-", PARAMETER_PREFIX}, {"vote"}}, .help = "Seals the member's ballot"},
    {POST, MOTION "close/", guard_chair, .apply = committee_close_apply, .again = committee_motion_page,
     .help = "Closes a motion and counts it"},
    {GET, ROOM "minutes/", guard_jury, committee_minutes_page, .help = "The minutes"},
};

const Feature prize_committee_feature = {.name = "prize/committee",
                                         .routes = routes,
                                         .route_count = sizeof routes / sizeof *routes};
