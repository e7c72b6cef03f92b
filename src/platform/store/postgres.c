/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/store/engine.h"

static Store *open_store(const char *place)
{
    fail("postgresql: this build cannot reach it");
}

const StoreEngine postgres_engine = {.name = "postgresql", .open = open_store};
