/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/site/feature.h"
#include "platform/config/settings.h"
#include "platform/http/shell.h"
#include "site_templates.h"

static SitePage page_of(Request *request, Snapshot *at)
{
    const Settings *settings = request->settings;
    Text mailto = text_format(request->arena, "mailto:%.*s", TEXT_PRINT(settings->site_contact));
    return (SitePage){
        .shell = shell_for(request, at, (Message){0}),
        .version = TEXT(MADANG_VERSION),
        .operator_name = settings->site_operator,
        .contact = settings->site_contact,
        .contact_url = url_foreign(request->arena, mailto),
    };
}

static void show_about(Request *request, Snapshot *at)
{
    SitePage view = page_of(request, at);
    RESPOND(request, site_about_html, &view);
}

static void show_accessibility(Request *request, Snapshot *at)
{
    SitePage view = page_of(request, at);
    RESPOND(request, site_accessibility_html, &view);
}

static void show_privacy(Request *request, Snapshot *at)
{
    SitePage view = page_of(request, at);
    RESPOND(request, site_privacy_html, &view);
}

static const Route routes[] = {
    {GET, "/about/", guard_everyone, .show = show_about,
     .help = "About this site: who runs it, the program and its licence."},
    {GET, "/accessibility/", guard_everyone, .show = show_accessibility,
     .help = "What everyone can count on, and what not."},
    {GET, "/privacy/", guard_everyone, .show = show_privacy, .help = "What is kept about whom; cookies."},
};

static const NavigationEntry navigation[] = {
    {M("About this site"), "/about/", guard_everyone, .is_foot = true},
    {M("Accessibility"), "/accessibility/", guard_everyone, .is_foot = true},
    {M("Privacy"), "/privacy/", guard_everyone, .is_foot = true},
};

const Feature site_feature = {
    .name = "site",
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .navigation = navigation,
    .navigation_count = sizeof navigation / sizeof *navigation,
};
