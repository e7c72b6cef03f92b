/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"
#include "feature/prize/viewer.h"

Instant publication_instant(Snapshot *at, const Edition *edition, int64_t step)
{
    Rows *row = store_row(at, SQL("SELECT publish_at FROM publication WHERE edition = $1 AND step = $2"),
                          BIND(edition->id.key, step));
    return row ? row_instant(row, 0) : INSTANT_NEVER;
}

Instants publication_instants(Snapshot *at, const Edition *edition)
{
    Instants instants = {0};
    for (size_t step = 0; step <= edition->rounds.count; step++)
        *LIST_ADD(at->arena, &instants) = INSTANT_NEVER;
    Rows *rows = store_rows(at, SQL("SELECT step, publish_at FROM publication WHERE edition = $1"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        int64_t step = row_int(rows, 0);
        if (step >= 0 && (uint64_t)step < instants.count) instants.at[step] = row_instant(rows, 1);
    }
    return instants;
}

bool publication_passed(Snapshot *at, const Edition *edition, int64_t step)
{
    return instant_passed(publication_instant(at, edition, step), at->now);
}

/* ---- motions */

static PublicationState state_of(Instant seconded, Instant dropped)
{
    if (instant_is_set(seconded)) return PUBLICATION_CARRIED;
    return instant_is_set(dropped) ? PUBLICATION_DROPPED : PUBLICATION_OPEN;
}

static PublicationMotion motion_of_row(const Rows *row)
{
    PublicationMotion motion = {.key = row_int(row, 0),
                                .step = row_int(row, 1),
                                .publish_at = row_instant(row, 2),
                                .at_once = row_int(row, 3),
                                .reason = row_text(row, 4),
                                .tongue = row_text(row, 12),
                                .moved_by = {row_int(row, 5)},
                                .moved = row_instant(row, 6),
                                .seconded_by = {row_int(row, 7)},
                                .seconded = row_instant(row, 8)};
    motion.state = state_of(motion.seconded, row_instant(row, 9));
    motion.moved_by_name = row_text(row, 10);
    motion.seconded_by_name = row_text(row, 11);
    return motion;
}

#define MOTION_COLUMNS                                                                                       \
    "SELECT motion.key, motion.step, motion.publish_at, motion.at_once, motion.reason, motion.moved_by,"     \
    " motion.moved_at, motion.seconded_by, motion.seconded_at, motion.dropped_at, mover.name, "              \
    "seconder.name,"                                                                                         \
    " motion.tongue"                                                                                         \
    " FROM publication_motion AS motion JOIN account AS mover ON mover.key = motion.moved_by"                \
    " LEFT JOIN account AS seconder ON seconder.key = motion.seconded_by "

PublicationMotions publication_motions(Snapshot *at, const Edition *edition)
{
    PublicationMotions motions = {0};
    Rows *rows = store_rows(at,
                            SQL(MOTION_COLUMNS
                                "WHERE motion.edition = $1 ORDER BY motion.moved_at DESC, motion.key DESC"),
                            BIND(edition->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &motions) = motion_of_row(rows);
    return motions;
}

static bool motion_find(Snapshot *at, const Edition *edition, int64_t key, PublicationMotion *motion)
{
    Rows *row = store_row(at, SQL(MOTION_COLUMNS "WHERE motion.edition = $1 AND motion.key = $2"),
                          BIND(edition->id.key, key));
    if (row) *motion = motion_of_row(row);
    return row;
}

static bool has_open_motion(Snapshot *at, const Edition *edition, int64_t step)
{
    return store_row(at,
                     SQL("SELECT 1 FROM publication_motion WHERE edition = $1 AND step = $2"
                         " AND seconded_at IS NULL AND dropped_at IS NULL"),
                     BIND(edition->id.key, step));
}

static bool viewer_may(Snapshot *at, const Edition *edition)
{
    return viewer_is_organiser(at, edition->id) || viewer_is_chair(at, edition->id);
}

/* What could not be carried out, whoever seconds it. */
static void target_check(Snapshot *at, const Edition *edition, const PublicationMotion *motion,
                         Problems *problems)
{
    bool is_step = motion->step == STEP_WINNERS || edition_round(edition, motion->step);
    if (!is_step || !viewer_may(at, edition)) {
        problems_add(problems, TEXT("step"), M("You cannot move this announcement."));
        return;
    }
    if (publication_passed(at, edition, motion->step))
        problems_add(problems, TEXT("step"), M("This is out already and cannot be taken back."));
    if (!motion->at_once && instant_passed(motion->publish_at, at->now))
        problems_add(problems, TEXT("publish_at"),
                     M("This instant has passed. Choose a later one, or release it now."));
}

bool publication_move(Change *change, const Edition *edition, const PublicationMotion *motion,
                      Problems *problems)
{
    target_check(&change->at, edition, motion, problems);
    if (!text_trim(motion->reason).size)
        problems_add(problems, TEXT("reason"), M("Give the reason; it is recorded."));
    if (has_open_motion(&change->at, edition, motion->step))
        problems_add(problems, TEXT("step"),
                     M("Another proposal for this announcement is open: confirm or drop it first."));
    if (problems_any(problems)) return false;
    Instant publish_at = motion->at_once ? INSTANT_NEVER : motion->publish_at;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO publication_motion (key, edition, step, publish_at, at_once, reason, "
                    "tongue, moved_by,"
                    " moved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                BIND(random_key(), edition->id.key, motion->step, publish_at, motion->at_once, motion->reason,
                     change->at.tongue, change->at.viewer, change->at.now));
    return true;
}

static bool motion_find_open(Snapshot *at, const Edition *edition, int64_t key, PublicationMotion *motion,
                             Problems *problems)
{
    if (motion_find(at, edition, key, motion) && motion->state == PUBLICATION_OPEN && viewer_may(at, edition))
        return true;
    problems_add(problems, TEXT(""), M("This proposal is no longer open."));
    return false;
}

static void publication_decide(Change *change, const Edition *edition, const PublicationMotion *motion,
                               Instant publish_at)
{
    Arena *arena = change->at.arena;
    Text written = instant_is_set(publish_at) ? instant_write(arena, publish_at) : TEXT("");
    Decided decided =
        DECIDE(change, edition->book, "publication.set", "", SAYS_NUMBER("step", motion->step),
               SAYS_TEXT("publish_at", written), SAYS_SECRETLY("reason", motion->reason),
               SAYS_PERSON("moved_by", motion->moved_by), SAYS_PERSON("seconded_by", change->at.viewer));
    store_write(change, decided,
                SQL("UPDATE publication SET publish_at = $3 WHERE edition = $1 AND step = $2"),
                BIND(edition->id.key, motion->step, publish_at));
    store_write(change, decided,
                SQL("UPDATE publication_motion SET seconded_by = $2, seconded_at = $3 WHERE key = $1"),
                BIND(motion->key, change->at.viewer, change->at.now));
}

bool publication_second(Change *change, const Edition *edition, int64_t key, Problems *problems)
{
    size_t before = problems->count;
    PublicationMotion motion;
    if (!motion_find_open(&change->at, edition, key, &motion, problems)) return false;
    if (motion.moved_by.key == change->at.viewer.key)
        problems_add(problems, TEXT(""), M("Another person must confirm what you proposed."));
    target_check(&change->at, edition, &motion, problems);
    if (problems->count > before) return false;
    publication_decide(change, edition, &motion, motion.at_once ? change->at.now : motion.publish_at);
    return true;
}

bool publication_drop(Change *change, const Edition *edition, int64_t key, Problems *problems)
{
    PublicationMotion motion;
    if (!motion_find_open(&change->at, edition, key, &motion, problems)) return false;
    store_write(change, NOT_A_DECISION, SQL("UPDATE publication_motion SET dropped_at = $2 WHERE key = $1"),
                BIND(key, change->at.now));
    return true;
}
