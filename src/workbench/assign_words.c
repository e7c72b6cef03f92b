/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/assign_words.h"

#include "base/time.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"

enum { NAMES_TOLD = 12 };

void put_names(FILE *to, const Text *names, const size_t *places, size_t count)
{
    size_t told = count <= NAMES_TOLD + 1 ? count : NAMES_TOLD;
    for (size_t i = 0; i < told; i++)
        fprintf(to, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", excerpt_of(names[places[i]]).text);
    if (told < count) fprintf(to, " and %zu more", count - told);
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
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
    int64_t places = (int64_t)outcome->choice_count + outcome->missing;
    if (!outcome->missing) fprintf(to, "Every place is filled (%lld).\n", (long long)places);
    else
        fprintf(to, "NOT POSSIBLE: %lld of %lld places stay empty, and no assignment fills more.\n",
                (long long)outcome->missing, (long long)places);
    if (outcome->load_missing)
        fprintf(to, "NOT POSSIBLE: the least loads are missed by %lld.\n", (long long)outcome->load_missing);
}

/* ---- in words */

static void put_line(FILE *to, const char *label, const char *value, const char *note)
{
    fprintf(to, "  %-20s %14s%s%s\n", label, value, *note ? "   " : "", note);
}

static void put_sums(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    int places = report->named->pairs.places;
    char buffer[300];
    const char *proof = report->doubt ? "NOT PROVEN" : "proven: none is greater";
    put_line(to, "sum of affinities", decimal_text(outcome->sum, places).text, outcome->fair ? "" : proof);
    snprintf(buffer, sizeof buffer, "%s%s%s",
             excerpt_of(report->named->pairs.applications.at[outcome->worst_application]).text,
             outcome->fair ? ", " : "", outcome->fair ? proof : "");
    put_line(to, "worst-off", decimal_text(outcome->worst, places).text, buffer);
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
    put_sums(to, report);
    if (report->doubt && report->outcome->fair && !report->outcome->fair->is_worst_proven)
        fprintf(to, "\nThe worst-off application could have %s at most; whether it can, is not known.\n",
                decimal_text(report->outcome->fair->bound, pairs->places).text);
    else if (report->doubt)
        fprintf(to, "\nThe proof does not hold: %s. This is an error of the program.\n", report->doubt);
    if (report->outcome->missing) put_hall(to, report);
    if (report->outcome->load_missing) put_short_loads(to, report);
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

void report_put_json(FILE *to, const AssignReport *report)
{
    const Outcome *outcome = report->outcome;
    const Pairs *pairs = &report->named->pairs;
    Range loads = loads_of(report);
    fprintf(to, "{\n  \"aim\": \"%s\",\n", report->objective->name);
    fprintf(to, "  \"objective\": %s,\n", decimal_text(outcome->sum, pairs->places).text);
    fprintf(to, "  \"worst\": %s,\n", decimal_text(outcome->worst, pairs->places).text);
    fputs("  \"worst_application\": ", to);
    file_put_json(to, pairs->applications.at[outcome->worst_application]);
    fprintf(to, ",\n  \"feasible\": %s,\n", report_is_feasible(report) ? "true" : "false");
    fprintf(to, "  \"missing\": %lld,\n  \"load_missing\": %lld,\n", (long long)outcome->missing,
            (long long)outcome->load_missing);
    if (outcome->missing) put_json_hall(to, report);
    fprintf(to, "  \"certified\": %s,\n", report->doubt ? "false" : "true");
    fprintf(to, "  \"load_min\": %d,\n  \"load_max\": %d,\n", loads.least, loads.greatest);
    fprintf(to, "  \"applications\": %u,\n  \"experts\": %u,\n", pairs->applications.count,
            pairs->experts.count);
    fprintf(to, "  \"pairs\": %zu,\n  \"pairs_possible\": %zu,\n", outcome->choice_count, pairs_count(pairs));
    fprintf(to, "  \"seed\": %llu,\n", (unsigned long long)report->files->seed);
    fprintf(to, "  \"seconds\": %.6f,\n  \"seconds_reading\": %.6f\n}\n",
            (double)report->solved_us / SECOND_US, (double)report->read_us / SECOND_US);
}

/* ---- the pairs */

void report_put_pairs(FILE *to, const AssignReport *report)
{
    const Pairs *pairs = &report->named->pairs;
    fputs("application,expert,affinity\n", to);
    for (size_t i = 0; i < report->outcome->choice_count; i++) {
        const AssignChoice *choice = &report->outcome->choices[i];
        file_put_field(to, pairs->applications.at[choice->application]);
        putc(',', to);
        file_put_field(to, pairs->experts.at[choice->expert]);
        fprintf(to, ",%s\n", decimal_text(choice->affinity, pairs->places).text);
    }
}
