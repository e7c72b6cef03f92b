/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/form.h"

#include <assert.h>

static Message error_of(const Problems *problems, Text field)
{
    const Problem *problem = problems ? problems_of(problems, field) : NULL;
    return problem ? problem->message : (Message){0};
}

Field field_make(const Problems *problems, Text name, Text value)
{
    return (Field){.name = name, .value = value, .error = error_of(problems, name)};
}

ChoiceField choice_field_make(const Problems *problems, Text name)
{
    return (ChoiceField){.name = name, .error = error_of(problems, name)};
}

Choice *choice_add(Arena *arena, ChoiceField *field, Text value, Message label, Text chosen)
{
    Choice *choice = LIST_ADD(arena, &field->choices);
    *choice = (Choice){.value = value, .label = label, .is_chosen = text_is(value, chosen)};
    return choice;
}

DateField date_field_make(const Problems *problems, Text name, Text value, Text zone)
{
    return (DateField){.name = name, .value = value, .error = error_of(problems, name), .zone = zone};
}

DateField date_time_field_make(const Problems *problems, Text name, Text value, Text zone)
{
    DateField field = date_field_make(problems, name, value, zone);
    field.has_time = true;
    return field;
}

enum { DAY_SIZE = 10, MINUTE_SIZE = 16, SECOND_SIZE = 19 }; /* bytes of "2026-05-29 18:00:00" up to there */

Text civil_for_input(Arena *arena, Text civil, bool has_time)
{
    if (!has_time || civil.size < MINUTE_SIZE) return text_slice(civil, 0, DAY_SIZE);
    Text day = text_slice(civil, 0, DAY_SIZE);
    Text rest = text_from(civil, DAY_SIZE + 1);
    bool is_whole_minute = text_is(text_from(rest, 5), TEXT(":00"));
    if (is_whole_minute) rest = text_slice(rest, 0, 5);
    return text_format(arena, "%.*sT%.*s", TEXT_PRINT(day), TEXT_PRINT(rest));
}

bool civil_read(Arena *arena, Text sent, Text zone, Instant *instant)
{
    sent = text_trim(sent);
    if (sent.size < DAY_SIZE || sent.size > SECOND_SIZE) return false;
    Text day = text_slice(sent, 0, DAY_SIZE);
    if (sent.size == DAY_SIZE)
        return instant_from_civil(text_format(arena, "%.*s 00:00", TEXT_PRINT(day)), zone, instant);
    if (sent.at[DAY_SIZE] != 'T' && sent.at[DAY_SIZE] != ' ') return false;
    Text rest = text_from(sent, DAY_SIZE + 1);
    return instant_from_civil(text_format(arena, "%.*s %.*s", TEXT_PRINT(day), TEXT_PRINT(rest)), zone,
                              instant);
}

FileField file_field_make(const Problems *problems, Text name, int64_t size_max_bytes)
{
    return (FileField){.name = name, .error = error_of(problems, name), .size_max_bytes = size_max_bytes};
}

GradeChoice *grade_add(Arena *arena, GradeField *field, Text value, Text word, Text meaning, Text chosen)
{
    assert(field->grades.count < GRADES_MAX);
    GradeChoice *grade = LIST_ADD(arena, &field->grades);
    *grade =
        (GradeChoice){.value = value, .word = word, .meaning = meaning, .is_chosen = text_is(value, chosen)};
    return grade;
}

Url field_anchor(Arena *arena, Text name)
{
    return (Url){text_format(arena, "#f-%.*s", TEXT_PRINT(name))};
}
