// SPDX-License-Identifier: GPL-2.0
/*
 * v1 is v2's values in v1's fields: it lacks process.interpreter,
 * process.is_kworker, container.created_at and the packages of files (main.c does
 * not turn them on), and has no section for a mount
 * (section.c).
 */
#include "serialize.h"

#include <stdint.h>
#include <stdlib.h>

#include "clock.h"
#include "enrich_package.h"
#include "enrich_user.h"
#include "memory.h"
#include "object.h"
#include "section.h"
#include "show.h"

#define TAILS		512
#define TAIL_MAX	(256 * 1024)		/* of one that is kept */
#define TAILS_MAX	(16 * 1024 * 1024)	/* of all that are */

/*
 * A lineage is as long as somebody likes it to be: who execs himself again and
 * again with all the arguments that the kernel takes would make a line of many
 * megabytes out of the shortest record. Beyond the first limit an ancestor is
 * shown without its arguments, beyond the second without its files. What is
 * left then is small, so that a line stays below 1 MiB.
 */
#define LINEAGE_MAX		(256 * 1024)
#define LINEAGE_FILES_MAX	(384 * 1024)
#define ARGV0_MAX		256	/* of an ancestor whose arguments are left out */
#define NUMBERS			128	/* more than the rest of an ancestor takes */

/**
 * enum detail - how much of an exec is shown
 * @DETAIL_WHOLE:	everything
 * @DETAIL_REPEATED:	no arguments: they are those of the next older ancestor
 * @DETAIL_CUT:		the same for want of room, which is said
 * @DETAIL_LEAST:	no files either
 */
enum detail { DETAIL_WHOLE, DETAIL_REPEATED, DETAIL_CUT, DETAIL_LEAST };

/*
 * What follows the numbers of an event's own process: the same for all its
 * events until it or somebody above it changes. Kept for the processes that are
 * busy; all of them would take too much memory.
 *
 * An entry is good if nothing that it shows is younger. That also tells an
 * image from an earlier one at the same address.
 *
 * @cut: the lineage was too long to be shown whole.
 */
static struct tail {
	const struct image *image;
	__u64 stamp;
	unsigned int generation;
	bool cut;
	struct json json;
} tails[TAILS];
static size_t tail_bytes;	/* that all of them hold */
static __u64 cut_lineages;

static enum serialize_schema schema = SERIALIZE_V2;
static struct json scratch;

static void drop_tails(void)
{
	size_t i;

	for (i = 0; i < TAILS; i++) {
		json_free(&tails[i].json);
		tails[i].image = NULL;
	}
	tail_bytes = 0;
}

/**
 * serialize_init() - choose the fields
 */
void serialize_init(enum serialize_schema wanted)
{
	schema = wanted;
	cut_lineages = 0;
	drop_tails();
}

/**
 * serialize_cut_lineages() - lines in which an ancestor lacks what there was no room for
 */
__u64 serialize_cut_lineages(void)
{
	return cut_lineages;
}

static void container(struct json *json, const struct container *container)
{
	if (!container)
		return;
	JSON_KEY(json, "container");
	json_object(json);
	JSON_KEY(json, "id");
	json_string(json, container->id, sizeof(container->id));
	if (schema >= SERIALIZE_V2 && container->created) {
		JSON_KEY(json, "created_at");
		show_wall(json, container->created);
	}
	json_object_end(json);
}

/* A kernel thread, or what one has made before it runs a program. */
static bool is_reduced(const struct image *image)
{
	return (image->flags & PROCESS_KERNEL) ||
	       (image->flags & (PROCESS_BY_KERNEL | PROCESS_THREAD)) ==
	       (PROCESS_BY_KERNEL | PROCESS_THREAD);
}

static void kernel_made(struct json *json)
{
	if (schema < SERIALIZE_V2)
		return;
	JSON_KEY(json, "is_kworker");
	json_true(json);
}

static void reduced_members(struct json *json)
{
	JSON_LITERAL(json, "\"uid\":0,\"gid\":0");
	JSON_LITERAL(json, ",\"credentials\":{\"uid\":0,\"gid\":0,\"euid\":0,\"egid\":0,"
			   "\"fsuid\":0,\"fsgid\":0,\"cap_effective\":[],\"cap_permitted\":[]}");
	kernel_made(json);
}

static void time_member(struct json *json, const char *key, size_t key_length, __s64 time)
{
	if (!time)
		return;
	json_key(json, key, key_length);
	show_wall(json, time);
}

#define TIME_MEMBER(json, literal, time) \
	time_member(json, "\"" literal "\":", sizeof(literal) + 2, time)

static void full_members(struct json *json, struct image *image)
{
	const struct ks_credentials *credentials = &image->credentials;

	if (image->ppid) {
		JSON_KEY(json, "ppid");
		json_unsigned(json, image->ppid);
	}
	JSON_KEY(json, "uid");
	json_unsigned(json, credentials->uid);
	JSON_KEY(json, "gid");
	json_unsigned(json, credentials->gid);
	object_owner(json, credentials->uid, credentials->gid);
	JSON_MEMBER(json, "comm", image->comm, image->comm_length);
	JSON_MEMBER(json, "tty", image->tty, image->tty_length);
	TIME_MEMBER(json, "fork_time", image->fork_time);
	TIME_MEMBER(json, "exec_time", image->exec_time);
	TIME_MEMBER(json, "exit_time", image->exit_time);
	JSON_KEY(json, "credentials");
	json_object(json);
	object_credentials(json, credentials);
	json_object_end(json);
	container(json, image->container);
	if (image->flags & PROCESS_THREAD) {
		JSON_KEY(json, "is_thread");
		json_true(json);
	}
	if (image->flags & PROCESS_BY_KERNEL)
		kernel_made(json);
}

/* Rises when names that were rendered may be wrong. */
static unsigned int names_now(void)
{
	return enrich_user_generation() + enrich_container_generation() +
	       enrich_package_generation();
}

/* Renders what stays the same until the next exec, exit, or change of names. */
static void render(struct image *image)
{
	unsigned int now = names_now();

	if (image->text.at && image->generation == now)
		return;
	free((char *)image->text.at);
	image->generation = now;
	image->container = enrich_container(image->cgroup);

	json_reset(&scratch);
	if (image->flags & PROCESS_UNKNOWN) {
		JSON_LITERAL(&scratch, "\"uid\":0,\"gid\":0");
		TIME_MEMBER(&scratch, "exit_time", image->exit_time);
	} else if (is_reduced(image)) {
		reduced_members(&scratch);
	} else {
		full_members(&scratch, image);
	}
	image->text.at = memory_copy(scratch.text, scratch.length);
	image->text.length = scratch.length;
}

/* What says that arguments were left out, and the name that the program was given. */
static void cut_arguments(struct json *json, const struct facts *facts)
{
	struct text argv0 = { facts->arguments.at, facts->argv0 };

	if (argv0.length && argv0.length <= ARGV0_MAX)
		json_paste(json, argv0);
	if (facts->args) {
		JSON_KEY(json, "args_truncated");
		json_true(json);
	}
	if (facts->envs) {
		JSON_KEY(json, "envs_truncated");
		json_true(json);
	}
}

static void file_members(struct json *json, const struct facts *facts)
{
	if (facts->path_error) {
		JSON_KEY(json, "path_resolution_error");
		json_string(json, facts->path_error, strlen(facts->path_error));
	}
	if (facts->executable.text.length) {
		JSON_KEY(json, "executable");
		json_paste(json, facts->executable.text);
	}
	if (facts->interpreter.text.length && schema >= SERIALIZE_V2) {
		JSON_KEY(json, "interpreter");
		json_paste(json, facts->interpreter.text);
	}
}

static void facts_members(struct json *json, struct facts *facts, enum detail detail)
{
	facts_refresh(facts);
	if (detail == DETAIL_LEAST) {
		JSON_KEY(json, "path_resolution_error");
		JSON_LITERAL(json, "\"lineage too long\"");
	} else {
		file_members(json, facts);
	}
	if (detail == DETAIL_WHOLE)
		json_paste(json, facts->arguments);
	else if (detail != DETAIL_REPEATED)
		cut_arguments(json, facts);
}

static void numbers(struct json *json, const struct image *image, __u32 tid)
{
	JSON_KEY(json, "pid");
	json_unsigned(json, image->tgid);
	JSON_KEY(json, "tid");
	json_unsigned(json, tid);
}

static void constant_members(struct json *json, struct image *image, enum detail detail)
{
	json_paste(json, image->text);
	if (image->facts && !is_reduced(image))
		facts_members(json, image->facts, detail);
}

static void ancestor(struct json *json, struct image *image, enum detail detail)
{
	json_object(json);
	numbers(json, image, image->tgid);
	constant_members(json, image, detail);
	json_object_end(json);
}

/*
 * An ancestor whose next older one runs with the very same arguments was
 * forked from it and tells nothing new about them.
 */
static bool repeats_older(struct image *const *list, size_t count, size_t i)
{
	return i + 1 < count && list[i]->facts && list[i]->facts == list[i + 1]->facts;
}

/*
 * How much of an ancestor there is room for. @used bytes are taken, and it is
 * printed @times times.
 */
static enum detail fit(struct image *image, enum detail wanted, size_t used, size_t times)
{
	struct facts *facts = image->facts;
	size_t size = image->text.length + NUMBERS;

	if (!facts || is_reduced(image))
		return wanted;
	facts_refresh(facts);
	size += facts->executable.text.length + facts->interpreter.text.length;
	if (wanted == DETAIL_WHOLE && used + times * (size + facts->arguments.length) > LINEAGE_MAX)
		wanted = DETAIL_CUT;
	if (wanted != DETAIL_WHOLE && used + times * (size + ARGV0_MAX) > LINEAGE_FILES_MAX)
		wanted = DETAIL_LEAST;
	return wanted;
}

/* False if it is not shown whole. */
static bool lineage(struct json *json, struct image *image)
{
	struct image *list[PROCESS_ANCESTORS_MAX];
	size_t count = process_ancestors(image, list), i, start;
	struct text nearest = { NULL, 0 };
	bool whole = true;

	if (!count)
		return true;
	JSON_KEY(json, "ancestors");
	json_array(json);
	start = json->length;
	for (i = 0; i < count; i++) {
		enum detail detail = repeats_older(list, count, i) ? DETAIL_REPEATED : DETAIL_WHOLE;

		render(list[i]);
		/* the nearest one is the parent as well */
		detail = fit(list[i], detail, json->length - start + nearest.length, i ? 1 : 2);
		ancestor(json, list[i], detail);
		if (detail == DETAIL_CUT || detail == DETAIL_LEAST)
			whole = false;
		if (!i)
			nearest.length = json->length - start;
	}
	json_array_end(json);
	JSON_KEY(json, "parent");
	json_reserve(json, nearest.length);
	nearest.at = json->text + start;
	json_paste(json, nearest);
	return whole;
}

static bool is_good(const struct tail *tail, const struct image *image)
{
	if (tail->image != image || tail->generation != names_now())
		return false;
	for (; image; image = image->parent)
		if (image->stamp > tail->stamp)
			return false;
	return true;
}

/* Fit to be printed, perhaps more than fit to be kept: bound_tails() comes after it. */
static struct tail *tail_of(struct image *image)
{
	struct tail *tail = &tails[((uintptr_t)image / sizeof(*image)) % TAILS];

	if (is_good(tail, image))
		return tail;
	tail_bytes -= tail->json.room;
	json_reset(&tail->json);
	render(image);
	constant_members(&tail->json, image, DETAIL_WHOLE);
	tail->cut = !lineage(&tail->json, image);
	tail_bytes += tail->json.room;
	/* rendering can be what finds a container */
	tail->generation = names_now();
	tail->image = image;
	tail->stamp = process_stamp();
	return tail;
}

/* Somebody's long lineages must not take the memory for everybody's. */
static void bound_tails(struct tail *last)
{
	if (last->json.room > TAIL_MAX) {
		tail_bytes -= last->json.room;
		json_free(&last->json);
		last->image = NULL;
	}
	if (tail_bytes > TAILS_MAX)
		drop_tails();
}

static void process(struct json *json, const struct occurrence *occurrence)
{
	struct tail *tail = tail_of(occurrence->image);

	JSON_KEY(json, "process");
	json_object(json);
	numbers(json, occurrence->image, occurrence->tid);
	json_paste(json, json_text(&tail->json));
	json_object_end(json);
	cut_lineages += tail->cut;
	bound_tails(tail);
}

static void user(struct json *json, const struct image *image)
{
	struct text id = { NULL, 0 }, group = { NULL, 0 };

	if (!(image->flags & PROCESS_UNKNOWN) && !is_reduced(image)) {
		id = enrich_user(image->credentials.uid);
		group = enrich_group(image->credentials.gid);
	}
	JSON_KEY(json, "usr");
	json_object(json);
	if (id.length) {
		JSON_KEY(json, "id");
		json_paste(json, id);
	}
	if (group.length) {
		JSON_KEY(json, "group");
		json_paste(json, group);
	}
	json_object_end(json);
}

static void evt(struct json *json, const struct view *view)
{
	const struct event_row *row = view->type->outcome;
	__s32 result = row ? *(const __s32 *)((const char *)view->fixed + row->offset) : 0;
	const char *outcome = show_outcome(result);

	JSON_KEY(json, "evt");
	json_object(json);
	json_paste(json, view->type->evt);
	if (!(view->header->flags & KS_NO_RESULT)) {
		JSON_KEY(json, "outcome");
		json_string(json, outcome, strlen(outcome));
	}
	if (view->header->flags & KS_ASYNC) {
		JSON_KEY(json, "async");
		json_true(json);
	}
	json_object_end(json);
}

/**
 * serialize_line() - append one event and its newline
 */
void serialize_line(struct json *json, const struct view *view,
		    const struct occurrence *occurrence)
{
	struct image *image = occurrence->image;

	render(image);		/* finds the container */
	JSON_LITERAL(json, "{");
	evt(json, view);
	section_members(json, view, image, schema);
	user(json, image);
	process(json, occurrence);
	JSON_LITERAL(json, ",\"dd\":{}");
	container(json, image->container);
	JSON_KEY(json, "date");
	show_wall(json, clock_wall(view->header->time));
	JSON_LITERAL(json, "}\n");
}
