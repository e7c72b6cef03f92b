/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

Text canonical_json(Arena *arena, json_t *json)
{
    char *dumped = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    json_decref(json);
    assert(dumped); /* what is written was well-formed UTF-8 */
    Text text = text_copy(arena, text_of(dumped));
    free(dumped);
    return text;
}

json_t *json_from_text(Text text)
{
    return json_stringn(text.at, text.size);
}

json_t *json_from_key(int64_t key)
{
    return json_sprintf("%" PRId64, key);
}

bool json_to_key(const json_t *json, int64_t *key)
{
    return json_is_string(json) && text_to_int(text_of(json_string_value(json)), key);
}
