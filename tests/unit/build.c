// SPDX-License-Identifier: GPL-2.0
#include "build.h"

#include <stdio.h>
#include <stdlib.h>

static __u64 sequence;

void build_begin(struct build *build, unsigned int type, __u64 time)
{
	memset(build, 0, sizeof(*build));
	build->header.type = type;
	build->header.fixed = build->header.length = event_find(type)->fixed;
	build->header.sequence = ++sequence;
	build->header.time = time;
}

void build_actor(struct build *build, __u32 tgid, __u64 start)
{
	build->header.tgid = build->header.tid = tgid;
	build->header.start = start;
}

void build_string(struct build *build, struct ks_string *string, const char *text, size_t length)
{
	string->offset = build->header.length;
	string->length = length;
	memcpy(build->bytes + string->offset, text, length);
	build->header.length += (length + 7) / 8 * 8;
}

void build_task(struct build *build, struct ks_task *task, __u32 parent, __u64 parent_start,
		const char *comm)
{
	task->parent_tgid = parent;
	task->parent_start = parent_start;
	build_string(build, &task->comm, comm, strlen(comm));
}

void build_file(struct build *build, struct ks_file *file, const char *path)
{
	file->state = KS_FILE_KNOWN | KS_FILE_MOUNT;
	file->inode = 1312;
	file->mode = 0100755;
	file->mount_id = 29;
	file->modified.seconds = 1672628645;
	file->modified.nanoseconds = 7;
	file->changed.seconds = 1672628646;
	file->changed.nanoseconds = 500000000;
	build_string(build, &file->path, path, strlen(path));
	BUILD_LITERAL(build, &file->filesystem, "ext4");
}

void build_place(struct build *build, struct ks_file *file, const char *path)
{
	file->state = KS_FILE_MOUNT;
	file->mount_id = 29;
	build_string(build, &file->path, path, strlen(path));
	BUILD_LITERAL(build, &file->filesystem, "ext4");
}

void build_unseen(struct build *build, struct ks_file *file, const char *path)
{
	file->error = KS_PATH_REFUSED;
	build_string(build, &file->path, path, strlen(path));
}

void build_view(const struct build *build, struct view *view)
{
	if (decode_frame(build->bytes, sizeof(build->bytes)) != build->header.length ||
	    decode_record(view, build->bytes) != DECODE_OK) {
		fprintf(stderr, "a test has built a record that is not one\n");
		exit(1);
	}
}
