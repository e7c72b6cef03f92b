/* SPDX-License-Identifier: Apache-2.0 */
/* `madang mail …`: the operator's view of the outbox, secrets included. */
#include "platform/mail/feature.h"
#include "platform/mail/mail.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"

enum { LISTED_MOST = 10000 };

typedef struct {
    Workplace here;
    bool as_json;
    MailState state;
    int64_t key;
} Work;

static json_t *json_of_instant(Arena *arena, Instant instant)
{
    return instant_is_set(instant) ? json_from_text(instant_write(arena, instant)) : json_null();
}

static json_t *json_of_mail(Arena *arena, const Mail *mail)
{
    json_t *object = json_object();
    /* a text: as a number it is more than a double holds exactly, which is what most readers of JSON make of
     * it */
    json_object_set_new(object, "id", json_from_text(text_format(arena, "%lld", (long long)mail->key)));
    json_object_set_new(object, "state", json_string(mail_state_code(mail->state)));
    json_object_set_new(object, "kind", json_from_text(mail->kind));
    json_object_set_new(object, "to", json_from_text(mail->to_address));
    json_object_set_new(object, "name", json_from_text(mail->to_name));
    json_object_set_new(object, "language", json_from_text(language_code(mail->language)));
    json_object_set_new(object, "queued", json_of_instant(arena, mail->queued));
    json_object_set_new(object, "next", json_of_instant(arena, mail->next));
    json_object_set_new(object, "finished", json_of_instant(arena, mail->finished));
    json_object_set_new(object, "tries", json_integer(mail->tries));
    json_object_set_new(object, "message_id", json_from_text(mail->message_id));
    json_object_set_new(object, "reply", json_from_text(mail->reply));
    return object;
}

static void print_lines(Snapshot *at, const Mails *mails)
{
    for (size_t i = 0; i < mails->count; i++) {
        const Mail *mail = &mails->at[i];
        printf("%lld  %-9s  %.*s  %-24.*s  %.*s\n", (long long)mail->key, mail_state_code(mail->state),
               TEXT_PRINT(instant_write(at->arena, mail->queued)), TEXT_PRINT(mail->kind),
               TEXT_PRINT(mail->to_address));
        if (mail->reply.size) printf("    %.*s\n", TEXT_PRINT(mail->reply));
    }
    if (!mails->count) puts("no mail");
}

static void list(Snapshot *at, void *context)
{
    Work *work = context;
    Mails mails = mail_list(at, work->state, 0, LISTED_MOST);
    if (!work->as_json) {
        print_lines(at, &mails);
        return;
    }
    json_t *array = json_array();
    for (size_t i = 0; i < mails.count; i++)
        json_array_append_new(array, json_of_mail(at->arena, &mails.at[i]));
    json_print(stdout, array);
}

static bool read_state(Text word, MailState *state)
{
    *state = MAIL_STATES;
    if (!word.size) return true;
    for (MailState s = 0; s < MAIL_STATES; s++)
        if (text_is_c(word, mail_state_code(s))) *state = s;
    if (*state == MAIL_STATES)
        fprintf(stderr,
                "madang mail: “%.*s” is no state: waiting, sending, sent, refused, uncertain, dropped\n",
                TEXT_PRINT(word));
    return *state != MAIL_STATES;
}

int mail_command_list(int count, char **arguments)
{
    Work work = {0};
    Place place = {0};
    Text state = {0};
    const Option options[] = {PLACE_OPTIONS(&place),
                              JSON_OPTION(&work.as_json),
                              {"state", "STATE", "only mails in this state", .text = &state}};
    const CommandSyntax syntax = {"mail list", "", 0, 0, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    if (read_state(state, &work.state))
        store_read(work.here.store, work.here.arena, (AccountId){0}, list, &work);
    else work.here.status = 2;
    return workplace_end(&work.here);
}

static void print_text(const Mail *mail, const MailText *text)
{
    printf("To: %.*s <%.*s>\nSubject: %.*s\nState: %s\n", TEXT_PRINT(mail->to_name),
           TEXT_PRINT(mail->to_address), TEXT_PRINT(text->subject), mail_state_code(mail->state));
    if (mail->message_id.size) printf("Message-ID: <%.*s>\n", TEXT_PRINT(mail->message_id));
    if (mail->reply.size) printf("Reply: %.*s\n", TEXT_PRINT(mail->reply));
    printf("\n%.*s\n", TEXT_PRINT(text->body));
}

static void show(Snapshot *at, void *context)
{
    Work *work = context;
    Mail mail;
    MailText text = {0};
    if (!mail_find(at, work->key, &mail)) {
        fprintf(stderr, "madang mail: there is no mail %lld\n", (long long)work->key);
        work->here.status = 1;
        return;
    }
    if (!mail_read(at, work->here.settings, &mail, true, &text))
        text.subject = TEXT("(no text: not due yet, or dropped)");
    if (!work->as_json) {
        print_text(&mail, &text);
        return;
    }
    json_t *object = json_of_mail(at->arena, &mail);
    json_object_set_new(object, "subject", json_from_text(text.subject));
    json_object_set_new(object, "body", json_from_text(text.body));
    json_print(stdout, object);
}

/* The one operand, a mail's number. */
static bool read_key(Work *work, char **arguments)
{
    if (text_to_int(text_of(arguments[0]), &work->key)) return true;
    fprintf(stderr, "madang mail: “%s” is not the number of a mail\n", arguments[0]);
    work->here.status = 2;
    return false;
}

int mail_command_show(int count, char **arguments)
{
    Work work = {0};
    Place place = {0};
    const Option options[] = {PLACE_OPTIONS(&place), JSON_OPTION(&work.as_json)};
    const CommandSyntax syntax = {"mail show", "ID", 1, 1, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    if (read_key(&work, arguments)) store_read(work.here.store, work.here.arena, (AccountId){0}, show, &work);
    return workplace_end(&work.here);
}

static bool retry(Change *change, void *context)
{
    return mail_retry(change, ((Work *)context)->key);
}

int mail_command_retry(int count, char **arguments)
{
    Work work = {0};
    Place place = {0};
    const Option options[] = {PLACE_OPTIONS(&place), JSON_OPTION(&work.as_json)};
    const CommandSyntax syntax = {"mail retry", "ID", 1, 1, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    if (!read_key(&work, arguments)) return workplace_end(&work.here);
    bool is_retried = store_change(work.here.store, work.here.arena, (AccountId){0}, retry, &work);
    if (work.as_json) json_print(stdout, json_pack("{s:i}", "retried", is_retried));
    if (is_retried) return workplace_end(&work.here);
    fprintf(stderr, "madang mail: mail %lld is neither refused nor uncertain\n", (long long)work.key);
    work.here.status = 1;
    return workplace_end(&work.here);
}

int mail_command_send(int count, char **arguments)
{
    Work work = {0};
    Place place = {0};
    const Option options[] = {PLACE_OPTIONS(&place), JSON_OPTION(&work.as_json)};
    const CommandSyntax syntax = {"mail send", "", 0, 0, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    if (work.here.settings->mail_server.size) {
        int64_t tried = mail_send_due(work.here.store, work.here.settings, work.here.arena, LISTED_MOST);
        if (work.as_json) json_print(stdout, json_pack("{s:I}", "tried", (json_int_t)tried));
        else printf("%lld tried\n", (long long)tried);
        return workplace_end(&work.here);
    }
    fputs("madang mail: no server is set (mail: server: smtp://…); read the outbox with madang mail show\n",
          stderr);
    work.here.status = 1;
    return workplace_end(&work.here);
}
