/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The record layout: what a sub-buffer of the channel holds.
 *
 * A sub-buffer is a sequence of records without gaps. A record is a struct
 * ks_event_NAME of the list (events.def), followed by the bytes of its
 * strings, and is a multiple of 8 bytes long. Integers are in the byte order
 * of the machine: module and daemon run on the same one, and a capture says
 * which.
 */
#ifndef KSCRIBE_UAPI_EVENTS_H
#define KSCRIBE_UAPI_EVENTS_H

#include <linux/types.h>

/**
 * struct ks_header - the start of every record
 * @length:	bytes of the whole record, strings included, a multiple of 8
 * @type:	id of the list
 * @fixed:	bytes of header and fixed part as the writer knew them
 * @flags:	KS_STATE, KS_REFRESHED, KS_ASYNC
 * @sequence:	counts on one CPU from 1; a refused record uses one up
 * @time:	CLOCK_BOOTTIME in ns, rising with @sequence on one CPU
 * @start:	when the process began, CLOCK_BOOTTIME in ns; with @tgid its identity
 * @tgid:	process id in the initial pid namespace
 * @tid:	thread id in the initial pid namespace
 */
struct ks_header {
	__u16 length;
	__u16 type;
	__u16 fixed;
	__u16 flags;
	__u64 sequence;
	__u64 time;
	__u64 start;
	__u32 tgid;
	__u32 tid;
};

/* ks_header.flags */
#define KS_STATE	0x0001	/* from the walk over all tasks; @sequence is 0 */
#define KS_REFRESHED	0x0002	/* repeats facts whose first record was refused */
#define KS_ASYNC	0x0004	/* done for the process by io_uring */
#define KS_EXECUTED	0x0008	/* with KS_REFRESHED: it was an exec that was refused */
#define KS_NO_RESULT	0x0010	/* written before the end: how it ended is not known */

/**
 * struct ks_string - bytes behind the fixed part
 * @offset:	from the start of the record
 * @length:	in bytes, without a terminator
 */
struct ks_string {
	__u16 offset;
	__u16 length;
};

/**
 * struct ks_time - CLOCK_REALTIME as the filesystem has it
 */
struct ks_time {
	__s64 seconds;
	__u32 nanoseconds;
	__u32 pad;
};

/* ks_file.state: which members were read */
#define KS_FILE_KNOWN	0x01	/* inode, mode, owner, times, filesystem, device */
#define KS_FILE_MOUNT	0x02	/* mount_id */
#define KS_FILE_LAYER	0x04	/* KS_FILE_UPPER says something */
#define KS_FILE_UPPER	0x08	/* overlay: the file is in the upper layer */
#define KS_FILE_PRIVATE	0x10	/* on a mount that no namespace has (memfd, pipe) */
#define KS_FILE_HOST	0x20	/* on a mount of the mount namespace of pid 1 */
#define KS_FILE_INITIAL	0x40	/* of one that belongs to the initial user namespace */

/* ks_file.error: why @path is not the whole truth */
enum ks_path_error {
	KS_PATH_OK = 0,
	KS_PATH_REFUSED,	/* as requested: the kernel refused before it had a file */
	KS_PATH_TRUNCATED,	/* deeper than fits: the last components only */
	KS_PATH_DETACHED,	/* on a mount that is in no namespace: from its root only */
	KS_PATH_BUSY,		/* the tree changed under every attempt to read it */
	KS_PATH_UNCALIBRATED,	/* mount layout unknown: from the filesystem's root only */
	KS_PATH_UNREADABLE,	/* the requested path was not in memory */
	KS_PATH_ABSENT,		/* the file had gone before anybody asked */
	KS_PATH_UNRESOLVED,	/* as requested: no hook shows where it led */
};

/* ks_event_utimes.state: what was asked for; what is to stay has no bit */
#define KS_TIMES_ACCESS		0x01
#define KS_TIMES_MODIFIED	0x02

/* ks_event_mount.state */
#define KS_MOUNT_BIND		0x01	/* source is known: it shows what another mount shows */
#define KS_MOUNT_GROUP		0x02	/* group_id was read */

/* ks_task.state */
#define KS_TASK_KERNEL		0x01	/* a kernel thread */
#define KS_TASK_BY_KERNEL	0x02	/* made by a kernel thread (user mode helper) */
#define KS_TASK_ENDED		0x08	/* nobody has waited for it yet */

/* ks_image.state */
#define KS_IMAGE_KNOWN		0x01	/* executable was read */
#define KS_IMAGE_ARGS_CUT	0x02	/* the list, or its last string, was cut */
#define KS_IMAGE_ENVS_CUT	0x04
#define KS_IMAGE_ARGS_UNREAD	0x08	/* not in memory, or another process's memory */
#define KS_IMAGE_ENVS_UNREAD	0x10
#define KS_IMAGE_SCRIPT_LOST	0x20	/* no room to remember the script: executable is the interpreter */

/* Limits, in bytes. */
#define KS_SUBBUF_SIZE		31744	/* with overhead just inside a 32 KiB skb */
#define KS_RECORD_MAX		31744
#define KS_PATH_MAX		4096
#define KS_COMM_MAX		16
#define KS_ARGUMENTS_MAX	24576	/* arguments and environment of one exec together */

/* ids */
enum ks_event_id {
#define KS_EVENT(name, id, class, category) KS_EVENT_##name = id,
#include "events.def"
	KS_EVENT_LIMIT = 64	/* ids stay below */
};

enum ks_event_class { KS_CLASS_VITAL, KS_CLASS_ORDINARY };

/*
 * The wire structures. A hole would carry kernel stack to user space and lay
 * the structure out differently for another compiler: it is an error.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"
#define KS_GROUP(name)				struct ks_##name {
#define KS_GROUP_END(name)			};
#define KS_EVENT(name, id, class, category)	struct ks_event_##name { struct ks_header header;
#define KS_EVENT_END(name)			};
#define KS_FIELD(owner, type, member, json, show)	type member;
#define KS_SUB(owner, group, member, json, show)	struct ks_##group member;
#define KS_STRING(owner, member, json, show)		struct ks_string member;
#include "events.def"
#pragma GCC diagnostic pop

/*
 * The list as text: names, types, places and order of its members.
 */
static const char ks_list_text[] =
#define KS_GROUP(name)					"group " #name ";"
#define KS_EVENT(name, id, class, category)		"event " #name " " #id " " #class ";"
#define KS_FIELD(owner, type, member, json, show)	#type " " #member " " json ";"
#define KS_SUB(owner, group, member, json, show)	#group " " #member " " json ";"
#define KS_STRING(owner, member, json, show)		"string " #member " " json ";"
#include "events.def"
	"";

/**
 * ks_fingerprint() - FNV-1a of the list
 *
 * Module and daemon compare it before the first record. Any context.
 */
static inline __u64 ks_fingerprint(void)
{
	const char *text = ks_list_text;
	__u64 hash = 0xcbf29ce484222325ULL;

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * 0x100000001b3ULL;
	return hash;
}

#endif
