/* SPDX-License-Identifier: Apache-2.0 */
/* The view of the templates that are rendered with hostile values. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "platform/page/page.h"

typedef enum { HOSTILE_CALM, HOSTILE_WILD, HOSTILE_GONE } HostileState;

typedef struct {
    Text text;
    Written written;
    Html html;
    Url url;
    Decimal decimal;
    Instant instant;
    bool is_true;
    int64_t number;
    uint64_t large;
    Message message;
    HostileState state;
    LIST(Text) list;
} Hostile;

#endif
