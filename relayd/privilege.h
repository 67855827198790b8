/* SPDX-License-Identifier: GPL-2.0 */
/* What relayd is allowed to do, and how little of it it keeps. */
#ifndef RELAYD_PRIVILEGE_H
#define RELAYD_PRIVILEGE_H

#include "exitcode.h"

enum exit_code privilege_check_reader(void);
enum exit_code privilege_check_status(void);
enum exit_code privilege_drop(void);
enum exit_code privilege_drop_walk(void);

#endif
