/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/language/language.h"

#include <assert.h>

static const struct {
    Text code, own_name;
} languages[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] = {{"en", 2}, {"English", 7}},
    [LANGUAGE_KO] = {{"ko", 2}, {"한국어", 9}},
    [LANGUAGE_DE] = {{"de", 2}, {"Deutsch", 7}},
};

Text language_code(Language language)
{
    assert(language < LANGUAGE_COUNT);
    return languages[language].code;
}

Text language_own_name(Language language)
{
    assert(language < LANGUAGE_COUNT);
    return languages[language].own_name;
}

bool language_from_code(Text code, Language *language)
{
    for (Language each = 0; each < LANGUAGE_COUNT; each++) {
        if (!text_is(languages[each].code, code)) continue;
        *language = each;
        return true;
    }
    return false;
}

static bool is_equal_ignoring_case(Text a, Text b)
{
    bool is_equal = a.size == b.size;
    for (size_t i = 0; is_equal && i < a.size; i++) is_equal = (a.at[i] | 0x20) == (b.at[i] | 0x20);
    return is_equal;
}

/* A weight in thousandths: "0.8", "1", "1.000"; -1: malformed. */
static int read_weight(Text text)
{
    int weight = 0, digits = 0;
    if (!text.size || (text.at[0] != '0' && text.at[0] != '1')) return -1;
    weight = (text.at[0] - '0') * 1000;
    if (text.size > 1 && text.at[1] != '.') return -1;
    for (size_t i = 2, unit = 100; i < text.size; i++, unit /= 10, digits++) {
        if (text.at[i] < '0' || text.at[i] > '9' || digits == 3) return -1;
        weight += (text.at[i] - '0') * (int)unit;
    }
    return weight > 1000 ? -1 : weight;
}

/* The weight behind a range, ";q=0.8"; 1000 if it names none. */
static int weight_of(Text parameters)
{
    while (parameters.size) {
        Text parameter = text_trim(text_next(&parameters, ';'));
        if (parameter.size > 2 && (parameter.at[0] | 0x20) == 'q' && parameter.at[1] == '=')
            return read_weight(text_from(parameter, 2));
    }
    return 1000;
}

Language language_negotiate(Text accept_language)
{
    int weights[LANGUAGE_COUNT], others = 0, order[LANGUAGE_COUNT] = {0}, position = 1;
    for (Language each = 0; each < LANGUAGE_COUNT; each++) weights[each] = -1;
    while (accept_language.size) {
        Text rest = text_next(&accept_language, ',');
        Text range = text_trim(text_next(&rest, ';'));
        int weight = weight_of(rest);
        if (weight < 0) continue;
        if (text_is_c(range, "*")) others = weight;
        Text primary = text_next(&range, '-');
        for (Language each = 0; each < LANGUAGE_COUNT; each++) {
            if (!is_equal_ignoring_case(primary, languages[each].code) || weight <= weights[each]) continue;
            weights[each] = weight;
            order[each] = position;
        }
        position++;
    }
    Language best = LANGUAGE_EN;
    int best_weight = 0;
    for (Language each = 0; each < LANGUAGE_COUNT; each++) {
        int weight = weights[each] < 0 ? others : weights[each];
        int before = order[each] ? order[each] : position + (int)each;
        int best_before = order[best] ? order[best] : position + (int)best;
        if (weight < best_weight || (weight == best_weight && (weight == 0 || before >= best_before)))
            continue;
        best = each;
        best_weight = weight;
    }
    return best;
}
