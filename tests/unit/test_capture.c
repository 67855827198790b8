// SPDX-License-Identifier: GPL-2.0
/*
 * What was recorded makes the same lines again, and what is wrong with a file
 * is found, wherever it is.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "capture.h"
#include "clock.h"
#include "enrich_container.h"
#include "enrich_user.h"
#include "host.h"
#include "intake.h"
#include "kernel.h"
#include "memory.h"
#include "netlink.h"
#include "pipeline.h"
#include "process.h"
#include "replay.h"
#include "selection.h"
#include "serialize.h"
#include "sink.h"
#include "test.h"

#define SECOND	1000000000ULL
#define OWNER	4711
#define ALL	(~0ULL)
#define HOSTILE_ROUNDS 2000
#define CONTAINER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static char directory[] = "/tmp/kscribe-test-XXXXXX";
static char capture[64], redacted[64], damaged[64];
static int output, messages;	/* files without a name */

static struct build build;
static __u64 sequences[2];
static struct json batch;

/* Everything that this program has read of one file. */
static char *content(const char *path, size_t *length)
{
	FILE *file = fopen(path, "r");
	char *bytes = memory_zeroed(4 * 1024 * 1024);

	*length = file ? fread(bytes, 1, 4 * 1024 * 1024 - 1, file) : 0;
	if (file)
		fclose(file);
	return bytes;
}

static void put(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, length, file) != length)
		abort();
	fclose(file);
}

/* What is in a file without a name, which is empty then. */
static char *take_all(int fd)
{
	struct stat stat_;
	char *text;

	if (fstat(fd, &stat_))
		abort();
	text = memory_zeroed(stat_.st_size + 1);
	if (pread(fd, text, stat_.st_size, 0) != stat_.st_size || ftruncate(fd, 0))
		abort();
	lseek(fd, 0, SEEK_SET);
	return text;
}

/* Standard error goes to one of them in between; tests look for words in it. */
static int saved_stderr;

static void hush(void)
{
	free(take_all(messages));
	saved_stderr = dup(STDERR_FILENO);
	dup2(messages, STDERR_FILENO);
}

static void speak(void)
{
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
}

static bool said(const char *words)
{
	char *text = take_all(messages);
	bool found = strstr(text, words);

	if (!found)
		printf("# not said: %s; but: %s\n", words, text);
	free(text);
	return found;
}

/* The host, as far as it is asked. */
static unsigned int asked;
static const char *owner;

static bool fake_name(enum host_database database, __u32 id, char **name)
{
	const char *found = id == OWNER && database == HOST_USERS ? owner : id ? NULL : "root";

	asked++;
	*name = found ? memory_copy(found, strlen(found)) : NULL;
	return true;
}

static bool fake_scan(__u32 tgid, __u64 start, struct facts_lists *lists)
{
	static const char arguments[] = "/bin/server\0--secret\0walk-secret\0-v",
			  environment[] = "HOME\0PATH=/bin";

	(void)start;
	asked++;
	if (tgid != 20)
		return false;
	memset(lists, 0, sizeof(*lists));
	lists->arguments.at = arguments;
	lists->arguments.length = sizeof(arguments);
	lists->environment.at = environment;
	lists->environment.length = sizeof(environment);
	lists->environment_cut = true;
	return true;
}

static bool fake_gone(__u32 tgid)
{
	asked++;
	return tgid == 100;
}

static const struct host fake = { .name = fake_name, .scan = fake_scan, .gone = fake_gone };

static void add_record(unsigned int cpu)
{
	build.header.sequence = cpu < 2 ? ++sequences[cpu] : 0;
	json_raw(&batch, (const char *)build.bytes, build.header.length);
}

static void begin_process(__u32 tgid)
{
	build_begin(&build, KS_EVENT_process, 2 * SECOND);
	build_actor(&build, tgid, tgid);
	build.header.flags = KS_STATE;
	build_task(&build, &build.any.process.task, tgid == 1 ? 0 : 1, 1, "there");
	build.any.process.image.state = KS_IMAGE_KNOWN | KS_IMAGE_ARGS_UNREAD;
	build_file(&build, &build.any.process.image.executable, "/bin/there");
}

static void begin_fork(__u32 child, __u64 time)
{
	build_begin(&build, KS_EVENT_fork, time);
	build_actor(&build, 1, 1);
	build.any.fork.child_tgid = build.any.fork.child_tid = child;
	build.any.fork.child_start = time;
	build_task(&build, &build.any.fork.task, 1, 1, "there");
}

static void begin_open(__u32 tgid, __u64 start, __u64 time)
{
	build_begin(&build, KS_EVENT_open, time);
	build_actor(&build, tgid, start);
	build_file(&build, &build.any.open.file, "/srv/owned");
	build.any.open.file.state |= KS_FILE_INITIAL;
	build.any.open.file.uid = OWNER;
}

static void begin_exec(__u64 start, __u64 time)
{
	struct ks_event_exec *exec = &build.any.exec;

	build_begin(&build, KS_EVENT_exec, time);
	build_actor(&build, 100, start);
	build_task(&build, &exec->task, 1, 1, "script");
	exec->task.cgroup = 77;
	exec->image.state = KS_IMAGE_KNOWN;
	build_file(&build, &exec->image.executable, "/root/script");
	build_file(&build, &exec->image.interpreter, "/bin/sh");
	/* bytes that no member refers to may be anything */
	memcpy(build.bytes + build.header.length, "stale-secret....", 16);
	build.header.length += 16;
	BUILD_LITERAL(&build, &exec->image.arguments,
		      "/bin/sh\0-e\0\0--password\0word-secret\0--token-secret=equals-secret\0"
		      "mysql --password=inside-secret -u x\0secret=\0cut");
	BUILD_LITERAL(&build, &exec->image.environment, "HOME\0PATH=/bin\0");
}

static void send_batch(unsigned int cpu, __u64 complete)
{
	struct order_batch one = {
		.records = batch.text, .length = batch.length, .complete = complete,
		.sequence = complete ? sequences[cpu] : 0, .pending = !complete,
	};

	intake_batch(cpu, &one);
	json_reset(&batch);
}

/* A reader's life, with everything in it that can come from outside. */
static void live(void)
{
	owner = NULL;
	intake_clock(1680652800LL * 1000000000LL, 0);
	intake_names(true);
	begin_process(20);
	add_record(2);
	begin_process(1);
	add_record(2);
	intake_state(batch.text, batch.length);
	json_reset(&batch);
	intake_state_end();

	begin_fork(100, 10 * SECOND);
	add_record(0);
	build_begin(&build, KS_EVENT_cgroup, 10 * SECOND);
	build.any.cgroup.id = 77;
	BUILD_LITERAL(&build, &build.any.cgroup.path, "/docker/" CONTAINER);
	add_record(0);
	begin_exec(10 * SECOND, 11 * SECOND);
	add_record(0);
	send_batch(0, 20 * SECOND);
	begin_open(20, 20, 10 * SECOND + 5);
	add_record(1);
	send_batch(1, 20 * SECOND);
	intake_absent(2, 20 * SECOND);
	intake_emit();

	owner = "novice";
	intake_names(true);
	begin_open(100, 10 * SECOND, 21 * SECOND);
	add_record(0);
	send_batch(0, 0);
	send_batch(1, 30 * SECOND);
	intake_absent(2, 30 * SECOND);
	intake_emit();
	owner = "expert";
	intake_names(true);
	intake_clock(1680652900LL * 1000000000LL, 25 * SECOND);
	send_batch(0, 30 * SECOND);
	intake_emit();
	/* 100 has gone without a word */
	intake_sweep(30 * SECOND);
	begin_fork(101, 40 * SECOND);
	add_record(0);
	send_batch(0, 45 * SECOND);
	send_batch(1, 45 * SECOND);
	intake_absent(2, 45 * SECOND);
	intake_emit();
	begin_open(100, 10 * SECOND, 46 * SECOND);
	add_record(1);
	begin_open(20, 20, 47 * SECOND);
	add_record(1);
	send_batch(1, 48 * SECOND);
	intake_stop(46 * SECOND);
	intake_finish();
	intake_emit();
}

static void forget(void)
{
	order_exit();
	process_exit();
	enrich_container_exit();
	enrich_user_renew(true);
	clock_set_offset(0);
}

static bool open_output(void)
{
	static char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", output);
	return sink_open(&sink_file, path);
}

static const struct rlimit *limit;	/* of files, while recording; NULL: none */

/* The lines of a live reader, recorded or not. */
static char *record(const char *path, bool redact, enum exit_code *code)
{
	struct kernel_status kernel = { .version = "1", .release = "6", .cpus = 3 };
	struct rlimit unlimited;
	char *lines;

	memset(sequences, 0, sizeof(sequences));
	host = &fake;
	serialize_init(SERIALIZE_V2);
	pipeline_init();
	selection_init(ALL, NULL, 0);
	order_init(kernel.cpus, SECOND);
	process_init();
	CHECK(open_output());
	*code = path ? capture_create(path, redact) : EXIT_CODE_OK;
	if (path && !*code)
		capture_begin(&kernel, SECOND);
	getrlimit(RLIMIT_FSIZE, &unlimited);
	if (limit)
		setrlimit(RLIMIT_FSIZE, limit);
	live();
	*code = capture_end();
	/* lines are longer than a capture: the limit is not theirs */
	if (limit)
		setrlimit(RLIMIT_FSIZE, &unlimited);
	CHECK(sink_flush());
	sink_close();
	CHECK(host == &fake);
	host = &host_live;
	lines = take_all(output);
	forget();
	return lines;
}

static enum serialize_schema schema = SERIALIZE_V2;
static __u64 events = ALL;
static struct filter filters;

static void begin_replay(void)
{
	serialize_init(schema);
	pipeline_init();
	selection_init(events, &filters, ALL);
	if (!open_output())
		abort();
}

static char *end_replay(void)
{
	sink_flush();
	sink_close();
	replay_exit();
	clock_set_offset(0);
	return take_all(output);
}

static char *replay(const char *path, enum exit_code *code)
{
	begin_replay();
	*code = replay_open(path);
	if (!*code)
		*code = replay_run();
	return end_replay();
}

static char *replay_bytes(const char *bytes, size_t length, enum exit_code *code)
{
	/* there is no such file of no bytes */
	FILE *file = length ? fmemopen((char *)bytes, length, "r") : fopen("/dev/null", "r");

	begin_replay();
	*code = replay_stream(file, damaged);
	fclose(file);
	return end_replay();
}

static size_t count(const char *text, const char *what)
{
	size_t found = 0;

	for (; (text = strstr(text, what)); text++)
		found++;
	return found;
}

/* Valid until the next call. */
static const char *line_of(const char *text, unsigned int number)
{
	static char line[16384];

	while (number--)
		text = strchr(text, '\n') + 1;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
	return line;
}

static bool is_in_file(const char *path, const char *what)
{
	size_t length;
	char *bytes = content(path, &length);
	bool found = memmem(bytes, length, what, strlen(what));

	free(bytes);
	return found;
}

static bool has_container(void)
{
	return enrich_container(77);
}

/* A replay judges everything, and says what has become of every record. */
static void filtered(const char *line, unsigned int type, unsigned int wanted)
{
	enum exit_code code;
	unsigned int id, sum = 0;
	char *lines;

	CHECK(!filter_add(&filters, line, NULL));
	lines = replay(capture, &code);
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_NUMBER(pipeline_counts(type)->filtered, wanted);
	for (id = 0; id < KS_EVENT_LIMIT; id++) {
		const struct pipeline_counts *counts = pipeline_counts(id);

		CHECK_NUMBER(counts->lines + counts->filtered + counts->after_stop + counts->silent,
			     counts->records);
		sum += counts->filtered;
	}
	CHECK_NUMBER(sum, wanted);
	CHECK_NUMBER(count(lines, "\n"), 6 - wanted);
	free(lines);
	filter_free(&filters);
}

static void round_trip(void)
{
	enum exit_code code;
	char *lines, *plain, *again;
	unsigned int before;
	struct stat stat_;

	lines = record(NULL, false, &code);
	plain = record(capture, false, &code);
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_STRING(plain, lines);
	CHECK(!stat(capture, &stat_) && stat_.st_mode == (S_IFREG | 0600));
	CHECK_NUMBER(count(plain, "\n"), 6);
	CHECK_NUMBER(count(plain, "\"user\":\"novice\""), 1);
	CHECK_NUMBER(count(plain, "\"user\":\"expert\""), 1);
	/* the event, the process, the image before its exec, which is the parent too; twice */
	CHECK_NUMBER(count(plain, CONTAINER), 8);
	/* the walk found the parent of 20, which came before it */
	CHECK(strstr(line_of(plain, 1), "\"pid\":20,") && strstr(line_of(plain, 1), "ancestors"));
	CHECK(strstr(line_of(plain, 1), "\"date\":\"2023-04-05T00:00:10.000000005Z\""));
	/* the clock was set, and the sweep has found 100 gone */
	CHECK(strstr(line_of(plain, 5), "\"date\":\"2023-04-05T00:02:26Z\""));
	CHECK(strstr(line_of(plain, 5), "\"pid\":100,") && !strstr(line_of(plain, 5), "comm"));

	before = asked;
	again = replay(capture, &code);
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_STRING(again, plain);
	CHECK_NUMBER(asked, before);
	free(again);
	CHECK_NUMBER(process_counts()->images, 0);
	CHECK(!has_container());
	host = &fake;
	enrich_user(OWNER);
	CHECK_NUMBER(asked, before + 1);
	host = &host_live;
	enrich_user_renew(true);
	/* twice in one process: nothing is left of the first time */
	again = replay(capture, &code);
	CHECK_STRING(again, plain);
	free(again);

	schema = SERIALIZE_V1;
	again = replay(capture, &code);
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_NUMBER(count(again, "\n"), 6);
	CHECK(count(plain, "\"interpreter\"") && !count(again, "\"interpreter\""));
	free(again);
	schema = SERIALIZE_V2;
	events = 1ULL << KS_EVENT_fork;
	again = replay(capture, &code);
	CHECK_NUMBER(count(again, "\n"), 2);
	free(again);
	events = ALL;
	filtered("exclude open path /srv", KS_EVENT_open, 3);
	filtered("exclude open path /srv/own", KS_EVENT_open, 0);
	filtered("exclude exec cgroup /docker", KS_EVENT_exec, 1);
	filtered("include fork cgroup /docker", KS_EVENT_fork, 0);
	free(plain);
	free(lines);
}

/* What a line hides is not in the file either, and the lines stay the same. */
static void redaction(void)
{
	static const char *const secrets[] = {
		"walk-secret", "word-secret", "equals-secret", "inside-secret", "stale-secret",
	};
	enum exit_code code;
	char *plain = record(NULL, false, &code), *lines = record(redacted, true, &code), *again;
	size_t i;

	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_STRING(lines, plain);
	for (i = 0; i < COUNT(secrets); i++) {
		CHECK(is_in_file(capture, secrets[i]));
		CHECK(!is_in_file(redacted, secrets[i]));
		CHECK(!strstr(plain, secrets[i]));
	}
	CHECK(is_in_file(redacted, "--token-secret=********"));
	CHECK(is_in_file(redacted, "/bin/server"));
	again = replay(redacted, &code);
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_STRING(again, plain);
	free(again);
	free(lines);
	free(plain);
}

static bool unable(enum host_database database, __u32 id, char **name)
{
	(void)database;
	(void)id;
	asked++;
	*name = NULL;
	return false;
}

/* Between two checks nobody's name changes; a capture's answers replace one another. */
static void names(void)
{
	static const struct host none = { .name = unable };
	unsigned int generation = enrich_user_generation();

	host = &none;
	asked = 0;
	enrich_user_renew(true);
	CHECK(enrich_user_generation() != generation);
	CHECK_NUMBER(enrich_user(OWNER).length, 0);
	CHECK_NUMBER(enrich_user(OWNER).length, 0);
	CHECK_NUMBER(asked, 1);
	enrich_user_put(HOST_USERS, OWNER, "novice", 6);
	CHECK(!memcmp(enrich_user(OWNER).at, "\"novice\"", 8));
	enrich_user_put(HOST_USERS, OWNER, "ex\"pert", 7);
	CHECK(!memcmp(enrich_user(OWNER).at, "\"ex\\\"pert\"", 10));
	enrich_user_put(HOST_USERS, OWNER, "", 0);
	CHECK_NUMBER(enrich_user(OWNER).length, 0);
	CHECK_NUMBER(asked, 1);
	host = &host_live;
	enrich_user_renew(true);
	CHECK_NUMBER(enrich_user(0).length, 6);
	enrich_user_renew(true);
}

/* Nothing but secrets: twice as long when they are hidden. */
static void longest(void)
{
	static char list[KS_ARGUMENTS_MAX], path[KS_PATH_MAX];
	struct json to = { 0 };
	struct view view;
	size_t at;

	for (at = 0; at + 8 <= sizeof(list); at += 8)
		memcpy(list + at, "secret=", 8);
	memset(path, 'p', sizeof(path) - 1);
	begin_exec(1, 1);
	build.header.length = build.header.fixed;
	build_string(&build, &build.any.exec.image.arguments, list, sizeof(list));
	build_string(&build, &build.any.exec.image.executable.path, path, sizeof(path) - 1);
	capture_redact(&to, build.bytes, build.header.length);
	CHECK_NUMBER(decode_frame(to.text, to.length), to.length);
	CHECK_NUMBER(decode_record(&view, to.text), DECODE_OK);
	/* all but the first, which is a program's name */
	CHECK_NUMBER(view.fixed->exec.image.arguments.length, 2 * sizeof(list) - 8);
	CHECK(!memcmp(view_text(&view, &view.fixed->exec.image.executable.path).at, path,
		      sizeof(path) - 1));
	json_reset(&to);

	/* without a secret they are what they were, cut as they were */
	begin_exec(1, 1);
	BUILD_LITERAL(&build, &build.any.exec.image.arguments, "/bin/sh\0-e\0\0cu");
	capture_redact(&to, build.bytes, build.header.length);
	CHECK_NUMBER(decode_record(&view, to.text), DECODE_OK);
	CHECK_NUMBER(view.fixed->exec.image.arguments.length, 14);
	CHECK(!memcmp(view_text(&view, &view.fixed->exec.image.arguments).at,
		      "/bin/sh\0-e\0\0cu", 14));
	json_reset(&to);

	/* a command line is where secrets are looked for, and nowhere else */
	build_begin(&build, KS_EVENT_setxattr, 1);
	BUILD_LITERAL(&build, &build.any.setxattr.name, "user.password=a --secret b");
	build_file(&build, &build.any.setxattr.file, "/--password");
	build.any.setxattr.result = -13;
	capture_redact(&to, build.bytes, build.header.length);
	CHECK_NUMBER(decode_record(&view, to.text), DECODE_OK);
	CHECK_NUMBER(view.fixed->setxattr.result, -13);
	CHECK_NUMBER(view.fixed->setxattr.name.length, 26);
	CHECK(!memcmp(view_text(&view, &view.fixed->setxattr.name).at,
		      "user.password=a --secret b", 26));
	CHECK(!memcmp(view_text(&view, &view.fixed->setxattr.file.path).at, "/--password", 11));
	json_reset(&to);

	/* what contradicts itself, or is not known, may be a secret as a whole */
	begin_exec(1, 1);
	build.header.type = 63;
	capture_redact(&to, build.bytes, build.header.length);
	build.header.type = KS_EVENT_exec;
	build.any.exec.image.arguments.length = 60000;
	capture_redact(&to, build.bytes, build.header.length);
	CHECK_NUMBER(to.length, 0);
	json_free(&to);
}

/* The checksum as the format has it, written once more. */
static __u64 fold(__u64 hash, const char *bytes, size_t length)
{
	__u64 word;

	for (; length; length -= 8, bytes += 8) {
		memcpy(&word, bytes, 8);
		hash = (hash ^ word) * 0x100000001b3ULL;
		hash ^= hash >> 29;
	}
	return hash;
}

#define SEED 0xcbf29ce484222325ULL

static size_t padded(size_t length)
{
	return (length + 7) / 8 * 8;
}

static void seal_header(char *bytes)
{
	struct capture_header *header = (void *)bytes;

	header->check = fold(SEED, bytes + 24, sizeof(*header) - 24 + padded(header->list_length));
}

static void seal_block(char *bytes, size_t at)
{
	struct capture_block *block = (void *)(bytes + at);

	block->check = fold(SEED ^ at, bytes + at + 8,
			    sizeof(*block) - 8 + padded(block->in.length));
}

static size_t first_block(const char *bytes)
{
	const struct capture_header *header = (const void *)bytes;

	return sizeof(*header) + padded(header->list_length);
}

static size_t next_block(const char *bytes, size_t at)
{
	const struct capture_block *block = (const void *)(bytes + at);

	return at + sizeof(*block) + padded(block->in.length);
}

static size_t find_block(const char *bytes, enum intake_type type)
{
	size_t at = first_block(bytes);

	while (((const struct capture_block *)(const void *)(bytes + at))->in.type != type)
		at = next_block(bytes, at);
	return at;
}

/* Every damaged file gives the first lines of the whole one, and is refused in words. */
static bool is_refused(const char *bytes, size_t length, const char *whole, const char *words)
{
	enum exit_code code;
	char *lines;
	bool good;

	hush();
	lines = replay_bytes(bytes, length, &code);
	speak();
	good = code == EXIT_CODE_CAPTURE && !strncmp(lines, whole, strlen(lines)) &&
	       (!lines[0] || lines[strlen(lines) - 1] == '\n') && said(words);
	free(lines);
	return good;
}

static void cuts(const char *bytes, size_t length, const char *whole)
{
	size_t cut, wrong = 0;
	char words[100];

	for (cut = 0; cut < 16; cut++)
		wrong += !is_refused(bytes, cut, whole, ": byte 0: this is no capture: ");
	for (; cut < length; cut++)
		wrong += !is_refused(bytes, cut, whole, ": the capture is cut here: ");
	CHECK_NUMBER(wrong, 0);
	/* between two blocks as well, and at the place where the next one would be */
	cut = find_block(bytes, INTAKE_STATE);
	snprintf(words, sizeof(words), "%s: byte %zu: the capture is cut here: ", damaged, cut);
	CHECK(is_refused(bytes, cut, whole, words));
	CHECK(is_refused(bytes, next_block(bytes, cut) - 1, whole, words));
}

static void flips(char *bytes, size_t length, const char *whole)
{
	size_t at, second, wrong = 0;

	for (at = 0; at < length; at++) {
		bytes[at] ^= 1 << at % 8;
		wrong += !is_refused(bytes, length, whole, "byte ");
		bytes[at] ^= 1 << at % 8;
	}
	CHECK_NUMBER(wrong, 0);
	/* two upper bits, which a sum alone would not see */
	at = find_block(bytes, INTAKE_STATE) + sizeof(struct capture_block);
	for (second = at + 8; second < at + 200; second += 8) {
		bytes[at + 7] ^= 0x80;
		bytes[second + 7] ^= 0x80;
		wrong += !is_refused(bytes, length, whole, "(checksum)");
		bytes[at + 7] ^= 0x80;
		bytes[second + 7] ^= 0x80;
	}
	CHECK_NUMBER(wrong, 0);
}

static void headers(char *bytes, size_t length, const char *whole)
{
	struct capture_header *header = (void *)bytes, good = *header;
	char *list = bytes + sizeof(*header);

#define REFUSED(change, words)							\
	do {									\
		change;								\
		seal_header(bytes);						\
		CHECK(is_refused(bytes, length, whole, words));			\
		*header = good;							\
	} while (0)
	seal_header(bytes);
	CHECK(header->check == good.check);
	REFUSED(header->order = 0x04030201, "byte 8: the capture is of a machine with the other");
	REFUSED(header->format = 2, "byte 12: the capture has format 2, this relayd (test) reads");
	REFUSED(header->protocol++, "another protocol");
	REFUSED(header->cpus = 0, "an impossible number of CPUs");
	REFUSED(header->cpus = 0xffffffff, "an impossible number of CPUs");
	header->list_length = 0xfffffff8;
	CHECK(is_refused(bytes, length, whole, "an impossible length"));
	*header = good;
	/* an event that was called by another name, and what it says on the terminal */
	memcpy(strstr(list, "event open"), "event \x1bpen", 10);
	REFUSED(header->fingerprint++, "(event ?pen 4 differs)");
	memcpy(strstr(list, "event \x1bpen"), "event open", 10);
#undef REFUSED
}

static void blocks(char *bytes, size_t length, const char *whole)
{
	size_t at = find_block(bytes, INTAKE_BATCH), next = next_block(bytes, at), i;
	struct capture_block *block = (void *)(bytes + at), good = *block;
	char *other = memory_zeroed(2 * length);
	const struct {
		__u32 type, id;
	} never[] = {
		{ INTAKE_GONE + 1, 0 }, { ~0U, 0 }, { INTAKE_BATCH, 3 }, { INTAKE_BATCH, ~0U },
		{ INTAKE_ABSENT, 3 }, { INTAKE_ABSENT, ~0U },
	};

	block->in.length = ~0U;
	CHECK(is_refused(bytes, length, whole, "the block has an impossible length"));
	block->in.length = length;
	CHECK(is_refused(bytes, length, whole, "the capture is cut here"));
	*block = good;
	for (i = 0; i < COUNT(never); i++) {
		block->in.type = never[i].type;
		block->in.id = never[i].id;
		seal_block(bytes, at);
		CHECK(is_refused(bytes, length, whole, "this cannot come here"));
		*block = good;
	}
	/* a sub-buffer while the one before is in use, as it is */
	memcpy(other, bytes, next);
	memcpy(other + next, bytes + at, length - at);
	CHECK(is_refused(other, length + next - at, whole, "(checksum)"));
	seal_block(other, next);
	CHECK(is_refused(other, length + next - at, whole, "this cannot come here"));
	/* a block that is not there */
	memcpy(other + at, bytes + next, length - next);
	CHECK(is_refused(other, length - (next - at), whole, "(checksum)"));
	/* something behind the end */
	memcpy(other, bytes, length);
	CHECK(is_refused(other, length + 1, whole, "the capture has ended, and more follows"));
	free(other);

	/* an answer that says more of itself than there is */
	at = find_block(bytes, INTAKE_PROCESS);
	block = (void *)(bytes + at);
	good = *block;
	block->in.sequence = block->in.length + 1;
	seal_block(bytes, at);
	CHECK(is_refused(bytes, length, whole, "this cannot come here"));
	*block = good;
	seal_block(bytes, at);
}

/* Somebody makes it up: anything may be in there, and all checksums are right. */
static void hostile(const char *bytes, size_t length)
{
	unsigned int round, changes, good = 0;
	char *copy = memory_zeroed(length);
	enum exit_code code;
	size_t at;

	srand(1);
	hush();
	for (round = 0; round < HOSTILE_ROUNDS; round++) {
		memcpy(copy, bytes, length);
		for (changes = 1 + rand() % 8; changes; changes--) {
			at = first_block(copy) + rand() % (length - first_block(copy));
			copy[at] = rand() % 3 ? copy[at] ^ 1 << rand() % 8 : rand();
		}
		at = first_block(copy);
		while (at + sizeof(struct capture_block) <= length) {
			struct capture_block *block = (void *)(copy + at);

			if (padded(block->in.length) > length - at - sizeof(*block))
				block->in.length = 0;
			seal_block(copy, at);
			at = next_block(copy, at);
		}
		free(replay_bytes(copy, length, &code));
		good += code == EXIT_CODE_OK;
	}
	speak();
	CHECK(good > HOSTILE_ROUNDS / 20 && good < HOSTILE_ROUNDS);
	CHECK_NUMBER(process_counts()->images, 0);
	free(copy);
}

static void damages(void)
{
	enum exit_code code;
	char *whole = replay(capture, &code), *bytes, *again;
	size_t length;

	bytes = content(capture, &length);
	cuts(bytes, length, whole);
	flips(bytes, length, whole);
	headers(bytes, length, whole);
	blocks(bytes, length, whole);
	hostile(bytes, length);
	CHECK(is_refused("no capture, but text of some length\n", 36, whole, "this is no capture"));
	/* none of this has changed it */
	again = replay_bytes(bytes, length, &code);
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_STRING(again, whole);
	free(again);
	free(bytes);
	free(whole);
	hush();
	free(replay("/nowhere/at/all", &code));
	speak();
	CHECK_NUMBER(code, EXIT_CODE_CAPTURE);
	hush();
	free(replay("/", &code));
	speak();
	CHECK_NUMBER(code, EXIT_CODE_CAPTURE);
	CHECK(said("the file cannot be read"));
}

static bool list_fits(const char *theirs, const char *ours)
{
	char why[200];

	return capture_list_fits(theirs, ours, why, sizeof(why));
}

static void lists(void)
{
	static const char old[] = "group file;__u64 inode inode;event fork 1 VITAL;__u64 a a.b;"
				  "file f ;event open 4 ORDINARY;__u32 b ;";

	CHECK(list_fits(ks_list_text, ks_list_text));
	CHECK(list_fits(old, old));
	/* members appended, then and now; events that only one has; places and classes */
	CHECK(list_fits(old, "group file;__u64 inode ;event fork 1 ORDINARY;__u64 a ;file f x;"
			     "event open 4 VITAL;__u32 b ;__u32 more x;event exec 2 VITAL;"));
	CHECK(list_fits("group file;__u64 inode ;event fork 1 ORDINARY;__u64 a ;file f x;"
			"event open 4 VITAL;__u32 b ;__u32 more x;event exec 2 VITAL;", old));
	/* a type, an order, a group's size, an id that was somebody else's */
	CHECK(!list_fits(old, "group file;__u32 inode inode;"));
	CHECK(!list_fits(old, "group file;__u64 inode inode;__u64 more ;"));
	CHECK(!list_fits("group file;__u64 inode inode;__u64 more ;", old));
	CHECK(!list_fits(old, "event fork 1 VITAL;file f ;__u64 a a.b;"));
	CHECK(!list_fits(old, "event exec 1 VITAL;__u64 a a.b;file f ;"));
	CHECK(list_fits("", old));
	CHECK(list_fits("nothing that anybody knows", old));
}

/* Written by an older version, which did not have the last member of an open. */
static void older(void)
{
	enum exit_code code;
	char *whole = replay(capture, &code), *bytes, *list, *lines;
	struct capture_header *header;
	size_t length, cut, last;

	bytes = content(capture, &length);
	header = (void *)bytes;
	list = bytes + sizeof(*header);
	last = strstr(list, "__u32 create_mode") - list;
	cut = strchr(list + last, ';') + 1 - (list + last);
	/* the same length: what is cut out comes back as an event that nobody knows */
	memmove(list + last, list + last + cut, header->list_length - last - cut);
	memset(list + header->list_length - cut, 'x', cut);
	memcpy(list + header->list_length - cut, "event z 50 V;", 13);
	list[header->list_length - 1] = ';';
	header->fingerprint++;
	seal_header(bytes);
	put(damaged, bytes, length);
	hush();
	lines = replay(damaged, &code);
	speak();
	CHECK_NUMBER(code, EXIT_CODE_OK);
	CHECK_STRING(lines, whole);
	CHECK(said("was recorded with another list of events"));
	free(lines);
	free(bytes);
	free(whole);
}

/* A capture takes nobody's file away, and follows nobody's link. */
static void safe_file(void)
{
	char link[80];
	size_t length;
	char *bytes;

	put(damaged, "precious", 8);
	chmod(damaged, 0600);
	snprintf(link, sizeof(link), "%s/link", directory);
	CHECK(!symlink("elsewhere", link));
	hush();
	CHECK_NUMBER(capture_create(damaged, false), EXIT_CODE_OUTPUT);
	CHECK(said("is there already"));
	CHECK_NUMBER(capture_create(link, false), EXIT_CODE_OUTPUT);
	CHECK_NUMBER(capture_create(directory, false), EXIT_CODE_OUTPUT);
	CHECK_NUMBER(capture_create("/nowhere/at/all", false), EXIT_CODE_OUTPUT);
	speak();
	CHECK_NUMBER(capture_end(), EXIT_CODE_OK);
	bytes = content(damaged, &length);
	CHECK_STRING(bytes, "precious");
	free(bytes);
	unlink(link);
	/* what nothing came into will do the next time, unless others may look into it */
	unlink(damaged);
	CHECK_NUMBER(capture_create(damaged, false), EXIT_CODE_OK);
	CHECK_NUMBER(capture_end(), EXIT_CODE_OK);
	CHECK_NUMBER(capture_create(damaged, false), EXIT_CODE_OK);
	CHECK_NUMBER(capture_end(), EXIT_CODE_OK);
	chmod(damaged, 0640);
	hush();
	CHECK_NUMBER(capture_create(damaged, false), EXIT_CODE_OUTPUT);
	speak();
	unlink(damaged);
}

/* The disk is full: the lines are all there, the capture as far as it got. */
static void full_disk(void)
{
	struct rlimit small;
	enum exit_code code;
	char *whole = record(NULL, false, &code), *lines, *again;
	struct stat stat_;
	size_t length;
	char *bytes = content(capture, &length);
	size_t second = next_block(bytes, find_block(bytes, INTAKE_EMIT));

	free(bytes);
	unlink(damaged);
	getrlimit(RLIMIT_FSIZE, &small);
	small.rlim_cur = second + 100;
	signal(SIGXFSZ, SIG_IGN);
	hush();
	limit = &small;
	lines = record(damaged, false, &code);
	limit = NULL;
	speak();
	CHECK_NUMBER(code, EXIT_CODE_OUTPUT);
	CHECK(said("the lines go on"));
	CHECK(capture_lost() > 10);
	CHECK_STRING(lines, whole);
	CHECK(!stat(damaged, &stat_) && (size_t)stat_.st_size == capture_bytes());
	CHECK_NUMBER(stat_.st_size, second);
	hush();
	again = replay(damaged, &code);
	speak();
	CHECK_NUMBER(code, EXIT_CODE_CAPTURE);
	CHECK(said("the capture is cut here"));
	CHECK_NUMBER(count(again, "\n"), 3);
	CHECK(!strncmp(again, whole, strlen(again)));
	free(again);
	free(lines);
	free(whole);
}

static int nameless_file(void)
{
	int fd = open(damaged, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	unlink(damaged);
	return fd;
}

void test_capture(void)
{
	if (!mkdtemp(directory))
		abort();
	enrich_container_exit();	/* of other tests */
	snprintf(capture, sizeof(capture), "%s/plain", directory);
	snprintf(redacted, sizeof(redacted), "%s/redacted", directory);
	snprintf(damaged, sizeof(damaged), "%s/damaged", directory);
	output = nameless_file();
	messages = nameless_file();
	CHECK(output >= 0 && messages >= 0);
	names();
	round_trip();
	redaction();
	longest();
	damages();
	lists();
	older();
	safe_file();
	full_disk();
	unlink(capture);
	unlink(redacted);
	unlink(damaged);
	close(messages);
	close(output);
	CHECK(!rmdir(directory));
	json_free(&batch);
}
