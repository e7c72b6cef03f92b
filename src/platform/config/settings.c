/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/settings.h"

#include "platform/config/yaml.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

typedef enum {
    SETTING_TEXT,
    SETTING_NUMBER,
    SETTING_BYTES,      /* "20 MB" */
    SETTING_STORE,      /* a directory or postgresql://… */
    SETTING_ADDRESS,    /* IPv4 or IPv6 */
    SETTING_WEB_URL,    /* http or https, host, perhaps port and path */
    SETTING_MAIL_URL,   /* smtp or smtps */
    SETTING_ENCRYPTION, /* "offered" or "required" */
    SETTING_MAILBOX,    /* "Name <name@host>" */
    SETTING_NETWORKS    /* a list of addresses, each perhaps with /bits */
} SettingKind;

typedef struct {
    const char *section, *key;
    SettingKind kind;
    size_t offset; /* in Settings */
    const char *otherwise;
    int64_t least, greatest;
    const char *help;
} Setting;

#define AT(member) offsetof(Settings, member)

static const Setting table[] = {
    {"", "store", SETTING_STORE, AT(store), "data", 0, 0,
     "Where everything is kept: a directory (SQLite) or postgresql://user@host/name. --data and --store go "
     "before it."},
    {"", "files", SETTING_TEXT, AT(files), "", 0, 0,
     "Directory of attachments. Empty: files within the store’s directory; with PostgreSQL, data/files."},
    {"", "listen", SETTING_ADDRESS, AT(listen), "127.0.0.1", 0, 0, "Address that the server listens on."},
    {"", "port", SETTING_NUMBER, AT(port), "8080", 1, 65535, "Port that the server listens on."},
    {"", "public_url", SETTING_WEB_URL, AT(public_url), "", 0, 0,
     "Address under which readers reach the server, without a slash at its end. It stands in mails and "
     "feeds; "
     "with https, cookies are sent over https only. Empty: http, listen and port."},
    {"", "trusted_proxies", SETTING_NETWORKS, AT(trusted_proxies), "", 0, 0,
     "Networks of reverse proxies whose Forwarded and X-Forwarded-For headers are believed."},
    {"", "log", SETTING_TEXT, AT(log), "stderr", 0, 0, "Where log lines go: stderr, or a file."},
    {"site", "name", SETTING_TEXT, AT(site_name), "", 0, 0,
     "The name of the site, on every page and in mails. Empty: Madang City Prize, in each language's words."},
    {"site", "name_ko", SETTING_TEXT, AT(site_name_ko), "", 0, 0,
     "The name in Korean. Empty: the name above."},
    {"site", "name_de", SETTING_TEXT, AT(site_name_de), "", 0, 0,
     "The name in German. Empty: the name above."},
    {"site", "operator", SETTING_TEXT, AT(site_operator), "", 0, 0,
     "Who runs the site, with a postal address: stands on the pages about it. Empty: not said."},
    {"site", "contact", SETTING_TEXT, AT(site_contact), "", 0, 0,
     "Mail address for questions about the site. Empty: not said."},
    {"site", "zone", SETTING_TEXT, AT(zone), "UTC", 0, 0,
     "IANA time zone of the house, where no edition gives one: Asia/Seoul."},
    {"site", "login_hours", SETTING_NUMBER, AT(login_hours), "336", 1, 8760,
     "Hours after which somebody who was not seen has to sign in again."},
    {"mail", "server", SETTING_MAIL_URL, AT(mail_server), "", 0, 0,
     "smtp://host:port or smtps://host:port. Empty: mails stay in "
     "the outbox, to be read there."},
    {"mail", "encryption", SETTING_ENCRYPTION, AT(mail_encryption), "offered", 0, 0,
     "offered: encrypted where the server offers STARTTLS, and always where a password goes to another "
     "machine. required: always. Mails that cannot be sent so wait."},
    {"mail", "certificates", SETTING_TEXT, AT(mail_certificates), "", 0, 0,
     "File of the certificates (PEM) that may vouch for the mail server. Empty: those of the system, and "
     "a server on this machine needs none."},
    {"mail", "user", SETTING_TEXT, AT(mail_user), "", 0, 0, "User name at the mail server. Empty: none."},
    {"mail", "password_file", SETTING_TEXT, AT(mail_password_file), "", 0, 0,
     "File whose first line is the password at the mail server."},
    {"mail", "from", SETTING_MAILBOX, AT(mail_from), "Madang <madang@localhost>", 0, 0,
     "Sender of the mails."},
    {"limits", "threads_events", SETTING_NUMBER, AT(threads_events), "0", 0, 256,
     "Threads that read and write connections. 0: one per processor."},
    {"limits", "threads_work", SETTING_NUMBER, AT(threads_work), "8", 1, 256,
     "Threads that work on requests."},
    {"limits", "queue", SETTING_NUMBER, AT(queue_max), "256", 1, 100000,
     "Requests that may wait for a thread; a further one is answered 503."},
    {"limits", "connections", SETTING_NUMBER, AT(connections_max), "10000", 10, 1000000,
     "Connections that may be open at once."},
    {"limits", "head_seconds", SETTING_NUMBER, AT(head_seconds), "15", 1, 600,
     "Seconds within which the head of a request must have arrived."},
    {"limits", "body_seconds", SETTING_NUMBER, AT(body_seconds_min), "60", 1, 3600,
     "Seconds that the body of a request may always take."},
    {"limits", "body_rate", SETTING_BYTES, AT(body_bytes_per_second_min), "4 kB", 1, 1000000000,
     "After that, the rate (a second) below which a request is ended."},
    {"limits", "request_memory", SETTING_BYTES, AT(request_memory_bytes), "64 MB", 1000000, 4000000000,
     "Memory that one request may take."},
    {"limits", "upload", SETTING_BYTES, AT(upload_bytes_max), "50 MB", 1000, 10000000000,
     "Size that the body of one request may have, all its files together."},
};
enum { SETTINGS_COUNT = sizeof table / sizeof table[0] };

static Text *text_at(Settings *settings, const Setting *row)
{
    return (Text *)((char *)settings + row->offset);
}

static int64_t *number_at(Settings *settings, const Setting *row)
{
    return (int64_t *)((char *)settings + row->offset);
}

/* "20 MB", "4 kB", "512": bytes, units of 1000; false if it is not a size. */
static bool size_read(Text text, int64_t *bytes)
{
    static const struct {
        const char *name;
        int64_t bytes;
    } units[] = {{"GB", 1000000000}, {"MB", 1000000}, {"kB", 1000}, {"B", 1}, {"", 1}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!text_ends(text, text_of(units[i].name))) continue;
        int64_t number;
        Text digits = text_trim(text_slice(text, 0, text.size - strlen(units[i].name)));
        if (!text_to_int(digits, &number) || number < 0 || number > INT64_C(1000000000)) return false;
        *bytes = number * units[i].bytes;
        return true;
    }
    return false;
}

static Text size_write(Arena *arena, int64_t bytes)
{
    if (bytes && bytes % 1000000000 == 0) return text_format(arena, "%lld GB", (long long)bytes / 1000000000);
    if (bytes && bytes % 1000000 == 0) return text_format(arena, "%lld MB", (long long)bytes / 1000000);
    if (bytes && bytes % 1000 == 0) return text_format(arena, "%lld kB", (long long)bytes / 1000);
    return text_format(arena, "%lld B", (long long)bytes);
}

static void follow_public_url(Arena *arena, Settings *settings)
{
    if (settings->public_url_is_set) return;
    Text host = settings->listen;
    bool everywhere = text_is(host, TEXT("0.0.0.0")) || text_is(host, TEXT("::"));
    if (everywhere) host = TEXT("127.0.0.1");
    bool is_ipv6 = text_find(host, TEXT(":")) >= 0;
    settings->public_url = text_format(arena, is_ipv6 ? "http://[%.*s]:%lld" : "http://%.*s:%lld",
                                       TEXT_PRINT(host), (long long)settings->port);
}

Settings *settings_default(Arena *arena)
{
    Settings *settings = ARENA_NEW(arena, Settings);
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        const Setting *row = &table[i];
        Text value = text_of(row->otherwise);
        if (row->kind == SETTING_NETWORKS) continue;
        if (row->kind == SETTING_NUMBER || row->kind == SETTING_BYTES)
            size_read(value, number_at(settings, row));
        else *text_at(settings, row) = value;
    }
    follow_public_url(arena, settings);
    return settings;
}

void settings_set_port(Arena *arena, Settings *settings, int64_t port)
{
    settings->port = port;
    follow_public_url(arena, settings);
}

/* The bits of an address's family: 32, 128, or 0 if it is none. */
static int address_bits(Arena *arena, Text address)
{
    unsigned char bytes[16];
    const char *terminated = text_c(arena, address);
    if (inet_pton(AF_INET, terminated, bytes) == 1) return 32;
    return inet_pton(AF_INET6, terminated, bytes) == 1 ? 128 : 0;
}

static bool is_network(Arena *arena, Text network)
{
    int64_t bits;
    bool has_bits = text_find(network, TEXT("/")) >= 0;
    Text rest = network;
    int most = address_bits(arena, text_next(&rest, '/'));
    if (!has_bits) return most > 0;
    return most && rest.size <= 3 && text_to_int(rest, &bits) && bits >= 0 && bits <= most;
}

static bool is_host_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool is_host(Arena *arena, Text host)
{
    if (text_starts(host, TEXT("[")) && text_ends(host, TEXT("]")) && host.size > 2)
        return address_bits(arena, text_slice(host, 1, host.size - 2)) == 128;
    for (size_t i = 0; i < host.size; i++) {
        if (!is_host_letter(host.at[i])) return false;
    }
    return host.size > 0;
}

/* host or host:port */
static bool is_authority(Arena *arena, Text authority)
{
    size_t end = authority.size;
    while (end && authority.at[end - 1] >= '0' && authority.at[end - 1] <= '9') end--;
    if (end == 0 || authority.at[end - 1] != ':' || text_ends(authority, TEXT("]")))
        return is_host(arena, authority);
    int64_t port;
    bool has_port = text_to_int(text_from(authority, end), &port) && port >= 1 && port <= 65535;
    return has_port && is_host(arena, text_slice(authority, 0, end - 1));
}

static bool is_path(Text path)
{
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.at[i];
        if (c <= ' ' || c >= 127 || strchr("\"<>?#\\^`{|}", c)) return false;
    }
    return !text_ends(path, TEXT("/"));
}

/* One of two schemes, an authority, and perhaps a path without a slash at its end. */
static bool is_url(Arena *arena, Text url, Text scheme, Text other_scheme, bool may_have_path)
{
    Text rest = text_starts(url, scheme)         ? text_from(url, scheme.size)
                : text_starts(url, other_scheme) ? text_from(url, other_scheme.size)
                                                 : TEXT("");
    ptrdiff_t slash = text_find(rest, TEXT("/"));
    size_t authority = slash < 0 ? rest.size : (size_t)slash;
    Text path = text_from(rest, authority);
    return is_authority(arena, text_slice(rest, 0, authority)) && (may_have_path || !path.size) &&
           is_path(path);
}

static bool is_mailbox(Text mailbox)
{
    Text address = mailbox;
    if (text_ends(mailbox, TEXT(">"))) {
        text_next(&address, '<');
        address.size -= address.size > 0;
    }
    Text host = address;
    Text name = text_next(&host, '@');
    for (size_t i = 0; i < address.size; i++) {
        if (address.at[i] <= ' ' || strchr("<>,;:\"()[]\\", address.at[i])) return false;
    }
    return name.size && host.size && text_find(host, TEXT("@")) < 0 && text_find(mailbox, TEXT("\n")) < 0;
}

static void read_networks(YamlNode *node, Settings *settings, Problems *problems)
{
    if (!yaml_is(node, YAML_LIST, problems)) return;
    for (size_t i = 0; i < node->count; i++) {
        YamlNode *item = node->items[i];
        Text network = yaml_text(item, TEXT(""), problems);
        if (item->kind != YAML_TEXT) continue;
        if (is_network(node->arena, network))
            LIST_ADD(node->arena, &settings->trusted_proxies)->network = network;
        else
            yaml_problem(item, M("This must be an address or a network, such as 10.0.0.0/8 or ::1."),
                         problems);
    }
}

bool settings_takes_store(Text place)
{
    return place.size && (text_find(place, TEXT("://")) < 0 || text_starts(place, TEXT("postgresql://")));
}

static void read_size(YamlNode *node, const Setting *row, int64_t *bytes, Problems *problems)
{
    int64_t value;
    if (!yaml_is(node, YAML_TEXT, problems)) return;
    if (size_read(node->text, &value) && value >= row->least && value <= row->greatest) {
        *bytes = value;
        return;
    }
    yaml_problem(node,
                 M("This must be a size from {least} to {greatest}, such as 20 MB.",
                   WITH_TEXT("least", size_write(node->arena, row->least)),
                   WITH_TEXT("greatest", size_write(node->arena, row->greatest))),
                 problems);
}

static bool value_fits(Arena *arena, SettingKind kind, Text value, Message *message)
{
    switch (kind) {
    case SETTING_ADDRESS:
        *message = M("This must be an IPv4 or IPv6 address.");
        return address_bits(arena, value) > 0;
    case SETTING_WEB_URL:
        *message = M("This must be an http or https address without a slash at its end.");
        return !value.size || is_url(arena, value, TEXT("https://"), TEXT("http://"), true);
    case SETTING_MAIL_URL:
        *message = M("This must be smtp://host:port or smtps://host:port.");
        return !value.size || is_url(arena, value, TEXT("smtps://"), TEXT("smtp://"), false);
    case SETTING_ENCRYPTION:
        *message = M("This must be offered or required.");
        return text_is_c(value, "offered") || text_is_c(value, "required");
    case SETTING_MAILBOX:
        *message = M("This must be an e-mail address, perhaps with a name: Prize <prize@example.org>.");
        return is_mailbox(value);
    case SETTING_STORE:
        *message = M("This must be a directory or an address that begins with postgresql://.");
        return settings_takes_store(value);
    default:
        return true;
    }
}

static void read_word(YamlNode *node, const Setting *row, Text *value, Problems *problems)
{
    Message message;
    if (!yaml_is(node, YAML_TEXT, problems)) return;
    if (value_fits(node->arena, row->kind, node->text, &message)) *value = node->text;
    else yaml_problem(node, message, problems);
}

static void read_setting(YamlNode *node, const Setting *row, Settings *settings, Problems *problems)
{
    switch (row->kind) {
    case SETTING_NUMBER:
        *number_at(settings, row) =
            yaml_int(node, row->least, row->greatest, *number_at(settings, row), problems);
        break;
    case SETTING_BYTES:
        read_size(node, row, number_at(settings, row), problems);
        break;
    case SETTING_NETWORKS:
        read_networks(node, settings, problems);
        break;
    default:
        read_word(node, row, text_at(settings, row), problems);
    }
}

static void check_together(YamlNode *root, Settings *settings, Problems *problems)
{
    YamlNode *mail = yaml_get(root, "mail");
    YamlNode *user = yaml_get(mail, "user");
    if (user && settings->mail_user.size && !settings->mail_password_file.size)
        yaml_problem(user, M("A user name needs a password_file beside it."), problems);
}

static Settings *read_root(Arena *arena, YamlNode *root, Problems *problems)
{
    Settings *settings = settings_default(arena);
    if (!root || !yaml_is(root, YAML_MAP, problems)) return settings;
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        YamlNode *section = *table[i].section ? yaml_get(root, table[i].section) : root;
        bool is_first = !i || strcmp(table[i].section, table[i - 1].section);
        if (section && section->kind != YAML_MAP) {
            if (is_first) yaml_is(section, YAML_MAP, problems);
            continue;
        }
        YamlNode *node = yaml_get(section, table[i].key);
        if (node) read_setting(node, &table[i], settings, problems);
    }
    YamlNode *url = yaml_get(root, "public_url");
    settings->public_url_is_set = url && url->kind == YAML_TEXT && url->text.size;
    follow_public_url(arena, settings);
    check_together(root, settings, problems);
    yaml_check_asked(root, problems);
    yaml_sort(problems);
    return settings;
}

Settings *settings_read(Arena *arena, const char *path, Problems *problems)
{
    return read_root(arena, yaml_read_file(arena, path, problems), problems);
}

Settings *settings_read_text(Arena *arena, Text text, Problems *problems)
{
    return read_root(arena, yaml_read(arena, text, problems), problems);
}

static Text allowed_write(Arena *arena, const Setting *row)
{
    switch (row->kind) {
    case SETTING_NUMBER:
        return text_format(arena, "%lld – %lld", (long long)row->least, (long long)row->greatest);
    case SETTING_BYTES:
        return text_format(arena, "%.*s – %.*s", TEXT_PRINT(size_write(arena, row->least)),
                           TEXT_PRINT(size_write(arena, row->greatest)));
    case SETTING_STORE:
        return TEXT("directory or postgresql://…");
    case SETTING_ADDRESS:
        return TEXT("IPv4 or IPv6 address");
    case SETTING_WEB_URL:
        return TEXT("http or https address");
    case SETTING_MAIL_URL:
        return TEXT("smtp or smtps address");
    case SETTING_ENCRYPTION:
        return TEXT("offered or required");
    case SETTING_MAILBOX:
        return TEXT("e-mail address, perhaps with a name");
    case SETTING_NETWORKS:
        return TEXT("list of networks");
    case SETTING_TEXT:
        return TEXT("text");
    }
    return TEXT("");
}

Text settings_reference(Arena *arena)
{
    TextBuffer out = {.arena = arena};
    buffer_add(&out, TEXT("| key | default | allowed | what it is for |\n| --- | --- | --- | --- |\n"));
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        const Setting *row = &table[i];
        buffer_add_format(&out, "| `%s%s%s` | %s%s%s | %.*s | %s |\n", row->section, *row->section ? "." : "",
                          row->key, *row->otherwise ? "`" : "", row->otherwise, *row->otherwise ? "`" : "",
                          TEXT_PRINT(allowed_write(arena, row)), row->help);
    }
    return buffer_text(&out);
}

/* `text` as comment lines of at most 100 bytes. */
static void add_comment(TextBuffer *out, const char *indent, const char *text)
{
    Text rest = text_of(text);
    size_t used = 1000;
    while (rest.size) {
        Text word = text_next(&rest, ' ');
        if (used + word.size > 100) {
            buffer_add_format(out, "%s%s#", out->size ? "\n" : "", indent);
            used = strlen(indent) + 1;
        }
        buffer_add_format(out, " %.*s", TEXT_PRINT(word));
        used += word.size + 1;
    }
    buffer_add_char(out, '\n');
}

/* Numbers and plain words stand as they are; what YAML might read otherwise is quoted. */
static Text value_write(Arena *arena, const Setting *row)
{
    if (row->kind == SETTING_NETWORKS) return TEXT("[]");
    bool is_number = row->kind == SETTING_NUMBER || row->kind == SETTING_BYTES;
    return text_format(arena, is_number ? "%s" : "\"%s\"", row->otherwise);
}

Text settings_example(Arena *arena)
{
    TextBuffer out = {.arena = arena};
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        const Setting *row = &table[i];
        const char *indent = *row->section ? "  " : "";
        bool begins = *row->section && strcmp(row->section, table[i - 1].section);
        if (begins) buffer_add_format(&out, "\n%s:\n", row->section);
        TextBuffer comment = {.arena = arena};
        add_comment(&comment, indent, row->help);
        buffer_add(&out, buffer_text(&comment));
        buffer_add_format(&out, "%s%s: %.*s\n", indent, row->key, TEXT_PRINT(value_write(arena, row)));
    }
    return buffer_text(&out);
}
