/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "base/random.h"
#include "demo/demo.h"
#include "platform/store/setting.h"

#include <stdarg.h>
#include <stdio.h>

void demo_tell(const Demo *demo, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(demo->progress, format, arguments);
    va_end(arguments);
    fputc('\n', demo->progress);
    fflush(demo->progress);
}

void demo_move_to(Demo *demo, Instant instant)
{
    if (instant.us > demo->now.us) demo->now = instant;
    clock_stand_at(demo->now);
}

typedef struct {
    Demo *demo;
    DemoStep *step;
    void *context;
    Problems problems;
} Work;

static bool run_step(Change *change, void *context)
{
    Work *work = context;
    work->problems = problems_none(change->at.arena);
    change->at.tongue = TEXT("en"); /* of all its reasons and comments */
    return work->step(change, work->demo, work->context, &work->problems);
}

void demo_change(Demo *demo, AccountId actor, DemoStep *step, void *context)
{
    Work work = {demo, step, context, {0}};
    if (!store_change(demo->store, demo->step, actor, run_step, &work)) {
        const Problem *first = work.problems.count ? &work.problems.at[0] : NULL;
        Text said = first ? message_english(demo->step, &first->message) : TEXT("refused");
        Text field = first ? first->field : TEXT("");
        fail("the demonstration was refused: %.*s: %.*s", TEXT_PRINT(field), TEXT_PRINT(said));
    }
    arena_reset(demo->step);
}

static bool keep_clock(Change *change, Demo *demo, void *context, Problems *problems)
{
    setting_keep_clock(change, demo->now);
    return true;
}

void demo_play(Demo *demo)
{
    demo_people(demo);
    demo_call(demo);
    if (demo->until >= UNTIL_SCREENING) demo_screening(demo);
    for (int64_t round = 2; round <= (int64_t)demo->edition->rounds.count; round++) {
        if ((int64_t)demo->until >= UNTIL_ASSESSMENT + round - 2) demo_scoring(demo, round);
    }
    if (demo->until >= UNTIL_COMMITTEE) demo_committee(demo);
    if (demo->until >= UNTIL_ANNOUNCEMENT) {
        demo_move_to(demo, instant_plus(demo->edition->winners_publish_at, HOUR_US));
        demo_tell(demo, "announced: the winners are public");
    }
    demo_change(demo, (AccountId){0}, keep_clock, NULL);
    clock_stand_at(INSTANT_NEVER);
}
