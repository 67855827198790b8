/* SPDX-License-Identifier: GPL-2.0 */
/* access_ok takes VERIFY_READ first (until 5.0; RHEL 8 never). */
#include <linux/uaccess.h>
#ifdef KS_ASKED
int ks_asked(const void __user *from)
{
	return access_ok(VERIFY_READ, from, 8);
}
#endif
