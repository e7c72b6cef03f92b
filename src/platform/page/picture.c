/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/picture.h"

#include <assert.h>

enum {
    PITCH = 10, /* from square to square, in units of the view box */
    SIDE = 8,
    SIDE_MAX = 10000,
    THINGS_MAX = 1000, /* squares in one picture */
    WEEKS_IN_A_ROW = 8,
    BAR_COLUMNS = 40,
    CHART_ROWS = 60,
    MARK_WIDTH = 200,
    MARK_SIDE = 8,
    MONTHS_NAMED_MAX = 5,
    MONTH_ROOM_TENTHS = 160, /* of the width: what a name with its year takes on a phone */
    MONTH_LAST_TENTHS = 920
};

int64_t picture_unit(int64_t things)
{
    int64_t unit = 1;
    while (things > THINGS_MAX * unit) unit *= 10;
    return unit;
}

int64_t picture_squares(int64_t things, int64_t unit)
{
    return things <= 0 ? 0 : (things - 1) / unit + 1;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The least n with n × n × 3 ≥ squares × 5: the columns of a block that is a little wider than high. */
static int64_t block_columns(int64_t squares)
{
    int64_t columns = 1;
    while (columns * columns * 3 < squares * 5) columns++;
    return columns;
}

Grid grid_make(Arena *arena, int64_t columns, int64_t rows)
{
    assert(columns >= 1 && columns <= SIDE_MAX && rows >= 1 && rows <= SIDE_MAX);
    return (Grid){arena, columns, rows, ARENA_MANY(arena, (size_t)(columns * rows), unsigned char)};
}

void grid_put(Grid *grid, int64_t column, int64_t row, SquareKind kind)
{
    assert(column >= 0 && column < grid->columns && row >= 0 && row < grid->rows);
    grid->cells[row * grid->columns + column] = (unsigned char)kind;
}

static void draw_row(const Grid *grid, int64_t row, SquareKind kind, TextBuffer *path)
{
    const unsigned char *cells = grid->cells + row * grid->columns;
    for (int64_t at = 0; at < grid->columns; at++) {
        int64_t begin = at;
        while (at < grid->columns && cells[at] == kind) at++;
        if (at == begin) continue;
        buffer_add_char(path, 'M');
        buffer_add_int(path, begin * PITCH);
        buffer_add_char(path, ' ');
        buffer_add_int(path, row * PITCH + SIDE / 2);
        buffer_add_char(path, 'h');
        buffer_add_int(path, (at - begin) * PITCH - (PITCH - SIDE));
    }
}

static void set_shown_size(Picture *picture, int64_t tenths)
{
    picture->shown_width = larger(1, picture->width * tenths / 10);
    picture->shown_height = larger(1, picture->height * tenths / 10);
}

Picture grid_draw(const Grid *grid, int64_t tenths)
{
    Picture picture = {.width = grid->columns * PITCH - (PITCH - SIDE),
                       .height = grid->rows * PITCH - (PITCH - SIDE)};
    set_shown_size(&picture, tenths);
    bool is_there[SQUARE_KINDS] = {false};
    for (int64_t i = 0; i < grid->columns * grid->rows; i++) is_there[grid->cells[i]] = true;
    for (SquareKind kind = SQUARE_FIRST; kind < SQUARE_KINDS; kind++) {
        TextBuffer path = {.arena = grid->arena};
        for (int64_t row = 0; is_there[kind] && row < grid->rows; row++) draw_row(grid, row, kind, &path);
        picture.runs[kind] = buffer_text(&path);
    }
    return picture;
}

Amount *amount_add(Arena *arena, Amounts *amounts, SquareKind kind, int64_t count, Message label)
{
    Amount *amount = LIST_ADD(arena, amounts);
    *amount = (Amount){.kind = kind, .count = count, .label = label};
    return amount;
}

int64_t amounts_sum(const Amounts *amounts)
{
    int64_t sum = 0;
    for (size_t i = 0; i < amounts->count; i++) sum += amounts->at[i].count;
    return sum;
}

int64_t amounts_of(const Amounts *amounts, SquareKind kind)
{
    int64_t sum = 0;
    for (size_t i = 0; i < amounts->count; i++)
        if (amounts->at[i].kind == kind) sum += amounts->at[i].count;
    return sum;
}

static int64_t amounts_squares(const Amounts *amounts, int64_t unit)
{
    int64_t squares = 0;
    for (size_t i = 0; i < amounts->count; i++) squares += picture_squares(amounts->at[i].count, unit);
    return squares;
}

Progress progress_make(Arena *arena, const Amounts *amounts, int64_t columns)
{
    assert(columns >= 1);
    int64_t unit = picture_unit(amounts_sum(amounts));
    int64_t squares = larger(1, amounts_squares(amounts, unit)), at = 0;
    columns = smaller(columns, squares);
    Grid grid = grid_make(arena, columns, (squares - 1) / columns + 1);
    for (size_t i = 0; i < amounts->count; i++) {
        int64_t many = picture_squares(amounts->at[i].count, unit);
        for (int64_t n = 0; n < many; n++, at++)
            grid_put(&grid, at % columns, at / columns, amounts->at[i].kind);
    }
    return (Progress){.picture = grid_draw(&grid, 18), .key = *amounts, .unit = unit};
}

/* The ring. Its depth is D squares of a court of 23 D by 12 D; one walks round the yard, from the
 * gate's left post over the west and the north to its right post, in 60 D slices of D cells. */
enum { RING_COLUMNS = 23, RING_ROWS = 12, RING_SLICES = 60, GATE_FROM = 2, GATE_TO = 8 };

typedef struct {
    int64_t column, row;
} Cell;

static Cell ring_cell(int64_t depth, int64_t slice, int64_t layer)
{
    int64_t columns = RING_COLUMNS * depth, rows = RING_ROWS * depth, side = rows - 2 * depth;
    int64_t south_west = GATE_FROM * depth, bottom = rows - 1 - layer;
    if (slice < south_west) return (Cell){south_west - 1 - slice, bottom};
    slice -= south_west;
    if (slice < side) return (Cell){layer, rows - depth - 1 - slice};
    slice -= side;
    if (slice < columns) return (Cell){slice, layer};
    slice -= columns;
    if (slice < side) return (Cell){columns - 1 - layer, depth + slice};
    slice -= side;
    return (Cell){columns - 1 - slice, bottom};
}

static int64_t ring_depth(int64_t squares)
{
    int64_t depth = 1;
    while (RING_SLICES * depth * depth < squares) depth++;
    return depth;
}

/* The places of the awards stand in the yard's right part, as far apart as they can; where they don't
 * fit, the table alone says how many they are. */
static void put_places(Grid *grid, int64_t depth, int64_t places)
{
    int64_t wide = 7 * depth - 1, high = 6 * depth;
    int64_t step = places * 4 <= wide * high ? 2 : 1;
    int64_t columns = smaller((wide - 1) / step + 1, larger(1, block_columns(places) + places / 15));
    int64_t rows = (places - 1) / columns + 1;
    if (rows * step > high) return;
    int64_t left = 15 * depth + (wide - columns * step) / 2, top = 3 * depth + (high - rows * step) / 2;
    for (int64_t i = 0; i < places; i++)
        grid_put(grid, left + i % columns * step, top + i / columns * step, SQUARE_EMPTY);
}

static Picture draw_ring(Arena *arena, const SquareKind *squares, int64_t count, int64_t places)
{
    int64_t depth = ring_depth(count), slices = RING_SLICES * depth, slice_before = -1, layer = 0;
    Grid grid = grid_make(arena, RING_COLUMNS * depth, RING_ROWS * depth);
    for (int64_t i = 0; i < count; i++) {
        int64_t slice = i * slices / count;
        layer = slice == slice_before ? layer + 1 : 0;
        slice_before = slice;
        Cell cell = ring_cell(depth, slice, layer);
        grid_put(&grid, cell.column, cell.row, squares[i]);
    }
    if (places > 0) put_places(&grid, depth, places);
    return grid_draw(&grid, 27);
}

static Picture draw_block(Arena *arena, const SquareKind *squares, int64_t count, int64_t columns)
{
    Grid grid = grid_make(arena, columns, larger(1, (count - 1) / columns + 1));
    for (int64_t i = 0; i < count; i++) grid_put(&grid, i % columns, i / columns, squares[i]);
    return grid_draw(&grid, 10);
}

/* One square for `unit` things: the kind that is most behind with its squares, so that each kind has its
 * share of them and stays where it came. */
static void gather_squares(const SquareKind *kinds, int64_t count, int64_t unit, SquareKind *squares)
{
    int64_t owed[SQUARE_KINDS] = {0};
    for (int64_t i = 0; i < count; i++) {
        owed[kinds[i]]++;
        bool is_full = i % unit == unit - 1 || i == count - 1;
        if (!is_full) continue;
        SquareKind most = SQUARE_FIRST;
        for (SquareKind kind = SQUARE_FIRST; kind < SQUARE_KINDS; kind++)
            if (owed[kind] > owed[most]) most = kind;
        squares[i / unit] = most;
        owed[most] -= unit;
    }
}

static Amounts court_key(Arena *arena, const SquareKind *kinds, int64_t count, int64_t places,
                         const Message labels[static SQUARE_KINDS])
{
    int64_t counts[SQUARE_KINDS] = {[SQUARE_EMPTY] = places};
    for (int64_t i = 0; i < count; i++) counts[kinds[i]]++;
    Amounts key = {0};
    for (SquareKind kind = SQUARE_FIRST; kind < SQUARE_KINDS; kind++) {
        int64_t further = kind == SQUARE_FIRST    ? count - counts[kind]
                          : kind == SQUARE_SECOND ? counts[SQUARE_LIT]
                                                  : 0;
        if (counts[kind] && labels[kind].english)
            amount_add(arena, &key, kind, counts[kind] + further, labels[kind]);
    }
    return key;
}

Court court_make(Arena *arena, const SquareKind *kinds, int64_t count, int64_t places,
                 const Message labels[static SQUARE_KINDS])
{
    int64_t unit = picture_unit(count), many = picture_squares(count, unit);
    SquareKind *squares = ARENA_MANY(arena, (size_t)many + 1, SquareKind);
    gather_squares(kinds, count, unit, squares);
    int64_t columns = many > 300 ? 48 : 30, beside = columns / 2;
    int64_t behind = many / 4 / beside * beside;
    return (Court){.ring = draw_ring(arena, squares, many, picture_squares(places, unit)),
                   .above = draw_block(arena, squares, many - behind, columns),
                   .below = draw_block(arena, squares + (many - behind), behind, beside),
                   .key = court_key(arena, kinds, count, places, labels),
                   .unit = unit};
}

static void light_places(Arena *arena, Picture *picture)
{
    picture->runs[SQUARE_LIT] = text_join(arena, picture->runs[SQUARE_LIT], picture->runs[SQUARE_EMPTY]);
    picture->runs[SQUARE_EMPTY] = TEXT("");
}

void court_light(Arena *arena, Court *court)
{
    Amounts key = {0};
    light_places(arena, &court->ring);
    light_places(arena, &court->above);
    light_places(arena, &court->below);
    for (size_t i = 0; i < court->key.count; i++)
        if (court->key.at[i].kind != SQUARE_EMPTY) *LIST_ADD(arena, &key) = court->key.at[i];
    court->key = key;
}

FunnelStage *funnel_add(Arena *arena, Funnel *funnel, SquareKind kind, int64_t count, Message label)
{
    FunnelStage *stage = LIST_ADD(arena, &funnel->stages);
    *stage = (FunnelStage){.kind = kind, .count = count, .label = label};
    return stage;
}

/* Filled from the ground, so that an unfinished row is the top one. */
static Picture draw_stage(Arena *arena, const FunnelStage *stage, int64_t unit, int64_t width)
{
    int64_t squares = picture_squares(stage->count, unit), columns = smaller(width, block_columns(squares));
    int64_t rows = larger(1, (squares - 1) / columns + 1);
    Grid grid = grid_make(arena, width, rows);
    for (int64_t i = 0; i < squares; i++) grid_put(&grid, i % columns, rows - 1 - i / columns, stage->kind);
    return grid_draw(&grid, 10);
}

void funnel_draw(Arena *arena, Funnel *funnel)
{
    int64_t most = 1;
    for (size_t i = 0; i < funnel->stages.count; i++) most = larger(most, funnel->stages.at[i].count);
    funnel->unit = picture_unit(most);
    int64_t width = larger(10, block_columns(picture_squares(most, funnel->unit)));
    for (size_t i = 0; i < funnel->stages.count; i++) {
        FunnelStage *stage = &funnel->stages.at[i];
        stage->picture = draw_stage(arena, stage, funnel->unit, width);
    }
}

static int64_t weeks_between(Instant from, Instant to)
{
    int64_t week = 7 * DAY_US, length = to.us - from.us;
    return length <= 0 ? 0 : (length - 1) / week + 1;
}

static StepState step_state(Instant begins, Instant ends, Instant now)
{
    if (instant_passed(ends, now)) return STEP_PAST;
    return instant_passed(begins, now) ? STEP_NOW : STEP_NEXT;
}

static Picture draw_weeks(Arena *arena, const Step *step, Instant now)
{
    int64_t weeks = smaller(THINGS_MAX, larger(1, weeks_between(step->begins, step->ends)));
    int64_t here = step->state == STEP_PAST  ? weeks
                   : step->state == STEP_NOW ? larger(1, weeks_between(step->begins, now)) - 1
                                             : -1;
    int64_t columns = smaller(weeks, larger(WEEKS_IN_A_ROW, (weeks - 1) / 6 + 1));
    Grid grid = grid_make(arena, columns, (weeks - 1) / columns + 1);
    for (int64_t week = 0; week < weeks; week++)
        grid_put(&grid, week % columns, week / columns,
                 week < here    ? SQUARE_FIRST
                 : week == here ? SQUARE_LIT
                                : SQUARE_EMPTY);
    return grid_draw(&grid, 16);
}

Step *steps_add(Arena *arena, Steps *steps, Message label, Instant begins, Instant ends, Instant now)
{
    Step *step = LIST_ADD(arena, &steps->steps);
    *step = (Step){.state = step_state(begins, ends, now), .label = label, .begins = begins, .ends = ends};
    step->picture = draw_weeks(arena, step, now);
    return step;
}

Column *chart_add(Arena *arena, Chart *chart)
{
    Column *column = LIST_ADD(arena, &chart->columns);
    column->day = INSTANT_NEVER;
    return column;
}

static void chart_sum(Chart *chart)
{
    chart->total = chart->highest = 0;
    for (size_t k = 0; k < chart->key.count; k++) chart->key.at[k].count = 0;
    for (size_t i = 0; i < chart->columns.count; i++) {
        const Amounts *amounts = &chart->columns.at[i].amounts;
        int64_t sum = amounts_sum(amounts);
        chart->total += sum;
        if (sum > chart->highest) chart->highest = sum, chart->highest_index = i;
        for (size_t k = 0; k < chart->key.count; k++)
            chart->key.at[k].count += amounts_of(amounts, chart->key.at[k].kind);
    }
}

static int64_t chart_rows(const Chart *chart)
{
    int64_t rows = 1;
    for (size_t i = 0; i < chart->columns.count; i++)
        rows = larger(rows, amounts_squares(&chart->columns.at[i].amounts, chart->unit));
    return rows;
}

static int64_t month_of(Arena *arena, const Chart *chart, size_t column)
{
    Text civil = instant_to_civil(arena, chart->columns.at[column].day, chart->zone);
    int64_t year = 0, month = 0;
    text_to_int(text_slice(civil, 0, 4), &year);
    text_to_int(text_slice(civil, 5, 2), &month);
    return year * 12 + month - 1;
}

static void add_month(Arena *arena, Chart *chart, size_t column, bool has_year)
{
    *LIST_ADD(arena, &chart->months) = (MonthTick){.day = chart->columns.at[column].day,
                                                   .tenths = (int64_t)(column * 1000 / chart->columns.count),
                                                   .has_year = has_year};
}

/* Names every month, or as many as find room: a begun one at the edge gives way to the next. */
static void chart_add_months(Arena *arena, Chart *chart)
{
    size_t count = chart->columns.count;
    if (!count || !instant_is_set(chart->columns.at[0].day)) return;
    int64_t first = month_of(arena, chart, 0), before = first;
    int64_t every = (month_of(arena, chart, count - 1) - first) / MONTHS_NAMED_MAX + 1;
    add_month(arena, chart, 0, true);
    for (size_t i = 1; i < count; i++) {
        int64_t month = month_of(arena, chart, i);
        bool has_room = i * 1000 / count <= MONTH_LAST_TENTHS;
        if (month != before && (month - first) % every == 0 && has_room) {
            if (chart->months.count == 1 && i * 1000 / count < MONTH_ROOM_TENTHS) chart->months.count = 0;
            add_month(arena, chart, i, month % 12 == 0 || !chart->months.count);
        }
        before = month;
    }
}

void chart_draw(Arena *arena, Chart *chart)
{
    chart_sum(chart);
    chart_add_months(arena, chart);
    chart->unit = picture_unit(chart->total);
    while (chart_rows(chart) > CHART_ROWS) chart->unit *= 10;
    int64_t columns = larger(1, (int64_t)chart->columns.count), rows = chart_rows(chart);
    Grid grid = grid_make(arena, columns, rows);
    for (int64_t column = 0; column < (int64_t)chart->columns.count; column++) {
        const Amounts *amounts = &chart->columns.at[column].amounts;
        int64_t row = rows;
        for (size_t a = 0; a < amounts->count; a++)
            for (int64_t n = picture_squares(amounts->at[a].count, chart->unit); n > 0; n--)
                grid_put(&grid, column, --row, amounts->at[a].kind);
    }
    chart->picture = grid_draw(&grid, columns > 60 ? 10 : 16);
}

Bar *bars_add(Arena *arena, Bars *bars, Message label, int64_t count)
{
    Bar *bar = LIST_ADD(arena, &bars->bars);
    *bar = (Bar){.label = label, .count = count};
    return bar;
}

void bars_draw(Arena *arena, Bars *bars)
{
    int64_t most = 0;
    bars->total = 0;
    for (size_t i = 0; i < bars->bars.count; i++) {
        bars->total += bars->bars.at[i].count;
        most = larger(most, bars->bars.at[i].count);
    }
    bars->unit = picture_unit(bars->total);
    int64_t squares_max = larger(1, picture_squares(most, bars->unit));
    int64_t rows = (squares_max - 1) / BAR_COLUMNS + 1, columns = (squares_max - 1) / rows + 1;
    for (size_t i = 0; i < bars->bars.count; i++) {
        Grid grid = grid_make(arena, columns, rows);
        int64_t squares = picture_squares(bars->bars.at[i].count, bars->unit);
        for (int64_t n = 0; n < squares; n++) grid_put(&grid, n / rows, n % rows, SQUARE_FIRST);
        bars->bars.at[i].picture = grid_draw(&grid, 12);
    }
}

/* The left edge of a mark of MARK_SIDE, or the line's place, on the scale. */
static int64_t place_on_scale(Decimal value, Decimal from, Decimal to, int64_t width)
{
    int64_t length = to.thousandths - from.thousandths, at = value.thousandths - from.thousandths;
    if (length <= 0) return 0;
    return at <= 0 ? 0 : at >= length ? width : at * width / length;
}

Mark mark_make(Decimal mark, Decimal from, Decimal to, const Decimal *line)
{
    Mark made = {.mark = mark, .from = from, .to = to, .has_line = line != NULL};
    made.mark_x = place_on_scale(mark, from, to, MARK_WIDTH - MARK_SIDE);
    if (!line) return made;
    made.line = *line;
    made.line_x = MARK_SIDE / 2 + place_on_scale(*line, from, to, MARK_WIDTH - MARK_SIDE);
    return made;
}

void mark_add_span(Mark *mark, Decimal low, Decimal high)
{
    mark->has_span = true;
    mark->low = low;
    mark->high = high;
    mark->low_x = MARK_SIDE / 2 + place_on_scale(low, mark->from, mark->to, MARK_WIDTH - MARK_SIDE);
    mark->high_x = MARK_SIDE / 2 + place_on_scale(high, mark->from, mark->to, MARK_WIDTH - MARK_SIDE);
}

void mark_add_other(Mark *mark, Decimal other)
{
    mark->has_other = true;
    mark->other = other;
    mark->other_x = 1 + place_on_scale(other, mark->from, mark->to, MARK_WIDTH - MARK_SIDE);
}

DigitList digits_split(Arena *arena, Language language, int64_t number)
{
    DigitList digits = {0};
    Text written = number_write(arena, language, number);
    for (size_t i = 0; i < written.size;) {
        size_t end = i + 1;
        while (end < written.size && ((unsigned char)written.at[end] & 0xC0) == 0x80) end++;
        bool is_digit = written.at[i] >= '0' && written.at[i] <= '9';
        *LIST_ADD(arena, &digits) = (Digit){text_slice(written, i, end - i), !is_digit};
        i = end;
    }
    return digits;
}
