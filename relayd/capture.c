// SPDX-License-Identifier: GPL-2.0
#include "capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "log.h"
#include "memory.h"
#include "netlink.h"

/* flags in the count of INTAKE_PROCESS; its sequence is the length of the arguments */
#define ARGUMENTS_CUT	0x01
#define ENVIRONMENT_CUT	0x02

#define FOLD_SEED	0xcbf29ce484222325ULL
#define FOLD_PRIME	0x100000001b3ULL

static const char advice_other[] = "name a file that relayd --record has made";
static const char advice_damaged[] = "get the file again from where it was recorded";

/*
 * FNV-1a on words instead of bytes. Every step can be undone, so no two
 * contents that differ in one word are the same to it; the shift brings what
 * has changed in the upper bits down to the others.
 */
static __u64 fold(__u64 hash, const void *bytes, size_t length)
{
	const char *at = bytes, *end = at + length;
	__u64 word;

	for (; at < end; at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = (hash ^ word) * FOLD_PRIME;
		hash ^= hash >> 29;
	}
	return hash;
}

static size_t padded(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

static void put_padded(struct json *to, const void *bytes, size_t length)
{
	static const char zeros[8];

	if (length)
		json_raw(to, bytes, length);
	json_raw(to, zeros, padded(length) - length);
}

static const size_t header_unchecked = offsetof(struct capture_header, fingerprint);

/**
 * capture_put_header() - append a header
 * @header:	its @began, @cpus, @flags and versions are set; the rest will be
 */
void capture_put_header(struct json *to, struct capture_header *header)
{
	size_t start = to->length;

	memcpy(header->magic, CAPTURE_MAGIC, sizeof(header->magic));
	header->order = CAPTURE_ORDER;
	header->format = CAPTURE_FORMAT;
	header->fingerprint = ks_fingerprint();
	header->protocol = KS_PROTOCOL;
	header->list_length = strlen(ks_list_text);
	json_raw(to, (const char *)header, sizeof(*header));
	put_padded(to, ks_list_text, header->list_length);
	header->check = fold(FOLD_SEED, to->text + start + header_unchecked,
			     to->length - start - header_unchecked);
	memcpy(to->text + start, header, sizeof(*header));
}

/**
 * capture_put_block() - append a block
 * @offset:	where it will stand in the file
 */
void capture_put_block(struct json *to, __u64 offset, const struct intake *in, const void *bytes)
{
	struct capture_block block = { .in = *in };
	size_t start = to->length;

	json_raw(to, (const char *)&block, sizeof(block));
	put_padded(to, bytes, in->length);
	block.check = fold(FOLD_SEED ^ offset, to->text + start + sizeof(block.check),
			   to->length - start - sizeof(block.check));
	memcpy(to->text + start, &block.check, sizeof(block.check));
}

/**
 * capture_put_process() - the bytes of INTAKE_PROCESS, and what @in says of them
 * @to:		empty
 * @redact:	without the secrets among the arguments
 */
void capture_put_process(struct json *to, struct intake *in, const struct facts_lists *lists,
			 bool redact)
{
	in->count = (lists->arguments_cut ? ARGUMENTS_CUT : 0) |
		    (lists->environment_cut ? ENVIRONMENT_CUT : 0);
	if (redact)
		capture_redact_list(to, lists->arguments);
	else
		json_raw(to, lists->arguments.at, lists->arguments.length);
	in->sequence = to->length;
	json_raw(to, lists->environment.at, lists->environment.length);
	in->length = to->length;
}

/**
 * capture_get_process() - the other way
 *
 * Returns false if the block contradicts itself.
 */
bool capture_get_process(const struct intake *in, const void *bytes, struct facts_lists *lists)
{
	if (in->sequence > in->length)
		return false;
	lists->arguments_cut = in->count & ARGUMENTS_CUT;
	lists->environment_cut = in->count & ENVIRONMENT_CUT;
	lists->arguments.at = bytes;
	lists->arguments.length = in->sequence;
	lists->environment.at = (const char *)bytes + in->sequence;
	lists->environment.length = in->length - in->sequence;
	return true;
}

static enum exit_code tell(const struct capture *capture, __u64 offset, const char *problem,
			   const char *advice)
{
	log_note("%s: byte %llu: %s: %s", capture->name, (unsigned long long)offset, problem,
		 advice);
	return EXIT_CODE_CAPTURE;
}

/**
 * capture_problem() - tell the log what is wrong with a block, in the usual words
 */
enum exit_code capture_problem(const struct capture *capture, __u64 offset, const char *problem)
{
	return tell(capture, offset, problem, advice_damaged);
}

/* Fewer bytes than there must be. */
static enum exit_code tell_short(const struct capture *capture, __u64 offset)
{
	if (ferror(capture->file))
		return tell(capture, offset, strerror(errno), "the file cannot be read");
	return tell(capture, offset, "the capture is cut here",
		    "its recorder was killed or its disk full, or the copy is not whole; what "
		    "stands before is good");
}

/* What a file says about itself shall not write to our terminal. */
static void make_printable(char *text, size_t room)
{
	text[room - 1] = '\0';
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static bool is_magic(const struct capture_header *header)
{
	return !memcmp(header->magic, CAPTURE_MAGIC, sizeof(header->magic));
}

static enum exit_code check_kind(const struct capture *capture)
{
	const struct capture_header *header = &capture->header;
	char problem[100];

	if (!is_magic(header))
		return tell(capture, 0, "this is no capture", advice_other);
	if (header->order != CAPTURE_ORDER)
		return tell(capture, offsetof(struct capture_header, order),
			    "the capture is of a machine with the other byte order",
			    "replay it on a machine of that kind");
	if (header->format != CAPTURE_FORMAT) {
		snprintf(problem, sizeof(problem), "the capture has format %u, this relayd (%s) "
			 "reads format %u", header->format, VERSION, CAPTURE_FORMAT);
		return tell(capture, offsetof(struct capture_header, format), problem,
			    "replay it with the version of relayd that recorded it");
	}
	return EXIT_CODE_OK;
}

static enum exit_code check_list(const struct capture *capture, const char *list)
{
	const struct capture_header *header = &capture->header;
	char problem[400], why[200];

	if (header->fingerprint == ks_fingerprint())
		return EXIT_CODE_OK;
	if (capture_list_fits(list, ks_list_text, why, sizeof(why))) {
		log_note("%s was recorded with another list of events (relayd %s): members that it "
			 "lacks are left out", capture->name, header->relayd);
		return EXIT_CODE_OK;
	}
	snprintf(problem, sizeof(problem), "the capture was recorded by relayd %s with a list of "
		 "events that this relayd (%s) cannot read (%s)", header->relayd, VERSION, why);
	return tell(capture, offsetof(struct capture_header, fingerprint), problem,
		    "replay it with the version of relayd that recorded it");
}

static void make_room(struct capture *capture, size_t length)
{
	if (length <= capture->room)
		return;
	capture->bytes = memory_resize(capture->bytes, length);
	capture->room = length;
}

static enum exit_code check_contents(struct capture *capture)
{
	struct capture_header *header = &capture->header;
	size_t length = padded(header->list_length);
	__u64 check = fold(FOLD_SEED, (char *)header + header_unchecked,
			   sizeof(*header) - header_unchecked);

	if (header->list_length > CAPTURE_LIST_MAX)
		return capture_problem(capture, offsetof(struct capture_header, list_length),
				       "the header has an impossible length");
	make_room(capture, length + 1);
	if (fread(capture->bytes, 1, length, capture->file) != length)
		return tell_short(capture, sizeof(*header));
	if (fold(check, capture->bytes, length) != header->check)
		return capture_problem(capture, offsetof(struct capture_header, check),
				       "the header is damaged (checksum)");
	make_printable(capture->bytes, header->list_length + 1);
	make_printable(header->module, sizeof(header->module));
	make_printable(header->kernel, sizeof(header->kernel));
	make_printable(header->relayd, sizeof(header->relayd));
	capture->offset = sizeof(*header) + length;
	if (header->protocol != KS_PROTOCOL)
		return tell(capture, offsetof(struct capture_header, protocol),
			    "the capture holds records of another protocol than this relayd speaks",
			    "replay it with the version of relayd that recorded it");
	if (!header->cpus || header->cpus > CAPTURE_CPUS_MAX)
		return capture_problem(capture, offsetof(struct capture_header, cpus),
				       "the header has an impossible number of CPUs");
	return check_list(capture, capture->bytes);
}

/**
 * capture_open() - read the header
 * @file:	at its beginning; it need not be seekable, and stays the caller's
 * @name:	for messages
 *
 * What is wrong has been said. To be followed by capture_close() in any case.
 */
enum exit_code capture_open(struct capture *capture, FILE *file, const char *name)
{
	size_t got;
	enum exit_code code;

	memset(capture, 0, sizeof(*capture));
	capture->file = file;
	capture->name = name;
	errno = 0;
	got = fread(&capture->header, 1, sizeof(capture->header), file);
	if (got < offsetof(struct capture_header, check) && !ferror(file))
		return tell(capture, 0, "this is no capture", advice_other);
	if (got < sizeof(capture->header) && (is_magic(&capture->header) || ferror(file)))
		return tell_short(capture, got);
	code = check_kind(capture);
	return code ? code : check_contents(capture);
}

static enum exit_code read_end(const struct capture *capture)
{
	if (fgetc(capture->file) == EOF)
		return EXIT_CODE_OK;
	return capture_problem(capture, capture->offset, "the capture has ended, and more follows");
}

/**
 * capture_read() - the next block
 * @in:		type INTAKE_END: there are no more
 *
 * Its bytes are in @capture->bytes until the next call. What is wrong has been
 * said.
 */
enum exit_code capture_read(struct capture *capture, struct intake *in)
{
	struct capture_block block;
	const size_t unchecked = sizeof(block.check);
	size_t length;
	__u64 check;

	capture->at = capture->offset;
	if (fread(&block, 1, sizeof(block), capture->file) != sizeof(block))
		return tell_short(capture, capture->at);
	if (block.in.length > CAPTURE_BLOCK_MAX)
		return capture_problem(capture, capture->at, "the block has an impossible length");
	length = padded(block.in.length);
	make_room(capture, length);
	if (fread(capture->bytes, 1, length, capture->file) != length)
		return tell_short(capture, capture->at);
	check = fold(FOLD_SEED ^ capture->at, (char *)&block + unchecked,
		     sizeof(block) - unchecked);
	if (fold(check, capture->bytes, length) != block.check)
		return capture_problem(capture, capture->at, "the block is damaged (checksum)");
	capture->offset += sizeof(block) + length;
	*in = block.in;
	return in->type == INTAKE_END ? read_end(capture) : EXIT_CODE_OK;
}

/**
 * capture_close() - give back what a capture holds
 */
void capture_close(struct capture *capture)
{
	free(capture->bytes);
	capture->bytes = NULL;
	capture->room = 0;
}
