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

/* Whether there is anything from this city, and from this country. */
static Submitted from_place(Snapshot *at, const Place *place)
{
    Rows *row = store_row(at,
                          SQL("SELECT CASE WHEN EXISTS (SELECT 1 FROM submitted_place WHERE edition = $1"
                              " AND country = $2 AND city = $3) THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1"
                              " FROM submitted_place WHERE edition = $1 AND country = $2) THEN 1 ELSE 0 END"),
                          BIND(place->edition.key, place->country, place->city));
    return (Submitted){.cities = row_int(row, 0), .countries = row_int(row, 1)};
}

static void count_place(Change *change, Decided decided, const Place *place, int64_t by)
{
    store_write(change, decided,
                SQL("INSERT INTO submitted_place (edition, country, city, applications)"
                    " VALUES ($1, $2, $3, $4) ON CONFLICT (edition, country, city)"
                    " DO UPDATE SET applications = submitted_place.applications + excluded.applications"),
                BIND(place->edition.key, place->country, place->city, by));
    store_write(change, decided,
                SQL("DELETE FROM submitted_place WHERE edition = $1 AND country = $2 AND city = $3"
                    " AND applications = 0"),
                BIND(place->edition.key, place->country, place->city));
}

/* The numbers move by what its own place adds to them: an import of thousands does not count all of them each
 * time. */
static void count_by(Change *change, Decided decided, ApplicationId id, int64_t by)
{
    Place place;
    if (!place_of(&change->at, id, &place)) return;
    Submitted before = from_place(&change->at, &place);
    count_place(change, decided, &place, by);
    Submitted after = from_place(&change->at, &place);
    store_write(change, decided,
                SQL("INSERT INTO submitted (edition, applications, cities, countries) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (edition) DO UPDATE SET"
                    " applications = submitted.applications + excluded.applications,"
                    " cities = submitted.cities + excluded.cities,"
                    " countries = submitted.countries + excluded.countries"),
                BIND(place.edition.key, by, after.cities - before.cities,
                     after.countries - before.countries));
}

void submitted_leave(Change *change, Decided decided, ApplicationId id)
{
    count_by(change, decided, id, -1);
}

void submitted_enter(Change *change, Decided decided, ApplicationId id)
{
    count_by(change, decided, id, 1);
}

Submitted submitted_count(Snapshot *at, EditionId edition)
{
    Rows *row = store_row(at, SQL("SELECT applications, cities, countries FROM submitted WHERE edition = $1"),
                          BIND(edition.key));
    return row ? (Submitted){row_int(row, 0), row_int(row, 1), row_int(row, 2)} : (Submitted){0};
}
