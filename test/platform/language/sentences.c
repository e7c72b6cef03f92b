/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences of these tests, for xgettext's keywords. */
#define SAID(...)
SAID(M("Enter the name of the city."))
SAID(M("“{file}” is not a PDF."))
SAID(MN("{n} day left", "{n} days left", 1))
SAID(M("State: {state}"))
SAID(M("Due {when}"))
SAID(M("Read {a}the rules{/a} {b}now{/b}."))
