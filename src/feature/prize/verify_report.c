/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/verify_report.h"

#include "platform/store/signature.h"

typedef struct {
    Arena *arena;
    const Facts *facts;
    Verification *verification;
} Report;

static void __attribute__((format(printf, 2, 3))) proved(Report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *LIST_ADD(report->arena, &report->verification->proved) =
        text_format_list(report->arena, format, arguments);
    va_end(arguments);
}

static void __attribute__((format(printf, 2, 3))) unproved(Report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *LIST_ADD(report->arena, &report->verification->unproved) =
        text_format_list(report->arena, format, arguments);
    va_end(arguments);
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static void tell_file(Report *report, Text key)
{
    const RecordEnd *end = &report->verification->end;
    proved(report,
           "The file is whole: %lld decisions of the book %.*s, each naming the one before, none changed, "
           "left out or moved since the end line was signed.",
           (long long)end->count, TEXT_PRINT(end->book));
    proved(report, "The end line is signed with the key %.*s%s.", TEXT_PRINT(end->key),
           key.size ? ", which is the one you asked for" : "");
    if (end->commitments)
        proved(report,
               "%lld of %lld texts (titles, comments, reasons) are opened, and each is the one that was "
               "committed to at the time.",
               (long long)end->openings, (long long)end->commitments);
}

static void tell_rules(Report *report)
{
    const VerifyCounts *counts = report->facts->counts;
    if (counts->rules_changed)
        proved(
            report,
            "The rules were changed %lld time%s after the call had opened, last in line %lld: nothing that "
            "stood fixed by then, and each result follows from those that stood then.",
            (long long)counts->rules_changed, plural(counts->rules_changed),
            (long long)counts->rules_changed_line);
    else proved(report, "The rules stayed as they were when the call opened.");
}

static void tell_applications(Report *report)
{
    const VerifyCounts *counts = report->facts->counts;
    int64_t in_time = counts->applications - counts->imported;
    if (in_time)
        proved(report,
               "%lld application%s came within the call or an extension that is on record (%lld "
               "extension%s, %lld withdrawn since).",
               (long long)in_time, plural(in_time), (long long)counts->extended, plural(counts->extended),
               (long long)counts->withdrawn);
    if (counts->imported)
        proved(report, "%lld submission%s were entered by an organiser: no deadline was kept for them.",
               (long long)counts->imported, plural(counts->imported));
}

/* Which score decided, round by round as they were confirmed. */
static void tell_scores(Report *report)
{
    const Facts *facts = report->facts;
    for (int64_t number = 1; number <= facts->confirmed; number++) {
        const Round *round = edition_round(&facts->rules, number);
        if (round->kind == ROUND_SCREENING) continue;
        proved(report,
               round->score == SCORE_CALIBRATED
                   ? "In the round “%.*s” the calibrated score decided (" CALIBRATE_RULE
                     "): its two ratios of variances and every score were derived again from the reviews."
                   : "In the round “%.*s” the weighted mean of the grades decided (" MEAN_RULE ").",
               TEXT_PRINT(round->code));
    }
}

static void tell_judging(Report *report)
{
    const VerifyCounts *counts = report->facts->counts;
    if (counts->assignments)
        proved(report,
               "%lld assignments: nobody was given an application on which a conflict of interest stood "
               "(%lld are on record, %lld lifted with a reason), and loads and demands are within the "
               "rules.",
               (long long)counts->assignments, (long long)counts->conflicts, (long long)counts->lifted);
    if (counts->plans > counts->plans_drawn && counts->plans_proven == counts->plans)
        proved(report,
               "No better assignment was possible with the affinities and loads on record: each proof "
               "was checked, and nobody without a conflict of interest was left out.");
    if (counts->plans_drawn)
        proved(report,
               "%lld assignment%s by lot: no better chances were possible under the greatest chance that was "
               "set, and the pairs are those that the lot draws from them.",
               (long long)counts->plans_drawn, plural(counts->plans_drawn));
    if (counts->plans_drawn > counts->draws_open && report->facts->lots.size)
        proved(report, "These lots follow from the number that the first line committed itself to, each from "
                       "its round alone.");
    if (counts->reviews)
        proved(report, "%lld reviews were sent in time by those who were assigned, with the rubric's grades.",
               (long long)counts->reviews);
    if (counts->reviews_imported)
        proved(report,
               "%lld review%s were entered by an organiser, with the rubric's grades, for those who were "
               "assigned: that they gave them, and when, is not in the record.",
               (long long)counts->reviews_imported, plural(counts->reviews_imported));
    if (counts->rounds_confirmed)
        proved(report,
               "%lld round%s: who passed follows from the screenings and grades alone. The line was "
               "computed again, row by row, with exact fractions.",
               (long long)counts->rounds_confirmed, plural(counts->rounds_confirmed));
    tell_scores(report);
    if (report->facts->lots.size)
        proved(report,
               "Lots, where one decided, were drawn from the number that the first line committed itself "
               "to before there was an application: no change of the rules moved them.");
    if (counts->moved_up)
        proved(report,
               "%lld moved up from a reserve list, each into the place of one who had withdrawn, and as the "
               "first whom no cap kept out.",
               (long long)counts->moved_up);
    if (counts->candidates)
        proved(report, "%lld candidates stood before the committee.", (long long)counts->candidates);
}

static void tell_committee(Report *report)
{
    const VerifyCounts *counts = report->facts->counts;
    if (counts->motions)
        proved(report,
               "%lld motion%s: every one of %lld sealed ballots opens to what was committed to when it was "
               "cast, one a member; each vote was counted again.",
               (long long)counts->motions, plural(counts->motions), (long long)counts->ballots);
    if (!counts->is_decided) {
        unproved(report, "Who wins: no winners are decided in this record.");
        return;
    }
    proved(report, "%lld winner%s: exactly those whom the carried motions give.", (long long)counts->winners,
           plural(counts->winners));
    proved(report,
           counts->departs
               ? "The winners depart from the ranking, by motions with a reason and a vote; the record "
                 "says so."
               : "No motion departed from the ranking to make a winner.");
    if (instant_is_set(report->facts->publish_at[0]))
        proved(report, "The winners' announcement stands at %.*s.",
               TEXT_PRINT(instant_write(report->arena, report->facts->publish_at[0])));
}

static void tell_limits(Report *report, Text key)
{
    const Verification *verification = report->verification;
    if (verification->is_demonstration_key)
        unproved(report,
                 "Who made this file: it is signed with the key of demonstrations, which everybody has.");
    else if (!key.size)
        unproved(report, "Whose key it is that signed: compare it with the one that the organisers publish "
                         "(--key).");
    if (report->facts->lots.size)
        unproved(report, "That whoever runs the server did not look at the number behind the lots before it "
                         "was opened, and "
                         "drew it and the keys of applications only once.");
    else if (report->facts->confirmed)
        unproved(report,
                 "That nobody chose the words of the rules for the sake of a lot: in this record lots "
                 "follow from them.");
    unproved(report, "That all conflicts of interest were declared: only those on record were looked at.");
    unproved(report, "That grades and votes were honest, and each given by the person whose account it was.");
    unproved(report,
             "That nothing was kept out of the record before it was written, or that only one was "
             "written: compare the digest %.*s with others who hold a copy.",
             TEXT_PRINT(verification->end.digest));
    unproved(report, "Who a pseudonym is, and that two pseudonyms are two people.");
    if (verification->counts.plans_proven < verification->counts.plans)
        unproved(report, "That the assignment was the best one: the affinities that it chose from are not in "
                         "the record. It keeps the rules.");
    if (verification->counts.draws_open)
        unproved(report,
                 "That the lot of %lld assignment%s was not chosen: the number it follows from is not opened "
                 "yet in this record.",
                 (long long)verification->counts.draws_open, plural(verification->counts.draws_open));
    if (verification->counts.draws_unused)
        unproved(report,
                 "That no greatest chance was chosen for the sake of its draw: before the assignments by lot "
                 "%lld preview%s more had been looked at.",
                 (long long)verification->counts.draws_unused, plural(verification->counts.draws_unused));
    if (verification->counts.plans_open)
        unproved(
            report,
            "That the application that is served worst could not be served better, in %lld assignment%s: "
            "it has less than the bound that is proven.",
            (long long)verification->counts.plans_open, plural(verification->counts.plans_open));
    if (verification->counts.plans_proven)
        unproved(report,
                 "That affinities and loads were those of the topics, languages and wishes that people "
                 "gave: these are not in the record.");
    unproved(report, "That whoever acted as an organiser was one: roles are not in the record.");
    unproved(report, "That the clock of the server was right when it noted when something arrived.");
    if (verification->counts.back_line)
        unproved(
            report,
            "When things happened: line %lld says an earlier instant than line %lld, which stands before "
            "it. A clock was set, or somebody wrote an instant of their own.",
            (long long)verification->counts.back_line, (long long)verification->counts.back_before);
}

void verify_report(Arena *arena, const Facts *facts, Text key, Verification *verification)
{
    Report report = {arena, facts, verification};
    SiteKey known = site_key_of_demonstrations(arena);
    verification->is_demonstration_key = text_is(verification->end.key, known.public_key);
    verification->counts.rounds = (int64_t)facts->rules.rounds.count;
    verification->counts.winners_publish_at = facts->has_rules ? facts->publish_at[0] : INSTANT_NEVER;
    if (verification->faults.list.count) return; /* then nothing is proved */
    tell_file(&report, key);
    tell_rules(&report);
    tell_applications(&report);
    tell_judging(&report);
    tell_committee(&report);
    tell_limits(&report, key);
}
