/* SPDX-License-Identifier: Apache-2.0 */
/* The sign-ins of a demonstration: printed, and good from this machine alone. */
#ifndef DEMO_SIGN_IN_H
#define DEMO_SIGN_IN_H

#include <stddef.h>

typedef struct {
    const char *address, *name, *role;
} DemoSignIn;
extern const DemoSignIn demo_sign_ins[];
extern const size_t demo_sign_in_count;
#define DEMO_PASSWORD "open-yard-2026"

#endif
