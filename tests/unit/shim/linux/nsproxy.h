/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_NSPROXY_H
#define SHIM_LINUX_NSPROXY_H

struct nsproxy {
	void *mnt_ns;
};

#endif
