/* SPDX-License-Identifier: GPL-2.0 */
/* From the kernel's CLOCK_BOOTTIME to the time of day. */
#ifndef RELAYD_CLOCK_H
#define RELAYD_CLOCK_H

#include <linux/types.h>

__u64 clock_boot(void);
__s64 clock_sample(void);
void clock_set_offset(__s64 offset);
void clock_step(__s64 offset, __u64 from);
__s64 clock_offset(void);
__s64 clock_wall(__u64 boot);

#endif
