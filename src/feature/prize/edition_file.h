/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of an edition as a YAML file, for people: read with every message at its line and
 * column, checked as a whole, and written. doc/edition.md explains its keys. */
#ifndef PRIZE_EDITION_FILE_H
#define PRIZE_EDITION_FILE_H

#include "feature/prize/edition.h"

/* False, with problems, unless all is well. Dates are civil times in the edition's zone. */
bool edition_read(Arena *arena, Text yaml, Edition *edition, Problems *problems);
/* The same rules as a file that edition_read reads back to the same edition. */
Text edition_write(Arena *arena, const Edition *edition);
/* What edition_read checks beyond the form of the file, for rules that came from elsewhere: problems
 * name the part ("rounds/2/places"). */
bool edition_check(const Edition *edition, Problems *problems);

/* The bytes of such a file, for edition_read; "-": of standard input. Fails where it cannot be read. */
Text edition_file_take(Arena *arena, const char *path);

/* The file of the demonstration's edition (assets/demo-edition.yaml), which is in the program. */
Text edition_demo_file(void);

#endif
