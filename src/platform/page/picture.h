/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures that are counted, not drawn: one square is one thing.
 *
 * Squares stand on a grid (pitch 10, side 8); a run of equal squares is one dashed stroke, so a
 * picture of 240 squares costs 3 KB. Above 1,000 things a square is ten of them, above 10,000 a
 * hundred, and so on: `unit` says so, and the components write it. Geometry is pure: the same
 * numbers give the same picture. Nothing stands outside the view box. See doc/components.md. */
#ifndef PLATFORM_PAGE_PICTURE_H
#define PLATFORM_PAGE_PICTURE_H

#include "platform/page/page.h"

typedef enum {
    SQUARE_NONE,
    SQUARE_FIRST,  /* full: what it is about, what is done */
    SQUARE_SECOND, /* with a hole: begun, or before a choice */
    SQUARE_FAINT,  /* left out */
    SQUARE_LIT,    /* here, now, chosen */
    SQUARE_EMPTY,  /* an outline: still open */
    SQUARE_KINDS
} SquareKind;

/* For each kind one path, "" without squares; the view box; the size on a screen in CSS pixels. */
typedef struct {
    int64_t width, height;
    int64_t shown_width, shown_height;
    Text runs[SQUARE_KINDS];
} Picture;

/* How many things a square is where so many are to be shown: 1 up to 1,000, then 10, 100 … */
int64_t picture_unit(int64_t things);
/* The squares for a part of them: rounded up, so that what is there is seen. */
int64_t picture_squares(int64_t things, int64_t unit);

typedef struct {
    Arena *arena;
    int64_t columns, rows;
    unsigned char *cells; /* SquareKind, row by row from the top */
} Grid;
Grid grid_make(Arena *arena, int64_t columns, int64_t rows); /* each 1 … 10,000 */
/* Sets a cell of the grid; one that is outside is a programmer's error. */
void grid_put(Grid *grid, int64_t column, int64_t row, SquareKind kind);
/* `tenths` of a CSS pixel are one unit of the view box: 18 makes squares of 14.4 pixels. */
Picture grid_draw(const Grid *grid, int64_t tenths);

/* So many things of one kind, and what they are called, in a key and in the table. */
typedef struct {
    SquareKind kind;
    int64_t count;
    Message label;
    Text text; /* instead of the label: words that are data */
} Amount;
typedef LIST(Amount) Amounts;
Amount *amount_add(Arena *arena, Amounts *amounts, SquareKind kind, int64_t count, Message label);
int64_t amounts_sum(const Amounts *amounts);
/* How many of that kind. */
int64_t amounts_of(const Amounts *amounts, SquareKind kind);

/* {{include page_progress &v->progress; t "{done} of {total} sections completed" …}} */
typedef struct {
    Picture picture;
    Amounts key; /* kinds without a label aren't in it */
    int64_t unit;
} Progress;
Progress progress_make(Arena *arena, const Amounts *amounts, int64_t columns);

/* The court of the front page: all applications in order of arrival round the yard, the empty
 * places of the awards inside. {{include page_court_ring &v->court; t "…"}} and its siblings. */
typedef struct {
    Picture ring;  /* 23 to 12: wide screens */
    Picture above; /* narrow ones: a block above the words … */
    Picture below; /* … and one beside the gate */
    Amounts key;
    int64_t unit;
} Court;
/* `kinds`: one SquareKind an application, none of them SQUARE_NONE: FIRST where it ends there, SECOND or LIT
 * where it went on, so that the key counts with each kind those that went further. Above 1,000 each kind has
 * its share of the squares. `labels[kind]` is what a square of that kind is called; SQUARE_EMPTY the places.
 */
Court court_make(Arena *arena, const SquareKind *kinds, int64_t count, int64_t places,
                 const Message labels[static SQUARE_KINDS]);
/* On the day: the places light up like the winners round them, and the key no longer has them. */
void court_light(Arena *arena, Court *court);

/* 240 → 209 → 40 → 21: blocks of equal squares. */
typedef struct {
    SquareKind kind;
    int64_t count;
    Message label, note;
    Picture picture;
} FunnelStage;
typedef struct {
    LIST(FunnelStage) stages;
    int64_t unit;
} Funnel;
FunnelStage *funnel_add(Arena *arena, Funnel *funnel, SquareKind kind, int64_t count, Message label);
void funnel_draw(Arena *arena, Funnel *funnel); /* after the last stage */

/* Steps in time: one square is one week, begun weeks count whole. */
typedef enum { STEP_PAST, STEP_NOW, STEP_NEXT } StepState;
typedef struct {
    StepState state;
    Message label;
    Text text, tongue;    /* instead of the label */
    Instant begins, ends; /* ends: the first instant after it; the same for a moment */
    Message note;         /* instead of the days */
    Picture picture;
} Step;
typedef struct {
    LIST(Step) steps;
    Text zone;
} Steps;
Step *steps_add(Arena *arena, Steps *steps, Message label, Instant begins, Instant ends, Instant now);

/* Columns side by side: applications per day, reviews per expert. */
typedef struct {
    Amounts amounts; /* from the ground up */
    Text name;       /* an expert … */
    Instant day;     /* … or a day */
} Column;
/* Where a month begins under a chart of days; the first one where the chart does. */
typedef struct {
    Instant day;
    int64_t tenths; /* of a percent of the chart's width */
    bool has_year;  /* the first tick, and every January */
} MonthTick;
typedef struct {
    LIST(Column) columns;
    Text zone;              /* of the days */
    LIST(MonthTick) months; /* six or so, none without days */
    Amounts key;            /* kinds, labels, sums: the heads of the table */
    Picture picture;
    int64_t unit, total, highest;
    size_t highest_index;
} Chart;
Column *chart_add(Arena *arena, Chart *chart);
void chart_draw(Arena *arena, Chart *chart); /* after the last column; sums into key */

/* Bars of squares with a name: regions, categories. */
typedef struct {
    Message label;
    Text text, tongue; /* instead of the label */
    int64_t count;
    Picture picture;
} Bar;
typedef struct {
    LIST(Bar) bars;
    int64_t unit, total;
} Bars;
Bar *bars_add(Arena *arena, Bars *bars, Message label, int64_t count);
void bars_draw(Arena *arena, Bars *bars); /* after the last bar */

/* Where a mark stands on a scale, and the line: one row of a ranking. x from 0 to 200. */
typedef struct {
    Decimal mark, from, to;
    bool has_line, has_span, has_other;
    Decimal line, low, high, other;
    int64_t mark_x, line_x, low_x, high_x, other_x;
} Mark;
Mark mark_make(Decimal mark, Decimal from, Decimal to, const Decimal *line); /* NULL: no line */
void mark_add_span(Mark *mark, Decimal low, Decimal high); /* within which the true value lies */
void mark_add_other(Mark *mark, Decimal other);            /* another measure of the same thing */

/* Who is in the room. */
typedef enum { SEAT_PRESENT, SEAT_READY, SEAT_OUT, SEAT_ABSENT } SeatState;
typedef struct {
    Text name;
    bool is_you;
    SeatState state;
    Message word; /* "sealed", "recused" */
} Seat;
typedef LIST(Seat) Seats;

/* The counter and the countdown: a number as the language writes it, letter by letter. */
typedef struct {
    int64_t number;
} Digits;
typedef struct {
    Text text;
    bool is_separator;
} Digit;
typedef LIST(Digit) DigitList;
DigitList digits_split(Arena *arena, Language language, int64_t number);

#endif
