/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/suggest.h"

enum { LETTERS_MAX = 40, FAR = 1000 };

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

int suggest_distance(Text a, Text b)
{
    int rows[LETTERS_MAX + 1][LETTERS_MAX + 1];
    if (a.size > LETTERS_MAX || b.size > LETTERS_MAX) return FAR;
    for (size_t i = 0; i <= a.size; i++) rows[i][0] = (int)i;
    for (size_t j = 0; j <= b.size; j++) rows[0][j] = (int)j;
    for (size_t i = 1; i <= a.size; i++) {
        for (size_t j = 1; j <= b.size; j++) {
            int exchanged = rows[i - 1][j - 1] + (a.at[i - 1] != b.at[j - 1]);
            rows[i][j] = least_of(exchanged, least_of(rows[i - 1][j], rows[i][j - 1]) + 1);
            bool swapped = i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped) rows[i][j] = least_of(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows[a.size][b.size];
}

Suggestion suggest_begin(Text word)
{
    int bound = word.size < 6 ? 1 : (int)word.size / 3;
    return (Suggestion){.word = word, .distance = bound + 1};
}

void suggest_offer(Suggestion *suggestion, Text candidate)
{
    int distance = suggest_distance(suggestion->word, candidate);
    if (distance >= suggestion->distance) return;
    suggestion->distance = distance;
    suggestion->best = candidate;
}
