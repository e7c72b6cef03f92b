/* SPDX-License-Identifier: Apache-2.0 */
/* What the program is made of: its features, lowest first. */
#include "platform/mail/feature.h"

const Feature *const features[] = {&mail_feature, NULL};

extern const Migration account_migrations[];

void features_register(void)
{
    store_register_migrations(account_migrations, 1);
    for (int i = 0; features[i]; i++) {
        const Feature *feature = features[i];
        if (feature->migration_count)
            store_register_migrations(feature->migrations, feature->migration_count);
    }
}
