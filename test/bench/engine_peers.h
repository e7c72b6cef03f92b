/* SPDX-License-Identifier: Apache-2.0 */
/* An instance of the assignment, and the peers that solve it: each returns the greatest sum, or −1. */
#ifndef TEST_BENCH_ENGINE_PEERS_H
#define TEST_BENCH_ENGINE_PEERS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name;
    int applications, experts, demand;
    int *load;     /* of each expert, at most */
    size_t *first; /* pairs of application p: first[p] … first[p + 1] − 1 */
    int *expert;   /* of a pair */
    int *affinity; /* 0 … 1,000,000 */
} Instance;

#ifdef __cplusplus
extern "C" {
#endif
int64_t peer_network_simplex(const Instance *instance);
int64_t peer_cost_scaling(const Instance *instance);
int64_t peer_glpk(const Instance *instance);
#ifdef __cplusplus
}
#endif
#endif
