/* SPDX-License-Identifier: GPL-2.0 */
/* Each function that is watched calls its watcher directly, not all that there are. */
#include <linux/ftrace.h>
#ifdef KS_ASKED
unsigned long ks_asked(struct ftrace_ops *ops)
{
	return ops->trampoline;
}
#endif
