/* SPDX-License-Identifier: Apache-2.0 */
/* The small parent: keeps the listening socket, runs the server in a child and starts it again when
 * it dies, so that no connection is refused meanwhile: they wait in the socket's queue.
 *
 * SIGTERM and SIGINT are passed on, and the parent ends with the child's status. SIGHUP ends the child
 * kindly and starts a new one: new settings, or a new program, on the same socket. */
#ifndef PLATFORM_PARENT_H
#define PLATFORM_PARENT_H

/* What the child does with the socket; its return is the child's exit status. A status of
 * CHILD_HOPELESS (or 2, usage) means that starting it again cannot help: the whole ends with 1 (or 2). */
typedef int ChildFunction(int listening, void *context);
enum { CHILD_HOPELESS = 78 };

/* To be called before any thread is made. The exit status of the whole. A child that died is started
 * again after 0.1 s, then after twice as long each time, at most 30 s; one that lived a minute begins
 * anew. */
int parent_run(int listening, ChildFunction *child, void *context);

#endif
