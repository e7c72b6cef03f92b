/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/feature.h"

const Feature *const features[] = {NULL};

void features_register(void)
{
    for (int i = 0; features[i]; i++) {
        const Feature *feature = features[i];
        if (feature->migration_count)
            store_register_migrations(feature->migrations, feature->migration_count);
    }
}
