/* SPDX-License-Identifier: Apache-2.0 */
/* The views of the shell, the components and the pictures. */
#ifndef PLATFORM_PAGE_VIEWS_H
#define PLATFORM_PAGE_VIEWS_H

#include "platform/page/form.h"
#include "platform/page/gallery.h"
#include "platform/page/picture.h"
#include "platform/page/shell.h"

#endif
