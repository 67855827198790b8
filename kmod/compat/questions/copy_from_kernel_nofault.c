/* SPDX-License-Identifier: GPL-2.0 */
/* Reads without faults are copy_from_kernel_nofault (5.8), probe_kernel_read before. */
#include <linux/uaccess.h>
#ifdef KS_ASKED
long ks_asked(void *to, const void *from)
{
	return copy_from_kernel_nofault(to, from, 8);
}
#endif
