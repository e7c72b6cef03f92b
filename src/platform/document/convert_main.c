/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/document/convert.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

int main(int count, char **arguments)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (count == 2 && !strcmp(arguments[1], "check-pdf")) return convert_check_pdf();
    if (count == 2 && !strcmp(arguments[1], "make-pdf")) return convert_make_pdf();
    fputs("madang-convert serves madang: check-pdf | make-pdf\n", stderr);
    return 2;
}
