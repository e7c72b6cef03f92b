/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/pairs_reader.h"

enum { BUFFER_BYTES = 256 * 1024, WORD_BYTES_MAX = 400, HEAD_BYTES_MAX = 100 };

typedef struct {
    PairsReader *reader;
    char *bytes;
    size_t at, end;
    bool is_whole;                 /* nothing follows */
    int64_t line, column;          /* column: bytes of the line before `at` */
    int64_t applications, experts; /* as the first line says */
} Going;

/* ---- words */

static void refill(Going *going)
{
    size_t left = going->end - going->at;
    Source *source = going->reader->source;
    memmove(going->bytes, going->bytes + going->at, left);
    size_t size = source_read(source, going->bytes + left, BUFFER_BYTES - left);
    going->at = 0;
    going->end = left + size;
    going->is_whole = size == 0;
    watch_goes_on(going->reader->watch, (int64_t)source->at, (int64_t)source->size + 1);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool has_more(Going *going)
{
    if (going->at == going->end && !going->is_whole) refill(going);
    return going->at < going->end;
}

static void pass_blanks(Going *going)
{
    for (; has_more(going) && is_blank(going->bytes[going->at]); going->at++) going->column++;
}

/* Moves to the next line that has something in it; false: there is none. */
static bool begin_line(Going *going)
{
    for (pass_blanks(going); has_more(going) && going->bytes[going->at] == '\n'; pass_blanks(going)) {
        going->at++;
        going->line++;
        going->column = 0;
    }
    return has_more(going);
}

/* The next word of the line; "" at its end. */
static Text next_word(Going *going)
{
    pass_blanks(going);
    if (going->end - going->at < WORD_BYTES_MAX && !going->is_whole) refill(going);
    Text word = {going->bytes + going->at, 0};
    size_t most = going->end - going->at < WORD_BYTES_MAX ? going->end - going->at : WORD_BYTES_MAX;
    while (word.size < most && !is_blank(word.at[word.size]) && word.at[word.size] != '\n') word.size++;
    going->at += word.size;
    going->column += (int64_t)word.size;
    return word;
}

/* ---- lines */

/* From one on, and so many that the file can have them: each takes two bytes of it. */
static bool read_head(Going *going)
{
    begin_line(going);
    int64_t *applications = &going->applications, *experts = &going->experts;
    bool is_good = text_to_int(next_word(going), applications) && text_to_int(next_word(going), experts);
    is_good &= *applications > 0 && *applications <= ASSIGN_COUNT_MAX && *experts > 0 &&
               *experts <= ASSIGN_COUNT_MAX;
    if (!is_good)
        faults_add(going->reader->line_faults, going->line, 1,
                   "a matrix has from 1 to 10,000,000 applications and experts");
    else if ((size_t)(*applications * *experts) > going->reader->source->size)
        faults_add(going->reader->line_faults, going->line, 1,
                   "%lld × %lld affinities are announced here: the file is too short for that",
                   (long long)*applications, (long long)*experts);
    else return true;
    return false;
}

static uint32_t add_number(Names *names, int64_t number)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%lld", (long long)number);
    return names_add(names, (Text){text, (size_t)size});
}

static void take_line(Going *going, uint32_t application)
{
    PairsReader *reader = going->reader;
    int64_t count = 0;
    pairs_take_application(reader, application);
    reader->line = going->line;
    for (Text word = next_word(going); word.size; word = next_word(going), count++) {
        const char *fault =
            count < going->experts ? pairs_take(reader, application, (uint32_t)count, word, '.') : NULL;
        if (fault)
            faults_add(reader->line_faults, going->line, going->column - (int64_t)word.size + 1,
                       "the affinity “%s” %s", excerpt_of(word).text, fault);
    }
    if (count != going->experts)
        faults_add(reader->line_faults, going->line, 0,
                   "the line has %lld affinities, and the first line says %lld", (long long)count,
                   (long long)going->experts);
}

static void take_lines(Going *going)
{
    PairsReader *reader = going->reader;
    int64_t count = 0;
    for (int64_t i = 1; i <= going->experts; i++) add_number(&reader->pairs->experts, i);
    for (; begin_line(going) && count < going->applications; count++)
        take_line(going, add_number(&reader->pairs->applications, count + 1));
    if (has_more(going))
        faults_add(reader->line_faults, going->line, 0,
                   "the first line says %lld applications, and here is one more", (long long)count);
    if (count < going->applications)
        faults_add(reader->line_faults, 0, 0, "the first line says %lld applications, and there are %lld",
                   (long long)going->applications, (long long)count);
}

void pairs_go_over_matrix(PairsReader *reader)
{
    Going going = {.reader = reader, .bytes = arena_take_blank(reader->scratch, BUFFER_BYTES), .line = 1};
    source_rewind(reader->source);
    if (read_head(&going)) take_lines(&going);
}

static size_t pass_digits(Text text, size_t at)
{
    while (at < text.size && text.at[at] >= '0' && text.at[at] <= '9') at++;
    return at;
}

/* The first line is two whole numbers. */
bool pairs_is_matrix(Source *source)
{
    char bytes[HEAD_BYTES_MAX];
    source_rewind(source);
    Text rest = {bytes, source_read(source, bytes, sizeof bytes)};
    Text line = text_trim(text_next(&rest, '\n'));
    size_t first = pass_digits(line, 0), second = first;
    while (second < line.size && is_blank(line.at[second])) second++;
    return first && second > first && second < line.size && pass_digits(line, second) == line.size;
}
