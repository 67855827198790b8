/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_NAMEI_H
#define SHIM_LINUX_NAMEI_H

struct path;

int follow_up(struct path *path);

#endif
