/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting, reading in rounds, and stopping without losing anything. */
#ifndef RELAYD_LOOP_H
#define RELAYD_LOOP_H

#include "exitcode.h"

enum exit_code loop_init(void);
enum exit_code loop_walk(void);
enum exit_code loop_run(void (*reload)(void));
enum exit_code loop_drain(void);
enum exit_code loop_finish(void);
void loop_exit(void);

#endif
