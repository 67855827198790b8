/* SPDX-License-Identifier: GPL-2.0 */
/* What the module says about itself. */
#ifndef RELAYD_KERNEL_H
#define RELAYD_KERNEL_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "events.h"
#include "exitcode.h"
#include "netlink.h"

struct nlattr;

#define KERNEL_CPUS_MAX	8192	/* NR_CPUS of the largest kernels for this machine */

struct kernel_hook {
	char *name;
	char *how;
	char *event;
	char *state;
	char *reason;
	char *loss;
	__u64 hits;
	__u64 missed;
};

struct kernel_layout {
	char *name;
	char *state;
};

struct kernel_status {
	char *version;
	char *release;
	__u32 protocol;
	__u64 fingerprint;
	__u32 cpus;
	__u32 subbuf_size;
	__u32 subbufs;
	__u64 events;
	__u32 reader;
	__u32 resync;
	__u32 terms;
	struct kernel_hook *hooks;
	size_t hook_count;
	struct kernel_layout *layouts;
	size_t layout_count;
};

/**
 * struct kernel_counters - one CPU
 * @buffer:	it has one, so it is or was online
 * @counts:	by event id; type 0 where the module has no such event
 */
struct kernel_counters {
	__u32 cpu;
	__u64 sequence;
	bool buffer;
	struct ks_counts counts[KS_EVENT_LIMIT];
};

void kernel_parse(struct nlattr **attributes, struct kernel_status *status);
int kernel_status(struct kernel_status *status);
int kernel_counters(__u32 cpu, struct kernel_counters *counters);
void kernel_free(struct kernel_status *status);
bool kernel_finds(const struct kernel_status *status, const char *layout);
enum exit_code kernel_check(const struct kernel_status *status);

#endif
