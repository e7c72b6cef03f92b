/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/keep.h"

#include "platform/http/exchange.h"
#include "platform/http/form.h"
#include "platform/http/percent.h"
#include "platform/http/push_relay.h"

#include <sodium.h>

enum { KEPT_FORM_MAX_BYTES = 1 << 18, KEPT_FORMS_MAX = 5000 };

#define OPERATION_LIFE_US DAY_US
#define KEPT_FORM_LIFE_US HOUR_US

static Text digest(Arena *arena, Text text)
{
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text.at, text.size, NULL, 0);
    return text_hex(arena, hash, sizeof hash);
}

static void add_sized(TextBuffer *out, Text part)
{
    buffer_add_format(out, "%zu:", part.size);
    buffer_add(out, part);
}

Text operation_of(const Request *request)
{
    TextBuffer all = {.arena = request->arena};
    if (request_own_field(request, OPERATION_FIELD).size == 0) return (Text){0};
    buffer_add_format(&all, "%lld ", (long long)request->login.account.key);
    add_sized(&all, request->path);
    for (size_t i = 0; i < request->own->values.count; i++) {
        const NamedText *sent = &request->own->values.at[i];
        if (text_is_c(sent->name, CSRF_FIELD)) continue;
        add_sized(&all, sent->name);
        add_sized(&all, sent->value);
    }
    for (size_t i = 0; i < request->own->uploads.count; i++) {
        const Upload *upload = &request->own->uploads.at[i];
        add_sized(&all, upload->name);
        if (upload->size_bytes > 0) add_sized(&all, file_digest(upload->draft));
    }
    return digest(request->arena, buffer_text(&all));
}

Text operation_find(Snapshot *at, Text operation)
{
    Rows *row = store_row(at, SQL("SELECT location FROM operation WHERE token_digest = $1"), BIND(operation));
    return row ? row_text(row, 0) : (Text){0};
}

void operation_keep(Change *change, Text operation, Text location)
{
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO operation (token_digest, at, location) VALUES ($1, $2, $3)"),
                BIND(operation, change->at.now, location));
}

static Text values_write(Arena *arena, const NamedTexts *values)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < values->count; i++) {
        if (i > 0) buffer_add_char(&out, '&');
        buffer_add(&out, percent_encode(arena, values->at[i].name));
        buffer_add_char(&out, '=');
        buffer_add(&out, percent_encode(arena, values->at[i].value));
    }
    return buffer_text(&out);
}

bool kept_form_add(Change *change, Text secret, Text path, const NamedTexts *values)
{
    Text typed = values_write(change->at.arena, values);
    if (typed.size == 0 || typed.size > KEPT_FORM_MAX_BYTES) return false;
    if (store_count(&change->at, SQL("SELECT count(*) FROM kept_form"), BIND()) >= KEPT_FORMS_MAX)
        return false;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO kept_form (secret_digest, path, typed, at) VALUES ($1, $2, $3, $4)"),
                BIND(digest(change->at.arena, secret), path, typed, change->at.now));
    return true;
}

NamedTexts kept_form_find(Snapshot *at, Text secret, Text path)
{
    NamedTexts values = {0};
    Rows *row = store_row(at, SQL("SELECT typed, at FROM kept_form WHERE secret_digest = $1 AND path = $2"),
                          BIND(digest(at->arena, secret), path));
    if (!row || instant_passed(instant_plus(row_instant(row, 1), KEPT_FORM_LIFE_US), at->now)) return values;
    form_read_query(at->arena, NULL, row_text(row, 0), &values);
    return values;
}

bool kept_form_remove(Change *change, Text secret, Text path)
{
    return store_write(change, NOT_A_DECISION,
                       SQL("DELETE FROM kept_form WHERE secret_digest = $1 AND path = $2"),
                       BIND(digest(change->at.arena, secret), path)) == 1;
}

static bool expire(Change *change, void *context)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM operation WHERE at < $1"),
                BIND(instant_plus(change->at.now, -OPERATION_LIFE_US)));
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM kept_form WHERE at < $1"),
                BIND(instant_plus(change->at.now, -KEPT_FORM_LIFE_US)));
    push_relay_expire(change);
    return true;
}

void keep_expire(Store *store, const Settings *settings, Arena *arena)
{
    store_change(store, arena, (AccountId){0}, expire, NULL);
}
