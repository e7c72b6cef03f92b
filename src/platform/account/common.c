/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/common.h"

enum { AROUND_MOST = 8 }; /* digits and signs around a word that do not make it harder */

/* What heads the published lists of leaked passwords, the short ones as stems ("welcome2026!"). */
static const char *const words[] = {
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "passwort",
    "passwordpassword",
    "mypassword",
    "newpassword",
    "changeme",
    "changeit",
    "letmein",
    "letmeinplease",
    "welcome",
    "welcometo",
    "admin",
    "administrator",
    "root",
    "toor",
    "user",
    "guest",
    "test",
    "testtest",
    "testing",
    "default",
    "secret",
    "topsecret",
    "hello",
    "helloworld",
    "hallo",
    "hallohallo",
    "iloveyou",
    "iloveyousomuch",
    "ichliebedich",
    "saranghae",
    "tkfkdgo",
    "schatz",
    "sommer",
    "winter",
    "fruehling",
    "herbst",
    "summer",
    "spring",
    "autumn",
    "monkey",
    "dragon",
    "master",
    "shadow",
    "sunshine",
    "princess",
    "football",
    "fussball",
    "baseball",
    "basketball",
    "soccer",
    "superman",
    "batman",
    "spiderman",
    "starwars",
    "pokemon",
    "trustno",
    "whatever",
    "computer",
    "internet",
    "google",
    "facebook",
    "samsung",
    "apple",
    "microsoft",
    "windows",
    "linkedin",
    "michael",
    "jennifer",
    "charlie",
    "jordan",
    "liverpool",
    "chelsea",
    "arsenal",
    "bayern",
    "borussia",
    "berlin",
    "deutschland",
    "hamburg",
    "seoul",
    "korea",
    "daehan",
    "daehanminguk",
    "dkssudgktpdy",
    "dkssud",
    "qlalfqjsgh",
    "rkskekfk",
    "madang",
    "prize",
    "qwerty",
    "qwertz",
    "qwert",
    "qwertyqwerty",
    "asdf",
    "asdfasdf",
    "asdfghjkl",
    "zxcvbnm",
    "abc",
    "abcabc",
    "abcd",
    "abcdef",
    "abcdefgh",
    "a1b2c3d4e5",
    "a1b2c3",
    "q1w2e3r4",
    "zaq1xsw2cde3",
    "1qaz2wsx3edc",
    "1qaz2wsx",
    "qazwsxedc",
    "q1w2e3r4t5",
    "1q2w3e4r",
    "superstar",
    "unbelievable",
    "correcthorsebatterystaple",
    "donotenter",
    "opensesame",
    "123456123456",
    "1234512345",
    "1234554321",
    "123123123123",
    "1020304050",
    "0102030405",
    "1357924680",
    "147258369",
    "1472583690",
    "159753",
    "3141592653",
    "0000012345",
    "11223344",
    "1122334455",
    "112233445566",
    "987654321",
    "qwer",
    "qwerasdf",
    "qwerasdfzxcv",
    "asdfqwer",
    "zxcvasdf",
    "passpass",
    "access",
    "login",
    "loginlogin",
    "system",
    "server",
    "manager",
    "office",
    "company",
};

/* Rows and diagonals of keyboards, the alphabet, the digits: any run along them is guessed first. */
static const char *const tracks[] = {
    "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "01234567890123456789",
    "98765432109876543210",       "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
    "qwertyuiop[]asdfghjkl;'",    "1q2w3e4r5t6y7u8i9o0p",       "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn",   "!@#$%^&*()_+",
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static Text without_around(Text password)
{
    size_t start = 0, end = password.size;
    while (start < end && !is_letter(password.at[start])) start++;
    while (end > start && !is_letter(password.at[end - 1])) end--;
    return text_slice(password, start, end - start);
}

static bool is_listed(Text password)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is_c(password, words[i])) return true;
    for (size_t i = 0; i < sizeof tracks / sizeof *tracks; i++)
        if (password.size && text_find(text_of(tracks[i]), password) >= 0) return true;
    return false;
}

bool password_is_common(Text password)
{
    Text core = without_around(password);
    if (is_listed(password)) return true;
    return core.size && core.size + AROUND_MOST >= password.size && is_listed(core);
}
