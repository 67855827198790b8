/* SPDX-License-Identifier: GPL-2.0 */
/* SIGHUP: other events and filters while we run. */
#ifndef RELAYD_RELOAD_H
#define RELAYD_RELOAD_H

#include "kernel.h"
#include "options.h"

void reload_init(int argc, char **argv, struct options *options, struct kernel_status *kernel);
void reload(void);

#endif
