/* SPDX-License-Identifier: Apache-2.0 */
#include "base/problems.h"

void problems_add(Problems *problems, Text field, Message message)
{
    *LIST_ADD(problems->arena, problems) = (Problem){text_copy(problems->arena, field), message};
}

const Problem *problems_of(const Problems *problems, Text field)
{
    for (size_t i = 0; i < problems->count; i++) {
        if (text_is(problems->at[i].field, field)) return &problems->at[i];
    }
    return NULL;
}
