/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/assign_words.h"

#include "base/time.h"
#include "workbench/file_out.h"

enum { NAMES_TOLD = 12 };

/* "A1, A2 and 12 more" */
static void put_names(FILE *to, const Text *names, const size_t *places, size_t count)
{
    size_t told = count <= NAMES_TOLD + 1 ? count : NAMES_TOLD;
    for (size_t i = 0; i < told; i++)
        fprintf(to, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", excerpt_of(names[places[i]]).text);
    if (told < count) fprintf(to, " and %zu more", count - told);
}

typedef struct {
    int32_t least, greatest;
} Range;

static Range loads_of(const AssignReport *report)
{
    Range range = {INT32_MAX, 0};
    for (size_t i = 0; i < report->named->problem.expert_count; i++) {
        int32_t load = report->outcome->loads[i];
        if (load < range.least) range.least = load;
        if (load > range.greatest) range.greatest = load;
    }
    return range.least > range.greatest ? (Range){0, 0} : range;
}

/* ---- why not */

static void put_hall(FILE *to, const AssignReport *report)
{
    const AssignHall *hall = &report->outcome->hall;
    const Pairs *pairs = &report->named->pairs;
    bool is_one = hall->application_count == 1;
    const char *them = is_one ? "it" : "them";
    fputs("\nWhy: ", to);
    put_names(to, pairs->applications.at, hall->applications, hall->application_count);
    fprintf(to, is_one ? " needs %lld expert%s, " : " together need %lld place%s filled, ",
            (long long)hall->demand, plural(hall->demand));
    if (hall->expert_count) {
        fprintf(to, "and those who may judge %s (", them);
        put_names(to, pairs->experts.at, hall->experts, hall->expert_count);
        fprintf(to, ") can fill %lld.\n", (long long)hall->capacity);
    } else {
        fprintf(to, "and nobody may judge %s.\n", them);
    }
    if (!is_one)
        fputs("Without any one of these applications, the others of them could all be served.\n", to);
}

static void put_short_loads(FILE *to, const AssignReport *report)
{
    const AssignProblem *problem = &report->named->problem;
    int64_t count = 0;
    fputs("\nToo few applications for their least load: ", to);
    for (size_t i = 0; i < problem->expert_count; i++) {
        int32_t load = report->outcome->loads[i], least = problem->experts[i].load_min;
        if (load >= least || count++ >= NAMES_TOLD) continue;
        fprintf(to, "%s%s (%d of %d)", count > 1 ? ", " : "",
                excerpt_of(report->named->pairs.experts.at[i]).text, load, least);
    }
    if (count > NAMES_TOLD) fprintf(to, " and %lld more", (long long)count - NAMES_TOLD);
    fputs(".\n", to);
}

static void put_verdict(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    int64_t places = (int64_t)report->files->demand * report->named->pairs.applications.count;
    if (!outcome->missing) fprintf(to, "Every place is filled (%lld).\n", (long long)places);
    else
        fprintf(to, "NOT POSSIBLE: %s of %lld places stay empty%s, and no assignment fills more.\n",
                outcome_count(outcome, outcome->missing).text, (long long)places,
                outcome->random ? " on average" : "");
    if (outcome->load_missing)
        fprintf(to, "NOT POSSIBLE: the least loads are missed by %s.\n",
                outcome_count(outcome, outcome->load_missing).text);
}

static void put_why(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    if (outcome->hall.application_count) put_hall(to, report);
    else if (outcome->missing) fputs("\nWhy: the caps. Without them every place could be filled.\n", to);
    if (outcome->load_missing && !outcome->random) put_short_loads(to, report);
}

/* ---- in words */

static void put_line(FILE *to, const char *label, const char *value, const char *note)
{
    int width = 14;
    for (const char *at = value; *at; at++) width += ((unsigned char)*at & 0xc0) == 0x80;
    fprintf(to, "  %-22s %*s%s%s\n", label, width, value, *note ? "   " : "", note);
}

static const char *name_of_worst(const AssignReport *report, Excerpt *room)
{
    *room = excerpt_of(report->named->pairs.applications.at[report->outcome->worst_application]);
    return room->text;
}

static void put_worst_proof(const AssignReport *report, char *note, size_t size)
{
    Excerpt name;
    const AssignFair *fair = report->outcome->fair;
    const char *application = name_of_worst(report, &name);
    if (report->doubt) snprintf(note, size, "%s, NOT PROVEN", application);
    else if (!outcome_is_open(report->outcome))
        snprintf(note, size, "%s, proven: none is greater", application);
    else if (fair->is_proven) snprintf(note, size, "%s; every other choice was tried", application);
    else
        snprintf(note, size, "%s; it is proven that none is above %s", application,
                 decimal_text(fair->bound, report->named->pairs.places).text);
}

static void put_fair(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    int places = report->named->pairs.places;
    char note[400];
    put_worst_proof(report, note, sizeof note);
    put_line(to, "worst-off", decimal_text(outcome->worst, places).text, note);
    put_line(to, "sum of affinities", decimal_text(outcome->sum, places).text, "");
}

static void put_sum(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    int places = report->named->pairs.places;
    Excerpt name;
    put_line(to, outcome->random ? "expected sum" : "sum of affinities",
             outcome_amount(outcome, outcome->sum, places).text,
             report->doubt ? "NOT PROVEN" : "proven: none is greater");
    put_line(to, outcome->random ? "expected worst-off" : "worst-off",
             outcome_amount(outcome, outcome->worst, places).text, name_of_worst(report, &name));
}

static void put_draw(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    int places = report->named->pairs.places;
    char note[100];
    int64_t uncapped = outcome->random->uncapped->affinity_sum;
    snprintf(note, sizeof note, "%.2f %% of it is kept",
             uncapped ? 100 * (double)outcome->sum / ASSIGN_CERTAIN / (double)uncapped : 100);
    put_line(to, "sum without caps", decimal_text(uncapped, places).text, note);
    snprintf(note, sizeof note, "seed %llu", (unsigned long long)report->files->seed);
    put_line(to, "sum of the draw", decimal_text(outcome->drawn->affinity_sum, places).text, note);
    put_line(to, "worst-off of the draw", decimal_text(outcome->drawn->worst_affinity, places).text,
             excerpt_of(report->named->pairs.applications.at[outcome->drawn->worst_application]).text);
}

static void put_rest(FILE *to, const AssignReport *report)
{
    char buffer[60];
    Range loads = loads_of(report);
    snprintf(buffer, sizeof buffer, "%d … %d", loads.least, loads.greatest);
    put_line(to, "loads", buffer, "");
    snprintf(buffer, sizeof buffer, "%.3f s", (double)report->solved_us / SECOND_US);
    put_line(to, "solved in", buffer, "");
    snprintf(buffer, sizeof buffer, "%.3f s", (double)report->read_us / SECOND_US);
    put_line(to, "read in", buffer, "");
}

void report_put_words(FILE *to, const AssignReport *report)
{
    const Pairs *pairs = &report->named->pairs;
    fprintf(to, "%u application%s, %u expert%s, %zu pair%s\n", pairs->applications.count,
            plural(pairs->applications.count), pairs->experts.count, plural(pairs->experts.count),
            pairs_count(pairs), plural((int64_t)pairs_count(pairs)));
    put_verdict(to, report);
    (report->outcome->fair ? put_fair : put_sum)(to, report);
    if (report->outcome->random) put_draw(to, report);
    put_rest(to, report);
    if (report->doubt)
        fprintf(to, "\nThe proof does not hold: %s. This is an error of the program.\n", report->doubt);
    put_why(to, report);
}

/* ---- as JSON */

static void put_json_names(FILE *to, const char *key, const Text *names, const size_t *places, size_t count)
{
    fprintf(to, "\"%s\": [", key);
    for (size_t i = 0; i < count; i++) {
        if (i) fputs(", ", to);
        file_put_json(to, names[places[i]]);
    }
    putc(']', to);
}

static void put_json_hall(FILE *to, const AssignReport *report)
{
    const AssignHall *hall = &report->outcome->hall;
    const Pairs *pairs = &report->named->pairs;
    fputs("  \"violated\": {", to);
    put_json_names(to, "applications", pairs->applications.at, hall->applications, hall->application_count);
    fputs(", ", to);
    put_json_names(to, "experts", pairs->experts.at, hall->experts, hall->expert_count);
    fprintf(to, ", \"demand\": %lld, \"capacity\": %lld},\n", (long long)hall->demand,
            (long long)hall->capacity);
}

static void put_json_draw(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    int places = report->named->pairs.places;
    fprintf(to, "  \"objective_uncapped\": %s,\n",
            decimal_text(outcome->random->uncapped->affinity_sum, places).text);
    fprintf(to, "  \"cap\": %d,\n  \"chances\": %zu,\n", report->named->cap, outcome->random->chance_count);
    fprintf(to, "  \"objective_drawn\": %s,\n", decimal_text(outcome->drawn->affinity_sum, places).text);
    fprintf(to, "  \"worst_drawn\": %s,\n", decimal_text(outcome->drawn->worst_affinity, places).text);
}

void report_put_json(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    const Pairs *pairs = &report->named->pairs;
    Range loads = loads_of(report);
    fprintf(to, "{\n  \"aim\": \"%s\",\n", report->objective->name);
    fprintf(to, "  \"objective\": %s,\n", outcome_amount(outcome, outcome->sum, pairs->places).text);
    if (outcome->random) put_json_draw(to, report);
    fprintf(to, "  \"worst\": %s,\n", outcome_amount(outcome, outcome->worst, pairs->places).text);
    if (outcome->fair)
        fprintf(to, "  \"bound\": %s,\n", decimal_text(outcome->fair->bound, pairs->places).text);
    fputs("  \"worst_application\": ", to);
    file_put_json(to, pairs->applications.at[outcome->worst_application]);
    fprintf(to, ",\n  \"feasible\": %s,\n", report_is_feasible(report) ? "true" : "false");
    fprintf(to, "  \"missing\": %s,\n", outcome_count(outcome, outcome->missing).text);
    fprintf(to, "  \"load_missing\": %s,\n", outcome_count(outcome, outcome->load_missing).text);
    if (outcome->hall.application_count) put_json_hall(to, report);
    fprintf(to, "  \"certified\": %s,\n", report_is_certified(report) ? "true" : "false");
    fprintf(to, "  \"load_min\": %d,\n  \"load_max\": %d,\n", loads.least, loads.greatest);
    fprintf(to, "  \"applications\": %u,\n  \"experts\": %u,\n", pairs->applications.count,
            pairs->experts.count);
    fprintf(to, "  \"pairs\": %zu,\n  \"pairs_possible\": %zu,\n", outcome->choice_count, pairs_count(pairs));
    fprintf(to, "  \"seed\": %llu,\n", (unsigned long long)report->files->seed);
    fprintf(to, "  \"seconds\": %.6f,\n  \"seconds_reading\": %.6f\n}\n",
            (double)report->solved_us / SECOND_US, (double)report->read_us / SECOND_US);
}

/* ---- the pairs */

static void put_pair(FILE *to, const Pairs *pairs, int32_t application, int32_t expert, int32_t affinity)
{
    file_put_field(to, pairs->applications.at[application]);
    putc(',', to);
    file_put_field(to, pairs->experts.at[expert]);
    fprintf(to, ",%s", decimal_text(affinity, pairs->places).text);
}

void report_put_pairs(FILE *to, const AssignReport *report)
{
    fputs("application,expert,affinity\n", to);
    for (size_t i = 0; i < report->outcome->choice_count; i++) {
        const AssignChoice *choice = &report->outcome->choices[i];
        put_pair(to, &report->named->pairs, choice->application, choice->expert, choice->affinity);
        putc('\n', to);
    }
}

void report_put_chances(FILE *to, const AssignReport *report)
{
    fputs("application,expert,affinity,chance\n", to);
    for (size_t i = 0; i < report->outcome->random->chance_count; i++) {
        const AssignChance *chance = &report->outcome->random->chances[i];
        put_pair(to, &report->named->pairs, chance->application, chance->expert, chance->affinity);
        fprintf(to, ",%s\n", outcome_count(report->outcome, chance->chance).text);
    }
}
