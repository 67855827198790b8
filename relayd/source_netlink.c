// SPDX-License-Identifier: GPL-2.0
#include "source.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client.h"
#include "clock.h"
#include "log.h"
#include "memory.h"

/* How long the kernel may be short of memory, and between two attempts. */
#define SHORTAGE_MS	5000
#define PAUSE_MS	100

/**
 * struct cursor - what the next read of a CPU acknowledges
 */
struct cursor {
	bool valid;
	__u64 position;
};

static struct cursor *cursors;
static __u32 resync;		/* as the module last said */
static __u32 walked;		/* as it was when the walk began */

static void write_identity(struct nl_msg *message, void *context)
{
	(void)context;
	nla_put_u32(message, KS_A_PROTOCOL, KS_PROTOCOL);
	nla_put_u64(message, KS_A_FINGERPRINT, ks_fingerprint());
}

static void take_status(struct nlattr **attributes, void *context)
{
	kernel_parse(attributes, context);
}

static enum exit_code tell_busy(struct kernel_status *status)
{
	kernel_status(status);
	log_note("another reader is attached: %s: stop it first, nobody can displace it",
		 client_owner(status->reader));
	return EXIT_CODE_BUSY;
}

/**
 * source_attach() - become the reader
 * @status:	filled
 */
enum exit_code source_attach(struct kernel_status *status)
{
	struct client_request attach = {
		.command = KS_CMD_ATTACH, .write = write_identity, .answer = take_status,
		.context = status,
	};
	enum exit_code code;
	int error = kernel_status(status);

	if (error) {
		log_note("the module does not tell its status: %s", strerror(-error));
		return error == -EPERM ? EXIT_CODE_PRIVILEGE : EXIT_CODE_INTERNAL;
	}
	code = kernel_check(status);
	if (code)
		return code;

	error = client_call(&attach);
	if (error == -EBUSY)
		return tell_busy(status);
	if (error == -EPROTO) {
		log_note("the module refuses this daemon's list of events: install module and "
			 "daemon of the same version, then reload the module");
		return EXIT_CODE_MISMATCH;
	}
	if (error) {
		log_note("cannot attach to the module: %s%s", strerror(-error),
			 error == -EPERM ? " (CAP_SYS_ADMIN and CAP_NET_ADMIN are needed)" : "");
		return error == -EPERM ? EXIT_CODE_PRIVILEGE : EXIT_CODE_INTERNAL;
	}
	code = kernel_check(status);	/* it has told all of it once more */
	if (code)
		return code;
	resync = status->resync;
	cursors = memory_zeroed(status->cpus * sizeof(*cursors));
	return EXIT_CODE_OK;
}

struct calibration {
	const struct calibrate_pairs *pairs;
	struct kernel_status *status;
};

static void write_pairs(struct nl_msg *message, void *context)
{
	const struct calibrate_pairs *pairs = ((struct calibration *)context)->pairs;

	nla_put(message, KS_A_MOUNTS, pairs->mount_count * sizeof(pairs->mounts[0]),
		pairs->mounts);
	if (pairs->group_count)
		nla_put(message, KS_A_GROUPS, pairs->group_count * sizeof(pairs->groups[0]),
			pairs->groups);
	if (pairs->overlay_count)
		nla_put(message, KS_A_OVERLAYS, pairs->overlay_count * sizeof(pairs->overlays[0]),
			pairs->overlays);
}

static void take_layouts(struct nlattr **attributes, void *context)
{
	kernel_parse(attributes, ((struct calibration *)context)->status);
}

/**
 * source_calibrate() - let the module find what no header tells it
 *
 * Returns 0 or a negative errno; without it events lack some members, no more.
 */
int source_calibrate(const struct calibrate_pairs *pairs, struct kernel_status *status)
{
	struct calibration calibration = { pairs, status };
	struct client_request request = {
		.command = KS_CMD_CALIBRATE, .write = write_pairs, .answer = take_layouts,
		.context = &calibration,
	};

	return client_call(&request);
}

struct enabling {
	__u64 events;
	struct kernel_status *status;
};

static void write_events(struct nl_msg *message, void *context)
{
	nla_put_u64(message, KS_A_EVENTS, ((struct enabling *)context)->events);
}

static void take_hooks(struct nlattr **attributes, void *context)
{
	kernel_parse(attributes, ((struct enabling *)context)->status);
}

static bool is_shortage(int error)
{
	return error == -ENOMEM || error == -ENOBUFS || error == -EAGAIN;
}

static void pause_ms(unsigned int ms)
{
	struct timespec time = { 0, ms * 1000000L };

	nanosleep(&time, NULL);
}

/*
 * For requests that may be repeated: an answer that found no room is given
 * again, nothing was acknowledged that we do not have.
 */
static int call_patiently(const struct client_request *request)
{
	unsigned int pause = 1, waited = 0;
	int error = client_call(request);

	while (is_shortage(error) && waited < SHORTAGE_MS) {
		pause_ms(pause);
		waited += pause;
		pause = pause * 2 < PAUSE_MS ? pause * 2 : PAUSE_MS;
		error = client_call(request);
	}
	return error;
}

static enum exit_code gone_or(int error, const char *what)
{
	if (is_shortage(error)) {
		log_note("the kernel has had no memory for an answer for %d s (%s: %s): giving up; "
			 "what is unread stays in its buffers", SHORTAGE_MS / 1000, what,
			 strerror(-error));
		return EXIT_CODE_INTERNAL;
	}
	if (error == -ETIMEDOUT) {
		log_note("the module does not answer the request to %s", what);
		return EXIT_CODE_INTERNAL;
	}
	/* a family that was registered anew does not know us */
	if (error == -ENOENT || error == -EPERM || error == -EOPNOTSUPP) {
		log_note("the module went away (%s: %s): load it and start again", what,
			 strerror(-error));
		return EXIT_CODE_MODULE_GONE;
	}
	log_note("the module refuses to %s: %s", what, strerror(-error));
	return EXIT_CODE_INTERNAL;
}

static void write_filter(struct nl_msg *message, void *context)
{
	const struct filter *filters = context;

	nla_put(message, KS_A_FILTER, filters->length, filters->bytes);
}

/* Where nobody knows whose namespace a file is in, every path could be made up. */
static void tell_useless(const struct filter *filters, const struct kernel_status *status)
{
	static const char *const layouts[] = { "mount.mnt_ns", "mnt_namespace.user_ns" };
	size_t i;

	for (i = 0; i < COUNT(layouts) && (filters->kinds & 1U << KS_FILTER_PATH); i++) {
		if (kernel_finds(status, layouts[i]))
			continue;
		log_note("on this kernel filters by path do nothing: the module does not find "
			 "whose namespace a file is in (%s, see --status)", layouts[i]);
		return;
	}
}

/**
 * source_filter() - which events the module records, of those that are enabled
 * @filters:	in place of all that it has had
 * @status:	of the module, calibrated
 *
 * What the tree of processes lives on it records whatever they say: selection.c.
 */
enum exit_code source_filter(const struct filter *filters, const struct kernel_status *status)
{
	struct filter others;
	struct client_request request = {
		.command = KS_CMD_FILTER, .write = write_filter, .size = KS_FILTER_SIZE_MAX,
		.context = &others,
	};
	int error;

	filter_copy(&others, filters, ~KS_FILTER_NEVER);
	error = call_patiently(&request);
	filter_free(&others);
	/* one of an older version, to which the rest of us looks right */
	if (error == -EOPNOTSUPP || error == -EINVAL) {
		log_note("the module does not take our filters (%s): install module and daemon of "
			 "the same version, then reload the module", strerror(-error));
		return EXIT_CODE_MISMATCH;
	}
	if (error)
		return gone_or(error, "filter events");
	tell_useless(filters, status);
	return EXIT_CODE_OK;
}

/**
 * source_enable() - which events the module records from now on
 * @events:	a bit for each id; 0 removes all hooks
 */
enum exit_code source_enable(__u64 events, struct kernel_status *status)
{
	struct enabling enabling = { events, status };
	struct client_request request = {
		.command = KS_CMD_ENABLE, .write = write_events, .answer = take_hooks,
		.context = &enabling,
	};
	int error = client_call(&request);

	return error ? gone_or(error, "enable events") : EXIT_CODE_OK;
}

struct walk {
	__u64 position;
	source_state_fn take;
};

static void write_position(struct nl_msg *message, void *context)
{
	nla_put_u64(message, KS_A_POSITION, ((struct walk *)context)->position);
}

static void take_state(struct nlattr **attributes, void *context)
{
	struct walk *walk = context;
	struct nlattr *records = attributes[KS_A_RECORDS];

	walk->position = client_u64(attributes[KS_A_POSITION]);
	if (records)
		walk->take(nla_data(records), nla_len(records));
}

/**
 * source_state() - the facts of all processes that are running
 */
enum exit_code source_state(source_state_fn take)
{
	struct walk walk = { .take = take };
	struct client_request request = {
		.command = KS_CMD_STATE, .write = write_position, .answer = take_state,
		.context = &walk,
	};
	int error;

	walked = resync;
	do {
		error = call_patiently(&request);
		if (error)
			return gone_or(error, "tell the running processes");
	} while (walk.position);
	return EXIT_CODE_OK;
}

/**
 * source_wants_state() - did the module forget whose facts it owes us?
 *
 * Then only another walk makes the tree whole.
 */
bool source_wants_state(void)
{
	return walked != resync;
}

struct reading {
	unsigned int cpu;
	struct cursor *cursor;
	source_batch_fn take;
};

static void write_read(struct nl_msg *message, void *context)
{
	const struct reading *reading = context;

	nla_put_u32(message, KS_A_CPU, reading->cpu);
	if (reading->cursor->valid)
		nla_put_u64(message, KS_A_ACKNOWLEDGE, reading->cursor->position);
}

static void take_batch(struct nlattr **attributes, void *context)
{
	struct reading *reading = context;
	struct nlattr *records = attributes[KS_A_RECORDS];
	struct order_batch batch = {
		.records = records ? nla_data(records) : NULL,
		.length = records ? nla_len(records) : 0,
		.pending = client_u32(attributes[KS_A_PENDING]),
		.complete = client_u64(attributes[KS_A_COMPLETE]),
		.sequence = client_u64(attributes[KS_A_SEQUENCE]),
	};

	resync = client_u32(attributes[KS_A_RESYNC]);
	if (attributes[KS_A_POSITION]) {
		reading->cursor->valid = true;
		reading->cursor->position = client_u64(attributes[KS_A_POSITION]);
	}
	reading->take(reading->cpu, &batch);
}

/**
 * source_read() - acknowledge a CPU's last sub-buffer and take its next one
 *
 * Calls @take once, or @absent if there cannot be such a CPU.
 */
enum exit_code source_read(unsigned int cpu, source_batch_fn take, source_absent_fn absent)
{
	struct reading reading = { cpu, &cursors[cpu], take };
	struct client_request request = {
		.command = KS_CMD_READ, .write = write_read, .answer = take_batch,
		.context = &reading, .alone = true,
	};
	__u64 before = clock_boot();
	int error;

	error = call_patiently(&request);
	if (error == -ENODEV) {
		absent(cpu, before);
		return EXIT_CODE_OK;
	}
	return error ? gone_or(error, "read") : EXIT_CODE_OK;
}

/**
 * source_arm() - ask for a doorbell
 */
enum exit_code source_arm(void)
{
	struct client_request request = { .command = KS_CMD_ARM };
	int error = call_patiently(&request);

	return error ? gone_or(error, "ring") : EXIT_CODE_OK;
}

/**
 * source_detach() - stop being the reader
 */
void source_detach(void)
{
	struct client_request request = { .command = KS_CMD_DETACH };
	int error = client_call(&request);

	if (error)
		log_verbose("detach: %s", strerror(-error));
	free(cursors);
	cursors = NULL;
}
