// SPDX-License-Identifier: GPL-2.0
/*
 * Capture files. Whatever is in one, its replay ends, says what is wrong and
 * where, and does the same when it is repeated.
 *
 * The first byte says what the others are, since no mutation would find a
 * checksum: a file as it is, a file whose checksums are set right, or blocks
 * that get a header, checksums and an end. Its upper half is the number of the
 * write that fails, 0 for none.
 */
#include "capture.h"
#include "clock.h"
#include "event.h"
#include "fuzz.h"
#include "order.h"
#include "pipeline.h"
#include "replay.h"
#include "selection.h"
#include "serialize.h"
#include "sink.h"

#define FILE_NAME	"some.capture"

static enum { AS_IT_IS, SEALED, BLOCKS, KINDS } kind;
static size_t file_length;
static unsigned int refusals;

static uint64_t digest; /* of all lines */
static unsigned int writes, fails_at;

/* In place of relayd's: the target is we. */
bool __wrap_sink_flush(void);
bool __wrap_sink_flush(void)
{
	struct json *lines = sink_buffer();
	size_t at = 0, length;
	const char *newline;

	if (++writes == fails_at)
		return false;
	while (at < lines->length) {
		newline = memchr(lines->text + at, '\n', lines->length - at);
		FUZZ_ASSERT(newline);
		length = newline + 1 - (lines->text + at);
		line_parse(lines->text + at, length);
		line_forget();
		at += length;
	}
	for (at = 0; at < lines->length; at++)
		digest = (digest ^ (unsigned char)lines->text[at]) * 0x100000001b3ULL;
	json_reset(lines);
	return true;
}

void __real_order_put(unsigned int cpu, const struct order_batch *batch);
void __wrap_order_put(unsigned int cpu, const struct order_batch *batch);
void __wrap_order_put(unsigned int cpu, const struct order_batch *batch)
{
	/* or the records of the one before are gone */
	FUZZ_ASSERT(cpu < order_cpus() && order_wants(cpu));
	__real_order_put(cpu, batch);
}

/* The format's checksum, written once more: capture.h says what is covered. */
static uint64_t fold(uint64_t hash, const char *bytes, size_t length)
{
	uint64_t word;

	for (; length >= sizeof(word); length -= sizeof(word), bytes += sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = (hash ^ word) * 0x100000001b3ULL;
		hash ^= hash >> 29;
	}
	return hash;
}

#define SEED	0xcbf29ce484222325ULL

static size_t padded(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

static void seal(struct json *file)
{
	const size_t from = offsetof(struct capture_header, fingerprint);
	struct capture_header *header = (void *)file->text;
	struct capture_block *block;
	size_t at, end;

	if (file->length < sizeof(*header))
		return;
	end = sizeof(*header) + padded(header->list_length);
	if (end > file->length)
		return;
	header->check = fold(SEED, file->text + from, end - from);
	for (at = end; file->length - at >= sizeof(*block); at = end) {
		block = (void *)(file->text + at);
		end = at + sizeof(*block) + padded(block->in.length);
		if (end > file->length)
			return;
		block->check = fold(SEED ^ at, file->text + at + sizeof(block->check),
				    end - at - sizeof(block->check));
	}
}

static void put_blocks(struct json *file, struct input *input)
{
	struct capture_header header = { .cpus = input_byte(input) };
	const struct intake end = { .type = INTAKE_END };
	struct intake in;
	size_t length;
	void *bytes;

	header.began = input_byte(input) * 1000000000ULL;
	capture_put_header(file, &header);
	while (input->left >= sizeof(in)) {
		memcpy(&in, input->at, sizeof(in));
		input->at += sizeof(in);
		input->left -= sizeof(in);
		length = in.length;
		bytes = input_bytes(input, &length);
		in.length = length;
		capture_put_block(file, file->length, &in, bytes);
		free(bytes);
	}
	capture_put_block(file, file->length, &end, NULL);
}

static enum exit_code replay(const struct json *bytes)
{
	FILE *file = fmemopen(bytes->text, bytes->length, "r");
	enum exit_code code;

	FUZZ_ASSERT(file);
	digest = SEED;
	writes = 0;
	serialize_init(SERIALIZE_V2);
	pipeline_init();
	selection_init(~0ULL, NULL, 0);
	clock_set_offset(0);
	code = replay_stream(file, FILE_NAME);
	if (code == EXIT_CODE_OUTPUT)
		FUZZ_ASSERT(writes == fails_at);
	else
		FUZZ_ASSERT(__wrap_sink_flush() || writes == fails_at);
	json_reset(sink_buffer());
	replay_exit();
	fclose(file);
	return code;
}

/* FILE: byte OFFSET: what: advice */
static void take_message(const char *line)
{
	unsigned long long byte;
	int end = 0;

	if (sscanf(line, FILE_NAME ": byte %llu: %n", &byte, &end) != 1 || !end)
		return;
	FUZZ_ASSERT(byte <= file_length);
	FUZZ_ASSERT(strstr(line + end, ": "));
	/* ours are right, and whole */
	FUZZ_ASSERT(kind != BLOCKS || (!strstr(line, "checksum") && !strstr(line, "cut here")));
	refusals++;
}

static void check(const struct json *bytes)
{
	enum exit_code code;
	uint64_t first;

	file_length = bytes->length;
	refusals = 0;
	code = replay(bytes);
	first = digest;
	FUZZ_ASSERT(code == EXIT_CODE_OK || code == EXIT_CODE_CAPTURE || code == EXIT_CODE_OUTPUT);
	FUZZ_ASSERT(code != EXIT_CODE_OUTPUT || fails_at);
	FUZZ_ASSERT(refusals == (code == EXIT_CODE_CAPTURE));
	FUZZ_ASSERT(replay(bytes) == code);
	FUZZ_ASSERT(digest == first);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	event_init();
	log_heard = take_message;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	unsigned int first = input_byte(&input);
	struct json file = { 0 };

	kind = first % 16 % KINDS;
	fails_at = first / 16;
	if (kind == BLOCKS)
		put_blocks(&file, &input);
	else
		json_raw(&file, (const char *)input.at, input.left);
	if (kind == SEALED)
		seal(&file);
	/* there is no stream of no bytes */
	if (file.length)
		check(&file);
	json_free(&file);
	return 0;
}
