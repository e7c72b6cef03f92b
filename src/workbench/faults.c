/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/faults.h"

void faults_add_list(Faults *faults, int64_t line, int64_t column, const char *format, va_list list)
{
    if (++faults->count > FAULTS_TOLD_MAX || !faults->to) return;
    fprintf(faults->to, "%s:", faults->file);
    if (line) fprintf(faults->to, "%lld:", (long long)line);
    if (line && column) fprintf(faults->to, "%lld:", (long long)column);
    fputc(' ', faults->to);
    vfprintf(faults->to, format, list);
    fputc('\n', faults->to);
}

void faults_add(Faults *faults, int64_t line, int64_t column, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    faults_add_list(faults, line, column, format, list);
    va_end(list);
}

bool faults_end(const Faults *faults)
{
    if (faults->count > FAULTS_TOLD_MAX && faults->to)
        fprintf(faults->to, "%s: and %lld more like these\n", faults->file,
                (long long)faults->count - FAULTS_TOLD_MAX);
    return faults->count > 0;
}

enum { EXCERPT_CHARACTERS = 40 };

/* The bytes of the character at the front; 0 if it is none, or none to be seen. */
static size_t visible_size(Text text)
{
    unsigned char first = (unsigned char)text.at[0];
    size_t size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    bool is_control = first < ' ' || first == 0x7f || (first == 0xc2 && text.size > 1 && text.at[1] < '\xa0');
    return !is_control && size <= text.size && text_is_utf8(text_slice(text, 0, size)) ? size : 0;
}

Excerpt excerpt_of(Text text)
{
    Excerpt excerpt = {0};
    char *to = excerpt.text;
    for (int i = 0; i < EXCERPT_CHARACTERS && text.size; i++) {
        size_t size = visible_size(text);
        Text seen = size ? text_slice(text, 0, size) : TEXT("\uFFFD");
        to = mempcpy(to, seen.at, seen.size);
        text = text_from(text, size ? size : 1);
    }
    if (text.size) memcpy(to, "…", sizeof "…");
    return excerpt;
}
