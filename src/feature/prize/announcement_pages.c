/* SPDX-License-Identifier: Apache-2.0 */
/* Telling the winners ahead, accepting under embargo, an applicant's own results. */
#include "feature/prize/announcement_views.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

static Text award_name(const Edition *edition, Text code, Language language)
{
    const Award *award = edition_award(edition, code);
    return award ? words_in(&award->name, language) : code;
}

static Text tier_name(const Edition *edition, Text award_code, Text code, Language language)
{
    const Award *award = edition_award(edition, award_code);
    for (size_t i = 0; award && i < award->tiers.count; i++) {
        if (text_is(award->tiers.at[i].code, code)) return words_in(&award->tiers.at[i].name, language);
    }
    return TEXT("");
}

/* ---- the organisers' page */

static void add_contacts(Request *request, const WinnerNotices *notices, int64_t application,
                         ToldWinner *winner, PrizeTold *view)
{
    for (size_t i = 0; i < notices->count; i++) {
        const WinnerNotice *notice = &notices->at[i];
        if (notice->application.key != application) continue;
        *LIST_ADD(request->arena, &winner->contacts) =
            (ContactRow){notice->name, notice->address, notice->told, notice->accepted};
        view->contacts++;
        view->told += instant_is_set(notice->told);
        view->accepted += instant_is_set(notice->accepted);
    }
}

static ApplyFunction contact_apply;

static Text again_text(const Request *request, const char *name)
{
    bool again = request->is_again && request->route->apply == contact_apply;
    return again ? request_text(request, name) : TEXT("");
}

static void fill_winners(Request *request, Snapshot *at, const Edition *edition, PrizeTold *view)
{
    Winners winners = winners_known(at, edition);
    WinnerNotices notices = announcement_notices(at, edition);
    Text chosen = again_text(request, "application");
    for (size_t i = 0; i < winners.count; i++) {
        const Winner *one = &winners.at[i];
        ToldWinner row = {.key = one->application.key,
                          .number = one->number,
                          .award = award_name(edition, one->award, request->language),
                          .tier = tier_name(edition, one->award, one->tier, request->language),
                          .country = one->country,
                          .title = {one->title, one->tongue},
                          .city = {one->city, one->tongue}};
        add_contacts(request, &notices, one->application.key, &row, view);
        *LIST_ADD(request->arena, &view->winners) = row;
        choice_add(request->arena, &view->application, text_of_int(request->arena, row.key), (Message){0},
                   chosen)
            ->text =
            text_format(request->arena, "%.*s · %.*s", TEXT_PRINT(row.number), TEXT_PRINT(row.title.text));
    }
}

static void told_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeTold view = {.shell = organiser_shell(request, at, edition, M("Telling the winners")),
                      .edition = edition->code,
                      .zone = edition->zone,
                      .publish_at = publication_instant(at, edition, STEP_WINNERS),
                      .is_out = publication_passed(at, edition, STEP_WINNERS),
                      .has_decided = committee_has_decided(at, edition),
                      .token = form_token_for(request),
                      .problems = request->problems,
                      .application = choice_field_make(&request->problems, TEXT("application")),
                      .name = field_make(&request->problems, TEXT("name"), again_text(request, "name")),
                      .address =
                          field_make(&request->problems, TEXT("address"), again_text(request, "address"))};
    view.address.type = "email";
    view.application.empty = M("Choose an application");
    fill_winners(request, at, edition, &view);
    RESPOND(request, prize_told_html, &view);
}

static Url told_url(Request *request, const Edition *edition)
{
    return URL(request->arena, request->language, "/prize/{}/told/", edition->code);
}

static bool tell_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!announcement_tell(change, edition, &request->problems)) return false;
    response_redirect(request, told_url(request, edition));
    return true;
}

static bool contact_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    ApplicationId application = {0};
    request_int(request, "application", &application.key);
    if (!announcement_add_contact(change, edition, application, request_text(request, "name"),
                                  request_text(request, "address"), &request->problems))
        return false;
    response_redirect(request, told_url(request, edition));
    return true;
}

/* ---- the contact's page, by the link alone */

static bool fill_embargo(Request *request, Snapshot *at, const Edition *edition, PrizeEmbargo *view)
{
    WinnerNotice notice;
    if (!announcement_find(at, edition, request_text(request, "token"), &notice)) return false;
    Rows *row = store_row(at,
                          SQL("SELECT winner.award, winner.tier, application.number, v.title, v.tongue"
                              " FROM winner JOIN application ON application.key = winner.application"
                              " JOIN application_version AS v ON v.application = application.key"
                              " AND v.version = application.version WHERE winner.application = $1"),
                          BIND(notice.application.key));
    if (!row) return false;
    Application numbered = {.number = row_int(row, 2)};
    view->name = notice.name;
    view->award = award_name(edition, row_text(row, 0), request->language);
    view->tier = tier_name(edition, row_text(row, 0), row_text(row, 1), request->language);
    view->number = application_number(request->arena, edition, &numbered);
    view->title = (Written){row_text(row, 3), row_text(row, 4)};
    return true;
}

static void embargo_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeEmbargo view = {.shell = shell_for(request, at, (Message){0}),
                         .edition = edition->code,
                         .edition_name = words_in(&edition->name, request->language),
                         .zone = edition->zone,
                         .publish_at = publication_instant(at, edition, STEP_WINNERS),
                         .action = url_ours(request, request->path),
                         .token = form_token_for(request),
                         .problems = request->problems};
    view.shell.is_unlisted = true;
    view.shell.canonical = (Url){0};
    if (fill_embargo(request, at, edition, &view)) RESPOND(request, prize_embargo_html, &view);
    else response_sorry(request, at, 404, PAGE_ERROR_LINK_EXPIRED, (Message){0});
}

static void accepted_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeEmbargo view = {.shell = shell_for(request, at, (Message){0}),
                         .edition_name = words_in(&edition->name, request->language),
                         .zone = edition->zone,
                         .publish_at = publication_instant(at, edition, STEP_WINNERS),
                         .is_accepted = true};
    view.shell.is_unlisted = true;
    RESPOND(request, prize_embargo_html, &view);
}

static bool embargo_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!announcement_accept(change, edition, request_text(request, "token"), &request->problems))
        return false;
    response_redirect(request,
                      URL(request->arena, request->language, "/prize/{}/embargo-accepted/", edition->code));
    return true;
}

/* ---- an applicant's own results */

static Decimal rounded(Rational value)
{
    return (Decimal){rational_round(value, 1000), 3};
}

static void fill_score(Request *request, const OwnScore *score, OwnRound *round)
{
    round->has_score = score->is_there;
    if (!score->is_there) return;
    round->reviews = score->reviews;
    round->weights = score->weights;
    for (size_t i = 0; i < score->criteria.count; i++) {
        const OwnCriterion *one = &score->criteria.at[i];
        Rational product = rational_of(one->mean.numerator * one->criterion->weight, one->mean.denominator);
        *LIST_ADD(request->arena, &round->parts) =
            (OwnPart){.name = words_written(&one->criterion->name, request->language),
                      .weight = one->criterion->weight,
                      .mean = rounded(one->mean),
                      .product = rounded(product)};
    }
    round->sum = rounded(rational_of(score->mean.numerator * score->weights, score->mean.denominator));
    round->mean = rounded(score->mean);
    round->is_calibrated = score->is_calibrated;
    round->calibrated = rounded(score->score);
    round->change = (Decimal){round->calibrated.thousandths - round->mean.thousandths, 3};
    round->has_line = !rational_is_none(score->line);
    if (round->has_line) round->line = rounded(score->line);
}

static void fill_own(Request *request, const Edition *edition, const OwnResults *results,
                     PrizeOwnResult *view)
{
    for (size_t i = 0; i < results->rounds.count; i++) {
        const OwnResult *one = &results->rounds.at[i];
        OwnRound *round = LIST_ADD(request->arena, &view->rounds);
        round->name = words_in(&edition_round(edition, one->round)->name, request->language);
        round->passed = one->passed;
        round->reason = one->reason;
        fill_score(request, &one->score, round);
        for (size_t k = 0; k < one->feedback.count; k++)
            *LIST_ADD(request->arena, &round->feedback) = one->feedback.at[k];
    }
    view->is_final = results->is_final;
    view->has_next = results->next >= 0;
    view->next = results->next_instant;
    if (!results->award.size) return;
    view->award = award_name(edition, results->award, request->language);
    view->tier = tier_name(edition, results->award, results->tier, request->language);
}

static void own_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    ApplicationId id = {0};
    request_int(request, "application", &id.key);
    const Application *application = application_find(at, id);
    ApplicationText text;
    if (!application || !application->version || !application_version(at, id, application->version, &text)) {
        response_not_found(request);
        return;
    }
    OwnResults results = announcement_own(at, edition, id);
    PrizeOwnResult view = {.shell = shell_for(request, at, M("Applicant")),
                           .edition = edition->code,
                           .edition_name = words_in(&edition->name, request->language),
                           .zone = edition->zone,
                           .number = application_number(request->arena, edition, application),
                           .title = {text.title, text.tongue},
                           .application = id.key};
    fill_own(request, edition, &results, &view);
    shell_add_crumb(request->arena, &view.shell, (Message){0}, view.edition_name,
                    URL(request->arena, request->language, "/prize/{}/", edition->code));
    shell_add_crumb(request->arena, &view.shell, (Message){0}, view.number,
                    URL(request->arena, request->language, "/prize/{}/apply/{}/", edition->code,
                        text_of_int(request->arena, id.key)));
    shell_add_crumb(request->arena, &view.shell, M("Result"), TEXT(""), (Url){0});
    RESPOND(request, prize_own_result_html, &view);
}

static void send_due(Store *store, const Settings *settings, Arena *arena)
{
    (void)settings;
    announcement_send_due(store, arena);
}

#define EDITION "/prize/{edition}/"

static const Route routes[] = {
    {GET, EDITION "told/", guard_organiser, told_page, .help = "Which winners know under embargo"},
    {POST, EDITION "told/", guard_organiser, .apply = tell_apply, .again = told_page,
     .help = "Tells the winners’ contacts under embargo"},
    {POST, EDITION "told/contacts/", guard_organiser, .apply = contact_apply, .again = told_page,
     .parameters = {{"application"}, {"name"}, {"address"}}, .help = "Names another contact"},
    {GET, EDITION "embargo/{token}/", guard_edition, embargo_page, .help = "A winner’s notice, by its link"},
    {POST, EDITION "embargo/{token}/", guard_edition, .apply = embargo_apply, .again = embargo_page,
     .help = "Accepts under embargo"},
    {GET, EDITION "embargo-accepted/", guard_edition, accepted_page, .help = "After accepting"},
    {GET, EDITION "apply/{application:key}/result/", guard_team, own_page,
     .help = "What an applicant may know of the results"},
};

static const Job jobs[] = {{"prize/results", MINUTE_US, send_due}};

const Feature prize_announcement_feature = {.name = "prize/announcement",
                                            .routes = routes,
                                            .route_count = sizeof routes / sizeof *routes,
                                            .jobs = jobs,
                                            .job_count = sizeof jobs / sizeof *jobs};
