// SPDX-License-Identifier: GPL-2.0
#include "replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "enrich_container.h"
#include "enrich_package.h"
#include "enrich_user.h"
#include "host.h"
#include "log.h"
#include "memory.h"
#include "order.h"
#include "pipeline.h"
#include "process.h"
#include "sink.h"

/**
 * struct answer - of the host, until what it was needed for has been taken
 */
struct answer {
	struct answer *next;
	struct intake in;
	struct facts_lists lists;
	char *bytes;
};

static const char *name;
static FILE *file;
static struct answer *answers, **last_answer = &answers;
static struct answer *used;		/* the one given last: its bytes are in use */
static __u64 unnamed;
static bool begun;

static void free_answer(struct answer *answer)
{
	if (answer)
		free(answer->bytes);
	free(answer);
}

static void forget_answers(void)
{
	while (answers) {
		struct answer *answer = answers;

		answers = answer->next;
		free_answer(answer);
	}
	last_answer = &answers;
	free_answer(used);
	used = NULL;
}

static bool keep_answer(const struct intake *in, const void *bytes)
{
	struct answer *answer = memory_zeroed(sizeof(*answer));

	answer->in = *in;
	answer->bytes = memory_copy(bytes, in->length);
	*last_answer = answer;
	last_answer = &answer->next;
	return in->type == INTAKE_GONE || capture_get_process(in, answer->bytes, &answer->lists);
}

/* Questions come in the same order again. What the recorder got no answer to is not in there. */
static struct answer *take_answer(enum intake_type type, __u32 id, __u64 time)
{
	struct answer *answer = answers;

	if (!answer || answer->in.type != type || answer->in.id != id || answer->in.time != time)
		return NULL;
	answers = answer->next;
	if (!answers)
		last_answer = &answers;
	free_answer(used);
	used = answer;
	return answer;
}

/* Names come from INTAKE_USER and INTAKE_GROUP; this is asked for one that did not. */
static bool no_name(enum host_database database, __u32 id, char **name)
{
	(void)database;
	(void)id;
	*name = NULL;
	unnamed++;
	return true;
}

static bool scan(__u32 tgid, __u64 start, struct facts_lists *lists)
{
	const struct answer *answer = take_answer(INTAKE_PROCESS, tgid, start);

	if (answer)
		*lists = answer->lists;
	return answer;
}

static bool gone(__u32 tgid)
{
	return take_answer(INTAKE_GONE, tgid, 0);
}

static const struct host host_replayed = {
	.name	= no_name,
	.scan	= scan,
	.gone	= gone,
	.package = enrich_package_look_up,
};

static bool take(const struct intake *in, const void *bytes)
{
	bool taken;

	if (in->type == INTAKE_PROCESS || in->type == INTAKE_GONE)
		return keep_answer(in, bytes);
	taken = intake_take(in, bytes);
	if (in->type != INTAKE_USER && in->type != INTAKE_GROUP && in->type != INTAKE_PACKAGE)
		forget_answers();
	return taken;
}

static enum exit_code run_blocks(struct capture *capture)
{
	enum exit_code code;
	struct intake in;

	for (;;) {
		code = capture_read(capture, &in);
		if (code || in.type == INTAKE_END)
			return code;
		if (!take(&in, capture->bytes))
			return capture_problem(capture, capture->at,
					       "this cannot come here (the recorder was wrong, or "
					       "the file is not its work)");
		if (in.type == INTAKE_EMIT && !sink_flush())
			return EXIT_CODE_OUTPUT;
	}
}

static void tell_result(const struct capture *capture)
{
	const struct capture_header *header = &capture->header;

	order_report();
	log_verbose("%s: %s capture of relayd %s, kscribe %s on Linux %s, %u CPU%s: %llu lines",
		    capture->name, header->flags & CAPTURE_REDACTED ? "redacted" : "raw",
		    header->relayd, header->module, header->kernel, header->cpus,
		    header->cpus == 1 ? "" : "s", (unsigned long long)pipeline_lines());
	if (pipeline_unknown())
		log_note("%s: %llu records were passed over: this relayd does not know their types",
			 capture->name, (unsigned long long)pipeline_unknown());
	if (unnamed)
		log_note("%s: %llu users and groups are shown without a name: nobody asked for it "
			 "when this was recorded (with other --events?)", capture->name,
			 (unsigned long long)unnamed);
}

/**
 * replay_stream() - make the lines of a capture
 * @from:	at its beginning; stays the caller's
 * @called:	its name, for messages
 *
 * pipeline_init(), serialize_init() and sink_open() come before, replay_exit()
 * afterwards. Whatever is in the file, this ends, and memory stays within a
 * small multiple of its length.
 */
enum exit_code replay_stream(FILE *from, const char *called)
{
	struct capture capture;
	enum exit_code code = capture_open(&capture, from, called);

	if (!code) {
		host = &host_replayed;
		unnamed = 0;
		begun = true;
		order_init(capture.header.cpus, capture.header.began);
		process_init();
		code = run_blocks(&capture);
		tell_result(&capture);
	}
	capture_close(&capture);
	return code;
}

/**
 * replay_open() - find the file
 */
enum exit_code replay_open(const char *path)
{
	name = path;
	file = fopen(path, "re");
	if (file)
		return EXIT_CODE_OK;
	log_note("cannot open the capture %s: %s", path, strerror(errno));
	return EXIT_CODE_CAPTURE;
}

/**
 * replay_run() - make the lines of it
 */
enum exit_code replay_run(void)
{
	return replay_stream(file, name);
}

/**
 * replay_exit() - forget everything
 */
void replay_exit(void)
{
	host = &host_live;
	forget_answers();
	if (begun) {
		order_exit();
		process_exit();
		enrich_container_exit();
		enrich_user_renew(true);
		enrich_package_exit();
	}
	begun = false;
	if (file)
		fclose(file);
	file = NULL;
}
