/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The generic netlink family between kscribe.ko and relayd.
 *
 * Initial network namespace only. Every command needs CAP_NET_ADMIN in the
 * initial user namespace; ATTACH needs CAP_SYS_ADMIN there as well. One socket
 * is the reader, from ATTACH until DETACH or until it is closed; nobody can
 * displace it. The commands marked (r) are refused with EPERM for all others,
 * and for another process that has got hold of the socket.
 *
 *	STATUS
 *	  <-	PROTOCOL u32, FINGERPRINT u64, VERSION string, KERNEL string,
 *		CPUS u32 (ids are below), SUBBUF_SIZE u32, SUBBUFS u32,
 *		EVENTS u64 (bit: event id), READER u32 (port, 0: none),
 *		TIME u64 (boottime ns), RESYNC u32, TERMS u32 (of the filter),
 *		HOOKS { HOOK { HOOK_NAME, HOOK_HOW, HOOK_EVENT, HOOK_STATE,
 *			       HOOK_REASON, HOOK_LOSS strings,
 *			       HOOK_HITS u64, HOOK_MISSED u64 } ... },
 *		LAYOUTS { LAYOUT { LAYOUT_NAME, LAYOUT_STATE strings } ... }
 *	COUNTERS  CPU u32
 *	  <-	CPU u32, SEQUENCE u64 (last one used), BUFFER flag (this CPU
 *		has one), COUNTS struct ks_counts[], one per event of the list
 *	ATTACH	  PROTOCOL u32, FINGERPRINT u64
 *	  <-	as STATUS
 *		EPROTO: the other side was built from another list;
 *		EBUSY: there is a reader
 *	CALIBRATE (r) MOUNTS struct ks_mount_pair[], OVERLAYS struct ks_overlay_pair[],
 *		GROUPS struct ks_group_pair[]
 *	  <-	LAYOUTS as in STATUS
 *	ENABLE (r) EVENTS u64
 *	  <-	HOOKS as in STATUS
 *	FILTER (r) FILTER struct ks_filter_term[] (absent or empty: none)
 *	  <-	nothing but the acknowledgement: what begins from now on is judged
 *		by these terms, and by no others. EINVAL: not as uapi/terms.h has
 *		it, and nothing has changed. A new reader begins with those of the
 *		last
 *	STATE (r) POSITION u64 (0: from the beginning)
 *	  <-	POSITION u64 (0: that was all), TIME u64, RECORDS bytes
 *	READ (r)  CPU u32, ACKNOWLEDGE u64 (absent: nothing yet)
 *	  <-	CPU u32, POSITION u64, PENDING u32, COMPLETE u64, RESYNC u32,
 *		SEQUENCE u64, RECORDS bytes
 *		RECORDS is what one sub-buffer holds, absent when nothing is
 *		unread. POSITION is to be sent as ACKNOWLEDGE with the next
 *		READ of this CPU, once the records are safe: until then the
 *		kernel keeps them. PENDING counts sub-buffers still unread
 *		behind this one. When it is 0, COMPLETE is a time up to which
 *		no record of this CPU is missing, and SEQUENCE the last number
 *		used by then; COMPLETE 0 says that the CPU is just writing and
 *		nothing is known. RESYNC counts how often it was forgotten whose
 *		facts are owed: when it has changed, only another walk makes
 *		the tree whole.
 *	ARM (r)
 *	  <-	nothing but the acknowledgement: the reader found all CPUs
 *		empty and wants a DOORBELL when that changes
 *	DETACH (r)
 *		removes the hooks, forgets what is unread
 *	DOORBELL  kernel to reader, at most one between two ARM
 *
 * PROTOCOL changes when the meaning of this page does; records have the
 * fingerprint.
 */
#ifndef KSCRIBE_UAPI_NETLINK_H
#define KSCRIBE_UAPI_NETLINK_H

#include <linux/types.h>

#define KS_FAMILY	"kscribe"
#define KS_PROTOCOL	1

enum ks_command {
	KS_CMD_UNSPEC,
	KS_CMD_STATUS,
	KS_CMD_COUNTERS,
	KS_CMD_ATTACH,
	KS_CMD_CALIBRATE,
	KS_CMD_ENABLE,
	KS_CMD_FILTER,
	KS_CMD_STATE,
	KS_CMD_READ,
	KS_CMD_ARM,
	KS_CMD_DETACH,
	KS_CMD_DOORBELL,
	KS_CMD_LIMIT
};

enum ks_attribute {
	KS_A_UNSPEC,
	KS_A_PROTOCOL,
	KS_A_FINGERPRINT,
	KS_A_VERSION,
	KS_A_KERNEL,
	KS_A_CPUS,
	KS_A_SUBBUF_SIZE,
	KS_A_SUBBUFS,
	KS_A_EVENTS,
	KS_A_READER,
	KS_A_TIME,
	KS_A_RESYNC,
	KS_A_HOOKS,
	KS_A_HOOK,
	KS_A_HOOK_NAME,
	KS_A_HOOK_HOW,
	KS_A_HOOK_EVENT,
	KS_A_HOOK_STATE,
	KS_A_HOOK_REASON,
	KS_A_HOOK_LOSS,
	KS_A_HOOK_HITS,
	KS_A_HOOK_MISSED,
	KS_A_LAYOUTS,
	KS_A_LAYOUT,
	KS_A_LAYOUT_NAME,
	KS_A_LAYOUT_STATE,
	KS_A_CPU,
	KS_A_BUFFER,
	KS_A_SEQUENCE,
	KS_A_COUNTS,
	KS_A_MOUNTS,
	KS_A_OVERLAYS,
	KS_A_POSITION,
	KS_A_ACKNOWLEDGE,
	KS_A_PENDING,
	KS_A_COMPLETE,
	KS_A_RECORDS,
	KS_A_GROUPS,
	KS_A_FILTER,
	KS_A_TERMS,
	KS_A_LIMIT
};
#define KS_A_MAX (KS_A_LIMIT - 1)

/**
 * enum ks_refusal - why a record was not taken
 * @KS_REFUSED_FULL:	every sub-buffer is unread
 * @KS_REFUSED_RESERVE:	an ordinary record, and only the reserve for vital ones is free
 * @KS_REFUSED_OVERSIZE: longer than a sub-buffer
 * @KS_REFUSED_BUSY:	a probe hit while another one of the same context was recording
 */
enum ks_refusal {
	KS_REFUSED_FULL,
	KS_REFUSED_RESERVE,
	KS_REFUSED_OVERSIZE,
	KS_REFUSED_BUSY,
	KS_REFUSED_REASONS
};

/**
 * struct ks_counts - what one CPU did with one type of record since load
 * @type:	id of the list
 * @written:	records that went into the channel
 * @refused:	records that did not, by &enum ks_refusal; @written and all of
 *		@refused add up to the sequence numbers used
 * @filtered:	hits that were not to be recorded; of one who is not to be recorded
 *		every call counts, however it ends
 */
struct ks_counts {
	__u32 type;
	__u32 pad;
	__u64 written;
	__u64 refused[KS_REFUSED_REASONS];
	__u64 filtered;
};

/**
 * struct ks_mount_pair - a mount, and its true number
 * @fd:		descriptor of a file on the mount
 * @mount_id:	as fdinfo or mountinfo has it
 *
 * Of the reader's namespace, or the one of the kernel's own that all pipes are
 * on: that one is in no namespace.
 */
struct ks_mount_pair {
	__s32 fd;
	__u32 mount_id;
};

/**
 * struct ks_group_pair - a mount of any namespace, and its peer group
 * @fd:		descriptor of a file on the mount
 * @group:	as mountinfo has it ("shared:")
 */
struct ks_group_pair {
	__s32 fd;
	__u32 group;
};

/**
 * struct ks_overlay_pair - a file on an overlay of one lower layer, and where it really is
 * @fd:		descriptor of the file, seen through the overlay
 * @upper:	descriptor of the same file in the upper layer, -1 if it is not there
 * @lower:	likewise in the lower layer
 */
struct ks_overlay_pair {
	__s32 fd;
	__s32 upper;
	__s32 lower;
};

#endif
