/* SPDX-License-Identifier: GPL-2.0 */
/* The change time has an accessor (6.6; some stable kernels earlier). */
#include <linux/fs.h>
#ifdef KS_ASKED
long ks_asked(struct inode *inode)
{
	return inode_get_ctime(inode).tv_nsec;
}
#endif
