/* SPDX-License-Identifier: Apache-2.0 */
/* What the components of forms are given (see doc/components.md).
 *
 * The words come from the template (label and hint as messages); where a form is data, as the
 * questions of a call are, they stand in the struct's `label` and `hint` and the template passes
 * `none none`. The id of a field is "f-" and its name; of a group, that of its first control. */
#ifndef PLATFORM_PAGE_FORM_H
#define PLATFORM_PAGE_FORM_H

#include "base/problems.h"
#include "platform/page/page.h"

typedef enum { WIDTH_FULL, WIDTH_MIDDLE, WIDTH_SHORT } FieldWidth;

typedef struct {
    Text name;
    Text value;    /* what was typed, or what is stored */
    Message error; /* none: all is well */
    bool is_optional;
    Text label, hint, tongue; /* words that are data, and their language; "" elsewhere */
    FieldWidth width;
    const char *type;         /* of the input: NULL "text"; "email", "url", "tel", "search" */
    const char *autocomplete; /* as HTML names it: "email", "name", "one-time-code"; NULL none */
    const char *inputmode;    /* "numeric", "decimal"; NULL none */
    int64_t characters_max;   /* said and counted; 0: none */
    int rows;                 /* of a text area; 0: six */
} Field;
/* A field with its first problem of that list (which may be NULL). */
Field field_make(const Problems *problems, Text name, Text value);

typedef struct {
    Text value;
    Message label;
    Text text, tongue; /* instead of the label: words that are data */
    Message hint;
    Text hint_text;
    bool is_chosen;
} Choice;
typedef LIST(Choice) Choices;

/* Radios, checkboxes and the drop-down. */
typedef struct {
    Text name;
    Choices choices;
    Message error;
    bool is_optional;
    Text label, hint, tongue;
    Message empty; /* of a drop-down: what stands first, with the value ""; none */
} ChoiceField;
ChoiceField choice_field_make(const Problems *problems, Text name);
/* Adds a choice; it is chosen if `value` is `chosen`. Returns it, to set more. */
Choice *choice_add(Arena *arena, ChoiceField *field, Text value, Message label, Text chosen);

/* A day, or a day and a time, in a zone: the browser sends "2026-05-29" or "2026-05-29T18:00". */
typedef struct {
    Text name;
    Text value; /* as it was sent, or as instant_to_civil() writes it */
    Message error;
    bool is_optional;
    bool has_time;
    Text zone; /* said beside the field where there is a time */
    Text label, hint, tongue;
} DateField;
DateField date_field_make(const Problems *problems, Text name, Text value, Text zone);
DateField date_time_field_make(const Problems *problems, Text name, Text value, Text zone);
/* The value as the browser wants it: with T, without seconds that are 00. */
Text civil_for_input(Arena *arena, Text civil, bool has_time);
/* What such a field sent, as an instant; a day alone begins at 00:00. */
bool civil_read(Arena *arena, Text sent, Text zone, Instant *instant);

typedef struct {
    Text name;
    Message error;
    bool is_optional;
    Text label, hint, tongue;
    const char *accept;     /* ".pdf,application/pdf" */
    int64_t size_max_bytes; /* said */
    Text kept_name;         /* a file that is there already; "" none */
    int64_t kept_bytes;
    Url kept_url;
    bool can_remove; /* a checkbox NAME-remove, value 1 */
} FileField;
FileField file_field_make(const Problems *problems, Text name, int64_t size_max_bytes);

/* A scale whose grades have a word and a meaning. */
typedef struct {
    Text value;   /* what the form sends; shown too: "4" */
    Text word;    /* "Strong" */
    Text meaning; /* "It is shown well; a doubt remains." */
    bool is_chosen;
} GradeChoice;
enum { GRADES_MAX = 11 };
typedef struct {
    Text name;
    Text label, hint, tongue;
    LIST(GradeChoice) grades; /* 2 … GRADES_MAX */
    Message error;
    bool is_optional;
} GradeField;
GradeChoice *grade_add(Arena *arena, GradeField *field, Text value, Text word, Text meaning, Text chosen);

/* Answers as they were given, each with the way to change it. */
typedef struct {
    Message label;
    Text text;  /* instead of the label */
    Text value; /* line ends are kept; "": "Not answered" */
    Text tongue;
    Url change; /* "": cannot be changed */
} AnswerRow;
typedef LIST(AnswerRow) AnswerRows;

/* States, as the glossary says them. */
typedef enum {
    STATE_NOT_STARTED,
    STATE_IN_PROGRESS,
    STATE_COMPLETED,
    STATE_NEEDS_CORRECTION,
    STATE_OPTIONAL,
    STATE_CANNOT_START,
    STATE_SUBMITTED,
    STATE_UNDER_REVIEW,
    STATE_SHORTLISTED,
    STATE_NOT_SELECTED,
    STATE_WITHDRAWN,
    STATE_OPEN,
    STATE_CLOSED,
    STATE_SCHEDULED,
    STATE_PUBLISHED,
    STATE_DRAFT,
    STATE_NEW,
    STATE_WAITING
} State;

typedef struct {
    Message label;
    Text text, tongue; /* instead of the label */
    Message hint;
    Url url; /* "": not yet */
    State state;
} Task;
typedef LIST(Task) Tasks;

/* An instant that matters, with the city of its zone; beside it the reader's own time, from their account
 * or by script. */
typedef struct {
    Instant at;
    Text zone;
} Deadline;

/* For templates: "#f-name". */
Url field_anchor(Arena *arena, Text name);

#endif
