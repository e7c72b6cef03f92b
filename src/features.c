/* SPDX-License-Identifier: Apache-2.0 */
/* What the program is made of: its features, lowest first, and the tables of its modules. */
#include "demo/feature.h"
#include "feature/admin/feature.h"
#include "feature/prize/evaluation.h"
#include "feature/prize/feature.h"
#include "feature/site/feature.h"
#include "platform/account/feature.h"
#include "platform/http/shell.h"
#include "platform/mail/feature.h"

/* clang-format off: one a line */
const Feature *const features[] = {
    &http_feature,
    &mail_feature,
    &account_feature,
    &prize_call_feature,
    &prize_rules_feature,
    &prize_announcements_feature,
    &prize_edition_feature,
    &prize_apply_feature,
    &prize_desk_feature,
    &prize_expert_own_feature,
    &prize_expert_feature,
    &prize_review_feature,
    &prize_assignment_feature,
    &prize_export_feature,
    &prize_record_feature,
    &prize_verify_feature,
    &prize_import_feature,
    &prize_fragility_feature,
    &prize_rehearse_feature,
    &admin_feature,
    &site_feature,
    &prize_round_feature,
    &prize_winners_feature,
    &prize_announcement_feature,
    &prize_committee_feature,
    &demo_feature,
    NULL,
};
/* clang-format on */

void features_register(void)
{
    for (int i = 0; features[i]; i++) {
        const Feature *feature = features[i];
        if (feature->migration_count)
            store_register_migrations(feature->migrations, feature->migration_count);
        if (feature->contribute) feature->contribute();
    }
    account_register();
    prize_evaluation_register();
    prize_announcement_register();
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    server_register_hooks(&hooks);
}
