// SPDX-License-Identifier: GPL-2.0
/*
 * Records become lines, in both schemas, and the same lines once the secrets of
 * the records are gone.
 *
 * The bytes are records one after another, as a sub-buffer holds them. A type
 * that the list does not have makes the world change instead: see happens().
 */
#include "capture.h"
#include "clock.h"
#include "decode.h"
#include "enrich_container.h"
#include "enrich_package.h"
#include "enrich_user.h"
#include "fuzz.h"
#include "host.h"
#include "memory.h"
#include "pipeline.h"
#include "process.h"
#include "selection.h"
#include "serialize.h"
#include "sink.h"

/* Enough to see everything; long lineages take it with a few records. */
#define OUTPUT_MAX	(1024 * 1024)
#define BOOT	1680652800000000000LL

/* The host: it has names for some, and other ones after every change. */
static unsigned int changes;

static bool name(enum host_database database, __u32 id, char **to)
{
	char text[40];
	int length = snprintf(text, sizeof(text), "%c\"\\x%u\xff.%u",
			      database == HOST_USERS ? 'u' : 'g', id, changes);

	*to = id % 3 == 1 ? NULL : memory_copy(text, length);
	return id % 7 != 5;
}

static bool scan(__u32 tgid, __u64 start, struct facts_lists *lists)
{
	static const char arguments[] = "walked\0--password\0\0x", environment[] = "HOME\0A=\xf0";

	memset(lists, 0, sizeof(*lists));
	lists->arguments.at = arguments;
	lists->arguments.length = sizeof(arguments) - start % 2;
	lists->environment.at = environment;
	lists->environment.length = tgid % 3 ? sizeof(environment) : 0;
	lists->environment_cut = tgid % 2;
	return tgid % 4;
}

static bool gone(__u32 tgid)
{
	return tgid % 2;
}

static const struct host fake = { .name = name, .scan = scan, .gone = gone,
				 .package = enrich_package_look_up };

/* What comes to relayd beside records. */
#define REPEAT		(KS_EVENT_LIMIT - 5)
#define REPEAT_MAX	1200
#define REPEAT_BYTES	(400 * 1024)	/* in all of an input: it shall not take long */

static void happens(const struct ks_header *header)
{
	switch (header->type) {
	case KS_EVENT_LIMIT - 1:
		changes++;
		enrich_user_renew(header->flags & 1);
		return;
	case KS_EVENT_LIMIT - 2:
		process_state_done();
		return;
	case KS_EVENT_LIMIT - 3:
		process_sweep(header->time);
		return;
	case KS_EVENT_LIMIT - 4:
		clock_set_offset(header->time);
		return;
	}
}

/**
 * struct run - records on their way
 * @schema:	of the lines
 * @afresh:	nothing that was kept from an earlier line is used for the next one
 * @lines:	what came out
 * @cut:	lineages that were too long
 * @wild:	there was something else than records that a module could have written
 * @repeat:	the next record is taken so often before,
 * @how:	by whom
 * @repeat_bytes: how much of that is left
 */
struct run {
	enum serialize_schema schema;
	bool afresh;
	struct json lines;
	__u64 cut;
	bool wild;
	unsigned int repeat;
	unsigned int how;
	size_t repeat_bytes;
};

/* Looks at every path, and lets everything pass. */
static struct filter everything;

static void begin(struct run *run)
{
	run->wild = false;
	run->cut = 0;
	run->repeat = 0;
	run->repeat_bytes = REPEAT_BYTES;
	host = &fake;
	changes = 0;
	clock_set_offset(BOOT);
	process_init();
	pipeline_init();
	selection_init(~0ULL, &everything, ~0ULL);
	serialize_init(run->schema);
}

static void end(void)
{
	process_exit();
	enrich_container_exit();
	enrich_user_renew(true);
	FUZZ_ASSERT(!process_counts()->images);
}

/* As relayd does it; what comes out is in the buffer of the sink. */
static void take(struct run *run, const struct ks_header *record)
{
	if (run->afresh) {
		run->cut += serialize_cut_lineages();
		serialize_init(run->schema);
	}
	pipeline_state(record, record->length);
}

/*
 * Chains and crowds that no input is long enough for: the record is taken many
 * times, by one process or by one after another, before it makes its line.
 */
static void take_often(struct run *run, struct ks_header *record)
{
	struct ks_event_fork *fork = (struct ks_event_fork *)record;

	selection_init(0, NULL, 0);	/* no lines meanwhile */
	for (; run->repeat && run->repeat_bytes > record->length; run->repeat--) {
		run->repeat_bytes -= record->length;
		pipeline_state(record, record->length);
		record->time++;
		record->tgid += run->how & 1;
		record->tid += run->how >> 1 & 1;
		if ((run->how & 4) && record->type == KS_EVENT_fork &&
		    record->length >= sizeof(*fork))
			fork->child_tgid++;
	}
	run->repeat = 0;
	selection_init(~0ULL, &everything, ~0ULL);
}

/* Every byte of a string is there, and those of the module do not share any. */
static void check_strings(struct run *run, const struct view *view)
{
	size_t sum = view->header->fixed, i;
	struct text text;

	for (i = 0; i < view->type->string_count; i++) {
		text = view_text(
			view, (const void *)((const char *)view->fixed + view->type->strings[i]));
		if (text.length)
			free(memory_copy(text.at, text.length));
		sum += text.length;
	}
	run->wild |= sum > view->header->length;
}

static void take_record(struct run *run, struct ks_header *record)
{
	struct view view;

	switch (decode_record(&view, record)) {
	case DECODE_OK:
		check_strings(run, &view);
		take_often(run, record);
		take(run, record);
		return;
	case DECODE_UNKNOWN:
		if (record->type == REPEAT) {
			run->repeat = record->tid % REPEAT_MAX;
			run->how = record->flags;
		}
		happens(record);
		break;
	case DECODE_BAD:
		break;
	}
	run->wild = true;
}

/*
 * A record that contradicts itself ends a sub-buffer in relayd; here the next
 * one follows, or a mutation would hide all that stands behind it.
 */
static void make_lines(struct run *run, const char *bytes, size_t length)
{
	struct json *lines = sink_buffer();
	size_t at = 0, step;
	char *record;

	begin(run);
	while (lines->length < OUTPUT_MAX) {
		step = decode_frame(bytes + at, length - at);
		if (!step)
			break;
		/* the sanitizer sees the end of an allocation */
		record = memory_resize(NULL, step);
		memcpy(record, bytes + at, step);
		take_record(run, (struct ks_header *)record);
		free(record);
		at += step;
	}
	run->wild |= at != length;
	run->cut += serialize_cut_lineages();
	json_reset(&run->lines);
	json_raw(&run->lines, lines->text, lines->length);
	json_reset(lines);
	end();
}

static cJSON *take_line(const struct json *lines, size_t *at)
{
	const char *begin, *newline;

	if (*at == lines->length)
		return NULL;
	begin = lines->text + *at;
	newline = memchr(begin, '\n', lines->length - *at);
	FUZZ_ASSERT(newline);
	*at = newline + 1 - lines->text;
	return line_parse(begin, newline + 1 - begin);
}

/* What v1 lacks: serialize.c says so. */
static bool is_new(const cJSON *member)
{
	return member->string &&
	       (line_same(member->string, "interpreter") ||
		line_same(member->string, "is_kworker") || line_same(member->string, "created_at"));
}

static bool same_but_new(const cJSON *old, const cJSON *new)
{
	const cJSON *a = old->child, *b = new->child;

	if ((old->type & 0xff) != (new->type & 0xff))
		return false;
	if (cJSON_IsString(old))
		return line_same(old->valuestring, new->valuestring);
	if (cJSON_IsNumber(old))
		return old->valuedouble == new->valuedouble;
	for (;; a = a->next, b = b->next) {
		while (b && is_new(b))
			b = b->next;
		if (!a || !b)
			return !a && !b;
		if (is_new(a) || !a->string != !b->string ||
		    (a->string && !line_same(a->string, b->string)) || !same_but_new(a, b))
			return false;
	}
}

static double number_of(const cJSON *object, const char *key)
{
	const cJSON *number = cJSON_GetObjectItem(object, key);

	return number ? number->valuedouble : 0;
}

/* The members that only the file of a mount has. */
static bool same_numbers(cJSON *file, const cJSON *mount)
{
	static const char *const keys[][2] = {
		{ "new_mount_id", "mount_id" }, { "group_id", "group_id" }, { "device", "device" },
	};
	const cJSON *a, *b = cJSON_GetObjectItem(mount, "fs_type");
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (number_of(file, keys[i][0]) != number_of(mount, keys[i][1]))
			return false;
		cJSON_DetachItemFromObject(file, keys[i][0]);
	}
	a = cJSON_DetachItemFromObject(file, "fstype");
	return a && b ? same_but_new(a, b) : !a && !b;
}

/* A mount has a section of its own in v2; in v1 it is a file and its destination. */
static bool same_mount(cJSON *old, cJSON *new)
{
	cJSON *file = cJSON_DetachItemFromObject(old, "file");
	cJSON *mount = cJSON_DetachItemFromObject(new, "mount");
	cJSON *point = cJSON_DetachItemFromObject(file, "destination");

	return file && mount && point && same_numbers(file, mount) &&
	       same_but_new(file, cJSON_GetObjectItem(mount, "root")) &&
	       same_but_new(point, cJSON_GetObjectItem(mount, "mp"));
}

static void compare(const struct json *old, const struct json *new, bool whole)
{
	size_t old_at = 0, new_at = 0;
	cJSON *a, *b;

	for (;;) {
		a = take_line(old, &old_at);
		b = take_line(new, &new_at);
		if (whole)
			FUZZ_ASSERT(!a == !b);
		if (whole && a && cJSON_HasObjectItem(b, "mount"))
			FUZZ_ASSERT(same_mount(a, b));
		if (whole && a)
			FUZZ_ASSERT(same_but_new(a, b));
		if (!a && !b)
			return;
		line_forget();
	}
}

/* What a line hides is not in a redacted capture either, and the lines are the same. */
static void compare_redacted(const struct run *plain, const char *bytes, size_t length)
{
	static struct run again = { .schema = SERIALIZE_V2 };
	static struct json redacted;

	json_reset(&redacted);
	capture_redact(&redacted, bytes, length);
	make_lines(&again, redacted.length ? redacted.text : "", redacted.length);
	if (plain->wild)
		return;
	FUZZ_ASSERT(!again.wild);
	FUZZ_ASSERT(again.lines.length == plain->lines.length);
	FUZZ_ASSERT(!again.lines.length ||
		    !memcmp(again.lines.text, plain->lines.text, again.lines.length));
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	event_init();
	FUZZ_ASSERT(!filter_add(&everything, "include all path /", NULL));
	FUZZ_ASSERT(!filter_add(&everything, "include all cgroup /", NULL));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run new = { .schema = SERIALIZE_V2 };
	static struct run old = { .schema = SERIALIZE_V1, .afresh = true };
	struct input input = { data, size };
	char *bytes = input_bytes(&input, &size);

	make_lines(&new, bytes, size);
	make_lines(&old, bytes, size);
	/* where something was left out for want of room, v1 has more of it */
	compare(&old.lines, &new.lines, !old.cut && !new.cut &&new.lines.length < OUTPUT_MAX);
	compare_redacted(&new, bytes, size);
	free(bytes);
	return 0;
}
