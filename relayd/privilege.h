/* SPDX-License-Identifier: GPL-2.0 */
/* What relayd is allowed to do, and how little of it it keeps. */
#ifndef RELAYD_PRIVILEGE_H
#define RELAYD_PRIVILEGE_H

#include <sys/types.h>

#include "exitcode.h"

void privilege_set_user(const char *name, uid_t uid, gid_t gid);
enum exit_code privilege_check_reader(void);
enum exit_code privilege_check_status(void);
enum exit_code privilege_borrow_user(void);
enum exit_code privilege_return_user(void);
enum exit_code privilege_drop(void);
enum exit_code privilege_drop_walk(void);
enum exit_code privilege_drop_thread(void);

#endif
