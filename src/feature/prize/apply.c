/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/apply_parts.h"
#include "feature/prize/feature.h"

#define APPLY "/prize/{edition}/apply/"
#define ONE APPLY "{application:key}/"

enum {
    ANSWER_MAX_BYTES = 100 * 1000,
    FILE_MAX_BYTES = 100 * 1000 * 1000
}; /* what a request may carry; the edition says less */

static const Route routes[] = {
    {GET, APPLY, guard_account, apply_list_show, .help = "My applications"},
    {POST, APPLY, guard_account, .apply = apply_begin, .again = apply_list_show,
     .help = "Begins an application"},
    {GET, ONE, guard_team, apply_tasks_show, .help = "The task list of an application"},
    {GET, ONE "project/", guard_team, apply_project_show, .parameters = {{"check"}},
     .help = "Its project and place"},
    {POST, ONE "project/", guard_team, .apply = apply_project_save, .again = apply_project_show,
     .parameters = {{"title"},
                    {"category"},
                    {"tongue"},
                    {"city"},
                    {"country"},
                    {"topics"},
                    {"check"},
                    GROUND_PARAMETERS},
     .help = "Saves them"},
    {GET, ONE "applicant/", guard_team, apply_applicant_show, .parameters = {{"check"}},
     .help = "Who applies"},
    {POST, ONE "applicant/", guard_team, .apply = apply_applicant_save, .again = apply_applicant_show,
     .parameters = {{"applicant_kind"},
                    {"organisation"},
                    {"contact_name"},
                    {"contact_address"},
                    {"partner-", PARAMETER_PREFIX},
                    {"check"},
                    GROUND_PARAMETERS},
     .help = "Saves it"},
    {GET, ONE "section/{section}/", guard_team, apply_section_show, .parameters = {{"check"}},
     .help = "A section of questions"},
    {POST, ONE "section/{section}/", guard_team, .apply = apply_section_save, .again = apply_section_show,
     .parameters = {{"q-", PARAMETER_PREFIX, ANSWER_MAX_BYTES}, {"check"}, GROUND_PARAMETERS},
     .help = "Saves it"},
    {GET, ONE "files/", guard_team, apply_files_show, .help = "The files of an application"},
    {POST, ONE "files/", guard_team, .prepare = apply_upload_prepare, .apply = apply_upload,
     .again = apply_files_show, .parameters = {{"slot"}, {"file", PARAMETER_FILE, FILE_MAX_BYTES}},
     .help = "Adds a file"},
    {POST, ONE "files/{attachment:key}/remove/", guard_team, .apply = apply_file_remove,
     .again = apply_files_show, .help = "Removes a file of the draft"},
    {GET, ONE "check/", guard_team, apply_check_show, .help = "Check your answers"},
    {POST, ONE "check/", guard_team, .apply = apply_submit, .again = apply_check_show,
     .parameters = {{"pledge"}}, .help = "Submits the application"},
    {GET, ONE "receipt/", guard_team, apply_receipt_show, .help = "The receipt of what stands"},
    {GET, ONE "withdraw/", guard_team, apply_withdraw_show, .help = "Asks before withdrawing"},
    {POST, ONE "withdraw/", guard_team, .apply = apply_withdraw, .again = apply_withdraw_show,
     .parameters = {{"reason", PARAMETER_TEXT, 4000}}, .help = "Withdraws the application"},
    {GET, ONE "team/", guard_team, apply_team_show, .help = "Who works on the application"},
    {POST, ONE "team/", guard_team, .apply = apply_invite, .again = apply_team_show,
     .parameters = {{"name"}, {"address"}}, .help = "Invites a colleague"},
    {POST, ONE "team/leave/", guard_team, .apply = apply_leave, .again = apply_team_show,
     .parameters = {{"name"}, {"address"}}, .help = "Leaves the team of an application"},
    {POST, ONE "team/remove/", guard_team, .apply = apply_remove_member, .again = apply_team_show,
     .parameters = {{"member", PARAMETER_INT}, {"name"}, {"address"}},
     .help = "Takes a colleague off the team; by the lead"},
    {GET, "/apply/", guard_signed_in, apply_any_show, .help = "To the reader's applications"},
    {GET, "/apply/{application:key}/", guard_signed_in, apply_one_show,
     .help = "To an application of the reader's"},
    {GET, "/prize/{edition}/application/{application:key}/", guard_account, application_show,
     .help = "An application as submitted, for those who may read it"},
    {GET, "/prize/{edition}/application/{application:key}/file/{attachment:key}/", guard_account,
     application_file_show, .help = "A file of it"},
};

static const Job jobs[] = {
    {"prize/remind", 5 * MINUTE_US, application_remind},
    {"prize/files", DAY_US, application_sweep_files},
};

static const NavigationEntry navigation[] = {
    {M("My applications"), "/apply/", guard_applicant, .here = {"/apply/"}},
};

const Feature prize_apply_feature = {
    .name = "prize/apply",
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .jobs = jobs,
    .job_count = sizeof jobs / sizeof *jobs,
    .navigation = navigation,
    .navigation_count = sizeof navigation / sizeof *navigation,
    .contribute = application_contribute,
};
