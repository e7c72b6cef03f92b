/* SPDX-License-Identifier: Apache-2.0 */
/* The workbench: the engine for anyone with a spreadsheet, on the command line, without a server or a store.
 */
#ifndef WORKBENCH_H
#define WORKBENCH_H

int workbench_assign(int count, char **arguments);
int workbench_calibrate(int count, char **arguments);
int workbench_check(int count, char **arguments);
int workbench_select(int count, char **arguments);

#endif
