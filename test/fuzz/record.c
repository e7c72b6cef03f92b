/* SPDX-License-Identifier: Apache-2.0 */
/* A record from nobody knows whom: it is verified, or refused with a reason. Once as it stands, which is the
 * reader's business; and once with its numbers, digests and signature made anew, as a forger would, so that
 * what its lines say is looked at. */
#include "feature/prize/verify.h"

#include "base/fail.h"
#include "feature/prize/export.h"
#include "platform/store/json.h"

#include <assert.h>

enum { MEMORY_BYTES = 256 << 20 };

typedef struct {
    Arena *arena;
    Text bytes;
    Verification verification;
} Input;

static void verify(void *context)
{
    Input *input = context;
    FILE *file = fmemopen((void *)input->bytes.at, input->bytes.size, "r");
    record_verify(input->arena, file, TEXT(""), &input->verification);
    fclose(file);
    assert(input->verification.faults.list.count || input->verification.end.is_whole);
}

/* ---- the same lines, as a record that hangs together */

typedef struct {
    TextBuffer out;
    Text digest;
    int64_t count;
} Mending;

static void mend_line(Arena *arena, Mending *mending, Text line)
{
    json_t *json = json_loadb(line.at, line.size, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(json)) {
        json_object_set_new(json, "n", json_integer(++mending->count));
        json_object_set_new(json, "prev", json_from_text(mending->digest));
        Text written = canonical_json_of(arena, json);
        mending->digest = journal_digest(arena, written);
        buffer_add_format(&mending->out, "%.*s\n", TEXT_PRINT(written));
    }
    json_decref(json);
}

static void mend_end(Arena *arena, Mending *mending)
{
    SiteKey key = site_key_of_demonstrations(arena);
    json_t *end = json_pack("{s:s, s:I, s:o, s:o, s:s, s:s, s:i, s:i, s:i}", "book", "prize/demo", "count",
                            (json_int_t)mending->count, "digest", json_from_text(mending->digest), "key",
                            json_from_text(key.public_key), "kind", "end", "notice", "", "openings", 0,
                            "sealed", 0, "version", RECORD_VERSION);
    Text signature = signature_make(arena, &key, RECORD_PURPOSE, canonical_json_of(arena, end));
    json_object_set_new(end, "signature", json_from_text(signature));
    buffer_add_format(&mending->out, "%.*s\n", TEXT_PRINT(canonical_json(arena, end)));
}

static void mend_and_verify(void *context)
{
    Input *input = context;
    Mending mending = {.out.arena = input->arena,
                       .digest = TEXT("0000000000000000000000000000000000000000000000000000000000000000")};
    Text rest = input->bytes;
    while (rest.size) mend_line(input->arena, &mending, text_next(&rest, '\n'));
    mend_end(input->arena, &mending);
    input->bytes = buffer_text(&mending.out);
    verify(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static void (*const ways[])(void *) = {verify, mend_and_verify};
    Failure failure;
    for (size_t i = 0; size && i < sizeof ways / sizeof *ways; i++) {
        Input input = {.arena = arena_new(MEMORY_BYTES), .bytes = {(const char *)bytes, size}};
        boundary_run(ways[i], &input, &failure);
        arena_free(input.arena);
    }
    return 0;
}
