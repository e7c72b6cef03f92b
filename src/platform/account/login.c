/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/login.h"

#include "base/random.h"
#include "platform/account/secret.h"

static Text cookie_digest(Arena *arena, Text cookie)
{
    return token_digest(arena, "login", cookie);
}

Text login_form_token(Arena *arena, Text cookie)
{
    return text_slice(token_digest(arena, "form", cookie), 0, 32);
}

Text login_open(Change *change, AccountId account, Text user_agent, int64_t idle_us)
{
    Arena *arena = change->at.arena;
    Instant now = change->at.now;
    Device device = device_of(user_agent);
    Text cookie = token_make(arena);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO login (key, account, digest, browser, machine, since, seen, idle, ends)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)"),
                BIND(random_key(), account, cookie_digest(arena, cookie), device.browser, device.machine, now,
                     idle_us, instant_plus(now, LOGIN_LONGEST_US)));
    return cookie;
}

static bool has_ended(const Rows *row, Instant now)
{
    Instant seen = row_instant(row, 3), ends = row_instant(row, 5);
    return instant_passed(ends, now) || instant_passed(instant_plus(seen, row_int(row, 4)), now);
}

bool login_find(Snapshot *at, Text cookie, bool is_loopback, Login *login)
{
    if (!token_is_one(cookie)) return false;
    Rows *row =
        store_row(at,
                  SQL("SELECT l.key, l.account, a.name, l.seen, l.idle, l.ends, a.demonstration, a.zone"
                      " FROM login l JOIN account a ON a.key = l.account WHERE l.digest = $1"),
                  BIND(cookie_digest(at->arena, cookie)));
    if (!row || has_ended(row, at->now)) return false;
    if (row_int(row, 6) == 1 && !is_loopback) return false;
    *login = (Login){.account = {row_int(row, 1)},
                     .name = row_text(row, 2),
                     .zone = row_text(row, 7),
                     .login = row_int(row, 0),
                     .csrf = login_form_token(at->arena, cookie)};
    login->is_stale = instant_passed(instant_plus(row_instant(row, 3), LOGIN_SEEN_STEP_US), at->now);
    return true;
}

void login_touch(Change *change, int64_t login)
{
    store_write(change, NOT_A_DECISION, SQL("UPDATE login SET seen = $2 WHERE key = $1 AND seen < $2"),
                BIND(login, change->at.now));
}

void login_close(Change *change, AccountId account, int64_t login)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM login WHERE account = $1 AND key = $2"),
                BIND(account, login));
}

void login_close_others(Change *change, AccountId account, int64_t but)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM login WHERE account = $1 AND key <> $2"),
                BIND(account, but));
}

void login_close_cookie(Change *change, Text cookie)
{
    if (!token_is_one(cookie)) return;
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM login WHERE digest = $1"),
                BIND(cookie_digest(change->at.arena, cookie)));
}

LoginEntries login_list(Snapshot *at, AccountId account, int64_t here)
{
    LoginEntries entries = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT key, browser, machine, since, seen, idle, ends FROM login"
                                " WHERE account = $1 ORDER BY seen DESC, key DESC"),
                            BIND(account));
    while (rows_next(rows)) {
        Instant seen = row_instant(rows, 4), rested = instant_plus(seen, row_int(rows, 5));
        if (instant_passed(row_instant(rows, 6), at->now) || instant_passed(rested, at->now)) continue;
        *LIST_ADD(at->arena, &entries) = (LoginEntry){.key = row_int(rows, 0),
                                                      .browser = row_text(rows, 1),
                                                      .machine = row_text(rows, 2),
                                                      .since = row_instant(rows, 3),
                                                      .seen = seen,
                                                      .is_here = row_int(rows, 0) == here};
    }
    return entries;
}

/* The first name that a user agent contains; the special before the general, whose name it also says. */
static const char *first_named(Text user_agent, const char *const (*names)[2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_find(user_agent, text_of(names[i][0])) >= 0) return names[i][1];
    return "";
}

Device device_of(Text user_agent)
{
    static const char *const browsers[][2] = {
        {"SamsungBrowser/", "Samsung Internet"},
        {"Whale/", "Whale"},
        {"Edg", "Edge"},
        {"OPR/", "Opera"},
        {"FxiOS/", "Firefox"},
        {"Firefox/", "Firefox"},
        {"CriOS/", "Chrome"},
        {"HeadlessChrome/", "Chrome"},
        {"Chrome/", "Chrome"},
        {"Safari/", "Safari"},
        {"curl/", "curl"},
    };
    static const char *const machines[][2] = {
        {"iPhone", "iPhone"}, {"iPad", "iPad"},    {"Android", "Android"}, {"Windows", "Windows"},
        {"CrOS", "ChromeOS"}, {"Mac OS", "macOS"}, {"Linux", "Linux"},
    };
    return (Device){first_named(user_agent, browsers, sizeof browsers / sizeof *browsers),
                    first_named(user_agent, machines, sizeof machines / sizeof *machines)};
}
