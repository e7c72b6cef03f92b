/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/calibrate_words.h"

#include "base/time.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"

enum { THOUSANDTHS = 3 };

static const char *const reason_codes[] = {[CALIBRATE_KNOWN] = "known",
                                           [CALIBRATE_TOO_FEW] = "too-few",
                                           [CALIBRATE_APART] = "apart",
                                           [CALIBRATE_NO_VARIANCE] = "no-variance"};

/* ---- what is known, and numbers that may not be */

static bool has_model(const CalibrateReport *report)
{
    return report->calibration->ratio_application > 0;
}

static bool has_ranks(const CalibrateReport *report)
{
    return has_model(report) && report->calibration->draws > 0;
}

static bool has_line(const CalibrateReport *report)
{
    return has_ranks(report) && report->calibration->places > 0;
}

static bool has_severity(const CalibrateExpert *expert)
{
    return expert->reason == CALIBRATE_KNOWN || expert->reason == CALIBRATE_APART;
}

/* "" where it is not known. */
static DecimalText decimal_if(bool is_known, int64_t value, int places)
{
    return is_known ? decimal_text(value, places) : (DecimalText){0};
}

static DecimalText mean_of(const CalibrateApplication *application)
{
    return decimal_text(rational_round(application->mean, DECIMAL_MILLION), DECIMAL_PLACES);
}

/* The share of the draws, in millionths. */
static int64_t above_of(const CalibrateReport *report, const CalibrateApplication *application)
{
    int32_t draws = report->calibration->draws;
    return draws ? (application->above * DECIMAL_MILLION + draws / 2) / draws : 0;
}

/* ---- in words */

static bool is_first_of_part(const Calibration *calibration, size_t expert)
{
    int32_t part = calibration->experts[expert].part;
    while (expert-- > 0)
        if (calibration->experts[expert].part == part) return false;
    return part >= 0;
}

/* Into how many groups the experts fall that shared applications connect. */
static int32_t groups_of(const Calibration *calibration)
{
    int32_t count = 0;
    for (size_t i = 0; i < calibration->expert_count; i++) count += is_first_of_part(calibration, i);
    return count;
}

static void put_refusals(FILE *to, const CalibrateReport *report)
{
    const Calibration *calibration = report->calibration;
    if (calibration->reason == CALIBRATE_TOO_FEW)
        fputs("NOT CALIBRATED: there are too few scores to tell a severe expert from a weak application. The "
              "scores below\nare plain means, and how sure the ranks are is not known.\n",
              to);
    else if (!has_model(report)) fputs("NOT CALIBRATED: all scores are equal.\n", to);
    else if (calibration->reason == CALIBRATE_NO_VARIANCE)
        fputs(
            "The applications differ no more than chance would have it: their order says next to nothing.\n",
            to);
    else if (!calibration->ratio_expert)
        fputs("The experts differ in severity no more than chance would have it: nobody's scores are "
              "corrected.\n",
              to);
    int32_t groups = groups_of(calibration);
    if (calibration->ratio_expert && groups > 1)
        fprintf(to,
                "The experts fall into %d groups that no shared application connects: between them severity "
                "cannot\nbe told from better applications, and nothing is corrected.\n",
                groups);
}

static void put_shares(FILE *to, const CalibrateReport *report)
{
    const Calibration *of = report->calibration;
    double whole = of->variance_application + of->variance_expert + of->variance_rest;
    if (!has_model(report) || !(whole > 0)) return;
    fprintf(to,
            "Of what scores differ by (variance), %.0f %% is the applications', %.0f %% the severity of "
            "experts, and\n%.0f %% what else moves a single score.\n",
            100 * of->variance_application / whole, 100 * of->variance_expert / whole,
            100 * of->variance_rest / whole);
}

static double points(int64_t thousandths)
{
    return (double)thousandths / 1000;
}

static void put_certainty(FILE *to, const CalibrateReport *report, const CalibrateApplication *application)
{
    char ranks[40];
    if (!has_model(report)) return;
    fprintf(to, "  %8.3f", points(application->error_thousandths));
    if (!has_ranks(report)) return;
    snprintf(ranks, sizeof ranks, "%d … %d", application->rank_from, application->rank_to);
    fprintf(to, "  %*s", (int)(11 + sizeof "…" - 2), ranks);
    if (has_line(report)) fprintf(to, "  %6.1f %%", (double)above_of(report, application) / 10000);
}

static void put_applications(FILE *to, const CalibrateReport *report)
{
    const Calibration *calibration = report->calibration;
    fprintf(to, "\n  %5s  %8s  %8s", "rank", "score", "mean");
    if (has_model(report)) fprintf(to, "  %8s", "error");
    if (has_ranks(report)) fprintf(to, "  ranks, %d %%", CALIBRATE_INTERVAL_PERCENT);
    if (has_line(report)) fprintf(to, "  %8s", "above");
    fprintf(to, "  %7s  application\n", "reviews");
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *application = &calibration->applications[report->best_first[i]];
        if (i && i == (size_t)calibration->places)
            fprintf(to, "  ----- the line: %d pass\n", calibration->places);
        fprintf(to, "  %5d  %8.3f  %8.3f", report->ranks[i], (double)application->calibrated_millionths / 1e6,
                (double)rational_round(application->mean, DECIMAL_MILLION) / 1e6);
        put_certainty(to, report, application);
        fprintf(to, "  %7lld  %s\n", (long long)application->reviews,
                excerpt_of(report->applications[application->application]).text);
    }
}

static void put_legend_of_applications(FILE *to, const CalibrateReport *report)
{
    if (!has_model(report)) return;
    fputs("\nScore: the mean of the scores, each corrected by the severity of who gave it, drawn towards the "
          "mean of "
          "all.\nError: its standard error.",
          to);
    if (has_ranks(report))
        fprintf(to, " Ranks: where it lies in %d %% of %d draws.", CALIBRATE_INTERVAL_PERCENT,
                report->calibration->draws);
    if (has_line(report)) fputs(" Above: how probably it is above the line.", to);
    putc('\n', to);
}

static void put_why_not(FILE *to, const CalibrateReport *report, const CalibrateExpert *expert)
{
    if (expert->reason == CALIBRATE_TOO_FEW && has_model(report))
        fprintf(to, "   only %lld of the reviews can be compared, and %d are needed",
                (long long)expert->comparable, CALIBRATE_REVIEWS_LEAST);
    else if (expert->reason == CALIBRATE_APART)
        fprintf(to, "   compared with those of group %d alone", expert->part + 1);
}

static void put_expert(FILE *to, const CalibrateReport *report, const CalibrateExpert *expert)
{
    if (has_severity(expert))
        fprintf(to, "  %+8.3f  %8.3f", points(expert->severity_thousandths),
                points(expert->error_thousandths));
    else fprintf(to, "  %8s  %8s", "?", "?");
    fprintf(to, "  %8.3f", points(expert->spread_thousandths));
    if (expert->agreement_thousandths == CALIBRATE_NO_AGREEMENT) fprintf(to, "  %9s", "?");
    else fprintf(to, "  %9.2f", points(expert->agreement_thousandths));
    fprintf(to, "  %7lld  %s", (long long)expert->reviews, excerpt_of(report->experts[expert->expert]).text);
    put_why_not(to, report, expert);
    putc('\n', to);
}

static void put_experts(FILE *to, const CalibrateReport *report)
{
    const Calibration *calibration = report->calibration;
    fprintf(to, "\n  %8s  %8s  %8s  %9s  %7s  expert\n", "severity", "error", "spread", "agreement",
            "reviews");
    for (size_t i = 0; i < calibration->expert_count; i++) put_expert(to, report, &calibration->experts[i]);
    fputs(
        "\nSeverity: so many points less than the others would have given. Spread: the standard deviation of "
        "the\nscores given. Agreement: their correlation with the others' corrected scores, -1 … 1. ?: the "
        "data do not\ntell.\n",
        to);
}

static void put_steps(FILE *to, const CalibrateReport *report)
{
    for (size_t i = 0; i < report->planned_count; i++) {
        const CalibratePlanned *planned = &report->planned[i];
        int64_t key = report->calibration->applications[planned->application].application;
        fprintf(to, "  %5d more  %s\n", planned->reviews, excerpt_of(report->applications[key]).text);
    }
}

static void put_plan(FILE *to, const CalibrateReport *report)
{
    const CalibratePlan *plan = report->plan;
    if (!plan) return;
    if (!plan->count) {
        fputs("\nNo further review is expected to change who stands above the line.\n", to);
        return;
    }
    fprintf(to, "\nWhere %zu further review%s would tell most, the most pressing first:\n", plan->count,
            plural((int64_t)plan->count));
    put_steps(to, report);
    fprintf(to, "Expected on the wrong side of the line: %.2f applications now, %.2f after these reviews.\n",
            (double)plan->misses_millionths / 1e6, (double)plan->misses_after_millionths / 1e6);
    if (plan->count < (size_t)report->further)
        fprintf(to, "The other %zu would not tell more.\n", (size_t)report->further - plan->count);
}

void calibrate_put_words(FILE *to, const CalibrateReport *report)
{
    const Calibration *calibration = report->calibration;
    fprintf(to, "%zu application%s, %zu expert%s, %zu score%s\n", calibration->application_count,
            plural((int64_t)calibration->application_count), calibration->expert_count,
            plural((int64_t)calibration->expert_count), report->scores->count,
            plural((int64_t)report->scores->count));
    put_refusals(to, report);
    put_shares(to, report);
    put_applications(to, report);
    put_legend_of_applications(to, report);
    put_experts(to, report);
    put_plan(to, report);
}

/* ---- as tables */

static void put_cell(FILE *to, DecimalText value)
{
    fprintf(to, ",%s", value.text);
}

void calibrate_put_applications(FILE *to, const CalibrateReport *report)
{
    const Calibration *calibration = report->calibration;
    fputs("rank,application,reviews,mean,corrected,calibrated,error,rank_from,rank_to,above\n", to);
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *application = &calibration->applications[report->best_first[i]];
        fprintf(to, "%d,", report->ranks[i]);
        file_put_field(to, report->applications[application->application]);
        fprintf(to, ",%lld", (long long)application->reviews);
        put_cell(to, mean_of(application));
        put_cell(to, decimal_text(application->corrected_thousandths, THOUSANDTHS));
        put_cell(to, decimal_text(application->calibrated_millionths, DECIMAL_PLACES));
        put_cell(to, decimal_if(has_model(report), application->error_thousandths, THOUSANDTHS));
        put_cell(to, decimal_if(has_ranks(report), application->rank_from, 0));
        put_cell(to, decimal_if(has_ranks(report), application->rank_to, 0));
        put_cell(to, decimal_if(has_line(report), above_of(report, application), DECIMAL_PLACES));
        putc('\n', to);
    }
}

void calibrate_put_experts(FILE *to, const CalibrateReport *report)
{
    fputs("expert,reviews,comparable,severity,error,spread,agreement,part,reason\n", to);
    for (size_t i = 0; i < report->calibration->expert_count; i++) {
        const CalibrateExpert *expert = &report->calibration->experts[i];
        bool agrees = expert->agreement_thousandths != CALIBRATE_NO_AGREEMENT;
        file_put_field(to, report->experts[expert->expert]);
        fprintf(to, ",%lld,%lld", (long long)expert->reviews, (long long)expert->comparable);
        put_cell(to, decimal_if(has_severity(expert), expert->severity_thousandths, THOUSANDTHS));
        put_cell(to, decimal_if(has_severity(expert), expert->error_thousandths, THOUSANDTHS));
        put_cell(to, decimal_text(expert->spread_thousandths, THOUSANDTHS));
        put_cell(to, decimal_if(agrees, expert->agreement_thousandths, THOUSANDTHS));
        put_cell(to, decimal_if(expert->part >= 0, expert->part + 1, 0));
        fprintf(to, ",%s\n", reason_codes[expert->reason]);
    }
}

/* ---- as JSON */

static void put_json_number(FILE *to, const char *key, DecimalText value)
{
    fprintf(to, ", \"%s\": %s", key, *value.text ? value.text : "null");
}

static void put_json_application(FILE *to, const CalibrateReport *report, size_t at)
{
    const CalibrateApplication *application = &report->calibration->applications[report->best_first[at]];
    fprintf(to, "    {\"rank\": %d, \"application\": ", report->ranks[at]);
    file_put_json(to, report->applications[application->application]);
    fprintf(to, ", \"reviews\": %lld", (long long)application->reviews);
    put_json_number(to, "mean", mean_of(application));
    put_json_number(to, "corrected", decimal_text(application->corrected_thousandths, THOUSANDTHS));
    put_json_number(to, "calibrated", decimal_text(application->calibrated_millionths, DECIMAL_PLACES));
    put_json_number(to, "error", decimal_if(has_model(report), application->error_thousandths, THOUSANDTHS));
    put_json_number(to, "rank_from", decimal_if(has_ranks(report), application->rank_from, 0));
    put_json_number(to, "rank_to", decimal_if(has_ranks(report), application->rank_to, 0));
    put_json_number(to, "above", decimal_if(has_line(report), above_of(report, application), DECIMAL_PLACES));
    putc('}', to);
}

static void put_json_expert(FILE *to, const CalibrateReport *report, size_t at)
{
    const CalibrateExpert *expert = &report->calibration->experts[at];
    bool agrees = expert->agreement_thousandths != CALIBRATE_NO_AGREEMENT;
    fputs("    {\"expert\": ", to);
    file_put_json(to, report->experts[expert->expert]);
    fprintf(to, ", \"reviews\": %lld, \"comparable\": %lld", (long long)expert->reviews,
            (long long)expert->comparable);
    put_json_number(to, "severity",
                    decimal_if(has_severity(expert), expert->severity_thousandths, THOUSANDTHS));
    put_json_number(to, "error", decimal_if(has_severity(expert), expert->error_thousandths, THOUSANDTHS));
    put_json_number(to, "spread", decimal_text(expert->spread_thousandths, THOUSANDTHS));
    put_json_number(to, "agreement", decimal_if(agrees, expert->agreement_thousandths, THOUSANDTHS));
    put_json_number(to, "part", decimal_if(expert->part >= 0, expert->part + 1, 0));
    fprintf(to, ", \"reason\": \"%s\"}", reason_codes[expert->reason]);
}

static void put_json_step(FILE *to, const CalibrateReport *report, size_t at)
{
    const CalibrateStep *step = &report->plan->steps[at];
    fputs("    {\"application\": ", to);
    file_put_json(to, report->applications[report->calibration->applications[step->application].application]);
    put_json_number(to, "saved", decimal_text(step->saved_millionths, DECIMAL_PLACES));
    putc('}', to);
}

static void put_json_list(FILE *to, const CalibrateReport *report, const char *key, size_t count,
                          void (*put)(FILE *to, const CalibrateReport *report, size_t at))
{
    fprintf(to, "  \"%s\": [\n", key);
    for (size_t i = 0; i < count; i++) {
        put(to, report, i);
        fputs(i + 1 < count ? ",\n" : "\n", to);
    }
    fputs("  ],\n", to);
}

static void put_json_plan(FILE *to, const CalibrateReport *report)
{
    const CalibratePlan *plan = report->plan;
    if (!plan) return;
    put_json_list(to, report, "further", plan->count, put_json_step);
    fprintf(to, "  \"misses\": %s,\n", decimal_text(plan->misses_millionths, DECIMAL_PLACES).text);
    fprintf(to, "  \"misses_after\": %s,\n",
            decimal_text(plan->misses_after_millionths, DECIMAL_PLACES).text);
}

static void put_json_model(FILE *to, const Calibration *of)
{
    fprintf(to, "  \"ratio_application\": %s,\n", decimal_text(of->ratio_application, THOUSANDTHS).text);
    fprintf(to, "  \"ratio_expert\": %s,\n", decimal_text(of->ratio_expert, THOUSANDTHS).text);
    fprintf(to,
            "  \"variance_application\": %.9g,\n  \"variance_expert\": %.9g,\n  \"variance_rest\": %.9g,\n",
            of->variance_application, of->variance_expert, of->variance_rest);
}

void calibrate_put_json(FILE *to, const CalibrateReport *report)
{
    const Calibration *of = report->calibration;
    fprintf(to, "{\n  \"rule\": \"%s\",\n  \"reason\": \"%s\",\n", CALIBRATE_RULE, reason_codes[of->reason]);
    if (has_model(report)) put_json_model(to, of);
    fprintf(to, "  \"parts\": %d,\n  \"places\": %d,\n  \"draws\": %d,\n  \"seed\": %llu,\n", of->parts,
            of->places, of->draws, (unsigned long long)report->seed);
    fprintf(to, "  \"scores\": %zu,\n", report->scores->count);
    put_json_list(to, report, "applications", of->application_count, put_json_application);
    put_json_list(to, report, "experts", of->expert_count, put_json_expert);
    put_json_plan(to, report);
    fprintf(to, "  \"seconds\": %.6f,\n  \"seconds_reading\": %.6f\n}\n",
            (double)report->solved_us / SECOND_US, (double)report->read_us / SECOND_US);
}
