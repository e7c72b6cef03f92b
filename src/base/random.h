/* SPDX-License-Identifier: Apache-2.0 */
/* The two sources of chance.
 *
 * random_record serves what the record depends on (keys, salts, pseudonyms, lots). A demonstration
 * seeds it, and then one seed gives one record. random_secret serves what nobody may guess
 * (tokens, passwords): always the kernel's. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_secret(void *bytes, size_t size);

void random_record(void *bytes, size_t size);
/* Makes random_record a stream that follows from the seed (SplitMix64, Steele et al. 2014). */
void random_record_seed(uint64_t seed);
/* A new key: positive, rising, unique across processes; from clock_now() and random_record. */
int64_t random_key(void);

#endif
