/* SPDX-License-Identifier: GPL-2.0 */
/* Whoever needs no protection against being called by himself has to say so. */
#include <linux/ftrace.h>
#ifdef KS_ASKED
unsigned long ks_asked(void)
{
	return FTRACE_OPS_FL_RECURSION_SAFE;
}
#endif
