/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/ground.h"
#include "base/random.h"
#include "platform/language/language.h"

#include <assert.h>
#include <sodium.h>

enum { SHEET_BYTES = 12, DIGEST_BYTES = 16 };

static Text digest_of(Arena *arena, Text value)
{
    uint8_t digest[DIGEST_BYTES];
    crypto_generichash(digest, sizeof digest, (const uint8_t *)value.at, value.size, NULL, 0);
    return text_hex(arena, digest, sizeof digest);
}

GroundField *ground_add(Request *request, Ground *ground, Text name, Text stored, Text typed)
{
    Text clean = text_normalise(request->arena, text_trim(typed));
    GroundField *field = LIST_ADD(request->arena, &ground->fields);
    *field = (GroundField){.name = name,
                           .stored = stored,
                           .shown = {stored, ground->tongue},
                           .typed = clean,
                           .keeps_stored = true};
    return field;
}

/* "title=1f…;city=a0…;": the digest of what the form showed there; of nothing where it says nothing. */
static Text digest_shown(const Request *request, Text name)
{
    Text rest = request_text(request, "ground");
    while (rest.size) {
        Text digest = text_next(&rest, ';');
        if (text_is(text_next(&digest, '='), name)) return digest;
    }
    return digest_of(request->arena, TEXT(""));
}

/* ---- who changed it since */

typedef struct {
    Text field, sheet, name;
    AccountId account;
    Instant at;
} Keeping;
typedef LIST(Keeping) Keepings;

static Keepings find_keepings(Snapshot *at, int64_t subject)
{
    Keepings list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT kept_field.field, kept_field.sheet, coalesce(account.name, ''),"
                                " kept_field.kept_by, kept_field.kept_at FROM kept_field"
                                " LEFT JOIN account ON account.key = kept_field.kept_by"
                                " WHERE kept_field.subject = $1 ORDER BY kept_field.field"),
                            BIND(subject));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) = (Keeping){row_text(rows, 0),
                                                row_text(rows, 1),
                                                row_text(rows, 2),
                                                {row_int(rows, 3)},
                                                row_instant(rows, 4)};
    return list;
}

static const Keeping *keeping_of(const Keepings *keepings, Text field)
{
    for (size_t i = 0; i < keepings->count; i++) {
        if (text_is(keepings->at[i].field, field)) return &keepings->at[i];
    }
    return NULL;
}

static Message torn_message(Snapshot *at, const Keeping *keeping, Text zone)
{
    if (!keeping) return M("This was changed elsewhere in the meantime. Choose what is to stand here.");
    if (keeping->account.key == at->viewer.key)
        return M("You saved something else here in another window: {when}. Choose what is to stand here.",
                 WITH_DATE_TIME("when", keeping->at, zone));
    return M("Something else was saved here by {name}: {when}. Choose what is to stand here.",
             WITH_TEXT("name", keeping->name), WITH_DATE_TIME("when", keeping->at, zone));
}

/* ---- merging */

static Text chosen_side(const Request *request, Text name)
{
    NamedTexts taken = request_prefixed(request, "take-");
    for (size_t i = 0; i < taken.count; i++) {
        if (text_is(text_from(taken.at[i].name, sizeof "take-" - 1), name)) return taken.at[i].value;
    }
    return TEXT("");
}

static void decide(const Request *request, const Keeping *keeping, GroundField *field)
{
    Text shown = digest_shown(request, field->name);
    bool same_sheet = keeping && text_is(keeping->sheet, request_text(request, "sheet"));
    bool is_changed = !same_sheet && !text_is(shown, digest_of(request->arena, field->stored));
    bool is_touched = !text_is(shown, digest_of(request->arena, field->typed));
    field->keeps_stored = text_is(field->stored, field->typed) || (is_changed && !is_touched) ||
                          text_is_c(chosen_side(request, field->name), "theirs");
    field->is_torn = is_changed && !field->keeps_stored;
}

static void ask(Request *request, Snapshot *at, const Keeping *keeping, Text zone, GroundField *field)
{
    field->choice = choice_field_make(NULL, text_join(request->arena, TEXT("take-"), field->name));
    choice_add(request->arena, &field->choice, TEXT("mine"), M("Keep mine"), TEXT("mine"));
    choice_add(request->arena, &field->choice, TEXT("theirs"), M("Take what was saved"), TEXT("mine"));
    if (!problems_of(&request->problems, field->name))
        problems_add(&request->problems, field->name, torn_message(at, keeping, zone));
}

bool ground_merge(Request *request, Snapshot *at, Text zone, Ground *ground)
{
    Keepings keepings = find_keepings(at, ground->subject);
    for (size_t i = 0; i < ground->fields.count; i++) {
        GroundField *field = &ground->fields.at[i];
        const Keeping *keeping = keeping_of(&keepings, field->name);
        decide(request, keeping, field);
        if (field->is_torn) ask(request, at, keeping, zone, field);
    }
    return !ground_is_torn(ground);
}

void ground_keep(Request *request, Change *change, const Ground *ground)
{
    for (size_t i = 0; i < ground->fields.count; i++) {
        const GroundField *field = &ground->fields.at[i];
        if (field->keeps_stored) continue;
        store_write(
            change, NOT_A_DECISION,
            SQL("INSERT INTO kept_field (subject, field, sheet, kept_by, kept_at)"
                " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, field) DO UPDATE"
                " SET sheet = excluded.sheet, kept_by = excluded.kept_by, kept_at = excluded.kept_at"),
            BIND(ground->subject, field->name, request_text(request, "sheet"), change->at.viewer,
                 change->at.now));
    }
}

/* ---- the form */

void ground_put(Request *request, const Ground *ground, FormToken *token)
{
    uint8_t sheet[SHEET_BYTES];
    random_secret(sheet, sizeof sheet);
    TextBuffer digests = {.arena = request->arena};
    for (size_t i = 0; i < ground->fields.count; i++) {
        const GroundField *field = &ground->fields.at[i];
        buffer_add_format(&digests, "%.*s=%.*s;", TEXT_PRINT(field->name),
                          TEXT_PRINT(digest_of(request->arena, field->stored)));
    }
    *LIST_ADD(request->arena, &token->fields) =
        (HiddenField){"sheet", text_hex(request->arena, sheet, sizeof sheet)};
    *LIST_ADD(request->arena, &token->fields) = (HiddenField){"ground", buffer_text(&digests)};
}

const GroundField *ground_field(const Ground *ground, Text name)
{
    for (size_t i = 0; i < ground->fields.count; i++) {
        if (text_is(ground->fields.at[i].name, name)) return &ground->fields.at[i];
    }
    assert(!"a field of this ground");
    return NULL;
}

bool ground_keeps(const Ground *ground, const char *name)
{
    return ground_field(ground, text_of(name))->keeps_stored;
}

Text ground_text(const Ground *ground, const char *name)
{
    const GroundField *field = ground_field(ground, text_of(name));
    return field->keeps_stored ? field->stored : field->typed;
}

bool ground_is_torn(const Ground *ground)
{
    for (size_t i = 0; i < ground->fields.count; i++) {
        if (ground->fields.at[i].is_torn) return true;
    }
    return false;
}
