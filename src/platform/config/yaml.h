/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as data for models: a tree of maps, lists and texts with their places, read by libfyaml.
 * Every key that nobody asked for is a problem with its line, so that a misspelt one never passes. */
#ifndef PLATFORM_YAML_H
#define PLATFORM_YAML_H

#include "base/problems.h"

typedef enum { YAML_TEXT, YAML_LIST, YAML_MAP } YamlKind;
typedef struct YamlNode {
    YamlKind kind;
    int line, column;        /* from 1 */
    Text text;               /* of YAML_TEXT, as written, quotes removed */
    size_t count;            /* of a list or map */
    struct YamlNode **items; /* values */
    Text *keys;              /* of a map */
    bool *asked;             /* of a map: yaml_get was called for this key */
} YamlNode;

/* NULL, with a problem, if it is not YAML (or deeper than 32, or has a key twice, or an alias). */
YamlNode *yaml_read(Arena *arena, Text text, Problems *problems);
/* The value of a key, or NULL. */
YamlNode *yaml_get(YamlNode *map, const char *key);
/* The same, and a problem if it is missing. */
YamlNode *yaml_need(YamlNode *map, const char *key, Problems *problems);
/* Typed readings; a problem with the node's place if it does not fit. A NULL node gives `otherwise`. */
Text yaml_text(YamlNode *node, Text otherwise, Problems *problems);
int64_t yaml_int(YamlNode *node, int64_t least, int64_t greatest, int64_t otherwise, Problems *problems);
bool yaml_bool(YamlNode *node, bool otherwise, Problems *problems);
/* One of the words of a NULL-terminated list: its index. */
int yaml_choice(YamlNode *node, const char *const *words, int otherwise, Problems *problems);
/* A problem at a node: "line 12, column 3". */
void yaml_problem(YamlNode *node, Message message, Problems *problems);
/* A problem for every key of the tree that was not asked for. */
void yaml_check_asked(YamlNode *root, Problems *problems);

#endif
