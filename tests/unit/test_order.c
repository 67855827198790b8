// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "build.h"
#include "order.h"
#include "test.h"

static unsigned char bytes[4096] __attribute__((aligned(8)));
static size_t used;

static void record(__u64 sequence, __u64 time)
{
	struct build build;

	build_begin(&build, KS_EVENT_exit, time);
	build.header.sequence = sequence;
	memcpy(bytes + used, build.bytes, build.header.length);
	used += build.header.length;
}

static void put(unsigned int cpu, __u32 pending, __u64 complete, __u64 sequence)
{
	struct order_batch batch = {
		.records = bytes, .length = used, .pending = pending, .complete = complete,
		.sequence = sequence,
	};

	order_put(cpu, &batch);
	used = 0;
}

static __u64 next(void)
{
	const struct ks_header *header = order_next();

	return header ? header->time : 0;
}

static void merges(void)
{
	order_init(3, 0);
	CHECK(order_wants(0) && order_wants(1) && order_wants(2));
	record(1, 10);
	record(2, 30);
	put(0, 0, 100, 2);
	record(1, 20);
	record(2, 40);
	put(1, 0, 100, 2);
	/* the third has not said anything yet */
	CHECK_NUMBER(next(), 0);
	put(2, 0, 35, 0);
	CHECK_NUMBER(next(), 10);
	CHECK_NUMBER(next(), 20);
	CHECK_NUMBER(next(), 30);
	CHECK(order_wants(0) && !order_wants(1));
	CHECK_NUMBER(next(), 0);
	put(2, 0, 40, 0);
	CHECK_NUMBER(next(), 40);
	CHECK_NUMBER(next(), 0);
	CHECK_NUMBER(order_late(), 0);
	CHECK_NUMBER(order_counts(0)->delivered, 2);
	CHECK_NUMBER(order_counts(0)->lost, 0);
	order_exit();
}

/* With more behind it a used-up sub-buffer proves only what it holds. */
static void pending(void)
{
	order_init(2, 0);
	record(1, 10);
	record(2, 20);
	put(0, 1, 0, 0);
	record(1, 15);
	record(2, 25);
	put(1, 0, 90, 2);
	CHECK_NUMBER(next(), 10);
	CHECK_NUMBER(next(), 15);
	CHECK_NUMBER(next(), 20);
	CHECK_NUMBER(next(), 0);
	CHECK(order_wants(0) && !order_wants(1));
	record(3, 22);
	record(4, 80);
	put(0, 0, 95, 4);
	CHECK_NUMBER(next(), 22);
	CHECK_NUMBER(next(), 25);
	CHECK_NUMBER(next(), 80);
	CHECK_NUMBER(next(), 0);
	order_exit();
}

static void gaps(void)
{
	order_init(1, 0);
	/* the account begins with the first number that comes */
	record(7, 10);
	record(9, 20);
	put(0, 0, 30, 12);
	CHECK_NUMBER(next(), 10);
	CHECK_NUMBER(order_counts(0)->lost, 0);
	CHECK_NUMBER(next(), 20);
	CHECK_NUMBER(next(), 0);
	/* 8 between, and 10 to 12 were used up by refusals behind the last record */
	CHECK_NUMBER(order_counts(0)->lost, 4);
	CHECK_NUMBER(order_counts(0)->delivered, 2);
	CHECK_NUMBER(order_counts(0)->first, 7);
	CHECK_NUMBER(order_counts(0)->last, 12);
	record(13, 40);
	put(0, 0, 50, 13);
	CHECK_NUMBER(next(), 40);
	CHECK_NUMBER(order_counts(0)->lost, 4);
	CHECK_NUMBER(order_counts(0)->last, 13);
	order_exit();

	/* what was lost before this reader came is not its loss; later it is */
	order_init(1, 0);
	put(0, 0, 10, 100);
	CHECK_NUMBER(order_counts(0)->lost, 0);
	CHECK_NUMBER(order_counts(0)->first, 101);
	put(0, 0, 20, 103);
	CHECK_NUMBER(order_counts(0)->lost, 3);
	record(104, 30);
	put(0, 0, 40, 104);
	CHECK_NUMBER(next(), 30);
	CHECK_NUMBER(order_counts(0)->delivered, 1);
	CHECK_NUMBER(order_counts(0)->lost, 3);
	CHECK_NUMBER(order_counts(0)->last, 104);
	order_exit();
}

static void late(void)
{
	order_init(2, 0);
	record(1, 50);
	put(0, 0, 60, 1);
	put(1, 0, 60, 0);
	CHECK_NUMBER(next(), 50);
	/* against its word */
	record(1, 40);
	put(1, 0, 70, 1);
	put(0, 0, 70, 1);
	CHECK_NUMBER(next(), 40);
	CHECK_NUMBER(order_late(), 1);
	order_exit();
}

static void absent(void)
{
	order_init(2, 0);
	record(1, 50);
	put(0, 0, 60, 1);
	CHECK_NUMBER(next(), 0);
	order_absent(1, 55);
	CHECK_NUMBER(next(), 50);
	CHECK(!order_counts(1)->seen);
	order_exit();

	/* the end: nobody is waited for */
	order_init(2, 0);
	record(1, 50);
	record(2, 60);
	put(0, 0, 60, 2);
	record(1, 55);
	put(1, 0, 60, 1);
	order_finish();
	CHECK_NUMBER(next(), 50);
	CHECK_NUMBER(next(), 55);
	CHECK_NUMBER(next(), 60);
	CHECK_NUMBER(next(), 0);
	order_exit();
}

static void broken(void)
{
	order_init(1, 0);
	record(1, 10);
	record(2, 20);
	((struct ks_header *)(bytes + used / 2))->length = 3;
	put(0, 0, 30, 3);
	CHECK_NUMBER(next(), 10);
	CHECK_NUMBER(next(), 0);
	CHECK_NUMBER(order_bad(), 1);
	CHECK_NUMBER(order_counts(0)->lost, 2);
	CHECK(order_wants(0));

	/* told from outside that the one just given out is broken inside */
	record(4, 40);
	record(5, 50);
	put(0, 0, 60, 5);
	CHECK_NUMBER(next(), 40);
	order_abandon();
	CHECK_NUMBER(next(), 0);
	CHECK_NUMBER(order_bad(), 2);
	CHECK_NUMBER(order_counts(0)->lost, 3);
	order_exit();
}

/* Many CPUs, random loads, sub-buffers of random size: all out, in order. */
static void storm(void)
{
	enum { CPUS = 7, ROUNDS = 3000 };
	__u64 produced[CPUS] = { 0 }, sent[CPUS] = { 0 }, now = 1, last = 0, out = 0, all = 0;
	bool sorted = true;
	unsigned int cpu, round, i;

	srand(1);
	order_init(CPUS, 0);
	for (round = 0; round < ROUNDS; round++) {
		for (cpu = 0; cpu < CPUS; cpu++) {
			__u32 more = rand() % 2;

			if (!order_wants(cpu))
				continue;
			for (i = rand() % 5; i; i--) {
				record(++produced[cpu], ++now);
				all++;
			}
			sent[cpu] = produced[cpu];
			put(cpu, used ? more : 0, now, sent[cpu]);
		}
		for (;;) {
			__u64 time = next();

			if (!time)
				break;
			out++;
			sorted = sorted && time > last;
			last = time;
		}
	}
	order_finish();
	while (next())
		out++;
	CHECK(sorted);
	CHECK(all > 5000);
	CHECK_NUMBER(out, all);
	CHECK_NUMBER(order_late(), 0);
	for (cpu = 0; cpu < CPUS; cpu++)
		if (order_counts(cpu)->lost || order_counts(cpu)->delivered != produced[cpu])
			break;
	CHECK_NUMBER(cpu, CPUS);
	order_exit();
}

void test_order(void)
{
	merges();
	pending();
	gaps();
	late();
	absent();
	broken();
	storm();
}
