/* SPDX-License-Identifier: Apache-2.0 */
/* migration MODULE OUTPUT FILE.sql…: embeds a module's migrations as C, "MODULE/0001" and so on in
 * the order given: MODULE_migrations[] and MODULE_migrations_count, for store_register_migrations. */
#include <stdio.h>
#include <stdlib.h>

static FILE *open_or_end(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file) return file;
    perror(path);
    exit(1);
}

static void put_byte(FILE *out, int byte)
{
    if (byte == '\n') fputs("\\n\"\n    \"", out);
    else if (byte == '"' || byte == '\\' || byte == '?') fprintf(out, "\\%c", byte);
    else if (byte < 0x20 || byte > 0x7e) fprintf(out, "\\%03o", byte);
    else fputc(byte, out);
}

static void put_file(FILE *out, const char *path)
{
    FILE *in = open_or_end(path, "r");
    for (int byte; (byte = fgetc(in)) != EOF;) put_byte(out, byte);
    fclose(in);
}

int main(int count, char **arguments)
{
    if (count < 4) return 2;
    const char *module = arguments[1];
    FILE *out = open_or_end(arguments[2], "w");
    fprintf(out,
            "#include \"platform/store/store.h\"\n\nextern const Migration %s_migrations[];\n"
            "extern const size_t %s_migrations_count;\n\nconst Migration %s_migrations[] = {\n",
            module, module, module);
    for (int i = 3; i < count; i++) {
        fprintf(out, "    {\"%s/%04d\",\n    \"", module, i - 2);
        put_file(out, arguments[i]);
        fputs("\"},\n", out);
    }
    fprintf(out, "};\nconst size_t %s_migrations_count = %d;\n", module, count - 3);
    return fclose(out) != 0;
}
