/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the C file that embeds assets: assets OUT.c DIRECTORY FILE … (files within the directory). */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_BYTES = 8 };

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void write_digest(FILE *out, const char *path)
{
    crypto_generichash_state state;
    unsigned char bytes[65536], hash[16];
    size_t size;
    FILE *in = fopen(path, "rb");
    if (!in) die(path);
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    while ((size = fread(bytes, 1, sizeof bytes, in)) > 0) crypto_generichash_update(&state, bytes, size);
    fclose(in);
    crypto_generichash_final(&state, hash, sizeof hash);
    for (int i = 0; i < DIGEST_BYTES; i++) fprintf(out, "%02x", hash[i]);
}

static void write_embedding(FILE *out, int index, const char *path)
{
    fprintf(out, "__asm__(\".pushsection .rodata\\n.balign 16\\nmadang_asset_%d:\\n", index);
    fprintf(out, ".incbin \\\"%s\\\"\\nmadang_asset_%d_end:\\n.byte 0\\n.popsection\\n\");\n", path, index);
    fprintf(out, "extern const char madang_asset_%d[], madang_asset_%d_end[];\n", index, index);
}

static const char *name_within(const char *path, const char *directory)
{
    size_t size = strlen(directory);
    if (strncmp(path, directory, size) == 0 && path[size] == '/') return path + size + 1;
    fprintf(stderr, "assets: %s is not in %s\n", path, directory);
    exit(1);
}

static void write_entry(FILE *out, int index, const char *path, const char *directory)
{
    fprintf(out, "    {\"%s\", \"", name_within(path, directory));
    write_digest(out, path);
    fprintf(out, "\", madang_asset_%d, madang_asset_%d_end},\n", index, index);
}

int main(int count, char **arguments)
{
    if (count < 3 || sodium_init() < 0) return 2;
    FILE *out = fopen(arguments[1], "w");
    if (!out) die(arguments[1]);
    fputs("/* SPDX-License-Identifier: Apache-2.0 */\n#include \"platform/page/asset.h\"\n\n", out);
    for (int i = 3; i < count; i++) write_embedding(out, i, arguments[i]);
    fputs("\nconst Asset assets[] = {\n", out);
    for (int i = 3; i < count; i++) write_entry(out, i, arguments[i], arguments[2]);
    fprintf(out, "    {0}};\nconst size_t asset_count = %d;\n", count - 3);
    return fclose(out) == 0 ? 0 : 1;
}
