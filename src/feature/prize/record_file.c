/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/record_file.h"

#include "base/fail.h"
#include "feature/prize/export.h"
#include "platform/store/json.h"

#include <stdlib.h>

enum { DIGEST_DIGITS = 64, PSEUDONYM_DIGITS = 16 };
#define LINE_SIZE_MAX ((ssize_t)256 << 20)

typedef struct {
    int64_t number;
    Text field, hex;
    bool is_open;
} Commitment;

typedef enum { IN_BOOK, IN_OPENINGS, AFTER_END } Part;

typedef struct {
    Arena *arena;
    FILE *file;
    Text key;
    Faults *faults;
    RecordLineFunction *each;
    void *context;
    Part part;
    int64_t line; /* of the file */
    char *bytes;  /* of the line */
    size_t room;
    Text text;
    json_t *json;
    LIST(Commitment) commitments; /* by number and field */
    int64_t opened_number;
    Text opened_field;
    bool is_broken;
    RecordEnd end;
} Reader;

void fault_add(Faults *faults, int64_t line, const char *format, ...)
{
    faults->is_cut = faults->list.count >= FAULTS_MAX;
    if (faults->is_cut) return;
    va_list arguments;
    va_start(arguments, format);
    *LIST_ADD(faults->arena, &faults->list) =
        (Fault){line, text_format_list(faults->arena, format, arguments)};
    va_end(arguments);
}

static void broken(Reader *reader, const char *what)
{
    reader->is_broken = true;
    fault_add(reader->faults, reader->line, "%s", what);
}

/* ---- pieces of JSON */

static bool is_hex(Text text, size_t digits)
{
    for (size_t i = 0; i < text.size; i++) {
        bool digit = (text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'a' && text.at[i] <= 'f');
        if (!digit) return false;
    }
    return text.size == digits;
}

static bool text_of_json(const json_t *object, const char *name, Text *text)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value)) return false;
    *text = (Text){json_string_value(value), json_string_length(value)};
    return true;
}

static bool number_of_json(const json_t *object, const char *name, int64_t *number)
{
    const json_t *value = json_object_get(object, name);
    *number = json_integer_value(value);
    return json_is_integer(value);
}

/* ---- a line of the book */

static bool is_person(Text who)
{
    return !who.size || (text_starts(who, TEXT("p-")) && is_hex(text_from(who, 2), PSEUDONYM_DIGITS));
}

static bool is_written_instant(Arena *arena, Text text, Instant *instant)
{
    return instant_read(text, instant) && text_is(instant_write(arena, *instant), text);
}

static void keep_commitments(Reader *reader, const RecordLine *line)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)line->says, name, value) /* in the order of the file: of bytes */
    {
        Text hex;
        if (!json_is_object(value) || json_object_size(value) != 1 ||
            !text_of_json(value, "commitment", &hex))
            continue;
        if (!is_hex(hex, DIGEST_DIGITS)) broken(reader, "A commitment is not 64 hex digits.");
        *LIST_ADD(reader->arena, &reader->commitments) =
            (Commitment){line->number, text_copy(reader->arena, text_of(name)), text_copy(reader->arena, hex),
                         false};
    }
}

/* What isn't the line's own: its place in the chain. */
static void check_chain(Reader *reader, const RecordLine *line, Text book, Text prev)
{
    RecordEnd *end = &reader->end;
    size_t before = reader->faults->list.count;
    if (line->number != reader->line)
        fault_add(
            reader->faults, reader->line,
            "This is number %lld of the book and stands as number %lld: a line was left out, added or moved.",
            (long long)line->number, (long long)reader->line);
    if (reader->line > 1 && !text_is(book, end->book))
        fault_add(reader->faults, reader->line, "This line is of another book: %.*s.", TEXT_PRINT(book));
    if (!text_is(prev, end->digest)) {
        if (reader->line == 1) broken(reader, "The first line names a line before it.");
        else
            fault_add(
                reader->faults, reader->line,
                "This line does not follow line %lld as that stands here: line %lld was changed, or this "
                "one, or a line between them is missing.",
                (long long)reader->line - 1, (long long)reader->line - 1);
    }
    reader->is_broken |= reader->faults->list.count > before;
    if (reader->line == 1) end->book = text_copy(reader->arena, book);
}

static void read_entry(Reader *reader)
{
    RecordLine line = {.says = json_object_get(reader->json, "says")};
    Text at, book, prev;
    const json_t *json = reader->json;
    bool is_good = json_object_size(json) == 8 && json_is_object(line.says) &&
                   text_of_json(json, "at", &at) && text_of_json(json, "book", &book) &&
                   text_of_json(json, "prev", &prev) && text_of_json(json, "kind", &line.kind) &&
                   text_of_json(json, "rule", &line.rule) && text_of_json(json, "who", &line.who) &&
                   number_of_json(json, "n", &line.number);
    if (!is_good || !is_person(line.who) || !is_hex(prev, DIGEST_DIGITS) ||
        !is_written_instant(reader->arena, at, &line.at)) {
        broken(reader, "This line has not the form of an entry.");
    } else {
        check_chain(reader, &line, book, prev);
        keep_commitments(reader, &line);
        if (!reader->is_broken) reader->each(reader->context, &line);
    }
    reader->end.digest = journal_digest(reader->arena, reader->text);
    reader->end.count++;
}

/* ---- openings */

static Commitment *find_commitment(Reader *reader, int64_t number, Text field)
{
    size_t low = 0, high = reader->commitments.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const Commitment *it = &reader->commitments.at[middle];
        if (it->number < number || (it->number == number && text_order(it->field, field) < 0))
            low = middle + 1;
        else high = middle;
    }
    Commitment *found = low < reader->commitments.count ? &reader->commitments.at[low] : NULL;
    return found && found->number == number && text_is(found->field, field) ? found : NULL;
}

static void read_opening(Reader *reader)
{
    int64_t number;
    Text field, salt, text;
    reader->part = IN_OPENINGS;
    if (json_object_size(reader->json) != 5 || !number_of_json(reader->json, "n", &number) ||
        !text_of_json(reader->json, "field", &field) || !text_of_json(reader->json, "salt", &salt) ||
        !text_of_json(reader->json, "text", &text) || !is_hex(salt, DIGEST_DIGITS)) {
        broken(reader, "This line has not the form of an opening.");
        return;
    }
    Commitment *commitment = find_commitment(reader, number, field);
    if (!commitment || commitment->is_open) {
        broken(reader, commitment ? "This commitment is opened twice."
                                  : "This opens a commitment that no line of the book made.");
        return;
    }
    commitment->is_open = true;
    reader->end.openings++;
    if (!text_is(journal_commitment(reader->arena, salt, text), commitment->hex))
        fault_add(reader->faults, reader->line,
                  "The text is not the one that line %lld committed itself to as its %.*s.",
                  (long long)number, TEXT_PRINT(field));
}

/* ---- the end */

static void check_signature(Reader *reader, Text signature)
{
    json_object_del(reader->json, "signature");
    Text signed_text = canonical_json_of(reader->arena, reader->json);
    if (reader->key.size && !text_is(reader->key, reader->end.key))
        fault_add(reader->faults, reader->line, "It is signed with another key: %.*s.",
                  TEXT_PRINT(reader->end.key));
    if (!signature_is_good(reader->arena, reader->end.key, RECORD_PURPOSE, signed_text, signature))
        fault_add(reader->faults, reader->line,
                  "The signature is not the one of this end by its key: the line was changed.");
}

static void check_end(Reader *reader, Text book, Text digest, int64_t count, int64_t openings)
{
    const RecordEnd *end = &reader->end;
    if (count != end->count)
        fault_add(
            reader->faults, reader->line,
            "The end line counts %lld lines of the book, and there are %lld: the end was cut off, or lines "
            "were added.",
            (long long)count, (long long)end->count);
    else if (!text_is(digest, end->digest))
        fault_add(reader->faults, end->count,
                  "This line is not the last one as the end line names it: it was changed.");
    if (openings != end->openings)
        fault_add(reader->faults, reader->line, "The end line counts %lld openings, and there are %lld.",
                  (long long)openings, (long long)end->openings);
    if (!text_is(book, end->book))
        fault_add(reader->faults, reader->line, "The end line is of another book: %.*s.", TEXT_PRINT(book));
}

static void read_end(Reader *reader)
{
    int64_t count, openings, sealed, version;
    Text book, digest, signature;
    RecordEnd *end = &reader->end;
    const json_t *json = reader->json;
    reader->part = AFTER_END;
    bool is_good = json_object_size(json) == 10 && number_of_json(json, "version", &version);
    if (is_good && version != RECORD_VERSION) {
        broken(reader, "This record is of another version: a newer program verifies it.");
        return;
    }
    is_good = is_good && text_of_json(json, "book", &book) && text_of_json(json, "digest", &digest) &&
              text_of_json(json, "key", &end->key) && text_of_json(json, "notice", &end->notice) &&
              text_of_json(json, "signature", &signature) && number_of_json(json, "count", &count) &&
              number_of_json(json, "openings", &openings) && number_of_json(json, "sealed", &sealed);
    if (!is_good) {
        broken(reader, "This line has not the form of an end line.");
        return;
    }
    end->key = text_copy(reader->arena, end->key);
    end->notice = text_copy(reader->arena, end->notice);
    end->is_sealed = sealed == 1;
    check_end(reader, book, digest, count, openings);
    check_signature(reader, text_copy(reader->arena, signature));
}

/* ---- the file */

static void release(void *context)
{
    Reader *reader = context;
    json_decref(reader->json);
    free(reader->bytes);
}

/* False at the end of the file, or where nothing after it can be read. */
static bool next_line(Reader *reader)
{
    ssize_t size = getline(&reader->bytes, &reader->room, reader->file);
    if (size < 0 && ferror(reader->file)) fail("the file cannot be read");
    if (size < 0) return false;
    reader->line++;
    if (size > LINE_SIZE_MAX) broken(reader, "This line is too long.");
    else if (reader->bytes[size - 1] != '\n')
        broken(reader, "The file ends within this line: its end was cut off.");
    reader->text = (Text){reader->bytes, (size_t)size - (reader->bytes[size - 1] == '\n')};
    return size <= LINE_SIZE_MAX;
}

static bool parse_line(Reader *reader)
{
    json_error_t error;
    json_decref(reader->json);
    reader->json = json_loadb(reader->text.at, reader->text.size, JSON_REJECT_DUPLICATES, &error);
    bool is_good = json_is_object(reader->json) && json_is_canonical(reader->text, reader->json);
    if (!json_is_object(reader->json)) broken(reader, "This line is not a JSON object: it was changed.");
    else if (!is_good)
        broken(reader,
               "This line is not written canonically (keys in order, no spaces, whole numbers): it was "
               "changed.");
    return is_good;
}

static void read_line(Reader *reader)
{
    Text kind = {0};
    if (!parse_line(reader)) {
        if (reader->part == IN_BOOK) { /* the next line is compared with this one all the same */
            reader->end.digest = journal_digest(reader->arena, reader->text);
            reader->end.count++;
        }
        return;
    }
    text_of_json(reader->json, "kind", &kind);
    bool is_own = !json_object_get(reader->json, "prev");
    if (reader->part == AFTER_END) broken(reader, "Something follows the end line.");
    else if (is_own && text_is(kind, TEXT("end"))) read_end(reader);
    else if (is_own && text_is(kind, TEXT("opening"))) read_opening(reader);
    else if (reader->part == IN_OPENINGS) broken(reader, "This line stands after the book.");
    else read_entry(reader);
}

RecordEnd record_read(Arena *arena, FILE *file, Text key, Faults *faults, RecordLineFunction *each,
                      void *context)
{
    static const char no_line[] = "0000000000000000000000000000000000000000000000000000000000000000";
    Reader *reader = ARENA_NEW(arena, Reader);
    *reader = (Reader){
        .arena = arena, .file = file, .key = key, .faults = faults, .each = each, .context = context};
    reader->end.digest = text_of(no_line);
    arena_at_end(arena, release, reader);
    while (next_line(reader)) read_line(reader);
    if (!reader->line) broken(reader, "The file is empty.");
    else if (reader->part != AFTER_END && reader->line)
        broken(reader, "The file ends here without its end line: its end was cut off.");
    reader->end.commitments = (int64_t)reader->commitments.count;
    reader->end.is_whole = !reader->is_broken;
    return reader->end;
}
