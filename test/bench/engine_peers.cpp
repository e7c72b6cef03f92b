// SPDX-License-Identifier: Apache-2.0
// The peers of the assignment, from Debian's packages: LEMON's network simplex and cost scaling, GLPK's simplex.
// Applications send demand units to experts (each pair once), experts to a sink (up to their load).
#include "engine_peers.h"

#include <glpk.h>
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <utility>
#include <vector>

using Graph = lemon::StaticDigraph;
// All costs are within 32 bits, and so are potentials; the sum is taken in 64.
using Simplex = lemon::NetworkSimplex<Graph, int, int>;
using Scaling = lemon::CostScaling<Graph, int, int>;

template <typename Solver> static int64_t solve(const Instance *instance)
{
    int applications = instance->applications, experts = instance->experts, sink = applications + experts;
    int pairs = static_cast<int>(instance->first[applications]);
    Graph graph;
    {
        std::vector<std::pair<int, int>> arcs;
        arcs.reserve(static_cast<size_t>(pairs + experts));
        for (int p = 0; p < applications; p++)
            for (size_t i = instance->first[p]; i < instance->first[p + 1]; i++)
                arcs.emplace_back(p, applications + instance->expert[i]);
        for (int r = 0; r < experts; r++) arcs.emplace_back(applications + r, sink);
        graph.build(sink + 1, arcs.begin(), arcs.end());
    }
    Graph::ArcMap<int> capacity(graph, 1), cost(graph, 0);
    Graph::NodeMap<int> supply(graph, 0);
    for (int i = 0; i < pairs; i++) cost[graph.arc(i)] = -instance->affinity[i];
    for (int r = 0; r < experts; r++) capacity[graph.arc(pairs + r)] = instance->load[r];
    for (int p = 0; p < applications; p++) supply[graph.node(p)] = instance->demand;
    supply[graph.node(sink)] = -instance->demand * applications;
    Solver solver(graph);
    solver.upperMap(capacity).costMap(cost).supplyMap(supply);
    return solver.run() == Solver::OPTIMAL ? -solver.template totalCost<int64_t>() : -1;
}

int64_t peer_network_simplex(const Instance *instance)
{
    return solve<Simplex>(instance);
}

int64_t peer_cost_scaling(const Instance *instance)
{
    return solve<Scaling>(instance);
}

int64_t peer_glpk(const Instance *instance)
{
    size_t pairs = instance->first[instance->applications];
    glp_term_out(GLP_OFF);
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, GLP_MAX);
    glp_add_rows(problem, instance->applications + instance->experts);
    glp_add_cols(problem, static_cast<int>(pairs));
    for (int p = 0; p < instance->applications; p++)
        glp_set_row_bnds(problem, p + 1, GLP_FX, instance->demand, instance->demand);
    for (int r = 0; r < instance->experts; r++)
        glp_set_row_bnds(problem, instance->applications + r + 1, GLP_UP, 0, instance->load[r]);
    for (int p = 0; p < instance->applications; p++)
        for (size_t i = instance->first[p]; i < instance->first[p + 1]; i++) {
            int rows[] = {0, p + 1, instance->applications + instance->expert[i] + 1}, column = static_cast<int>(i) + 1;
            double ones[] = {0, 1, 1};
            glp_set_col_bnds(problem, column, GLP_DB, 0, 1);
            glp_set_obj_coef(problem, column, instance->affinity[i]);
            glp_set_mat_col(problem, column, 2, rows, ones);
        }
    glp_smcp options;
    glp_init_smcp(&options);
    options.presolve = GLP_ON;
    bool is_solved = glp_simplex(problem, &options) == 0 && glp_get_status(problem) == GLP_OPT;
    int64_t sum = is_solved ? static_cast<int64_t>(glp_get_obj_val(problem) + 0.5) : -1;
    glp_delete_prob(problem);
    return sum;
}
