// SPDX-License-Identifier: GPL-2.0
/* The module's builder, and that the daemon understands what it builds. */
#include <linux/kernel.h>
#include <stdlib.h>

#include "../../kmod/record.h"
#include "decode.h"
#include "test.h"

static union {
	unsigned char bytes[KS_RECORD_MAX + 64];
	__u64 aligned;
} space;
static struct ks_record record;
static struct view view;

static bool understood(void)
{
	return decode_frame(space.bytes, record.used) == record.used &&
	       decode_record(&view, space.bytes) == DECODE_OK;
}

static bool is(const struct ks_string *string, const char *wanted)
{
	struct text text = view_text(&view, string);

	return text.length == strlen(wanted) && !memcmp(text.at, wanted, text.length);
}

static void whole(void)
{
	struct ks_event_open *open;

	memset(&space, 0xee, sizeof(space));
	open = ks_record_begin_event(&record, space.bytes, sizeof(space), open);
	CHECK(ks_record_string(&record, &open->file.path, "/a/path", 7));
	CHECK(ks_record_string(&record, &open->file.filesystem, "ext4", 4));
	open->flags = 5;
	ks_record_end(&record);
	CHECK(understood());
	CHECK_NUMBER(open->header.type, KS_EVENT_open);
	CHECK_NUMBER(open->header.fixed, sizeof(*open));
	CHECK_NUMBER(open->header.length % 8, 0);
	CHECK(is(&view.fixed->open.file.path, "/a/path"));
	CHECK(is(&view.fixed->open.file.filesystem, "ext4"));
	CHECK_NUMBER(view.fixed->open.file.inode, 0);
	/* nothing of what was there before shows in the padding */
	CHECK(!memchr(space.bytes, 0xee, record.used));
	CHECK_NUMBER(space.bytes[record.used], 0xee);
}

static void bounds(void)
{
	const size_t fixed = sizeof(struct ks_event_cgroup);
	struct ks_event_cgroup *cgroup;
	char text[64];
	size_t size, length;

	memset(text, 'x', sizeof(text));
	for (size = fixed; size <= fixed + 40; size++) {
		for (length = 0; length <= 40; length++) {
			bool fits;

			memset(&space, 0xee, sizeof(space));
			cgroup = ks_record_begin_event(&record, space.bytes, size, cgroup);
			fits = ks_record_string(&record, &cgroup->path, text, length);
			ks_record_end(&record);
			if (fits != (length <= ((size & ~7UL) - fixed)) || !understood() ||
			    record.used > size || space.bytes[size] != 0xee)
				goto out;
		}
	}
out:
	CHECK_NUMBER(size, fixed + 41);

	/* more than a record may have is not used, whatever the space */
	cgroup = ks_record_begin_event(&record, space.bytes, sizeof(space), cgroup);
	while (ks_record_string(&record, &cgroup->path, text, sizeof(text)))
		;
	ks_record_end(&record);
	CHECK_NUMBER(record.used, KS_RECORD_MAX);
	CHECK(understood());
	CHECK(!ks_record_string(&record, &cgroup->path, "x", 1));
	CHECK_NUMBER(cgroup->path.length, 0);
	CHECK(ks_record_string(&record, &cgroup->path, "", 0));
}

static void in_place(void)
{
	struct ks_event_process *process;
	size_t room;
	char *to;

	process = ks_record_begin_event(&record, space.bytes, sizeof(*process) + 16, process);
	to = ks_record_space(&record, &room);
	CHECK_NUMBER(room, 16);
	memcpy(to, "argument", 8);
	ks_record_take(&record, &process->image.arguments, 8);
	to = ks_record_space(&record, &room);
	CHECK_NUMBER(room, 8);
	memcpy(to, "env", 3);
	ks_record_take(&record, &process->image.environment, 3);
	ks_record_end(&record);
	CHECK(understood());
	CHECK(is(&view.fixed->process.image.arguments, "argument"));
	CHECK(is(&view.fixed->process.image.environment, "env"));
	CHECK_NUMBER(record.used, sizeof(*process) + 16);
}

void test_record(void)
{
	whole();
	bounds();
	in_place();
}
