/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

#include "base/fail.h"
#include "base/time.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

/* A key is 41 bits of milliseconds since 2020, 10 bits that tell processes apart, 12 bits of count. */
enum { COUNT_BITS = 12, PROCESS_BITS = 10 };
#define EPOCH_2020_US INT64_C(1577836800000000)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool seeded;
static uint64_t state;
static int64_t last_tick; /* milliseconds × 2^12 + count, of the newest key */
static int64_t process_tag = -1;

void random_secret(void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = getrandom((char *)bytes + done, size - done, 0);
        if (got < 0) fail("random: the kernel gives none");
        done += (size_t)got;
    }
}

static uint64_t next_of_stream(void)
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void fill_from_stream(char *bytes, size_t size)
{
    for (size_t done = 0; done < size; done += sizeof(uint64_t)) {
        uint64_t word = next_of_stream();
        size_t left = size - done;
        memcpy(bytes + done, &word, left < sizeof word ? left : sizeof word);
    }
}

void random_record(void *bytes, size_t size)
{
    pthread_mutex_lock(&lock);
    bool from_stream = seeded;
    if (from_stream) fill_from_stream(bytes, size);
    pthread_mutex_unlock(&lock);
    if (!from_stream) random_secret(bytes, size);
}

void random_record_seed(uint64_t seed)
{
    pthread_mutex_lock(&lock);
    seeded = true;
    state = seed;
    last_tick = 0;
    process_tag = -1;
    pthread_mutex_unlock(&lock);
}

int64_t random_key(void)
{
    int64_t tick = ((clock_now().us - EPOCH_2020_US) / 1000) << COUNT_BITS;
    uint64_t tag;
    random_record(&tag, sizeof tag);
    pthread_mutex_lock(&lock);
    if (process_tag < 0) process_tag = (int64_t)(tag >> (64 - PROCESS_BITS));
    last_tick = tick > last_tick ? tick : last_tick + 1;
    int64_t milliseconds = last_tick >> COUNT_BITS, count = last_tick & ((1 << COUNT_BITS) - 1);
    int64_t key = milliseconds << (COUNT_BITS + PROCESS_BITS) | process_tag << COUNT_BITS | count;
    pthread_mutex_unlock(&lock);
    return key;
}
