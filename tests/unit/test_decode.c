// SPDX-License-Identifier: GPL-2.0
#include "build.h"
#include "test.h"

static struct build build;
static struct view view;

static void make(void)
{
	build_begin(&build, KS_EVENT_open, 10);
	build_actor(&build, 5, 6);
	build_file(&build, &build.any.open.file, "/a/b");
	build.any.open.flags = 7;
	build.any.open.create_mode = 0644;
}

static enum decode_result decode(void)
{
	if (!decode_frame(build.bytes, sizeof(build.bytes)))
		return DECODE_BAD;
	return decode_record(&view, build.bytes);
}

static void frames(void)
{
	make();
	CHECK_NUMBER(decode_frame(build.bytes, build.header.length), build.header.length);
	CHECK_NUMBER(decode_frame(build.bytes, build.header.length - 8), 0);
	CHECK_NUMBER(decode_frame(build.bytes, sizeof(struct ks_header) - 1), 0);
	CHECK_NUMBER(decode_frame(build.bytes, 0), 0);
	build.header.length -= 4;
	CHECK_NUMBER(decode_frame(build.bytes, sizeof(build.bytes)), 0);
	build.header.length = 0;
	CHECK_NUMBER(decode_frame(build.bytes, sizeof(build.bytes)), 0);
	build.header.length = sizeof(struct ks_header) - 8;
	CHECK_NUMBER(decode_frame(build.bytes, sizeof(build.bytes)), 0);
}

static void strings(void)
{
	struct ks_string *path = &build.any.open.file.path;
	struct text text;

	make();
	CHECK(decode() == DECODE_OK);
	text = view_text(&view, &view.fixed->open.file.path);
	CHECK(text.length == 4 && !memcmp(text.at, "/a/b", 4));

	/* into the fixed part, past the end, wrapping around */
	make();
	path->offset = build.header.fixed - 1;
	CHECK(decode() == DECODE_BAD);
	make();
	path->length = 60000;
	CHECK(decode() == DECODE_BAD);
	make();
	path->offset = build.header.length;
	path->length = 1;
	CHECK(decode() == DECODE_BAD);
	make();
	path->offset = 65535;
	path->length = 65535;
	CHECK(decode() == DECODE_BAD);
	make();
	path->offset = build.header.length - 1;
	path->length = 1;
	CHECK(decode() == DECODE_OK);
	/* one that is empty is nowhere; two may share bytes */
	make();
	path->offset = 12345;
	path->length = 0;
	CHECK(decode() == DECODE_OK);
	make();
	build.any.open.file.filesystem = *path;
	CHECK(decode() == DECODE_OK);
}

static void skew(void)
{
	/* a newer writer: its fixed part is longer, strings lie behind that */
	build_begin(&build, KS_EVENT_open, 10);
	build.header.fixed += 16;
	build.header.length += 16;
	build_file(&build, &build.any.open.file, "/newer");
	build.any.open.flags = 9;
	CHECK(decode() == DECODE_OK);
	CHECK_NUMBER(view.fixed->open.flags, 9);
	CHECK_NUMBER(view_text(&view, &view.fixed->open.file.path).length, 6);

	/* an older one: what it did not have reads as zero, not as its strings */
	make();
	build.header.fixed = offsetof(struct ks_event_open, flags);
	memset(&build.any.open.flags, 0xff, 8);
	CHECK(decode() == DECODE_OK);
	CHECK_NUMBER(view.fixed->open.flags, 0);
	CHECK_NUMBER(view.fixed->open.create_mode, 0);
	CHECK_NUMBER(view.fixed->open.file.inode, 1312);
	CHECK_NUMBER(view_text(&view, &view.fixed->open.file.path).length, 4);

	make();
	build.header.fixed = sizeof(struct ks_header) - 1;
	CHECK(decode() == DECODE_BAD);
	make();
	build.header.fixed = build.header.length + 8;
	CHECK(decode() == DECODE_BAD);
	make();
	build.header.type = 63;
	CHECK(decode() == DECODE_UNKNOWN);
	build.header.type = 64;
	CHECK(decode() == DECODE_UNKNOWN);
	build.header.type = 65535;
	CHECK(decode() == DECODE_UNKNOWN);
}

static unsigned int next_random(unsigned int *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Whatever is accepted can be read to its last byte: the sanitizer watches. */
static void garbage(void)
{
	unsigned int state = 1, round, sum = 0, accepted = 0;

	for (round = 0; round < 200000; round++) {
		unsigned int changes = 1 + next_random(&state) % 4;
		size_t i;

		if (round % 64 == 0)
			make();
		while (changes--)
			build.bytes[next_random(&state) % 200] = next_random(&state);
		if (decode() != DECODE_OK)
			continue;
		accepted++;
		for (i = 0; i < view.type->string_count; i++) {
			const struct ks_string *string =
				(const void *)((const char *)view.fixed + view.type->strings[i]);
			struct text text = view_text(&view, string);
			size_t j;

			for (j = 0; j < text.length; j++)
				sum += text.at[j];
		}
	}
	CHECK(accepted > 100 && sum != 1);
}

static void every_event(void)
{
	const struct event_type *type;
	size_t i;

	for (i = 0; (type = event_at(i)); i++) {
		build_begin(&build, type->id, 1);
		CHECK(decode() == DECODE_OK);
		CHECK(view.type == type);
	}
}

void test_decode(void)
{
	frames();
	strings();
	skew();
	garbage();
	every_event();
	CHECK_NUMBER(event_find(KS_EVENT_exec)->string_count, 8);
	CHECK_NUMBER(event_find(KS_EVENT_open)->section_count, 1);
	CHECK_NUMBER(event_find(KS_EVENT_exit)->section_count, 1);
	CHECK_NUMBER(event_find(KS_EVENT_fork)->section_count, 0);
	CHECK_NUMBER(event_find(KS_EVENT_mount)->string_count, 6);
	CHECK_NUMBER(event_find(KS_EVENT_mount)->section_count, 1);
	CHECK_NUMBER(event_find(KS_EVENT_splice)->section_count, 2);
	CHECK_NUMBER(event_find(KS_EVENT_rename)->section_count, 1);
}
