// SPDX-License-Identifier: GPL-2.0
/*
 * "many CAPTURE COUNT NEW": a capture of COUNT processes that live at the same
 * time, made from one of bench.sh: what was recorded first, up to the program
 * that the bench ran, and then that program's fork and exec again and again,
 * with other numbers, times and arguments. Their exits are left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "events.h"
#include "json.h"

/* What the bench gave its program as an argument, to be numbered. */
#define NUMBER "--number=00000000"
#define DIGITS 8

static struct json out;
static FILE *to;
static __u64 written;
static __u64 sequence, at;
static char fork_record[KS_RECORD_MAX], exec_record[KS_RECORD_MAX];

static void die(const char *what)
{
	fprintf(stderr, "many: %s\n", what);
	exit(1);
}

static void flush(void)
{
	if (fwrite(out.text, 1, out.length, to) != out.length)
		die("the new capture cannot be written");
	written += out.length;
	json_reset(&out);
}

static void put(const struct intake *in, const void *bytes)
{
	capture_put_block(&out, written + out.length, in, bytes);
	if (out.length > 1 << 20)
		flush();
}

static char *find_number(char *record)
{
	struct ks_header *header = (void *)record;

	return memmem(record, header->length, NUMBER, strlen(NUMBER));
}

/* Keeps the records that are to be repeated; true when both are there. */
static bool look(const char *records, size_t length)
{
	size_t step;

	for (; length; records += step, length -= step) {
		const struct ks_header *header = (const void *)records;
		struct ks_event_exec *exec = (void *)exec_record;

		step = header->length;
		sequence = header->sequence;
		at = header->time;
		if (header->type == KS_EVENT_fork)
			memcpy(fork_record, records, step);
		if (header->type != KS_EVENT_exec)
			continue;
		memcpy(exec_record, records, step);
		if (find_number(exec_record) &&
		    ((struct ks_event_fork *)fork_record)->child_tgid == exec->header.tgid)
			return true;
	}
	return false;
}

static size_t copy(char *batch, char *record, __u64 start, __u32 tgid)
{
	struct ks_header *header = (void *)record;
	struct ks_event_fork *fork = (void *)record;

	header->sequence = ++sequence;
	header->time = at += 1000;
	if (header->type == KS_EVENT_fork) {
		fork->child_start = start;
		fork->child_tgid = fork->child_tid = tgid;
	} else {
		header->start = start;
		header->tgid = header->tid = tgid;
	}
	memcpy(batch, record, header->length);
	return header->length;
}

static void repeat(unsigned int count)
{
	static char batch[KS_SUBBUF_SIZE] __attribute__((aligned(8)));
	char *number = find_number(exec_record) + strlen(NUMBER) - DIGITS;
	struct intake in = { .type = INTAKE_BATCH, .count = 1 };
	const struct intake emit = { .type = INTAKE_EMIT };
	char digits[DIGITS + 1];
	unsigned int i;

	for (i = 1; i <= count; i++) {
		/* Above what any process had. */
		__u32 tgid = 1000000 + i;
		__u64 start = at + 500;

		snprintf(digits, sizeof(digits), "%08u", i);
		memcpy(number, digits, DIGITS);
		in.length += copy(batch + in.length, fork_record, start, tgid);
		in.length += copy(batch + in.length, exec_record, start, tgid);
		if (in.length + sizeof(batch) / 4 < sizeof(batch) && i < count)
			continue;
		/* A CPU's next sub-buffer comes when the last one is used up. */
		put(&emit, NULL);
		put(&in, batch);
		in.length = 0;
	}
}

int main(int argc, char **argv)
{
	const struct intake finish[] = {
		{ .type = INTAKE_FINISH },
		{ .type = INTAKE_EMIT },
		{ .type = INTAKE_END },
	};
	struct capture_header header;
	struct capture capture;
	bool found = false;
	struct intake in;
	unsigned int i;
	FILE *from;

	if (argc != 4)
		die("usage: many CAPTURE COUNT NEW");
	from = fopen(argv[1], "r");
	to = fopen(argv[3], "w");
	if (!from || !to)
		die("a file cannot be opened");
	if (capture_open(&capture, from, argv[1]))
		return 1;
	header = capture.header;
	capture_put_header(&out, &header);
	while (!found) {
		if (capture_read(&capture, &in))
			return 1;
		if (in.type == INTAKE_END)
			die("there is no program of the bench in it");
		put(&in, capture.bytes);
		if (in.type == INTAKE_BATCH && in.length)
			found = look(capture.bytes, in.length);
	}
	/* The rest of its sub-buffer is in there as well: go on behind it. */
	at += 1000000000;
	sequence += 1000000;
	repeat(atoi(argv[2]));
	for (i = 0; i < sizeof(finish) / sizeof(finish[0]); i++)
		put(&finish[i], NULL);
	flush();
	capture_close(&capture);
	return fclose(to) ? 1 : 0;
}
