/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo.h"

/* SplitMix64, as base/random.h names it, with a state of its own. */
uint64_t demo_draw(Demo *demo)
{
    uint64_t z = demo->chance += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t demo_draw_below(Demo *demo, int64_t bound)
{
    return (int64_t)(demo_draw(demo) % (uint64_t)bound);
}

int64_t demo_draw_normal(Demo *demo, int64_t deviation)
{
    int64_t sum = 0;
    for (int i = 0; i < 12; i++) sum += demo_draw_below(demo, 1001); /* mean 6,000, deviation 1,001 */
    return (sum - 6000) * deviation / 1001;
}
