/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/submitted.h"

typedef struct {
    EditionId edition;
    Text country, city;
} Place;

/* False: it is not submitted. */
static bool place_of(Snapshot *at, ApplicationId id, Place *place)
{
    Rows *row = store_row(at,
                          SQL("SELECT application.edition, text.country, text.city FROM application"
                              " JOIN application_version AS text ON text.application = application.key"
                              " AND text.version = application.version"
                              " WHERE application.key = $1 AND application.state = 'submitted'"),
                          BIND(id.key));
    if (row) *place = (Place){{row_int(row, 0)}, row_text(row, 1), row_text(row, 2)};
    return row;
}

static void count_again(Change *change, Decided decided, EditionId edition)
{
    store_write(change, decided,
                SQL("INSERT INTO submitted (edition, applications, cities, countries)"
                    " SELECT $1, coalesce(CAST(sum(applications) AS BIGINT), 0), count(*),"
                    " count(DISTINCT country) FROM submitted_place WHERE edition = $1"
                    " ON CONFLICT (edition) DO UPDATE SET applications = excluded.applications,"
                    " cities = excluded.cities, countries = excluded.countries"),
                BIND(edition.key));
}

void submitted_leave(Change *change, Decided decided, ApplicationId id)
{
    Place place;
    if (!place_of(&change->at, id, &place)) return;
    store_write(change, decided,
                SQL("UPDATE submitted_place SET applications = applications - 1"
                    " WHERE edition = $1 AND country = $2 AND city = $3"),
                BIND(place.edition.key, place.country, place.city));
    store_write(change, decided, SQL("DELETE FROM submitted_place WHERE edition = $1 AND applications = 0"),
                BIND(place.edition.key));
    count_again(change, decided, place.edition);
}

void submitted_enter(Change *change, Decided decided, ApplicationId id)
{
    Place place;
    if (!place_of(&change->at, id, &place)) return;
    store_write(change, decided,
                SQL("INSERT INTO submitted_place (edition, country, city, applications)"
                    " VALUES ($1, $2, $3, 1) ON CONFLICT (edition, country, city)"
                    " DO UPDATE SET applications = submitted_place.applications + 1"),
                BIND(place.edition.key, place.country, place.city));
    count_again(change, decided, place.edition);
}

Submitted submitted_count(Snapshot *at, EditionId edition)
{
    Rows *row = store_row(at, SQL("SELECT applications, cities, countries FROM submitted WHERE edition = $1"),
                          BIND(edition.key));
    return row ? (Submitted){row_int(row, 0), row_int(row, 1), row_int(row, 2)} : (Submitted){0};
}
