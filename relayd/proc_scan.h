/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc says about a process whose memory the module could not read. */
#ifndef RELAYD_PROC_SCAN_H
#define RELAYD_PROC_SCAN_H

#include <linux/types.h>
#include <stdbool.h>

#include "facts.h"

bool proc_scan(__u32 tgid, __u64 start, struct facts_lists *lists);

#endif
