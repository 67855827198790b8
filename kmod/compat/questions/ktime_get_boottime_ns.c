/* SPDX-License-Identifier: GPL-2.0 */
/* ktime_get_boottime_ns is there (5.3), ktime_get_boot_ns before. */
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#ifdef KS_ASKED
u64 ks_asked(void)
{
	return ktime_get_boottime_ns();
}
#endif
