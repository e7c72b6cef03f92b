/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/json.h"

#include "base/fail.h"

#include <inttypes.h>
#include <stdlib.h>

static char *dump(const json_t *json)
{
    return json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

Text canonical_json_of(Arena *arena, const json_t *json)
{
    char *dumped = dump(json);
    if (!dumped) fail("JSON cannot be written: not UTF-8, or no memory");
    Text text = text_copy(arena, text_of(dumped));
    free(dumped);
    return text;
}

Text canonical_json(Arena *arena, json_t *json)
{
    Text text = canonical_json_of(arena, json);
    json_decref(json);
    return text;
}

bool json_has_fraction(const json_t *json)
{
    const char *name;
    size_t index;
    json_t *part;
    if (json_is_real(json)) return true;
    json_array_foreach(json, index, part)
    {
        if (json_has_fraction(part)) return true;
    }
    json_object_foreach((json_t *)json, name, part)
    {
        if (json_has_fraction(part)) return true;
    }
    return false;
}

bool json_is_canonical(Text text, const json_t *json)
{
    char *written = dump(json);
    bool is_same = written && text_is_c(text, written);
    free(written);
    return is_same && !json_has_fraction(json);
}

json_t *json_from_text(Text text)
{
    return json_stringn(text.at ? text.at : "", text.size);
}

void json_print(FILE *to, json_t *json)
{
    json_dumpf(json, to, JSON_INDENT(2));
    fputc('\n', to);
    json_decref(json);
}

json_t *json_from_problems(const Problems *problems)
{
    json_t *list = json_array();
    for (size_t i = 0; i < problems->count; i++) {
        const Problem *problem = &problems->at[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o}", "at", json_from_text(problem->field), "message",
                                        json_from_text(message_english(problems->arena, &problem->message))));
    }
    return list;
}

json_t *json_from_key(int64_t key)
{
    return json_sprintf("%" PRId64, key);
}

bool json_to_key(const json_t *json, int64_t *key)
{
    return json_is_string(json) && text_to_int(text_of(json_string_value(json)), key);
}
