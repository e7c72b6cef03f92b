/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_rules.h"

#include "audience.h"

#include <string.h>

typedef enum { WORD, NUMBER, STRING, SYMBOL, END } Kind;
typedef struct {
    Kind kind;
    Text text; /* a word in lower case */
    int line, depth;
    Text comment; /* the rest of the line, where a comment follows */
} Token;
typedef LIST(Token) Tokens;

typedef struct {
    Arena *arena;
    Tokens tokens;
    const SqlColumns *columns;
    SqlRefusals found;
} Lint;

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t size_while(Text rest, bool letters)
{
    size_t size = 1;
    while (size < rest.size && (is_digit(rest.at[size]) || (letters && is_letter(rest.at[size])))) size++;
    return size;
}

static size_t size_of_quoted(Text rest)
{
    for (size_t size = 1; size < rest.size; size++) {
        if (rest.at[size] == rest.at[0]) return size + 1;
    }
    return rest.size;
}

static size_t size_of_symbol(Text rest)
{
    static const char *const pairs[] = {"::", "==", "<=", ">=", "<>", "!=", "||", "->"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (text_starts(rest, text_of(pairs[i]))) return 2;
    }
    return 1;
}

static Kind measure(Text rest, size_t *size)
{
    if (is_letter(rest.at[0])) return *size = size_while(rest, true), WORD;
    if (is_digit(rest.at[0])) return *size = size_while(rest, false), NUMBER;
    if (rest.at[0] == '$') return *size = size_while(rest, false), NUMBER;
    if (rest.at[0] == '\'') return *size = size_of_quoted(rest), STRING;
    return *size = size_of_symbol(rest), SYMBOL;
}

static Tokens tokens_of(Arena *arena, Text sql)
{
    Tokens tokens = {0};
    int line = 1, depth = 0;
    for (size_t size; sql.size; sql = text_from(sql, size)) {
        size = 1;
        if (sql.at[0] == '\n') line++;
        if (strchr(" \t\r\n", sql.at[0])) continue;
        if (text_starts(sql, TEXT("--"))) {
            Text rest = sql, comment = text_next(&rest, '\n');
            if (tokens.count && tokens.at[tokens.count - 1].line == line)
                tokens.at[tokens.count - 1].comment = comment;
            size = comment.size;
            continue;
        }
        Kind kind = measure(sql, &size);
        Text text = text_lower_ascii(arena, text_slice(sql, 0, size));
        if (text_is_c(text, ")")) depth--;
        *LIST_ADD(arena, &tokens) = (Token){kind, text, line, depth};
        if (text_is_c(text, "(")) depth++;
    }
    *LIST_ADD(arena, &tokens) = (Token){.kind = END, .line = line};
    tokens.count--;
    return tokens;
}

/* Beyond the ends there is the end. */
static const Token *at(const Lint *lint, size_t i)
{
    static const Token none = {.kind = END};
    return i < lint->tokens.count ? &lint->tokens.at[i] : &none;
}

static bool is(const Lint *lint, size_t i, const char *text)
{
    return text_is_c(at(lint, i)->text, text);
}

static bool is_one_of(Text text, const char *words)
{
    Text rest = text_of(words);
    while (rest.size) {
        if (text_is(text_next(&rest, ' '), text)) return true;
    }
    return false;
}

static bool is_among(const Lint *lint, size_t i, const char *words)
{
    return at(lint, i)->text.size && is_one_of(at(lint, i)->text, words);
}

static void refuse(Lint *lint, size_t i, const char *rule, const char *why)
{
    *LIST_ADD(lint->arena, &lint->found) = (SqlRefusal){rule, why, at(lint, i)->line, at(lint, i)->text};
}

/* ---- words */

static void check_words(Lint *lint, size_t i)
{
    static const char words[] =
        "like ilike glob regexp similar ifnull nvl isnull notnull autoincrement serial "
        "bigserial rowid pragma now current_timestamp current_date current_time datetime "
        "strftime julianday random group_concat string_agg greatest least deferrable "
        "strict boolean varchar datetime2 printf format iif total instr strpos position";
    if (is_among(lint, i, words) && !is(lint, i + 1, ".") && !(i && is(lint, i - 1, ".")))
        refuse(lint, i, "word", "it differs between the engines, or one lacks it");
    if (at(lint, i)->kind == SYMBOL && is_among(lint, i, ":: == ? ` [ \" -> @ #"))
        refuse(lint, i, "symbol", "only one engine knows it");
    if (is(lint, i, "for") && is(lint, i + 1, "update")) refuse(lint, i, "for update", "SQLite lacks it");
    if (is(lint, i, "or") && is_among(lint, i + 1, "replace ignore abort fail rollback") && i &&
        is_among(lint, i - 1, "insert update"))
        refuse(lint, i, "insert or", "write ON CONFLICT");
    if (is(lint, i, "distinct") && is(lint, i + 1, "on")) refuse(lint, i, "distinct on", "SQLite lacks it");
    if (is(lint, i, "is") && !is_among(lint, i + 1, "null not distinct"))
        refuse(lint, i, "is", "write IS NOT DISTINCT FROM");
    if (is(lint, i, "is") && is(lint, i + 1, "not") && !is_among(lint, i + 2, "null distinct"))
        refuse(lint, i, "is", "write IS DISTINCT FROM");
    if (is(lint, i, "as") && is_among(lint, i + 1, "integer int int64 int4 double real numeric"))
        refuse(lint, i, "cast", "write CAST(… AS BIGINT) or AS TEXT");
}

/* ---- functions */

static int arguments_of(const Lint *lint, size_t open)
{
    int count = 1, depth = at(lint, open)->depth + 1;
    for (size_t i = open + 1; i < lint->tokens.count && at(lint, i)->depth >= depth; i++)
        count += at(lint, i)->depth == depth && is(lint, i, ",");
    return count;
}

static void check_functions(Lint *lint, size_t i)
{
    if (!is(lint, i + 1, "(") || at(lint, i)->kind != WORD) return;
    if (is_among(lint, i, "max min") && arguments_of(lint, i + 1) > 1)
        refuse(lint, i, "max of two", "write CASE WHEN a > b THEN a ELSE b END");
    bool is_cast = i >= 2 && is(lint, i - 1, "(") && is(lint, i - 2, "cast");
    if (is_among(lint, i, "sum avg") && !is_cast)
        refuse(lint, i, "sum", "PostgreSQL's is numeric: write CAST(sum(x) AS BIGINT)");
}

/* ---- conditions */

/* The end of a plain or qualified column at i, or i if there is none. */
static size_t end_of_column(const Lint *lint, size_t i)
{
    if (at(lint, i)->kind != WORD || is_among(lint, i, "true not exists case null select")) return i;
    if (is(lint, i + 1, ".") && at(lint, i + 2)->kind == WORD) i += 2;
    return is(lint, i + 1, "(") ? i : i + 1;
}

static bool is_of_between(const Lint *lint, size_t and)
{
    int depth = at(lint, and)->depth;
    for (size_t i = and; i-- > 0 && at(lint, i)->depth >= depth;) {
        if (at(lint, i)->depth > depth) continue;
        if (is(lint, i, "between")) return true;
        if (is_among(lint, i, "and or where when on")) return false;
    }
    return false;
}

static void check_conditions(Lint *lint, size_t i)
{
    if (!is_among(lint, i, "where and or when on not having")) return;
    if (is(lint, i, "and") && is_of_between(lint, i)) return;
    if (is(lint, i, "not") && i && is(lint, i - 1, "is")) return;
    if (is(lint, i, "on") && is_among(lint, i + 1, "conflict delete update")) return;
    if (is(lint, i, "on") && is_among(lint, 1, "index unique")) return;
    size_t end = at(lint, i + 1)->kind == NUMBER ? i + 2 : end_of_column(lint, i + 1);
    if (end == i + 1) return;
    bool ends =
        at(lint, end)->kind == END || is_among(lint, end, "and or ) then order group limit ; returning");
    if (ends) refuse(lint, i + 1, "bare condition", "an integer is no condition: write x = 1");
}

/* ---- upserts */

static bool is_target(const Lint *lint, size_t i, int depth)
{
    return at(lint, i)->depth == depth && is(lint, i + 1, "=") && i && is_among(lint, i - 1, "set ,");
}

static void check_update(Lint *lint, size_t i)
{
    static const char plain[] =
        "case when then else end and or not null is in distinct from cast as bigint text "
        "true exists select where between limit excluded coalesce";
    if (!is(lint, i, "do") || !is(lint, i + 1, "update") || !is(lint, i + 2, "set")) return;
    int depth = at(lint, i)->depth;
    for (i += 3; i < lint->tokens.count && !is_among(lint, i, "returning ;"); i++) {
        bool qualified = is(lint, i + 1, ".") || is(lint, i - 1, ".");
        if (at(lint, i)->kind != WORD || qualified || is(lint, i + 1, "(") || is_among(lint, i, plain))
            continue;
        if (!is_target(lint, i, depth))
            refuse(lint, i, "do update", "say which: excluded.column or table.column");
    }
}

static void check_upsert(Lint *lint, size_t i)
{
    bool after_select = false, has_where = false;
    if (!is(lint, i, "on") || !is(lint, i + 1, "conflict")) return;
    for (size_t k = i; k-- > 0 && !is(lint, k, ";");) {
        if (at(lint, k)->depth != at(lint, i)->depth) continue;
        after_select |= is(lint, k, "select");
        has_where |= is(lint, k, "where");
    }
    if (after_select && !has_where)
        refuse(lint, i, "upsert after select", "SQLite takes ON for a join's: write WHERE true before it");
}

/* ---- grouping */

static bool in_group(const Lint *lint, size_t group, Text column)
{
    int depth = at(lint, group)->depth;
    for (size_t i = group + 2; i < lint->tokens.count && at(lint, i)->depth >= depth; i++) {
        if (at(lint, i)->depth == depth && is_among(lint, i, "having order limit ; union")) return false;
        if (text_is(at(lint, i)->text, column)) return true;
    }
    return false;
}

static size_t find_select(const Lint *lint, size_t group)
{
    int depth = at(lint, group)->depth;
    for (size_t i = group; i-- > 0 && at(lint, i)->depth >= depth;) {
        if (at(lint, i)->depth == depth && is(lint, i, "select")) return i;
    }
    return lint->tokens.count;
}

static void check_group(Lint *lint, size_t group)
{
    if (!is(lint, group, "group") || !is(lint, group + 1, "by")) return;
    int depth = at(lint, group)->depth;
    for (size_t i = find_select(lint, group);
         i < group && !(at(lint, i)->depth == depth && is(lint, i, "from")); i++) {
        if (at(lint, i)->depth != depth || !is_among(lint, i, "select ,")) continue;
        size_t end = end_of_column(lint, i + 1);
        bool plain = end > i + 1 && (is_among(lint, end, ", from as") || at(lint, end)->kind == END);
        if (plain && !in_group(lint, group, at(lint, end - 1)->text))
            refuse(lint, i + 1, "group by", "a column that is not grouped by has no one value");
    }
}

/* ---- order */

static bool is_named(const Lint *lint, Text table)
{
    for (size_t i = 0; i < lint->tokens.count; i++) {
        if (text_is(at(lint, i)->text, table)) return true;
    }
    return false;
}

/* A column without a table is any of that name in a table that the statement names. */
static bool may_be_null(const Lint *lint, Text table, Text column)
{
    for (size_t i = 0; i < lint->columns->count; i++) {
        const SqlColumn *known = &lint->columns->at[i];
        bool is_it = table.size ? text_is(known->table, table) : is_named(lint, known->table);
        if (is_it && text_is(known->name, column) && known->may_be_null) return true;
    }
    return false;
}

static void check_order_item(Lint *lint, size_t i)
{
    size_t end = end_of_column(lint, i);
    if (end == i) return;
    Text table = end - i == 3 ? at(lint, i)->text : TEXT("");
    if (is_among(lint, end, "asc desc")) end++;
    bool plain = at(lint, end)->kind == END || is_among(lint, end, ", ) limit ; offset");
    size_t name = table.size ? i + 2 : i;
    if (plain && may_be_null(lint, table, at(lint, name)->text))
        refuse(lint, i, "order by", "NULLs stand at different ends: write NULLS FIRST or NULLS LAST");
}

static void check_order(Lint *lint, size_t i)
{
    if (!is(lint, i, "order") || !is(lint, i + 1, "by")) return;
    int depth = at(lint, i)->depth;
    check_order_item(lint, i + 2);
    for (i += 2; i < lint->tokens.count && at(lint, i)->depth >= depth; i++) {
        if (at(lint, i)->depth > depth) continue;
        if (is_among(lint, i, "limit ;")) return;
        if (is(lint, i, ",")) check_order_item(lint, i + 1);
    }
}

/* ---- schemas */

static bool is_column_start(const Lint *lint, size_t i, size_t open)
{
    if (at(lint, i)->depth != at(lint, open)->depth + 1 || at(lint, i)->kind != WORD) return false;
    if (i != open + 1 && !(is(lint, i - 1, ",") && at(lint, i - 1)->depth == at(lint, i)->depth))
        return false;
    return !is_among(lint, i, "primary unique check foreign constraint");
}

/* What a column's line says behind "-- audience:"; with no column "". */
static Text audience_after(const Lint *lint, size_t i)
{
    for (int line = at(lint, i)->line; i < lint->tokens.count && at(lint, i)->line == line; i++) {
        Text comment = at(lint, i)->comment;
        if (text_starts(comment, TEXT("-- audience:"))) return text_trim(text_from(comment, 12));
    }
    return TEXT("");
}

static void check_table(Lint *lint, size_t create)
{
    size_t open = create + 3;
    if (!is(lint, create, "create") || !is(lint, create + 1, "table")) return;
    if (!is(lint, open, "(")) {
        refuse(lint, create, "create table", "write CREATE TABLE name (");
        return;
    }
    for (size_t i = open + 1; i < lint->tokens.count && at(lint, i)->depth > at(lint, open)->depth; i++) {
        if (!is_column_start(lint, i, open)) continue;
        if (!is_among(lint, i + 1, "int64 text blob double"))
            refuse(lint, i, "type", "the types are INT64, TEXT, BLOB, DOUBLE");
        if (audience_fault(lint->arena, audience_after(lint, i)))
            refuse(lint, i, "audience", "end the line with -- audience: and who may see it");
    }
}

static bool is_not_null(const Lint *lint, size_t i)
{
    int depth = at(lint, i)->depth;
    for (; i < lint->tokens.count && at(lint, i)->depth >= depth; i++) {
        if (at(lint, i)->depth == depth && is(lint, i, ",")) return false;
        if (is(lint, i, "primary") || (is(lint, i, "not") && is(lint, i + 1, "null"))) return true;
    }
    return false;
}

void sql_read_columns(Arena *arena, Text schema, SqlColumns *columns)
{
    Lint lint = {.arena = arena, .tokens = tokens_of(arena, schema)};
    for (size_t create = 0; create < lint.tokens.count; create++) {
        size_t open = create + 3;
        if (!is(&lint, create, "create") || !is(&lint, create + 1, "table") || !is(&lint, open, "("))
            continue;
        for (size_t i = open + 1; i < lint.tokens.count && at(&lint, i)->depth > at(&lint, open)->depth;
             i++) {
            if (is_column_start(&lint, i, open))
                *LIST_ADD(arena, columns) =
                    (SqlColumn){at(&lint, create + 2)->text, at(&lint, i)->text, !is_not_null(&lint, i)};
        }
    }
}

SqlRefusals sql_refusals(Arena *arena, Text sql, const SqlColumns *columns, bool is_schema)
{
    Lint lint = {.arena = arena, .tokens = tokens_of(arena, sql), .columns = columns};
    for (size_t i = 0; i < lint.tokens.count; i++) {
        check_words(&lint, i);
        check_functions(&lint, i);
        if (!is_schema) check_conditions(&lint, i);
        check_update(&lint, i);
        check_upsert(&lint, i);
        check_group(&lint, i);
        check_order(&lint, i);
        if (is_schema) check_table(&lint, i);
    }
    return lint.found;
}
