/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/asset.h"

#include "base/fail.h"

#include <pthread.h>

const Asset *asset_find(Text name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (text_is_c(name, assets[i].name)) return &assets[i];
    return NULL;
}

enum { ASSETS_MAX = 200, ADDRESS_MAX_BYTES = 160 };
static char addresses[ASSETS_MAX][ADDRESS_MAX_BYTES];

static void write_addresses(void)
{
    for (size_t i = 0; i < asset_count && i < ASSETS_MAX; i++)
        snprintf(addresses[i], ADDRESS_MAX_BYTES, "/assets/%s/%s", assets[i].digest, assets[i].name);
}

Url asset_url(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const Asset *asset = asset_find(text_of(name));
    pthread_once(&once, write_addresses);
    if (!asset || asset - assets >= ASSETS_MAX) fail("there is no asset %s", name);
    return (Url){text_of(addresses[asset - assets])};
}
