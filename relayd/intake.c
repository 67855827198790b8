// SPDX-License-Identifier: GPL-2.0
#include "intake.h"

#include "clock.h"
#include "enrich_package.h"
#include "enrich_user.h"
#include "pipeline.h"
#include "process.h"

static intake_listener listener;

/**
 * intake_listen() - who is told of everything, after it has been taken; NULL: nobody
 */
void intake_listen(intake_listener wanted)
{
	listener = wanted;
}

static bool take_batch(const struct intake *in, const void *bytes)
{
	const struct order_batch batch = {
		.records = bytes, .length = in->length, .pending = in->count,
		.complete = in->time, .sequence = in->sequence,
	};

	if (in->id >= order_cpus() || !order_wants(in->id))
		return false;
	order_put(in->id, &batch);
	return true;
}

static bool take_absent(const struct intake *in)
{
	if (in->id >= order_cpus())
		return false;
	order_absent(in->id, in->time);
	return true;
}

static bool take_package(const struct intake *in, const char *bytes)
{
	struct text path = { bytes, in->id }, name, version;

	if (in->id > in->length || in->count > in->length - in->id)
		return false;
	name.at = bytes + in->id;
	name.length = in->count;
	version.at = name.at + name.length;
	version.length = in->length - in->id - in->count;
	return enrich_package_put(path, name, version);
}

/**
 * intake_take() - take one thing
 * @bytes:	@in->length of them
 *
 * Returns false if it is nothing that can come, or not now.
 */
bool intake_take(const struct intake *in, const void *bytes)
{
	switch (in->type) {
	case INTAKE_CLOCK:
		clock_step(in->time, in->sequence);
		return true;
	case INTAKE_NAMES:
		enrich_user_renew(in->count);
		return true;
	case INTAKE_STATE:
		pipeline_state(bytes, in->length);
		return true;
	case INTAKE_STATE_END:
		process_state_done();
		return true;
	case INTAKE_BATCH:
		return take_batch(in, bytes);
	case INTAKE_ABSENT:
		return take_absent(in);
	case INTAKE_EMIT:
		pipeline_emit();
		return true;
	case INTAKE_SWEEP:
		process_sweep(in->time);
		return true;
	case INTAKE_STOP:
		pipeline_stop(in->time);
		return true;
	case INTAKE_FINISH:
		order_finish();
		return true;
	case INTAKE_USER:
		enrich_user_put(HOST_USERS, in->id, bytes, in->length);
		return true;
	case INTAKE_GROUP:
		enrich_user_put(HOST_GROUPS, in->id, bytes, in->length);
		return true;
	case INTAKE_PACKAGE:
		return take_package(in, bytes);
	case INTAKE_PACKAGES:
		enrich_package_renew();
		return true;
	default:
		return false;
	}
}

static void deliver(const struct intake *in, const void *bytes)
{
	intake_take(in, bytes);
	if (listener)
		listener(in, bytes);
}

/**
 * intake_clock() - the distance of the two clocks from a time on; see clock_step()
 */
void intake_clock(__s64 offset, __u64 from)
{
	const struct intake in = { .type = INTAKE_CLOCK, .time = offset, .sequence = from };

	if (offset != clock_offset())
		deliver(&in, NULL);
}

/**
 * intake_names() - names of users or groups may have changed; see enrich_user_renew()
 */
void intake_names(bool forget)
{
	const struct intake in = { .type = INTAKE_NAMES, .count = forget };

	deliver(&in, NULL);
}

/**
 * intake_packages() - packages may have changed; see enrich_package_renew()
 */
void intake_packages(void)
{
	const struct intake in = { .type = INTAKE_PACKAGES };

	deliver(&in, NULL);
}

/**
 * intake_state() - records of the walk over all processes
 */
void intake_state(const void *records, size_t length)
{
	const struct intake in = { .type = INTAKE_STATE, .length = length };

	deliver(&in, records);
}

/**
 * intake_state_end() - the walk is over
 */
void intake_state_end(void)
{
	const struct intake in = { .type = INTAKE_STATE_END };

	deliver(&in, NULL);
}

/**
 * intake_batch() - one answer to a read; see order_put()
 */
void intake_batch(unsigned int cpu, const struct order_batch *batch)
{
	const struct intake in = {
		.type = INTAKE_BATCH, .id = cpu, .length = batch->length, .count = batch->pending,
		.time = batch->complete, .sequence = batch->sequence,
	};

	deliver(&in, batch->records);
}

/**
 * intake_absent() - a CPU that has no buffer; see order_absent()
 */
void intake_absent(unsigned int cpu, __u64 time)
{
	const struct intake in = { .type = INTAKE_ABSENT, .id = cpu, .time = time };

	deliver(&in, NULL);
}

/**
 * intake_emit() - make lines of what is complete; see pipeline_emit()
 */
void intake_emit(void)
{
	const struct intake in = { .type = INTAKE_EMIT };

	deliver(&in, NULL);
}

/**
 * intake_sweep() - find out who has gone; see process_sweep()
 */
void intake_sweep(__u64 time)
{
	const struct intake in = { .type = INTAKE_SWEEP, .time = time };

	deliver(&in, NULL);
}

/**
 * intake_stop() - what happens after @time is not printed
 */
void intake_stop(__u64 time)
{
	const struct intake in = { .type = INTAKE_STOP, .time = time };

	deliver(&in, NULL);
}

/**
 * intake_finish() - no more will come; see order_finish()
 */
void intake_finish(void)
{
	const struct intake in = { .type = INTAKE_FINISH };

	deliver(&in, NULL);
}
