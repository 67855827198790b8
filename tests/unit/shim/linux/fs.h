/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_FS_H
#define SHIM_LINUX_FS_H

#include <linux/path.h>

#define S_IALLUGO	07777

struct inode {
	unsigned long i_ino;
};

struct file {
	struct path f_path;
};

#endif
