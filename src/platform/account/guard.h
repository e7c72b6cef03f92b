/* SPDX-License-Identifier: Apache-2.0 */
/* Guards of the site's own pages. An edition's are its feature's. */
#ifndef PLATFORM_ACCOUNT_GUARD_H
#define PLATFORM_ACCOUNT_GUARD_H

#include "platform/http/route.h"

/* Role "operator" of the site; to others the page is not there. */
GuardFunction guard_operator;
/* Role "operator" or "organiser" of the site. */
GuardFunction guard_site;

#endif
