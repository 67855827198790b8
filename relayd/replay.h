/* SPDX-License-Identifier: GPL-2.0 */
/* --replay: a capture makes the lines of its recorder again. */
#ifndef RELAYD_REPLAY_H
#define RELAYD_REPLAY_H

#include <stdio.h>

#include "exitcode.h"

enum exit_code replay_open(const char *path);
enum exit_code replay_run(void);
enum exit_code replay_stream(FILE *file, const char *name);
void replay_exit(void);

#endif
