/* SPDX-License-Identifier: Apache-2.0 */
/* The normal distribution with + − × ÷ and comparisons alone: the same bits on every machine.
 *
 * Deviates are exact to the last of their 53 bits, without a logarithm or a table: Karney, "Sampling
 * exactly from the normal distribution", ACM Transactions on Mathematical Software 42 (2016),
 * algorithm N, whose trials are von Neumann's (1951). */
#ifndef ENGINE_NORMAL_H
#define ENGINE_NORMAL_H

#include <stdint.h>

/* One stream of deviates; {seed, 0} begins it. Streams of different seeds are independent. */
typedef struct {
    uint64_t seed;
    int64_t taken;
} NormalStream;

/* A deviate of mean 0 and variance 1. Takes some 16 numbers of the stream. */
double normal_deviate(NormalStream *stream);

/* The share of deviates below x: Abramowitz, Stegun, Handbook of Mathematical Functions, 26.2.19, within
 * 1.5e-7 of the truth. */
double normal_share_below(double x);

#endif
