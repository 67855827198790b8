/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_FILE_H
#define SHIM_LINUX_FILE_H

struct file;

struct file *fget_raw(int fd);
void fput(struct file *file);

#endif
