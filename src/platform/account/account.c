/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include "base/random.h"

#include <assert.h>

enum { NAME_CHARACTERS_MAX = 120 };

/* The columns that account_of_row reads, in its order. */
#define ACCOUNT_COLUMNS                                                                                      \
    "a.key, a.name, a.address, a.language, a.zone, a.created, a.confirmed, a.password, a.demonstration"

static Account account_of_row(const Rows *row)
{
    Account account = {
        .id = {row_int(row, 0)},
        .name = row_text(row, 1),
        .address = row_text(row, 2),
        .zone = row_text(row, 4),
        .created = row_instant(row, 5),
        .confirmed = !row_is_null(row, 6),
        .has_password = row_text(row, 7).size > 0,
        .demonstration = row_int(row, 8) == 1,
    };
    language_from_code(row_text(row, 3), &account.language);
    return account;
}

static bool find_one(const Rows *row, Account *account)
{
    if (row) *account = account_of_row(row);
    return row != NULL;
}

bool account_find(Snapshot *at, AccountId id, Account *account)
{
    return find_one(store_row(at, SQL("SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.key = $1"),
                              BIND(id)),
                    account);
}

bool account_find_by_address(Snapshot *at, Text address, Account *account)
{
    Text key = address_key(at->arena, address);
    return find_one(store_row(at, SQL("SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.address_key = $1"),
                              BIND(key)),
                    account);
}

static bool account_matches(Arena *arena, const Account *account, Text part_key)
{
    return text_find(address_key(arena, account->name), part_key) >= 0 ||
           text_find(address_key(arena, account->address), part_key) >= 0;
}

Accounts account_search(Snapshot *at, Text part, size_t most)
{
    Accounts found = {0};
    Text key = address_key(at->arena, part);
    Rows *rows =
        store_rows(at, SQL("SELECT " ACCOUNT_COLUMNS " FROM account a ORDER BY a.name, a.key"), BIND());
    while (found.count < most && rows_next(rows)) {
        Account account = account_of_row(rows);
        if (account_matches(at->arena, &account, key)) *LIST_ADD(at->arena, &found) = account;
    }
    return found;
}

int64_t account_count(Snapshot *at)
{
    return store_count(at, SQL("SELECT count(*) FROM account"), BIND());
}

static bool has_control(Text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f) return true;
    return false;
}

static void check_name(Text name, Problems *problems)
{
    if (!name.size) problems_add(problems, TEXT("name"), M("Enter your name."));
    else if (text_length(name) > NAME_CHARACTERS_MAX)
        problems_add(problems, TEXT("name"),
                     M("The name is too long: at most {n} characters.",
                       WITH_NUMBER("n", NAME_CHARACTERS_MAX)));
    else if (has_control(name)) problems_add(problems, TEXT("name"), M("Write the name on one line."));
}

void account_check_draft(Arena *arena, AccountDraft *draft, Problems *problems)
{
    Language language;
    draft->name = text_normalise(arena, text_trim(draft->name));
    draft->address = text_normalise(arena, text_trim(draft->address));
    check_name(draft->name, problems);
    if (!address_is_good(draft->address))
        problems_add(problems, TEXT("address"), M("Enter an e-mail address, such as name@example.org."));
    if (draft->language.size && !language_from_code(draft->language, &language))
        problems_add(problems, TEXT("language"), M("Choose one of the languages."));
    if (draft->zone.size && !zone_is_known(draft->zone))
        problems_add(problems, TEXT("zone"), M("Choose a time zone from the list, such as Asia/Seoul."));
}

AccountId account_ensure(Change *change, Text name, Text address, Language language)
{
    Account there;
    if (account_find_by_address(&change->at, address, &there)) return there.id;
    Arena *arena = change->at.arena;
    AccountId id = {random_key()};
    Text typed = text_normalise(arena, text_trim(address));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO account (key, name, address, address_key, password, language, zone,"
                    " created, demonstration) VALUES ($1, $2, $3, $4, '', $5, '', $6, 0)"),
                BIND(id, text_normalise(arena, text_trim(name)), typed, address_key(arena, typed),
                     language_code(language), change->at.now));
    return id;
}

void account_set_profile(Change *change, AccountId account, Text name, Language language, Text zone)
{
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE account SET name = $2, language = $3, zone = $4 WHERE key = $1"),
                BIND(account, name, language_code(language), zone));
}

bool account_confirm_address(Change *change, AccountId account, Text address)
{
    Account there;
    if (account_find_by_address(&change->at, address, &there) && there.id.key != account.key) return false;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE account SET address = $2, address_key = $3, confirmed = $4 WHERE key = $1"),
                BIND(account, address, address_key(change->at.arena, address), change->at.now));
    return true;
}

void account_set_demonstration(Change *change, AccountId account)
{
    store_write(change, NOT_A_DECISION, SQL("UPDATE account SET demonstration = 1 WHERE key = $1"),
                BIND(account));
}

void account_set_password(Change *change, AccountId account, Text hash)
{
    store_write(change, NOT_A_DECISION, SQL("UPDATE account SET password = $2 WHERE key = $1"),
                BIND(account, hash));
}

Text account_password_hash(Snapshot *at, AccountId account)
{
    Rows *row = store_row(at, SQL("SELECT password FROM account WHERE key = $1"), BIND(account));
    return row ? row_text(row, 0) : TEXT("");
}
