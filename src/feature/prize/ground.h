/* SPDX-License-Identifier: Apache-2.0 */
/* What a form was filled from, so that nobody overwrites what they have not seen.
 *
 * A form carries the name of its own sheet and a digest of every value that it showed. A value that another
 * sheet has changed since is not overwritten: who left it as it was takes it over; who typed something else
 * is shown both and asked. A request without such fields (of a script) is taken as an empty sheet. */
#ifndef PRIZE_GROUND_H
#define PRIZE_GROUND_H

#include "platform/http/shell.h"
#include "platform/page/form.h"

typedef struct {
    Text name;          /* as problems call it */
    Text stored, typed; /* as they would be stored */
    Written shown;      /* what is stored, in words */
    bool keeps_stored;  /* by ground_merge(): what is stored is to stay */
    bool is_torn;       /* both have changed it: "take-NAME" decides */
    ChoiceField choice;
} GroundField;
typedef struct {
    int64_t subject; /* the key of what is edited */
    Text tongue;     /* which it is written in */
    LIST(GroundField) fields;
} Ground;

#define GROUND_PARAMETERS                                                                                    \
    {"sheet"}, {"ground", PARAMETER_TEXT, 20000},                                                            \
    {                                                                                                        \
        "take-", PARAMETER_PREFIX                                                                            \
    }

GroundField *ground_add(Request *request, Ground *ground, Text name, Text stored, Text typed);
/* Decides every field of a form that was sent; false with problems: something is torn, and nothing may be
 * saved. A form that is not shown again keeps what is stored. */
bool ground_merge(Request *request, Snapshot *at, Text zone, Ground *ground);
/* In the change that saves: who changed what, on which sheet. */
void ground_keep(Request *request, Change *change, const Ground *ground);
/* Onto the form: the ground of a new sheet. */
void ground_put(Request *request, const Ground *ground, FormToken *token);

/* The fields of a ground by name, which must be there. */
const GroundField *ground_field(const Ground *ground, Text name);
Text ground_text(const Ground *ground, const char *name); /* what is to stand there */
bool ground_keeps(const Ground *ground, const char *name);
bool ground_is_torn(const Ground *ground);

#endif
