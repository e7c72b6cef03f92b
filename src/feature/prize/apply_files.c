/* SPDX-License-Identifier: Apache-2.0 */
/* The files of an application: added, removed, read. */
#include "feature/prize/access.h"
#include "feature/prize/apply_parts.h"
#include "platform/document/document.h"
#include "prize_templates.h"

static void add_kept(Arena *arena, SlotFields *slot, const Attachment *file)
{
    *LIST_ADD(arena, &slot->files) = (KeptFile){.name = file->name,
                                                .key = file->key,
                                                .size_bytes = file->size_bytes,
                                                .pages = file->pages};
}

static SlotFields slot_fields(const Request *request, const AttachmentSlot *slot, const Problems *problems,
                              const Attachments *files)
{
    SlotFields fields = {.code = slot->code,
                         .name = words_in(&slot->name, request->language),
                         .hint = words_in(&slot->hint, request->language),
                         .is_required = slot->required,
                         .files_max = slot->files_max,
                         .field = file_field_make(problems, slot->code, slot->size_max_bytes)};
    fields.field.label = fields.name;
    fields.field.hint = fields.hint;
    fields.field.is_optional = !slot->required;
    fields.field.accept = ".pdf,application/pdf";
    for (size_t i = 0; i < files->count; i++) {
        if (text_is(files->at[i].slot, slot->code)) add_kept(request->arena, &fields, &files->at[i]);
    }
    fields.is_full = (int64_t)fields.files.count >= slot->files_max;
    return fields;
}

void apply_files_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    PrizeApplyFiles view = {
        .head = apply_head(request, at, page.edition, page.application, &page.draft, M("Files"))};
    for (size_t i = 0; i < page.edition->attachments.count; i++)
        *LIST_ADD(request->arena, &view.slots) = slot_fields(request, &page.edition->attachments.at[i],
                                                             &view.head.problems, &page.draft.attachments);
    RESPOND(request, prize_apply_files_html, &view);
}

/* The size that the edition's rules allow in this slot; checked before anything reads the file. */
static void find_size_max(Snapshot *at, void *context)
{
    Request *request = context;
    const Edition *edition = edition_find_by_code(at, request_text(request, "edition"));
    Upload *upload = request_upload(request, "file");
    for (size_t i = 0; edition && i < edition->attachments.count; i++) {
        const AttachmentSlot *slot = &edition->attachments.at[i];
        if (!text_is(slot->code, request_text(request, "slot"))) continue;
        if (upload->too_large || upload->size_bytes > slot->size_max_bytes)
            problems_add(&request->problems, slot->code,
                         M("“{file}” is too large. Choose a PDF of up to {size}.",
                           WITH_TEXT("file", upload->name), WITH_BYTES("size", slot->size_max_bytes)));
        return;
    }
}

/* The file is checked and put in its place before the change that names it. */
void apply_upload_prepare(Request *request)
{
    Text slot = request_text(request, "slot");
    Upload *upload = request_upload(request, "file");
    if (!upload || !upload->size_bytes) {
        problems_add(&request->problems, slot, M("Choose a file."));
        return;
    }
    store_read(request->store, request->arena, request->login.account, find_size_max, request);
    if (problems_any(&request->problems)) return;
    if (upload->too_large) {
        problems_add(&request->problems, slot, M("“{file}” is too large.", WITH_TEXT("file", upload->name)));
        return;
    }
    DocumentCheck check = document_check_pdf(file_path_of_draft(upload->draft));
    if (check.state != DOCUMENT_GOOD) {
        problems_add(&request->problems, slot, document_message(check.state, upload->name));
        return;
    }
    Attachment *attachment = ARENA_NEW(request->arena, Attachment);
    *attachment = (Attachment){.slot = slot,
                               .name = upload->name,
                               .digest = file_digest(upload->draft),
                               .size_bytes = upload->size_bytes,
                               .pages = check.pages};
    file_keep(upload->draft);
    request->prepared = attachment;
}

bool apply_upload(Request *request, Change *change)
{
    if (!request->prepared) return false;
    const Edition *edition = edition_of(&change->at, request);
    if (!application_add_attachment(change, edition, apply_id(request), request->prepared,
                                    &request->problems))
        return false;
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/apply/{}/files/",
                                   edition->code, apply_key(request)));
    return true;
}

bool apply_file_remove(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    int64_t attachment = 0;
    request_int(request, "attachment", &attachment);
    application_remove_attachment(change, apply_id(request), attachment); /* gone already is as good */
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/apply/{}/files/",
                                   edition->code, apply_key(request)));
    return true;
}

/* ---- reading: whoever may read the application may read its files; the draft's only the team */

void application_file_show(Request *request, Snapshot *at)
{
    int64_t attachment = 0;
    request_int(request, "attachment", &attachment);
    Rows *row = store_row(at,
                          SQL("SELECT attachment.digest, attachment.name FROM attachment"
                              " JOIN application ON application.key = attachment.application"
                              " JOIN edition ON edition.key = application.edition"
                              " WHERE attachment.key = $3 AND attachment.application = $4"
                              " AND (" IS_ON_TEAM " OR attachment.version = application.version)"
                              " AND " MAY_READ_APPLICATION),
                          BIND(at->viewer, at->now, attachment, apply_id(request).key));
    if (!row) response_not_found(request);
    else response_file(request, row_text(row, 0), row_text(row, 1), TEXT("application/pdf"));
}

static Text named(const NamedList *list, Text code, Language language)
{
    for (size_t i = 0; i < list->count; i++) {
        if (text_is(list->at[i].code, code)) return words_in(&list->at[i].name, language);
    }
    return TEXT("");
}

static void fill_application(Request *request, Snapshot *at, const Edition *edition,
                             const Application *application, const ApplicationText *text,
                             PrizeApplication *view)
{
    const Category *category = edition_category(edition, text->category);
    const Region *region = edition_region_of(edition, text->country);
    view->title = (Written){text->title, text->tongue};
    view->number = application_number(request->arena, edition, application);
    view->category = category ? words_in(&category->name, request->language) : TEXT("");
    view->city = (Written){text->city, text->tongue};
    view->country = text->country;
    view->region = region ? words_in(&region->name, request->language) : TEXT("");
    view->applicant_kind = named(&edition->applicant_kinds, text->applicant_kind, request->language);
    view->groups = apply_answers(at, request, edition, text, false, application->id.key);
    view->submitted = text->submitted;
    for (size_t i = 0; i < text->attachments.count; i++) {
        const Attachment *file = &text->attachments.at[i];
        *LIST_ADD(request->arena, &view->files) = (KeptFile){.name = file->name,
                                                             .key = file->key,
                                                             .size_bytes = file->size_bytes,
                                                             .pages = file->pages};
    }
}

void application_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    const Application *application = application_find(at, apply_id(request));
    ApplicationText text;
    if (!application || application->edition.key != edition->id.key || !application->version ||
        !application_version(at, application->id, application->version, &text)) {
        response_not_found(request);
        return;
    }
    PrizeApplication view = {.shell = shell_for(request, at, (Message){0}),
                             .edition = edition->code,
                             .application = application->id.key,
                             .zone = edition->zone};
    fill_application(request, at, edition, application, &text, &view);
    shell_add_crumb(request->arena, &view.shell, (Message){0}, words_in(&edition->name, request->language),
                    URL(request->arena, request->language, "/prize/{}/", edition->code));
    shell_add_crumb(request->arena, &view.shell, (Message){0}, view.number, (Url){0});
    view.shell.title = text.title;
    RESPOND(request, prize_application_html, &view);
}

/* ---- a job: files that no application has any more */

typedef LIST(Text) Digests;

static void read_digests(Snapshot *at, void *context)
{
    Digests *digests = context;
    Rows *rows = store_rows(at, SQL("SELECT DISTINCT digest FROM attachment ORDER BY digest"), BIND());
    while (rows_next(rows)) *LIST_ADD(at->arena, digests) = row_text(rows, 0);
}

void application_sweep_files(Store *store, const Settings *settings, Arena *arena)
{
    Digests digests = {0};
    store_read(store, arena, (AccountId){0}, read_digests, &digests);
    files_sweep(store, arena, digests.at, digests.count);
}
