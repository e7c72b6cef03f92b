/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/mail/message.h"

#include <gmime/gmime.h>
#include <pthread.h>

static pthread_once_t ready = PTHREAD_ONCE_INIT;

MailBox mail_box_read(Text written)
{
    ptrdiff_t open = text_find(written, TEXT("<"));
    if (open < 0) return (MailBox){TEXT(""), text_trim(written)};
    Text rest = text_from(written, (size_t)open + 1);
    return (MailBox){text_trim(text_slice(written, 0, (size_t)open)), text_trim(text_next(&rest, '>'))};
}

/* A NUL-terminated copy on one line. */
static const char *one_line(Arena *arena, Text text)
{
    char *line = arena_take(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        line[i] = c < ' ' || c == 0x7f ? ' ' : text.at[i];
    }
    return line;
}

static void add_box(Arena *arena, GMimeMessage *message, GMimeAddressType type, MailBox box)
{
    const char *name = box.name.size ? one_line(arena, box.name) : NULL;
    g_mime_message_add_mailbox(message, type, name, one_line(arena, box.address));
}

static void add_head(Arena *arena, GMimeMessage *message, const char *name, Text value)
{
    g_mime_object_set_header((GMimeObject *)message, name, one_line(arena, value), "utf-8");
}

static void set_date(GMimeMessage *message, Instant date)
{
    GDateTime *time = g_date_time_new_from_unix_utc(date.us / SECOND_US);
    g_mime_message_set_date(message, time);
    g_date_time_unref(time);
}

static void set_body(Arena *arena, GMimeMessage *message, Text body)
{
    GMimeTextPart *part = g_mime_text_part_new();
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, text_c(arena, body));
    g_mime_object_encode((GMimeObject *)part, GMIME_ENCODING_CONSTRAINT_7BIT);
    g_mime_message_set_mime_part(message, (GMimeObject *)part);
    g_object_unref(part);
}

static Text written(Arena *arena, GMimeMessage *message)
{
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    char *bytes = g_mime_object_to_string((GMimeObject *)message, options);
    Text copy = text_copy(arena, text_of(bytes));
    g_free(bytes);
    g_mime_format_options_free(options);
    return copy;
}

Text mail_compose(Arena *arena, MailBox from, const Mail *mail, const MailText *text, Instant date)
{
    pthread_once(&ready, g_mime_init);
    GMimeMessage *message = g_mime_message_new(FALSE);
    add_box(arena, message, GMIME_ADDRESS_TYPE_FROM, from);
    add_box(arena, message, GMIME_ADDRESS_TYPE_TO, (MailBox){mail->to_name, mail->to_address});
    g_mime_message_set_subject(message, one_line(arena, text->subject), "utf-8");
    set_date(message, date);
    g_mime_message_set_message_id(message, text_c(arena, mail->message_id));
    add_head(arena, message, "Auto-Submitted", TEXT("auto-generated"));
    add_head(arena, message, "Content-Language", language_code(mail->language));
    if (text->unsubscribe.size)
        add_head(arena, message, "List-Unsubscribe",
                 text_format(arena, "<%.*s>", TEXT_PRINT(text->unsubscribe)));
    set_body(arena, message, text->body);
    Text bytes = written(arena, message);
    g_object_unref(message);
    return bytes;
}
