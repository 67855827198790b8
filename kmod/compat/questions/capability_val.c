/* SPDX-License-Identifier: GPL-2.0 */
/* kernel_cap_t is one 64-bit value (6.3), an array before. */
#include <linux/capability.h>
#ifdef KS_ASKED
u64 ks_asked(kernel_cap_t capabilities)
{
	return capabilities.val;
}
#endif
