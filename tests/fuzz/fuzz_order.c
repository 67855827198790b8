// SPDX-License-Identifier: GPL-2.0
/*
 * Sub-buffers of several CPUs become one stream.
 *
 * The bytes are a script of what comes from which CPU, and when records are
 * taken. A model that knows nothing but relayd/order.h says what must come out.
 * In an honest script the kernel keeps to its word (uapi/netlink.h): then the
 * account is exact and nothing is late.
 */
#include "fuzz.h"
#include "order.h"

#define CPUS_MAX	8
#define BATCH_MAX	1024
#define BEGAN	100

/**
 * struct cpu - what the model knows of one
 * @bytes:	what order_put() was given last
 * @at:		what was given out of it
 * @sequence:	last number that the kernel used here
 * @time:	nothing honest comes before it
 * @told:	@sequence was told with a promise, valid once all is out
 * @seen:	the account has begun, with @first
 * @last:	where it stood after the last call
 * @repeats:	records whose number was accounted for already
 */
struct cpu {
	uint8_t bytes[BATCH_MAX] __attribute__((aligned(8)));
	size_t length;
	size_t at;
	uint64_t sequence;
	uint64_t time;
	bool told;
	bool seen;
	uint64_t first;
	uint64_t last;
	uint64_t delivered;
	uint64_t repeats;
};

static struct cpu cpus[CPUS_MAX];
static unsigned int cpu_count;
static bool honest;
static uint64_t newest, late, inherited, bad;

/* What the next frame is long, 0 if there is none: uapi/events.h. */
static size_t frame(const struct cpu *cpu)
{
	size_t left = cpu->length - cpu->at;
	uint16_t length;

	if (left < sizeof(struct ks_header))
		return 0;
	memcpy(&length, cpu->bytes + cpu->at, sizeof(length));
	return length < sizeof(struct ks_header) || length % 8 || length > left ? 0 : length;
}

/* A sub-buffer that is broken from here on is dropped. */
static void look(struct cpu *cpu)
{
	if (cpu->at == cpu->length || frame(cpu))
		return;
	bad++;
	cpu->at = cpu->length;
}

static void check_account(unsigned int id)
{
	const struct order_counts *counts = order_counts(id);
	struct cpu *cpu = &cpus[id];

	FUZZ_ASSERT(counts->delivered == cpu->delivered);
	if (!counts->seen)
		FUZZ_ASSERT(!counts->delivered && !counts->lost);
	else
		FUZZ_ASSERT(counts->delivered + counts->lost ==
			    counts->last - counts->first + 1 + cpu->repeats);
	if (honest) {
		FUZZ_ASSERT(counts->seen == cpu->seen);
		FUZZ_ASSERT(!cpu->seen || counts->first == cpu->first);
		FUZZ_ASSERT(!cpu->repeats);
		FUZZ_ASSERT(!cpu->seen || counts->last <= cpu->sequence);
		if (cpu->told && cpu->at == cpu->length)
			FUZZ_ASSERT(cpu->seen && counts->last == cpu->sequence);
	}
	cpu->seen = counts->seen;
	cpu->last = counts->last;
}

static void check_all(void)
{
	unsigned int id;

	for (id = 0; id < cpu_count; id++) {
		check_account(id);
		FUZZ_ASSERT(order_wants(id) == (cpus[id].at == cpus[id].length));
	}
	FUZZ_ASSERT(order_late() == late);
	FUZZ_ASSERT(order_inherited() == inherited);
	FUZZ_ASSERT(order_bad() == bad);
	if (honest)
		FUZZ_ASSERT(!late);
}

/* Whose record was it? */
static unsigned int find_deliverer(void)
{
	unsigned int id, found = cpu_count;

	for (id = 0; id < cpu_count; id++) {
		if (order_counts(id)->delivered == cpus[id].delivered)
			continue;
		FUZZ_ASSERT(found == cpu_count);
		found = id;
	}
	FUZZ_ASSERT(found < cpu_count);
	return found;
}

static void take(const struct ks_header *header)
{
	unsigned int id = find_deliverer();
	struct cpu *cpu = &cpus[id];
	size_t length = frame(cpu);

	/* the next one of its CPU, none left out and none twice */
	FUZZ_ASSERT(length && header->length == length);
	FUZZ_ASSERT(!memcmp(header, cpu->bytes + cpu->at, length));
	cpu->at += length;
	cpu->delivered++;
	if (!cpu->seen) {
		cpu->seen = true;
		cpu->first = header->sequence;
		cpu->last = header->sequence - 1;
	}
	if (header->sequence <= cpu->last)
		cpu->repeats++;
	if (header->time < newest)
		late++;
	else
		newest = header->time;
	inherited += header->time < BEGAN;
	look(cpu);
}

/* Only a CPU whose sub-buffer is used up may hold up the others. */
static void check_progress(bool finished)
{
	unsigned int id, wanted = 0, full = 0;

	for (id = 0; id < cpu_count; id++) {
		wanted += order_wants(id);
		full += !order_wants(id);
	}
	FUZZ_ASSERT(!full || wanted);
	FUZZ_ASSERT(!full || !finished);
}

static void drain(unsigned int limit, bool finished)
{
	const struct ks_header *header;

	for (; limit; limit--) {
		header = order_next();
		if (!header) {
			check_progress(finished);
			return;
		}
		take(header);
		check_all();
	}
}

static void abandon(void)
{
	const struct ks_header *header = order_next();
	unsigned int id;

	if (!header)
		return;
	id = find_deliverer();
	take(header);
	order_abandon();
	bad++;
	cpus[id].at = cpus[id].length;
}

static void add_record(struct input *input, struct cpu *cpu)
{
	unsigned int shape = input_byte(input);
	struct ks_header header = {
		.length = sizeof(header) + 8 * (shape & 3),
		.type = shape >> 4,
		.fixed = sizeof(header),
	};

	if (cpu->length + header.length > BATCH_MAX)
		return;
	if (shape & 4)
		cpu->sequence += input_byte(input);
	cpu->time += input_byte(input);
	header.sequence = ++cpu->sequence;
	header.time = cpu->time;
	if (!honest && (shape & 8)) {
		header.sequence = input_number(input, 8);
		header.time = input_number(input, 8);
	}
	memcpy(cpu->bytes + cpu->length, &header, sizeof(header));
	memset(cpu->bytes + cpu->length + sizeof(header), shape, header.length - sizeof(header));
	cpu->length += header.length;
}

static void add_garbage(struct input *input, struct cpu *cpu)
{
	size_t length = input_byte(input);
	uint8_t *bytes = input_bytes(input, &length);

	if (length > BATCH_MAX - cpu->length)
		length = BATCH_MAX - cpu->length;
	memcpy(cpu->bytes + cpu->length, bytes, length);
	cpu->length += length;
	free(bytes);
}

/* @how: 0x08 more behind it, 0x10 a promise, 0x20 of any kind, 0x40 garbage behind */
static void put(struct input *input, unsigned int id, unsigned int how)
{
	unsigned int records = input_byte(input) % 8;
	struct cpu *cpu = &cpus[id];
	struct order_batch batch = { .pending = how >> 3 & 1 };

	if (!order_wants(id))
		return;
	cpu->length = cpu->at = 0;
	cpu->told = false;
	while (records--)
		add_record(input, cpu);
	if (!honest && (how & 0x40))
		add_garbage(input, cpu);
	if (how & 0x10) {
		/* more may have been refused behind the last one; it is over then */
		if (!batch.pending && (how & 0x20))
			cpu->sequence += input_byte(input);
		if (!batch.pending)
			cpu->time += input_byte(input);
		batch.complete = cpu->time;
		batch.sequence = cpu->sequence;
		cpu->told = !batch.pending;
		if (!honest && (how & 0x20)) {
			batch.complete = input_number(input, 8);
			batch.sequence = input_number(input, 8);
		}
	}
	batch.records = cpu->bytes;
	batch.length = cpu->length;
	order_put(id, &batch);
	/* lost before anything came: not this reader's loss */
	if (!cpu->seen && !cpu->length && cpu->told) {
		cpu->seen = true;
		cpu->first = cpu->sequence + 1;
	}
	look(cpu);
}

static void absent(struct input *input, unsigned int id)
{
	struct cpu *cpu = &cpus[id];

	if (cpu->at != cpu->length)
		return;
	cpu->time += input_byte(input);
	order_absent(id, honest ? cpu->time : input_number(input, 8));
}

static void step(struct input *input)
{
	unsigned int how = input_byte(input), id = input_byte(input) % cpu_count;

	switch (how & 7) {
	case 0:
		absent(input, id);
		break;
	case 1:
		abandon();
		break;
	case 2:
		drain(how >> 3, false);
		break;
	case 3:
		drain(~0U, false);
		break;
	default:
		put(input, id, how);
		break;
	}
	check_all();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	unsigned int first = input_byte(&input), id;

	honest = first & 1;
	cpu_count = 1 + (first >> 1) % CPUS_MAX;
	memset(cpus, 0, sizeof(cpus));
	for (id = 0; id < cpu_count; id++)
		cpus[id].time = 1; /* 0 is no promise */
	newest = late = inherited = bad = 0;
	order_init(cpu_count, BEGAN);
	while (input.left)
		step(&input);
	order_finish();
	drain(~0U, true);
	check_all();
	order_report();
	order_exit();
	return 0;
}
