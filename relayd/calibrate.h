/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files of which relayd knows what the module has to find out: on which mount
 * they are, in which peer group that is, and where they are behind an overlay.
 */
#ifndef RELAYD_CALIBRATE_H
#define RELAYD_CALIBRATE_H

#include <stddef.h>

#include "netlink.h"

#define CALIBRATE_MOUNTS_MAX	16
#define CALIBRATE_OVERLAYS_MAX	4
#define CALIBRATE_GROUPS_MAX	4

/**
 * struct calibrate_pairs - files, and what is known of them
 * @namespace:	descriptor of the mount namespace that some are in: it lives until it
 *		is closed
 */
struct calibrate_pairs {
	int namespace;
	struct ks_mount_pair mounts[CALIBRATE_MOUNTS_MAX];
	size_t mount_count;
	struct ks_overlay_pair overlays[CALIBRATE_OVERLAYS_MAX];
	size_t overlay_count;
	struct ks_group_pair groups[CALIBRATE_GROUPS_MAX];
	size_t group_count;
};

void calibrate_open(struct calibrate_pairs *pairs);
void calibrate_close(struct calibrate_pairs *pairs);

#endif
