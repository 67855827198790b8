/* SPDX-License-Identifier: GPL-2.0 */
/* What module and daemon do and lose, for people and for programs. */
#ifndef RELAYD_STATUS_H
#define RELAYD_STATUS_H

#include <stdbool.h>

#include "exitcode.h"

enum exit_code status_print(bool json);
bool status_write_stats(const char *path);

#endif
