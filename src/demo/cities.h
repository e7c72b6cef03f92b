/* SPDX-License-Identifier: Apache-2.0 */
/* Real cities, for a demonstration in which everything else is invented. */
#ifndef DEMO_CITIES_H
#define DEMO_CITIES_H

#include "base/text.h"

typedef struct {
    const char *name, *country; /* as locals write it in Latin letters; ISO 3166-1 */
    int share;                  /* how many of the 240 applications come from it */
} DemoCity;

extern const DemoCity demo_cities[];
extern const size_t demo_city_count;
/* The city of the n-th application (from 0): the shares decide the first 240, then they repeat. */
const DemoCity *demo_city_of(size_t n);

#endif
