/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal numbers as spreadsheets write them, taken exactly: as a whole number of millionths. */
#ifndef WORKBENCH_DECIMAL_H
#define WORKBENCH_DECIMAL_H

#include "base/text.h"

enum { DECIMAL_PLACES = 6 };
#define DECIMAL_MILLION INT64_C(1000000)
#define DECIMAL_MAX (DECIMAL_MILLION * DECIMAL_MILLION) /* 1,000,000 in millionths */

/* Reads "0.25", "-3", ".5" or "1E-05", whose point is `mark` ('.' or ','). NULL, or what is wrong, as the end
 * of a sentence that begins with the text: "is not a number". */
const char *decimal_read(Text text, char mark, int64_t *millionths);

/* value ÷ 10^places (0 … 18), without needless zeros. */
typedef struct {
    char text[48];
} DecimalText;
DecimalText decimal_text(__int128 value, int places);

#endif
