/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "platform/config/settings.h"

enum { READ_OVER_BYTES = 16 << 20 };

static int64_t file_count(const Route *route)
{
    int64_t count = 0;
    for (size_t i = 0; i < PARAMETERS_MAX && route->parameters[i].name; i++)
        count += route->parameters[i].kind == PARAMETER_FILE;
    return count;
}

bool route_takes_files(const Route *route)
{
    return file_count(route) > 0;
}

int64_t exchange_body_max_bytes(const Exchange *exchange)
{
    int64_t urlencoded = 3 * (int64_t)TEXT_TOTAL_MAX_BYTES;
    return file_count(exchange->request.route) * exchange->service->settings->upload_bytes_max + urlencoded;
}

static void begin_form(Exchange *exchange)
{
    const Route *route = exchange->request.route;
    int64_t file_max = exchange->is_lost ? 0 : exchange->service->settings->upload_bytes_max;
    exchange->body_writes_files = route_takes_files(route) && !exchange->is_lost;
    exchange->form = form_new(exchange->arena, exchange->service->store, route,
                              exchange_header(exchange, "Content-Type"), file_max);
}

typedef struct {
    Exchange *exchange;
    Text bytes;
} Piece;

static void read_piece(void *context)
{
    Piece *piece = context;
    Exchange *exchange = piece->exchange;
    if (!exchange->form) begin_form(exchange);
    form_add(exchange->form, piece->bytes.at, piece->bytes.size);
}

bool exchange_body(Exchange *exchange, const char *bytes, size_t size)
{
    int64_t most = exchange_body_max_bytes(exchange);
    exchange->body_bytes += (int64_t)size;
    if (exchange->body_bytes > most && !exchange->is_refused)
        exchange_refuse(exchange, ERROR_TOO_LARGE, true);
    if (exchange->is_refused || exchange_has_answer(exchange))
        return exchange->body_bytes <= most + READ_OVER_BYTES;
    exchange_run(exchange, read_piece, &(Piece){exchange, {bytes, size}});
    return true;
}

static void take_values(Exchange *exchange)
{
    NamedTexts sent = form_values(exchange->form);
    for (size_t i = 0; i < sent.count; i++) *LIST_ADD(exchange->arena, &exchange->own.values) = sent.at[i];
    for (size_t i = 0; i < form_upload_count(exchange->form); i++)
        *LIST_ADD(exchange->arena, &exchange->own.uploads) = form_upload(exchange->form, i);
}

/* The rest of the body's checks; a text that is too long is a problem of its field, and shown again whole. */
static void check_values(Exchange *exchange)
{
    Request *request = &exchange->request;
    for (size_t i = 0; i < exchange->own.values.count; i++) {
        const NamedText *value = &exchange->own.values.at[i];
        const Parameter *parameter = route_parameter(request->route, value->name);
        int64_t most =
            parameter && parameter->size_max_bytes ? parameter->size_max_bytes : TEXT_DEFAULT_MAX_BYTES;
        if (parameter && (int64_t)value->value.size > most)
            problems_add(&request->problems, value->name,
                         M("Shorten this text. At most {size} fit here.", WITH_BYTES("size", most)));
    }
}

void exchange_end_body(Exchange *exchange)
{
    if (!exchange->form) begin_form(exchange);
    FormState state = form_end(exchange->form);
    take_values(exchange);
    if (state == FORM_TOO_LARGE) exchange_refuse(exchange, ERROR_TOO_LARGE, false);
    else if (state != FORM_GOOD) exchange_refuse(exchange, ERROR_BAD_REQUEST, false);
    else check_values(exchange);
}
