/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of an import have in common: columns found by name, cells, faults. */
#ifndef PRIZE_IMPORT_PARTS_H
#define PRIZE_IMPORT_PARTS_H

#include "base/problems.h"
#include "feature/prize/import.h"
#include "feature/prize/sheet.h"

enum { COLUMN_NAMES_MAX = 6 };

/* A column: the names under which it is found, the first as mappings call it. */
typedef struct {
    const char *names[COLUMN_NAMES_MAX];
    bool is_required;
    const char *field; /* as the model's problems call it; NULL: as the first name */
} Column;
typedef struct {
    const Column *at;
    size_t count;
} Columns;
extern const Columns application_columns, expert_columns, affinity_columns, score_columns;

/* A name and what it stands for; sorted by name, then line. */
typedef struct {
    Text name, code;
    int64_t key;
    const SheetRow *row; /* NULL: known before this import */
} Known;
typedef LIST(Known) KnownList;
void known_sort(KnownList *list);
const Known *known_find(const KnownList *list, Text name); /* any of that name; NULL: none */

typedef struct {
    Import *import;
    Change *change;
    const Edition *edition;
    /* the file at hand */
    const ImportFile *file;
    Columns columns;
    Sheet sheet;
    const SheetRow *row; /* NULL: its first line */
    int *places;         /* of each column in the file; -1: not there */
    KnownList pairs;     /* application/expert of the lines so far */
    bool is_partial; /* applications or experts are missing because of faults: who isn't known is no fault */
    /* what names stand for: folded */
    KnownList applications, experts; /* of the edition: by key or number, by address */
    KnownList countries, categories, applicant_kinds, topics;
} ImportWork;

void import_fault(ImportWork *work, int column, Text what); /* column < 0: the whole line */
#define IMPORT_FAULT(work, column, ...)                                                                      \
    import_fault((work), (column), text_format((work)->change->at.arena, __VA_ARGS__))
void import_problems(ImportWork *work, const Problems *problems);

Text import_cell(ImportWork *work, int column);
/* As names are compared: without case and white space around. */
Text import_folded(const ImportWork *work, Text name);

/* Reads a file's table and finds its columns; true if it can be worked on. */
bool import_open(ImportWork *work, const ImportFile *file, Columns columns);
typedef void ImportRow(ImportWork *work);
void import_each_row(ImportWork *work, ImportRow *take);
/* Faults for lines of the open file that repeat what stands in this column of an earlier one. */
void import_check_once(ImportWork *work, int column);
/* The same for a pair: a fault if it stands in an earlier line. After the last line. */
void import_keep_pair(ImportWork *work, int64_t application, int64_t account);
void import_check_pairs(ImportWork *work);
/* The mapping's own faults. */
void import_check_mapping(ImportWork *work);

/* What the two columns name; false with faults. */
bool import_pair(ImportWork *work, int application_column, int expert_column, int64_t *application,
                 int64_t *account);

ImportRow import_affinity_row;
void import_scores(ImportWork *work, const ImportFile *file);

#endif
