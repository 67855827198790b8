/* SPDX-License-Identifier: GPL-2.0 */
/* struct filename remembers the user pointer that it was copied from. */
#include <linux/fs.h>
#ifdef KS_ASKED
const char __user *ks_asked(struct filename *name)
{
	return name->uptr;
}
#endif
