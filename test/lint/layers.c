/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of src/ includes only itself and those above it in src/LAYERS; engine only base. */
#include "base/list.h"
#include "sources.h"
#include "test.h"

#include <string.h>

typedef LIST(Text) Layers;
typedef struct {
    Arena *arena;
    Layers layers;
    int refused, seen;
} Check;

static void read_layers(const char *path, Text text, void *context)
{
    Check *check = context;
    if (!text_is_c(text_of(path), "src/LAYERS")) return;
    while (text.size) {
        Text line = text_trim(text_next(&text, '\n'));
        if (line.size && line.at[0] != '#') *LIST_ADD(check->arena, &check->layers) = line;
    }
}

/* The layer of a path below src/, or -1: it is in none. Files of src/ itself are in ".". */
static int layer_of(const Layers *layers, Text path)
{
    for (size_t i = 0; i < layers->count; i++) {
        Text layer = layers->at[i];
        bool within = text_starts(path, layer) && path.size > layer.size && path.at[layer.size] == '/';
        if (within || (text_is_c(layer, ".") && text_find(path, TEXT("/")) < 0)) return (int)i;
    }
    return -1;
}

/* NULL, or what is wrong with this inclusion. */
static const char *fault(const Layers *layers, Text path, Text included)
{
    if (text_ends(included, TEXT("_templates.h"))) return NULL; /* made by the build, beside its module */
    int from = layer_of(layers, path), to = layer_of(layers, included);
    if (from < 0) return "its folder does not stand in src/LAYERS";
    if (to < 0) return "includes by the path from src/, from a folder of src/LAYERS";
    bool is_engine = text_is_c(layers->at[from], "engine");
    if (is_engine && to != from && !text_is_c(layers->at[to], "base")) return "engine includes only base";
    return to > from ? "an arrow upwards" : NULL;
}

static void check_source(const char *path, Text text, void *context)
{
    Check *check = context;
    Text name = text_of(path);
    if (!text_ends(name, TEXT(".c")) && !text_ends(name, TEXT(".h"))) return;
    while (text.size) {
        Text line = text_next(&text, '\n');
        if (!text_starts(line, TEXT("#include \""))) continue;
        Text rest = text_from(line, 10), included = text_next(&rest, '"');
        const char *wrong = fault(&check->layers, text_from(name, 4), included);
        check->seen++;
        if (!wrong) continue;
        print_error("%s includes %.*s: %s\n", path, TEXT_PRINT(included), wrong);
        check->refused++;
    }
}

static void arrows_point_downwards(void **state)
{
    Check check = {.arena = arena_new(256 << 20)};
    sources_each(check.arena, "src", read_layers, &check);
    sources_each(check.arena, "src", check_source, &check);
    assert_true(check.layers.count > 5 && check.seen > 50);
    assert_int_equal(check.refused, 0);
    arena_free(check.arena);
}

static void arrows_upwards_are_found(void **state)
{
    Text names[] = {TEXT("base"), TEXT("engine"), TEXT("platform/store"), TEXT("feature/prize"), TEXT(".")};
    Layers layers = {names, 5, 5};
    assert_null(fault(&layers, TEXT("base/text.c"), TEXT("base/text.h")));
    assert_null(fault(&layers, TEXT("engine/tally.c"), TEXT("base/text.h")));
    assert_null(fault(&layers, TEXT("feature/prize/model.c"), TEXT("engine/tally.h")));
    assert_null(fault(&layers, TEXT("main.c"), TEXT("feature/prize/model.h")));
    assert_non_null(fault(&layers, TEXT("base/text.c"), TEXT("engine/tally.h")));
    assert_non_null(fault(&layers, TEXT("platform/store/store.c"), TEXT("feature/prize/model.h")));
    assert_non_null(fault(&layers, TEXT("platform/store/store.c"), TEXT("command.h")));
    assert_non_null(fault(&layers, TEXT("feature/prize/pages.c"), TEXT("model.h")));
    assert_non_null(fault(&layers, TEXT("feature/forum/model.c"), TEXT("base/text.h")));
    assert_non_null(fault(&layers, TEXT("platform/storehouse/a.c"), TEXT("base/text.h")));
}

static void the_engine_includes_only_base(void **state)
{
    Text names[] = {TEXT("base"), TEXT("platform/config"), TEXT("engine")};
    Layers layers = {names, 3, 3};
    assert_non_null(fault(&layers, TEXT("engine/tally.c"), TEXT("platform/config/yaml.h")));
}

RUN_TESTS(TEST(arrows_upwards_are_found), TEST(the_engine_includes_only_base), TEST(arrows_point_downwards))
