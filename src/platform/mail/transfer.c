/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/config/settings.h"
#include "platform/mail/message.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 20, ANSWER_SECONDS = 60, WHOLE_SECONDS = 120, REPLY_BYTES = 500 };

struct MailConnection {
    CURL *curl;
    Text left;           /* of the message under way */
    bool is_end_reached; /* libcurl was told that the message is over: it ends the data now */
    char reply[REPLY_BYTES];
    size_t reply_size;
    char error[CURL_ERROR_SIZE];
};

static pthread_once_t ready = PTHREAD_ONCE_INIT;

static void get_ready(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t give_message(char *to, size_t size, size_t count, void *context)
{
    MailConnection *connection = context;
    size_t room = size * count, part = connection->left.size < room ? connection->left.size : room;
    memcpy(to, connection->left.at, part);
    connection->left = text_from(connection->left, part);
    if (part == 0) connection->is_end_reached = true;
    return part;
}

static bool is_no(const char *line, size_t size)
{
    return size > 0 && (line[0] == '4' || line[0] == '5');
}

/* Keeps the last line that the server said; after a no, the no. */
static size_t take_reply(char *line, size_t size, size_t count, void *context)
{
    MailConnection *connection = context;
    size_t length = size * count;
    if (is_no(connection->reply, connection->reply_size) && !is_no(line, length)) return length;
    connection->reply_size = length < REPLY_BYTES ? length : REPLY_BYTES;
    memcpy(connection->reply, line, connection->reply_size);
    return length;
}

static void end_connection(void *context)
{
    curl_easy_cleanup(((MailConnection *)context)->curl);
}

/* Of "smtp://[::1]:25" it is "::1". */
static Text host_of(Text url)
{
    ptrdiff_t start = text_find(url, TEXT("://"));
    Text rest = start < 0 ? url : text_from(url, (size_t)start + 3);
    bool is_bracketed = text_starts(rest, TEXT("["));
    if (is_bracketed) rest = text_from(rest, 1);
    Text authority = text_next(&rest, is_bracketed ? ']' : '/');
    return is_bracketed ? authority : text_next(&authority, ':');
}

/* No network lies between. */
static bool is_here(Arena *arena, Text host)
{
    struct in_addr address;
    bool is_ipv4 = inet_pton(AF_INET, text_c(arena, host), &address) == 1;
    return text_is_c(host, "localhost") || text_is_c(host, "::1") ||
           (is_ipv4 && ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET);
}

/* The first line of the file, without white space around. */
static Text read_secret(Arena *arena, Text path)
{
    char bytes[1000];
    int file = open(text_c(arena, path), O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? -1 : read(file, bytes, sizeof bytes);
    if (file >= 0) close(file);
    if (size < 0) fail("mail: the file of the password cannot be read");
    Text all = {bytes, (size_t)size};
    return text_trim(text_copy(arena, text_next(&all, '\n')));
}

/* Encrypted where the server can; always where it is required, or a password goes over a network. */
static void set_security(CURL *curl, Arena *arena, const Settings *settings)
{
    bool here = is_here(arena, host_of(settings->mail_server)), has_user = settings->mail_user.size > 0;
    bool is_required = text_is_c(settings->mail_encryption, "required") || (has_user && !here);
    bool has_own = settings->mail_certificates.size > 0, verifies = has_own || !here;
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(is_required ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, verifies ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, verifies ? 2L : 0L);
    if (!has_own) return;
    curl_easy_setopt(curl, CURLOPT_CAINFO, text_c(arena, settings->mail_certificates));
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static void set_user(CURL *curl, Arena *arena, const Settings *settings)
{
    if (!settings->mail_user.size) return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, text_c(arena, settings->mail_user));
    curl_easy_setopt(curl, CURLOPT_PASSWORD, text_c(arena, read_secret(arena, settings->mail_password_file)));
}

/* The path names us in EHLO. */
static const char *server_address(Arena *arena, const Settings *settings)
{
    Text server = settings->mail_server, us = host_of(settings->public_url);
    while (text_ends(server, TEXT("/"))) server.size--;
    if (!us.size || text_find(us, TEXT(":")) >= 0) return text_c(arena, server);
    return text_c(arena, text_format(arena, "%.*s/%.*s", TEXT_PRINT(server), TEXT_PRINT(us)));
}

MailConnection *mail_connect(Arena *arena, const Settings *settings)
{
    pthread_once(&ready, get_ready);
    MailConnection *connection = ARENA_NEW(arena, MailConnection);
    CURL *curl = connection->curl = curl_easy_init();
    if (!curl) fail("mail: libcurl does not start");
    arena_at_end(arena, end_connection, connection);
    curl_easy_setopt(curl, CURLOPT_URL, server_address(arena, settings));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)ANSWER_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, connection);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, connection);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, connection->error);
    set_security(curl, arena, settings);
    set_user(curl, arena, settings);
    return connection;
}

static TransferResult judge(const MailConnection *connection, CURLcode code, long answer)
{
    if (code == CURLE_OK) return TRANSFER_TAKEN;
    bool is_answer_to_end = connection->is_end_reached && answer >= 400;
    if (connection->is_end_reached && !is_answer_to_end) return TRANSFER_UNCERTAIN;
    if (code == CURLE_LOGIN_DENIED) return TRANSFER_LATER; /* our fault, not the mail's */
    return answer >= 500 && answer < 600 ? TRANSFER_REFUSED : TRANSFER_LATER;
}

static Text words_of(Arena *arena, const MailConnection *connection, CURLcode code)
{
    Text reply = text_trim((Text){connection->reply, connection->reply_size});
    if (code != CURLE_OK && !is_no(reply.at, reply.size))
        reply = text_of(connection->error[0] ? connection->error : curl_easy_strerror(code));
    return text_is_utf8(reply) ? text_copy(arena, reply) : TEXT("");
}

Transfer mail_transfer(MailConnection *connection, Arena *arena, Text from, Text to, Text message)
{
    long answer = 0;
    CURL *curl = connection->curl;
    struct curl_slist *recipients =
        curl_slist_append(NULL, text_c(arena, text_format(arena, "<%.*s>", TEXT_PRINT(to))));
    if (!recipients) fail("mail: no memory");
    connection->left = message;
    connection->is_end_reached = false;
    connection->reply_size = 0;
    connection->error[0] = 0;
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, text_c(arena, text_format(arena, "<%.*s>", TEXT_PRINT(from))));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    return (Transfer){judge(connection, code, answer), words_of(arena, connection, code)};
}
