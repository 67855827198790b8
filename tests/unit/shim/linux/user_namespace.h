/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_USER_NAMESPACE_H
#define SHIM_LINUX_USER_NAMESPACE_H

extern struct user_namespace {
	int level;
} init_user_ns;

#endif
