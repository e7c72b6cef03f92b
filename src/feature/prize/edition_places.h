/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a file the members of an edition came from, so that a check of the whole can name the
 * line. Empty for rules that did not come from a file. */
#ifndef PRIZE_EDITION_PLACES_H
#define PRIZE_EDITION_PLACES_H

#include "feature/prize/edition.h"
#include "platform/config/yaml.h"

typedef struct {
    const char *member;
    size_t size;
    YamlNode *node;
} EditionPlace;
typedef LIST(EditionPlace) EditionPlaces;

/* The cross checks; edition_check and edition_read are this. */
bool edition_check_at(const Edition *edition, const EditionPlaces *places, Problems *problems);

#endif
