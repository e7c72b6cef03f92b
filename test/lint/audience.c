/* SPDX-License-Identifier: Apache-2.0 */
#include "audience.h"

static const char *const readers[] = {"public",           /* everyone */
                                      "account",          /* whose account it is */
                                      "applicant",        /* who writes the application */
                                      "experts",          /* who have accepted */
                                      "assigned experts", /* to whom the application is assigned */
                                      "the expert",       /* whose review it is */
                                      "the person",       /* whom it is about */
                                      "committee",        /* but for what a member is recused from */
                                      "organiser",        /* but for what they are recused from */
                                      "site",             /* the site's operators and organisers */
                                      "nobody"};
static const char *const events[] = {"published", "announced", "released",
                                     "shown",     "closed",    "counted" /* in numbers only */};
static const char *const types[] = {"INT64", "TEXT", "BLOB", "DOUBLE"};

#define IS_ONE_OF(text, words) is_one_of((text), (words), sizeof(words) / sizeof *(words))
static bool is_one_of(Text text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_c(text, words[i])) return true;
    }
    return false;
}

static Text before(Text text, const char *mark)
{
    ptrdiff_t at = text_find(text, text_of(mark));
    return at < 0 ? text : text_slice(text, 0, (size_t)at);
}

static Text after(Text text, const char *mark)
{
    ptrdiff_t at = text_find(text, text_of(mark));
    return at < 0 ? TEXT("") : text_from(text, (size_t)at + text_of(mark).size);
}

static void read_term(Arena *arena, Text text, AudienceColumn *column)
{
    AudienceTerm term = {text_trim(before(text, " once ")), text_trim(after(text, " once "))};
    if (!IS_ONE_OF(term.reader, readers)) column->fault = "names a reader that is not in the vocabulary";
    if (term.once.size && !IS_ONE_OF(term.once, events))
        column->fault = "waits for something that is not in the vocabulary";
    *LIST_ADD(arena, &column->audience) = term;
}

static void read_audience(Arena *arena, Text comment, AudienceColumn *column)
{
    Text stated = after(comment, "audience:");
    if (!stated.size) {
        column->fault = "states no audience";
        return;
    }
    Text rest = before(stated, ";");
    while (rest.size) read_term(arena, text_next(&rest, ','), column);
    for (size_t i = 0; i < column->audience.count; i++) {
        if (text_is_c(column->audience.at[i].reader, "nobody") && column->audience.count > 1)
            column->fault = "names nobody beside others";
    }
}

const char *audience_fault(Arena *arena, Text stated)
{
    AudienceColumn column = {0};
    read_audience(arena, text_format(arena, "-- audience:%.*s", TEXT_PRINT(stated)), &column);
    return column.fault;
}

static bool read_column(Arena *arena, Text table, Text line, int number, AudienceColumns *columns)
{
    Text definition = text_trim(before(line, "--")), rest = definition;
    Text name = text_next(&rest, ' '), type = text_trim(rest), more = type;
    type = text_next(&more, ' ');
    while (type.size && (type.at[type.size - 1] == ',' || type.at[type.size - 1] == ';')) type.size--;
    if (!IS_ONE_OF(type, types)) return false;
    AudienceColumn column = {
        .table = table, .name = name, .type = type, .definition = definition, .line = number};
    column.is_key = text_find(definition, TEXT("PRIMARY KEY")) >= 0 ||
                    text_find(definition, TEXT("UNIQUE")) >= 0 ||
                    text_find(definition, TEXT("REFERENCES")) >= 0;
    read_audience(arena, after(line, "--"), &column);
    *LIST_ADD(arena, columns) = column;
    return true;
}

/* "PRIMARY KEY (book, number)": its columns are keys. */
static void read_constraint(Text table, Text line, AudienceColumns *columns)
{
    if (!text_starts(line, TEXT("PRIMARY KEY")) && !text_starts(line, TEXT("UNIQUE")) &&
        !text_starts(line, TEXT("FOREIGN KEY")))
        return;
    Text names = before(after(line, "("), ")");
    while (names.size) {
        Text name = text_trim(text_next(&names, ','));
        for (size_t i = 0; i < columns->count; i++) {
            AudienceColumn *column = &columns->at[i];
            column->is_key |= text_is(column->table, table) && text_is(column->name, name);
        }
    }
}

void audience_read(Arena *arena, Text sql, AudienceColumns *columns)
{
    Text table = TEXT("");
    for (int number = 1; sql.size; number++) {
        Text line = text_trim(text_next(&sql, '\n')), added = after(line, " ADD COLUMN ");
        if (text_starts(line, TEXT("CREATE TABLE "))) {
            table = text_trim(before(text_from(line, 13), "("));
        } else if (text_starts(line, TEXT("ALTER TABLE ")) && added.size) {
            read_column(arena, text_trim(before(text_from(line, 12), " ADD ")), added, number, columns);
        } else if (text_starts(line, TEXT(");"))) {
            table = TEXT("");
        } else if (table.size && !read_column(arena, table, line, number, columns)) {
            read_constraint(table, line, columns);
            if (text_starts(line, TEXT("CHECK")) && columns->count) /* of the column above */
                columns->at[columns->count - 1].definition =
                    text_format(arena, "%.*s %.*s", TEXT_PRINT(columns->at[columns->count - 1].definition),
                                TEXT_PRINT(line));
        }
    }
}
