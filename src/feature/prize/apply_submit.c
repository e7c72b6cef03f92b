/* SPDX-License-Identifier: Apache-2.0 */
/* Checking the answers, submitting, the receipt; withdrawing. */
#include "feature/prize/apply_parts.h"
#include "prize_templates.h"

static AnswerGroup files_group(Request *request, const ApplyPage *page)
{
    Message files = M("Files");
    AnswerGroup group = {.name = message_write(request->arena, request->language, &files)};
    Url change = URL(request->arena, request->language, "/prize/{}/apply/{}/files/", page->edition->code,
                     apply_key(request));
    for (size_t i = 0; i < page->edition->attachments.count; i++) {
        const AttachmentSlot *slot = &page->edition->attachments.at[i];
        TextBuffer names = {.arena = request->arena};
        for (size_t k = 0; k < page->draft.attachments.count; k++) {
            if (!text_is(page->draft.attachments.at[k].slot, slot->code)) continue;
            if (names.size) buffer_add_char(&names, '\n');
            buffer_add(&names, page->draft.attachments.at[k].name);
        }
        *LIST_ADD(request->arena, &group.rows) = (AnswerRow){.text = words_in(&slot->name, request->language),
                                                             .value = buffer_text(&names),
                                                             .change = change};
    }
    return group;
}

void apply_check_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    Problems missing = application_check(at, page.edition, page.application->id);
    size_t pledge_missing = problems_of(&missing, TEXT("pledge")) != NULL;
    PrizeApplyCheck view = {
        .head = apply_head(request, at, page.edition, page.application, &page.draft, M("Check your answers")),
        .groups = apply_answers(at, request, page.edition, &page.draft, true, page.application->id.key),
        .pledge_text = words_in(&page.edition->pledge, request->language),
        .is_complete = missing.count == pledge_missing,
        .is_sent = apply_is_sent(at, &page),
        .submitted = page.application->submitted,
        .pledge = choice_field_make(&request->problems, TEXT("pledge")),
    };
    if (page.edition->attachments.count)
        *LIST_ADD(request->arena, &view.groups) = files_group(request, &page);
    /* given anew with each submission */
    Text chosen = request->is_again ? request_text(request, "pledge") : TEXT("");
    choice_add(request->arena, &view.pledge, TEXT("yes"), M("I confirm this for the applicant"), chosen);
    RESPOND(request, prize_apply_check_html, &view);
}

static bool submit(Request *request, Change *change, const Edition *edition)
{
    Receipt receipt;
    application_set_pledge(change, apply_id(request), text_is_c(request_text(request, "pledge"), "yes"));
    return application_submit(change, edition, apply_id(request), request->received, &request->problems,
                              &receipt);
}

/* Sent again from another tab, say, with nothing new in it: what stands stands. */
bool apply_submit(Request *request, Change *change)
{
    ApplyPage page;
    if (!apply_find(request, &change->at, &page)) return false;
    bool stands = page.application->state == APPLICATION_SUBMITTED && apply_is_sent(&change->at, &page);
    if (!stands && !submit(request, change, page.edition)) return false;
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/apply/{}/receipt/",
                                   page.edition->code, apply_key(request)));
    return true;
}

void apply_receipt_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    ApplicationText standing;
    if (!apply_find(request, at, &page)) return;
    if (!page.application->version ||
        !application_version(at, page.application->id, page.application->version, &standing)) {
        response_not_found(request);
        return;
    }
    PrizeApplyReceipt view = {.head = apply_head(request, at, page.edition, page.application, &standing,
                                                 M("Receipt")),
                              .organisation = standing.organisation,
                              .city = standing.city,
                              .country = standing.country,
                              .category =
                                  edition_category_name(page.edition, standing.category, request->language),
                              .version = standing.version,
                              .submitted = standing.submitted,
                              .zone = page.edition->zone,
                              .digest = standing.digest};
    for (size_t i = 0; i < standing.attachments.count; i++) {
        const Attachment *file = &standing.attachments.at[i];
        *LIST_ADD(request->arena, &view.files) =
            (KeptFile){.name = file->name, .size_bytes = file->size_bytes};
        *LIST_ADD(request->arena, &view.digests) = file->digest;
    }
    RESPOND(request, prize_apply_receipt_html, &view);
}

/* ---- withdrawing */

void apply_withdraw_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    PrizeApplyWithdraw view = {.head = apply_head(request, at, page.edition, page.application, &page.draft,
                                                  M("Withdraw")),
                               .reason = field_make(&request->problems, TEXT("reason"),
                                                    request_text(request, "reason"))};
    view.reason.is_optional = true;
    view.reason.rows = 3;
    RESPOND(request, prize_apply_withdraw_html, &view);
}

bool apply_withdraw(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!application_withdraw(change, edition, apply_id(request), request_text(request, "reason"),
                              &request->problems))
        return false;
    apply_redirect(request, edition, "", true);
    return true;
}
