/* SPDX-License-Identifier: GPL-2.0 */
/* security_inode_setattr() takes no mapping of owners. */
#include <linux/fs.h>
#include <linux/security.h>
#ifdef KS_ASKED
int (*ks_asked)(struct dentry *, struct iattr *) = security_inode_setattr;
#endif
