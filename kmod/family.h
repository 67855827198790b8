/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family: uapi/netlink.h describes it. */
#ifndef KSCRIBE_FAMILY_H
#define KSCRIBE_FAMILY_H

int ks_netlink_init(void);
void ks_netlink_exit(void);

#endif
