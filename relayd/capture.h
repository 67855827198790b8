/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The capture file: a header, then blocks until one of type INTAKE_END.
 *
 *	header	struct capture_header, the list of events as text, zeros up to
 *		a multiple of 8
 *	block	struct capture_block, its bytes, zeros up to a multiple of 8
 *
 * Integers are in the byte order of the machine that recorded, which is that
 * of the records inside.
 *
 * CAPTURE_FORMAT changes when the meaning of this page or of enum intake_type
 * does. Records that have got more members since do not matter: the header
 * tells which ones there were.
 *
 * The checksum covers what stands behind it and where it stands, so that a
 * block which was moved, left out or doubled is noticed as well. It finds
 * accidents; who wants to forge a capture can.
 */
#ifndef RELAYD_CAPTURE_H
#define RELAYD_CAPTURE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "exitcode.h"
#include "facts.h"
#include "intake.h"
#include "json.h"

#define CAPTURE_MAGIC		"kscribe\x1a"
#define CAPTURE_ORDER		0x01020304
#define CAPTURE_FORMAT		1
#define CAPTURE_REDACTED	0x01		/* capture_header.flags */

/* What nothing that was recorded exceeds: a file that says more is not believed. */
#define CAPTURE_LIST_MAX	(64 * 1024)
#define CAPTURE_BLOCK_MAX	(2 * 1024 * 1024)
#define CAPTURE_CPUS_MAX	8192

/**
 * struct capture_header - how a capture begins
 * @order:	CAPTURE_ORDER as the recorder has it
 * @format:	CAPTURE_FORMAT; up to here every format is the same
 * @check:	of all that follows, the list included
 * @fingerprint: of the list
 * @began:	boottime ns: older records were left by an earlier reader
 * @protocol:	KS_PROTOCOL
 * @list_length: of the list, ks_list_text
 * @module, @kernel, @relayd: versions, for messages
 */
struct capture_header {
	char magic[8];
	__u32 order;
	__u32 format;
	__u64 check;
	__u64 fingerprint;
	__u64 began;
	__u32 protocol;
	__u32 cpus;
	__u32 flags;
	__u32 list_length;
	char module[32];
	char kernel[72];
	char relayd[32];
};

/**
 * struct capture_block - what stands before the bytes of a block
 * @check:	of all that follows
 */
struct capture_block {
	__u64 check;
	struct intake in;
};

/**
 * struct capture - one that is read
 * @offset:	of the next block
 * @at:		of the last one
 * @bytes:	of the last block, aligned to 8
 */
struct capture {
	FILE *file;
	const char *name;
	struct capture_header header;
	__u64 offset;
	__u64 at;
	void *bytes;
	size_t room;
};

/* writing */
void capture_put_header(struct json *to, struct capture_header *header);
void capture_put_block(struct json *to, __u64 offset, const struct intake *in, const void *bytes);
void capture_put_process(struct json *to, struct intake *in, const struct facts_lists *lists,
			 bool redact);

/* reading */
enum exit_code capture_open(struct capture *capture, FILE *file, const char *name);
enum exit_code capture_read(struct capture *capture, struct intake *in);
enum exit_code capture_problem(const struct capture *capture, __u64 offset, const char *problem);
bool capture_get_process(const struct intake *in, const void *bytes, struct facts_lists *lists);
void capture_close(struct capture *capture);

/* capture_list.c */
bool capture_list_fits(const char *theirs, const char *ours, char *why, size_t room);

/* capture_redact.c */
void capture_redact(struct json *to, const void *records, size_t length);
void capture_redact_list(struct json *to, struct text list);

/* capture_record.c */
struct kernel_status;
enum exit_code capture_create(const char *path, bool redact);
void capture_begin(const struct kernel_status *kernel, __u64 now);
enum exit_code capture_end(void);
__u64 capture_bytes(void);
__u64 capture_lost(void);

#endif
