/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as data for models: a tree of maps, lists and texts with their places, read by libfyaml.
 * Every key that nobody asked for is a problem with its line, so that a misspelt one never passes. */
#ifndef PLATFORM_YAML_H
#define PLATFORM_YAML_H

#include "base/problems.h"

typedef enum { YAML_TEXT, YAML_LIST, YAML_MAP } YamlKind;
typedef struct {
    int line, column; /* from 1; columns count characters */
} YamlPlace;
typedef struct YamlNode {
    YamlKind kind;
    int line, column;        /* from 1 */
    Text text;               /* of YAML_TEXT, as written, quotes removed */
    size_t count;            /* of a list or map */
    struct YamlNode **items; /* values */
    Text *keys;              /* of a map */
    YamlPlace *key_places;   /* of a map */
    bool *asked;             /* of a map: yaml_get was called for this key */
    LIST(Text) wanted;       /* of a map: what yaml_get was called for and isn't there, for suggestions */
    Arena *arena;
} YamlNode;

enum { YAML_DEPTH_MAX = 32, YAML_NODES_MAX = 100000, YAML_KEYS_MAX = 1000, YAML_BYTES_MAX = 4000000 };

/* NULL, with a problem, if it is not YAML, is larger than the bounds above, has a key twice, more
 * than one document, or an anchor, alias or tag. An empty file is an empty map. */
YamlNode *yaml_read(Arena *arena, Text text, Problems *problems);
/* The same of a file. */
YamlNode *yaml_read_file(Arena *arena, const char *path, Problems *problems);
/* The value of a key, or NULL (also if `map` is NULL or not a map). */
YamlNode *yaml_get(YamlNode *map, const char *key);
/* The same, and a problem if it is missing. */
YamlNode *yaml_need(YamlNode *map, const char *key, Problems *problems);
/* False, with a problem, if the node is there and of another kind. */
bool yaml_is(YamlNode *node, YamlKind kind, Problems *problems);
/* Typed readings; a problem with the node's place if it does not fit. A NULL node gives `otherwise`. */
Text yaml_text(YamlNode *node, Text otherwise, Problems *problems);
int64_t yaml_int(YamlNode *node, int64_t least, int64_t greatest, int64_t otherwise, Problems *problems);
bool yaml_bool(YamlNode *node, bool otherwise, Problems *problems);
/* One of the words of a NULL-terminated list: its index. */
int yaml_choice(YamlNode *node, const char *const *words, int otherwise, Problems *problems);
/* A problem at a node: "line 12, column 3". */
void yaml_problem(YamlNode *node, Message message, Problems *problems);
/* Puts problems that name a line into the order of the file; the others stay in front. */
void yaml_sort(Problems *problems);
/* A problem for every key of the tree that was not asked for, with the name that was perhaps meant.
 * What lies below such a key is passed over. */
void yaml_check_asked(YamlNode *root, Problems *problems);

#endif
