/* SPDX-License-Identifier: Apache-2.0 */
/* Announcements: when what becomes known, and how two people hold, move or release it. */
#include "feature/prize/desk_parts.h"
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

static const PublicationMotion *motion_open(const PublicationMotions *motions, int64_t step)
{
    for (size_t i = 0; i < motions->count; i++)
        if (motions->at[i].step == step && motions->at[i].state == PUBLICATION_OPEN) return &motions->at[i];
    return NULL;
}

static void show_motion(Announcement *announcement, const PublicationMotion *motion)
{
    announcement->motion = *motion;
    announcement->reason = (Written){motion->reason, motion->tongue};
}

static Announcement announcement_of(Request *request, Snapshot *at, const Edition *edition,
                                    const PublicationMotions *motions, int64_t step)
{
    const Round *round = edition_round(edition, step);
    const PublicationMotion *open = motion_open(motions, step);
    Announcement announcement = {
        .step = step,
        .publish_at = publication_instant(at, edition, step),
        .is_out = publication_passed(at, edition, step),
        .has_motion = open,
    };
    if (round) announcement.name = words_written(&round->name, request->language);
    if (open) show_motion(&announcement, open);
    announcement.is_own = open && open->moved_by.key == at->viewer.key;
    return announcement;
}

static void add_announcements(Request *request, Snapshot *at, PrizeAnnouncements *view)
{
    PublicationMotions motions = publication_motions(at, view->edition);
    int64_t rounds = (int64_t)view->edition->rounds.count;
    for (int64_t i = 1; i <= rounds + 1; i++) {
        int64_t step = i <= rounds ? i : STEP_WINNERS;
        *LIST_ADD(request->arena, &view->announcements) =
            announcement_of(request, at, view->edition, &motions, step);
    }
    for (size_t i = 0; i < motions.count; i++) {
        if (motions.at[i].state == PUBLICATION_OPEN) continue;
        Announcement past = announcement_of(request, at, view->edition, &motions, motions.at[i].step);
        show_motion(&past, &motions.at[i]);
        *LIST_ADD(request->arena, &view->past) = past;
    }
}

/* Only what is still to come, and not under a proposal yet, can be chosen. */
static void add_form(Request *request, PrizeAnnouncements *view)
{
    Arena *arena = request->arena;
    bool again = request->is_again;
    view->step = choice_field_make(&request->problems, TEXT("step"));
    for (size_t i = 0; i < view->announcements.count; i++) {
        const Announcement *one = &view->announcements.at[i];
        if (one->is_out || one->has_motion) continue;
        Choice *choice = choice_add(arena, &view->step, text_format(arena, "%lld", (long long)one->step),
                                    M("The winners"), again ? request_text(request, "step") : TEXT("0"));
        choice->text = one->name.text;
        choice->tongue = one->name.tongue;
    }
    Text chosen = again ? request_text(request, "what") : TEXT("");
    view->what = choice_field_make(&request->problems, TEXT("what"));
    choice_add(arena, &view->what, TEXT("hold"), M("Hold it, until it is moved again"), chosen);
    choice_add(arena, &view->what, TEXT("at"), M("Move it to the instant below"), chosen);
    choice_add(arena, &view->what, TEXT("now"), M("Release it at once, when the second person confirms"),
               chosen);
    view->publish_at =
        date_time_field_make(&request->problems, TEXT("publish_at"),
                             again ? request_text(request, "publish_at") : TEXT(""), view->edition->zone);
    view->publish_at.is_optional = true;
    view->reason =
        field_make(&request->problems, TEXT("reason"), again ? request_text(request, "reason") : TEXT(""));
    view->reason.rows = 3;
    view->can_propose = view->step.choices.count > 0;
}

static void announcements_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeAnnouncements view = {
        .shell = organiser_shell(request, at, edition, M("Announcements")),
        .token = {.csrf = request_csrf(request)}, /* several forms of one page */
        .problems = request->problems,
        .edition = edition,
    };
    add_announcements(request, at, &view);
    add_form(request, &view);
    RESPOND(request, prize_announcements_html, &view);
}

static bool answer(Request *request, const Edition *edition, bool is_done)
{
    if (is_done)
        response_redirect(request,
                          URL(request->arena, request->language, "/prize/{}/announcements/", edition->code));
    return is_done;
}

static bool move_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Text what = request_text(request, "what");
    PublicationMotion motion = {.step = -1,
                                .publish_at = INSTANT_NEVER,
                                .at_once = text_is_c(what, "now"),
                                .reason = text_trim(request_text(request, "reason"))};
    request_int(request, "step", &motion.step);
    bool is_known = motion.at_once || text_is_c(what, "hold") || text_is_c(what, "at");
    if (!is_known) problems_add(&request->problems, TEXT("what"), M("Choose what is to happen."));
    if (text_is_c(what, "at") &&
        !civil_read(request->arena, request_text(request, "publish_at"), edition->zone, &motion.publish_at))
        problems_add(&request->problems, TEXT("publish_at"), M("Enter a date and a time."));
    return answer(request, edition, publication_move(change, edition, &motion, &request->problems));
}

static int64_t motion_key(const Request *request)
{
    int64_t key = 0;
    request_int(request, "motion", &key);
    return key;
}

static bool second_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    return answer(request, edition,
                  publication_second(change, edition, motion_key(request), &request->problems));
}

static bool drop_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    return answer(request, edition,
                  publication_drop(change, edition, motion_key(request), &request->problems));
}

#define MOTION_PARAMETERS .parameters = {{"step"}, {"what"}, {"publish_at"}, {"reason", PARAMETER_TEXT, 4000}}

static const Route routes[] = {
    {GET, "/prize/{edition}/announcements/", guard_announcer, .show = announcements_show, MOTION_PARAMETERS,
     .help = "When what is announced, and what is proposed."},
    {POST, "/prize/{edition}/announcements/", guard_announcer, .apply = move_apply,
     .again = announcements_show, MOTION_PARAMETERS,
     .help = "Proposes to hold, move or release an announcement."},
    {POST, "/prize/{edition}/announcements/{motion:key}/second/", guard_announcer, .apply = second_apply,
     .again = announcements_show, MOTION_PARAMETERS, .help = "Confirms what another person proposed."},
    {POST, "/prize/{edition}/announcements/{motion:key}/drop/", guard_announcer, .apply = drop_apply,
     .again = announcements_show, MOTION_PARAMETERS, .help = "Drops a proposal."},
};

const Feature prize_announcements_feature = {.name = "prize/announcements",
                                             .routes = routes,
                                             .route_count = sizeof routes / sizeof *routes};
