/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a request, without sockets: from its head to its answer. The server drives it, and so
 * do tests, in process. */
#ifndef PLATFORM_SERVICE_H
#define PLATFORM_SERVICE_H

#include "platform/http/server.h"

/* The routes of all features, compiled. Fails if two of them answer the same, or one has no guard or
 * no handler. The settings and the store must outlive it. */
Service *service_new(Store *store, const Settings *settings, const Feature *const *all);
void service_free(Service *service);

#endif
