/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files of which relayd knows what the module has to find out: on which mount
 * they are, and where behind an overlay.
 */
#ifndef RELAYD_CALIBRATE_H
#define RELAYD_CALIBRATE_H

#include <stddef.h>

#include "netlink.h"

#define CALIBRATE_MOUNTS_MAX	16
#define CALIBRATE_OVERLAYS_MAX	4

struct calibrate_pairs {
	struct ks_mount_pair mounts[CALIBRATE_MOUNTS_MAX];
	size_t mount_count;
	struct ks_overlay_pair overlays[CALIBRATE_OVERLAYS_MAX];
	size_t overlay_count;
};

void calibrate_open(struct calibrate_pairs *pairs);
void calibrate_close(struct calibrate_pairs *pairs);

#endif
