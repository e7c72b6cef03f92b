/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SITE_VIEWS_H
#define SITE_VIEWS_H

#include "platform/account/login.h"
#include "platform/page/views.h"

enum { SITE_LOGIN_DAYS_MAX = LOGIN_LONGEST_US / DAY_US };

typedef struct {
    Shell shell;
    Text version;
    Text operator_name; /* who runs the site; "" : not said */
    Text contact;       /* mail address; "" : not said */
    Url contact_url;
} SitePage;

#endif
