/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/record.h"

#include "base/random.h"
#include "feature/prize/access.h"
#include "feature/prize/export.h"

#define TAKING_LASTS_US HOUR_US

bool record_may_be_taken(Snapshot *at, const Edition *edition)
{
    return store_row(at, SQL("SELECT 1 FROM edition WHERE edition.key = $2 AND " MAY_TAKE_RECORD),
                     BIND(at->viewer, edition->id.key)) != NULL;
}

int64_t record_take(Change *change, const Edition *edition, bool without_texts, bool keeps_it,
                    Problems *problems)
{
    bool is_sealed = !export_is_open(&change->at, edition);
    int64_t key = random_key();
    if (is_sealed && !keeps_it)
        problems_add(problems, TEXT("sealed"),
                     M("Confirm that you keep it to yourself until the announcement."));
    if (problems_any(problems)) return 0;
    site_key(change);
    Decided decided = DECIDE(change, TEXT("site"), "record.taken", "", SAYS_TEXT("edition", edition->code),
                             SAYS_PERSON("person", change->at.viewer), SAYS_NUMBER("sealed", is_sealed),
                             SAYS_NUMBER("without_texts", without_texts));
    store_write(change, decided,
                SQL("INSERT INTO record_taking (key, edition, account, taken_at, is_sealed, without_texts)"
                    " VALUES ($1, $2, $3, $4, $5, $6)"),
                BIND(key, edition->id.key, change->at.viewer, change->at.now, (int64_t)is_sealed,
                     (int64_t)without_texts));
    return key;
}

#define TAKINGS                                                                                              \
    "SELECT t.key, account.name, t.taken_at, t.is_sealed, t.without_texts FROM record_taking AS t"           \
    " JOIN account ON account.key = t.account"

static RecordTaking read_taking(const Rows *row)
{
    return (RecordTaking){row_int(row, 0), row_text(row, 1), row_instant(row, 2), row_int(row, 3) == 1,
                          row_int(row, 4) == 1};
}

bool record_taking_find(Snapshot *at, const Edition *edition, int64_t key, RecordTaking *taking)
{
    Rows *row = store_row(at,
                          SQL(TAKINGS " WHERE t.key = $1 AND t.edition = $2 AND t.account = $3"
                                      " AND t.taken_at > $4"),
                          BIND(key, edition->id.key, at->viewer, instant_plus(at->now, -TAKING_LASTS_US)));
    if (row) *taking = read_taking(row);
    return row;
}

RecordTakings record_takings(Snapshot *at, const Edition *edition)
{
    RecordTakings list = {0};
    Rows *rows =
        store_rows(at, SQL(TAKINGS " WHERE t.edition = $1 ORDER BY t.taken_at DESC, t.key DESC LIMIT 50"),
                   BIND(edition->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_taking(rows);
    return list;
}
