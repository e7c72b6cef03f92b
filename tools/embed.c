/* SPDX-License-Identifier: Apache-2.0 */
/* embed NAME OUTPUT FILE: a file's bytes as C: const char NAME[] and const size_t NAME_size. */
#include <stdio.h>
#include <stdlib.h>

static FILE *open_or_end(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file) return file;
    perror(path);
    exit(1);
}

int main(int count, char **arguments)
{
    if (count != 4) return 2;
    FILE *out = open_or_end(arguments[2], "w"), *in = open_or_end(arguments[3], "r");
    long size = 0;
    fprintf(out, "#include <stddef.h>\n\nextern const char %s[];\nextern const size_t %s_size;\n\n",
            arguments[1], arguments[1]);
    fprintf(out, "const char %s[] = {", arguments[1]);
    for (int byte; (byte = fgetc(in)) != EOF; size++)
        fprintf(out, size % 20 ? "%d," : "\n    %d,", (signed char)byte);
    fprintf(out, "0};\nconst size_t %s_size = %ld;\n", arguments[1], size);
    fclose(in);
    return fclose(out) != 0;
}
