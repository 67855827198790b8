// SPDX-License-Identifier: GPL-2.0
/*
 * seeds DIRECTORY EXAMPLE [CAPTURE...]: what the targets begin with, a directory
 * for each. Records are those of the unit tests' builder and, as far as there
 * are captures, those of a real machine; EXAMPLE is the shipped configuration.
 */
#include <errno.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <sys/stat.h>

#include "build.h"
#include "capture.h"
#include "fuzz.h"
#include "memory.h"
#include "netlink.h"

#define SECOND	1000000000ULL
#define PIECE	6144	/* of a capture: mutations of more are slow */
#define BOX	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char *directory;
static struct build build;
static struct json seed;

/* The seed is complete: it becomes a file, and the next one is empty. */
static void save(const char *target, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, target);
	if (mkdir(path, 0777) && errno != EEXIST) {
		perror(path);
		exit(1);
	}
	snprintf(path, sizeof(path), "%s/%s/%s", directory, target, name);
	file = fopen(path, "w");
	if (!file || fwrite(seed.text, 1, seed.length, file) != seed.length || fclose(file)) {
		perror(path);
		exit(1);
	}
	json_reset(&seed);
}

static void add(const void *bytes, size_t length)
{
	json_raw(&seed, bytes, length);
}

static void add_number(uint64_t number, size_t bytes)
{
	add(&number, bytes);
}

static void add_record(void)
{
	add(build.bytes, build.header.length);
}

/* Records that tell a story together. */
static void begin_task(struct ks_task *task, const char *comm)
{
	build_task(&build, task, 1, SECOND, comm);
	BUILD_LITERAL(&build, &task->tty, "pts0");
	task->credentials.cap_effective = 1 | 1 << 5 | 1ULL << 40 | 1ULL << 63;
	task->credentials.uid = 1000;
	task->cgroup = 77;
}

static void begin_image(struct ks_image *image, const char *path)
{
	image->state = KS_IMAGE_KNOWN;
	build_file(&build, &image->executable, path);
	BUILD_LITERAL(&build, &image->arguments,
		      "sh\0-e\0\0--password\0hunter2\0token=\xff\0a\\x\"b\nc\0"
		      "mysql --password inside -u x --secret = y $passwd\0cut");
	BUILD_LITERAL(&build, &image->environment, "HOME\0PATH=/bin\0\xc3\xa9\0");
}

static const char *running = "/sbin/init";

static void add_state(__u32 tgid, __u32 state, __u32 image)
{
	build_begin(&build, KS_EVENT_process, 2 * SECOND);
	build_actor(&build, tgid, tgid == 1 ? SECOND : SECOND + tgid);
	build.header.flags = KS_STATE;
	begin_task(&build.any.process.task, "there");
	build.any.process.task.state = state;
	if (!(state & KS_TASK_KERNEL))
		begin_image(&build.any.process.image, running);
	build.any.process.image.state |= image;
	add_record();
}

static void add_fork(__u32 parent, __u64 start, __u32 child, __u64 time)
{
	build_begin(&build, KS_EVENT_fork, time);
	build_actor(&build, parent, start);
	build.any.fork.child_tgid = build.any.fork.child_tid = child;
	build.any.fork.child_start = time;
	begin_task(&build.any.fork.task, "parent");
	build.any.fork.task.parent_tgid = parent;
	build.any.fork.task.parent_start = start;
	add_record();
}

static void add_exec(__u32 tgid, __u64 start, __u64 time)
{
	build_begin(&build, KS_EVENT_exec, time);
	build_actor(&build, tgid, start);
	begin_task(&build.any.exec.task, "script");
	begin_image(&build.any.exec.image, "/root/script");
	build_file(&build, &build.any.exec.image.interpreter, "/bin/sh");
	build.any.exec.image.interpreter.state |= KS_FILE_LAYER | KS_FILE_UPPER;
	add_record();
}

static void long_exec(__u32 tgid, __u64 start, __u64 time)
{
	static char bytes[4000];

	memset(bytes, 0xff, sizeof(bytes));
	build_begin(&build, KS_EVENT_exec, time);
	build_actor(&build, tgid, start);
	begin_task(&build.any.exec.task, "long");
	build.any.exec.image.state = KS_IMAGE_KNOWN;
	build_string(&build, &build.any.exec.image.executable.path, bytes, sizeof(bytes) / 2);
	build_string(&build, &build.any.exec.image.arguments, bytes, sizeof(bytes));
	BUILD_LITERAL(&build, &build.any.exec.image.environment, "HOME\0");
	add_record();
}

static void begin_open(__u32 tgid, __u64 start, __u64 time)
{
	build_begin(&build, KS_EVENT_open, time);
	build_actor(&build, tgid, start);
}

static void add_opens(__u32 tgid, __u64 start, __u64 time)
{
	struct ks_event_open *open = &build.any.open;

	begin_open(tgid, start, time);
	build_file(&build, &open->file, "/srv//a\\x/\xe2\x82\xac\xe2\x82/");
	open->flags = 0101 | 02000 | 1ULL << 40;
	open->create_mode = 0640;
	add_record();
	begin_open(tgid, start, time + 1);
	BUILD_LITERAL(&build, &open->file.path, "/etc/shadow");
	open->file.error = KS_PATH_REFUSED;
	open->result = -EACCES;
	build.header.flags = KS_ASYNC;
	add_record();
	begin_open(tgid, start, time + 2);
	build_file(&build, &open->file, "/memfd:a/b (deleted)");
	open->file.state |= KS_FILE_PRIVATE;
	open->file.modified.seconds = -62167219201LL;
	open->file.changed.seconds = 253402300799LL;
	open->result = -EIO;
	open->flags = 3;
	add_record();
}

static void begin_done(unsigned int type, __u64 time)
{
	build_begin(&build, type, time);
	build_actor(&build, 100, 10 * SECOND);
}

/* Names that come and go: done, refused there, refused on the way, and not known how. */
static void add_names(void)
{
	struct ks_event_mkdir *mkdir = &build.any.mkdir;
	struct ks_event_rename *rename = &build.any.rename;

	begin_done(KS_EVENT_mkdir, 12 * SECOND);
	build_file(&build, &mkdir->file, "/srv/d");
	mkdir->mode = 0170777;
	add_record();
	begin_done(KS_EVENT_mkdir, 12 * SECOND);
	build_place(&build, &mkdir->file, "/srv/\xff");
	mkdir->result = -EACCES;
	add_record();
	begin_done(KS_EVENT_rmdir, 12 * SECOND);
	build_unseen(&build, &build.any.rmdir.file, "/secret/../d/");
	build.any.rmdir.result = -EPERM;
	add_record();
	begin_done(KS_EVENT_unlink, 12 * SECOND);
	build_file(&build, &build.any.unlink.file, "/srv/a");
	build.any.unlink.file.state |= KS_FILE_LAYER;
	build.header.flags = KS_ASYNC;
	add_record();
	begin_done(KS_EVENT_link, 12 * SECOND);
	build_file(&build, &build.any.link.file, "/srv/a");
	build_place(&build, &build.any.link.destination, "/srv/b");
	build.header.flags = KS_NO_RESULT;
	add_record();
	begin_done(KS_EVENT_rename, 12 * SECOND);
	build_file(&build, &rename->file, "/srv/a");
	build_file(&build, &rename->destination, "/mnt/b");
	rename->destination.state |= KS_FILE_LAYER | KS_FILE_UPPER | KS_FILE_HOST;
	add_record();
	begin_done(KS_EVENT_rename, 12 * SECOND);
	build_unseen(&build, &rename->file, "/a");
	rename->destination.error = KS_PATH_UNREADABLE;
	rename->result = -EACCES;
	add_record();
}

static void add_attributes(void)
{
	struct ks_event_chown *chown = &build.any.chown;
	struct ks_event_utimes *utimes = &build.any.utimes;
	struct ks_event_setxattr *setxattr = &build.any.setxattr;

	begin_done(KS_EVENT_chmod, 13 * SECOND);
	build_file(&build, &build.any.chmod.file, "/srv/a");
	build.any.chmod.mode = 0177777;
	add_record();
	begin_done(KS_EVENT_chown, 13 * SECOND);
	build_file(&build, &chown->file, "/srv/a");
	chown->uid = -1;
	chown->gid = -2;
	add_record();
	begin_done(KS_EVENT_utimes, 13 * SECOND);
	build_file(&build, &utimes->file, "/srv/a");
	utimes->access.seconds = -62167219200LL;
	utimes->modified.nanoseconds = 999999999;
	utimes->state = KS_TIMES_ACCESS | KS_TIMES_MODIFIED;
	add_record();
	begin_done(KS_EVENT_setxattr, 13 * SECOND);
	build_file(&build, &setxattr->file, "/srv/a");
	BUILD_LITERAL(&build, &setxattr->name, "user.\xff.\"\\x\n");
	add_record();
	begin_done(KS_EVENT_removexattr, 13 * SECOND);
	build_unseen(&build, &build.any.removexattr.file, "/secret/a");
	BUILD_LITERAL(&build, &build.any.removexattr.name, "nodot");
	build.any.removexattr.result = -EPERM;
	add_record();
}

static void add_splices(void)
{
	struct ks_event_splice *splice = &build.any.splice;

	begin_done(KS_EVENT_splice, 14 * SECOND);
	build_file(&build, &splice->file, "memfd:a");
	splice->file.state |= KS_FILE_PRIVATE;
	splice->entry_flags = 0x81;
	splice->exit_flags = ~0U;
	add_record();
	begin_done(KS_EVENT_splice, 14 * SECOND);
	splice->result = -EAGAIN;
	add_record();
}

static void add_mounts(void)
{
	struct ks_event_mount *mount = &build.any.mount;

	begin_done(KS_EVENT_mount, 15 * SECOND);
	build_file(&build, &mount->root, "/srv");
	build_file(&build, &mount->point, "/b");
	BUILD_LITERAL(&build, &mount->path, "/mnt/b\n");
	BUILD_LITERAL(&build, &mount->source, "/data\xff/srv");
	mount->root.device = 8 << 20 | 1;
	mount->group_id = 7;
	mount->source_id = 29;
	mount->state = KS_MOUNT_BIND | KS_MOUNT_GROUP;
	mount->path_error = KS_PATH_TRUNCATED;
	mount->source_error = KS_PATH_DETACHED;
	add_record();
	begin_done(KS_EVENT_mount, 15 * SECOND);
	build_file(&build, &mount->root, "/");
	mount->point.error = KS_PATH_BUSY;
	add_record();
}

static void add_commit(__u32 tgid, __u64 start, __u32 tid, __u64 time)
{
	build_begin(&build, KS_EVENT_commit, time);
	build_actor(&build, tgid, start);
	build.header.tid = tid;
	build.any.commit.credentials.euid = 5;
	add_record();
}

static void add_exit(__u32 tgid, __u64 start, __u64 time, __u32 status)
{
	build_begin(&build, KS_EVENT_exit, time);
	build_actor(&build, tgid, start);
	build.any.exit.status = status;
	add_record();
}

static void add_cgroup(__u64 id, const char *path)
{
	build_begin(&build, KS_EVENT_cgroup, 5 * SECOND);
	build.any.cgroup.id = id;
	build_string(&build, &build.any.cgroup.path, path, strlen(path));
	add_record();
}

/* fuzz_decode.c: take_often() */
static void add_repeat(unsigned int count, unsigned int how)
{
	build_begin(&build, KS_EVENT_exit, SECOND);
	build.header.type = KS_EVENT_LIMIT - 5;
	build.header.tid = count;
	build.header.flags = how;
	add_record();
}

/* fuzz_decode.c: happens() */
static void add_change(unsigned int what, __u64 time)
{
	build_begin(&build, KS_EVENT_exit, time);
	build.header.type = KS_EVENT_LIMIT - what;
	build.header.flags = 1;
	add_record();
}

static void save_types(void)
{
	const struct event_type *type;
	size_t i;

	for (i = 0; (type = event_at(i)); i++) {
		build_begin(&build, type->id, SECOND);
		build_actor(&build, 5, 6);
		add_record();
		save("decode", type->name);
	}
}

static void add_life(void)
{
	add_fork(1, SECOND, 100, 10 * SECOND);
	add_exec(100, 10 * SECOND, 11 * SECOND);
	add_opens(100, 10 * SECOND, 12 * SECOND);
	add_exit(100, 10 * SECOND, 13 * SECOND, 9 | 0x80);
	add_exit(100, 10 * SECOND, 13 * SECOND, 0x300);
}

static void save_records(void)
{
	unsigned int i;

	save_types();
	add_state(1, 0, 0);
	add_cgroup(77, "/docker/" BOX);
	add_life();
	save("decode", "life");

	add_state(1, 0, 0);
	add_fork(1, SECOND, 100, 10 * SECOND);
	add_names();
	save("decode", "names");
	add_fork(1, SECOND, 100, 10 * SECOND);
	add_attributes();
	save("decode", "attributes");
	add_fork(1, SECOND, 100, 10 * SECOND);
	add_splices();
	add_mounts();
	save("decode", "mounts");

	add_state(2, KS_TASK_KERNEL, 0);
	add_fork(2, SECOND + 2, 20, 10 * SECOND);
	add_state(20, KS_TASK_BY_KERNEL, KS_IMAGE_ARGS_UNREAD | KS_IMAGE_ENVS_CUT);
	add_opens(20, 10 * SECOND, 11 * SECOND);
	add_exec(20, 10 * SECOND, 12 * SECOND);
	add_exit(20, 10 * SECOND, 20 * SECOND, 0);
	add_opens(30, 0, 25 * SECOND);
	save("decode", "kernel-made");

	add_state(1, 0, KS_IMAGE_ARGS_UNREAD);
	add_commit(1, SECOND, 7, 4 * SECOND);
	add_commit(1, SECOND, 8, 4 * SECOND);
	begin_open(1, SECOND, 5 * SECOND);
	build.header.tid = 7;
	build_file(&build, &build.any.open.file, "/a");
	add_record();
	add_commit(1, SECOND, 1, 6 * SECOND);
	add_commit(1, SECOND, 8, 6 * SECOND);
	add_opens(1, SECOND, 7 * SECOND);
	save("decode", "threads");

	add_state(1, 0, 0);
	add_fork(1, SECOND, 100, 10 * SECOND);
	add_opens(100, 10 * SECOND, 11 * SECOND);
	add_change(1, SECOND);
	add_opens(100, 10 * SECOND, 11 * SECOND);
	add_state(1, 0, KS_IMAGE_ARGS_UNREAD);
	add_change(2, SECOND);
	add_cgroup(77, "/kubepods/cri-containerd-" BOX ".scope");
	add_opens(100, 10 * SECOND, 11 * SECOND);
	build_begin(&build, KS_EVENT_clock, 10 * SECOND + SECOND / 2);
	build.any.clock.offset = -5LL * SECOND;
	add_record();
	add_opens(100, 10 * SECOND, 11 * SECOND);
	add_change(4, 1ULL << 62);
	add_change(3, 20 * SECOND);
	add_exit(100, 10 * SECOND, 12 * SECOND, 0);
	save("decode", "changes");

	/* an older writer, a newer one, and facts that come again */
	add_exec(1, SECOND, 2 * SECOND);
	build_begin(&build, KS_EVENT_process, 3 * SECOND);
	build_actor(&build, 1, SECOND);
	build.header.flags = KS_REFRESHED | KS_EXECUTED;
	begin_task(&build.any.process.task, "again");
	begin_image(&build.any.process.image, "/bin/other");
	add_record();
	begin_open(1, SECOND, 4 * SECOND);
	build.header.fixed = offsetof(struct ks_event_open, flags);
	add_record();
	begin_open(1, SECOND, 5 * SECOND);
	build.header.fixed += 16;
	build.header.length += 16;
	build_file(&build, &build.any.open.file, "/newer");
	add_record();
	save("decode", "skew");

	/* a walk over a process that events have told of, and moved meanwhile */
	add_exec(1, SECOND, 2 * SECOND);
	running = "/root/script";
	add_state(1, 0, 0);
	build.any.process.task.cgroup = 78;
	build.any.process.task.credentials.uid = 0;
	add_record();
	running = "/sbin/init";
	add_opens(1, SECOND, 3 * SECOND);
	save("decode", "walk");

	/* as deep as it goes, as many as there are, as long as it may be */
	add_state(1, 0, 0);
	add_repeat(260, 0);
	add_exec(1, SECOND, 3 * SECOND);
	add_opens(1, SECOND, 4 * SECOND);
	save("decode", "deep");
	add_repeat(1100, 4);
	add_fork(1, SECOND, 100, 5 * SECOND);
	add_repeat(520, 2);
	add_commit(1, SECOND, 7, 6 * SECOND);
	add_opens(1, SECOND, 7 * SECOND);
	save("decode", "crowd");
	add_repeat(40, 0);
	long_exec(1, SECOND, 2 * SECOND);
	add_opens(1, SECOND, 7 * SECOND);
	save("decode", "long");

	/* what looks like a character and is none, and a secret where none is looked for */
	begin_open(1, SECOND, 2 * SECOND);
	BUILD_LITERAL(
		&build, &build.any.open.file.path,
		"/\xed\xa0\x80/\xf4\x90\x80\x80/\xc0\x80/\xe0\x80\x80/\xf0\x8f\xbf\xbf/\xf8/\xef");
	add_record();
	build_begin(&build, KS_EVENT_exec, 3 * SECOND);
	build_actor(&build, 1, SECOND);
	build.any.exec.image.state = KS_IMAGE_KNOWN;
	BUILD_LITERAL(&build, &build.any.exec.image.arguments, "--secret=a\0--secret=b\0-c\0");
	add_record();
	save("decode", "text");

	/* a long lineage */
	for (i = 1; i < 12; i++)
		add_fork(i, i * SECOND, i + 1, (i + 1) * SECOND);
	for (i = 0; i < 6; i++)
		add_exec(12, 12 * SECOND, (20 + i) * SECOND);
	add_opens(12, 12 * SECOND, 30 * SECOND);
	save("decode", "lineage");
}

/* fuzz_order.c: steps */
enum { ABSENT, ABANDON, DRAIN_SOME, DRAIN, PUT };
#define PENDING	0x08
#define PROMISE	0x10
#define ANY	0x20
#define GARBAGE	0x40

static void add_put(unsigned int how, unsigned int cpu, unsigned int records)
{
	static const unsigned char shapes[] = { 0x00, 0x13, 0x24, 0x05 };
	unsigned int i;

	add_number(PUT | how, 1);
	add_number(cpu, 1);
	add_number(records, 1);
	for (i = 0; i < records; i++) {
		add_number(shapes[i % sizeof(shapes)], 1);
		if (shapes[i % sizeof(shapes)] & 4)
			add_number(i, 1);
		add_number(10 * i, 1);
	}
}

static void save_orders(void)
{
	add_number(1 | 2 << 1, 1); /* honest, three CPUs */
	add_put(PROMISE, 0, 3);
	add_number(200, 1);
	add_put(PENDING, 1, 2);
	add_put(PROMISE | ANY, 2, 0);
	add_number(0x0509, 2);
	add_number(DRAIN, 2);
	add_number(ABSENT | 2 << 8 | 90 << 16, 3);
	add_put(PROMISE | ANY, 1, 4);
	add_number(0x3005, 2);
	add_number(ABANDON, 2);
	add_number(DRAIN_SOME | 3 << 3, 2);
	add_number(DRAIN, 2);
	save("order", "honest");

	add_number(0 | 1 << 1, 1);
	add_put(GARBAGE, 0, 2);
	add_number(8, 1);
	add_number(~0ULL, 8);
	add_put(PROMISE | ANY, 1, 1);
	add_number(1ULL << 40, 8);
	add_number(3, 8);
	add_number(DRAIN, 2);
	add_number(PUT | 0x0100, 2);
	add_number(0x0801, 2); /* a record of any number and time */
	add_number(5, 1);
	add_number(~0ULL, 8);
	add_number(7, 8);
	add_number(DRAIN, 2);
	save("order", "arbitrary");
}

/* fuzz_capture.c: kinds */
enum { AS_IT_IS, SEALED, BLOCKS };

static void add_block(enum intake_type type, __u32 id, __u64 time, const struct json *bytes)
{
	struct intake in = { .type = type,
			     .id = id,
			     .time = time,
			     .sequence = time ? 10 : 0,
			     .length = bytes ? bytes->length : 0 };

	add(&in, sizeof(in));
	if (bytes)
		add(bytes->text, bytes->length);
}

static void take_records(struct json *to)
{
	json_reset(to);
	json_raw(to, seed.text, seed.length);
	json_reset(&seed);
}

static void add_blocks(void)
{
	static const char user[] = "n\"ovice", lists[] = "walked\0--password\0x\0HOME\0A=b";
	struct json state = { 0 }, batch = { 0 }, name = { (char *)user, sizeof(user) - 1, 0 },
		    process = { (char *)lists, sizeof(lists), 0 };
	struct intake answer = { .length = sizeof(lists),
				 .type = INTAKE_PROCESS,
				 .id = 20,
				 .count = 1,
				 .time = SECOND + 20,
				 .sequence = 20 };

	add_state(1, 0, 0);
	add_state(20, 0, KS_IMAGE_ARGS_UNREAD);
	take_records(&state);
	add_life();
	/* known only when the next ones come */
	add_cgroup(77, "/docker/" BOX);
	take_records(&batch);
	add_number(BLOCKS, 1);
	add_number(2, 1);
	add_number(11, 1);
	add_block(INTAKE_CLOCK, 0, 1680652800LL * SECOND, NULL);
	add_block(INTAKE_USER, 1000, 0, &name);
	add_block(INTAKE_GROUP, 0, 0, NULL);
	add(&answer, sizeof(answer));
	add(process.text, process.length);
	add_block(INTAKE_STATE, 0, 0, &state);
	add_block(INTAKE_STATE_END, 0, 0, NULL);
	add_block(INTAKE_BATCH, 0, 20 * SECOND, &batch);
	add_block(INTAKE_ABSENT, 1, 30 * SECOND, NULL);
	add_block(INTAKE_EMIT, 0, 0, NULL);
	add_block(INTAKE_NAMES, 0, 0, NULL);
	add_block(INTAKE_GONE, 20, 0, NULL);
	add_block(INTAKE_SWEEP, 0, 30 * SECOND, NULL);
	add_block(INTAKE_BATCH, 0, 0, &batch);
	add_block(INTAKE_STOP, 0, 12 * SECOND, NULL);
	add_block(INTAKE_FINISH, 0, 0, NULL);
	add_block(INTAKE_EMIT, 0, 0, NULL);
	json_free(&state);
	json_free(&batch);
}

static void save_captures(void)
{
	const struct intake emit = { .type = INTAKE_EMIT }, end = { .type = INTAKE_END };
	struct capture_header header = { .cpus = 3, .relayd = "1", .kernel = "6" };
	size_t first;

	add_blocks();
	save("capture", "blocks");
	add_blocks();
	seed.text[0] |= 2 << 4; /* the second write fails */
	save("capture", "blocks-full");

	add_number(AS_IT_IS, 1);
	first = seed.length;
	capture_put_header(&seed, &header);
	capture_put_block(&seed, seed.length - first, &emit, NULL);
	capture_put_block(&seed, seed.length - first, &end, NULL);
	save("capture", "file");
	add_number(SEALED, 1);
	capture_put_header(&seed, &header);
	memcpy(memmem(seed.text, seed.length, "event open", 10), "event xpen", 10);
	seed.text[1 + offsetof(struct capture_header, fingerprint)]++;
	save("capture", "file-other-list");
}

/* fuzz_netlink.c: datagrams */
static void add_datagram(const struct nl_msg *message)
{
	const struct nlmsghdr *header = nlmsg_hdr((struct nl_msg *)message);

	add_number(3, 1); /* ours, in number and command */
	add_number(header->nlmsg_len, 2);
	add(header, header->nlmsg_len);
}

static struct nl_msg *begin_answer(void)
{
	struct nl_msg *message = nlmsg_alloc_size(65536);

	genlmsg_put(message, 0, 1, 30, 0, 0, 1, 1);
	return message;
}

static void end_answer(struct nl_msg *message)
{
	add_datagram(message);
	nlmsg_free(message);
}

static void add_error(int code)
{
	struct nlmsgerr error = { .error = code };
	struct nl_msg *message = nlmsg_alloc();

	nlmsg_put(message, 0, 1, NLMSG_ERROR, 0, 0);
	nlmsg_append(message, &error, sizeof(error), 4);
	end_answer(message);
}

static void put_hooks(struct nl_msg *message)
{
	struct nlattr *hooks = nla_nest_start(message, KS_A_HOOKS), *hook;

	hook = nla_nest_start(message, KS_A_HOOK);
	nla_put_string(message, KS_A_HOOK_NAME, "sched_process_exec");
	nla_put_string(message, KS_A_HOOK_HOW, "tracepoint");
	nla_put_string(message, KS_A_HOOK_EVENT, "exec");
	nla_put_string(message, KS_A_HOOK_STATE, "proven");
	nla_put_string(message, KS_A_HOOK_REASON, "");
	nla_put_string(message, KS_A_HOOK_LOSS, "no exec");
	nla_put_u64(message, KS_A_HOOK_HITS, 7);
	nla_put_u64(message, KS_A_HOOK_MISSED, 0);
	nla_nest_end(message, hook);
	nla_nest_end(message, hooks);
}

static void put_layouts(struct nl_msg *message)
{
	struct nlattr *layouts = nla_nest_start(message, KS_A_LAYOUTS), *layout;

	layout = nla_nest_start(message, KS_A_LAYOUT);
	nla_put_string(message, KS_A_LAYOUT_NAME, "mount.mnt_id");
	nla_put_string(message, KS_A_LAYOUT_STATE, "found");
	nla_nest_end(message, layout);
	nla_nest_end(message, layouts);
}

static void add_status(void)
{
	struct nl_msg *message = begin_answer();

	nla_put_u32(message, KS_A_PROTOCOL, KS_PROTOCOL);
	nla_put_u64(message, KS_A_FINGERPRINT, FUZZ_FINGERPRINT);
	nla_put_string(message, KS_A_VERSION, "0.1");
	nla_put_string(message, KS_A_KERNEL, "6.1.0");
	nla_put_u32(message, KS_A_CPUS, 2);
	nla_put_u32(message, KS_A_SUBBUF_SIZE, KS_SUBBUF_SIZE);
	nla_put_u32(message, KS_A_SUBBUFS, 16);
	nla_put_u64(message, KS_A_EVENTS, 30);
	nla_put_u32(message, KS_A_READER, 4711);
	nla_put_u32(message, KS_A_RESYNC, 1);
	put_hooks(message);
	put_layouts(message);
	end_answer(message);
	add_error(0);
}

static void add_attach(void)
{
	add_status();
	add_status();
}

/* fuzz_netlink.c: request() */
enum { STATUS, COUNTERS, CALIBRATE, ENABLE, STATE, READ, ARM, LISTEN };

static void add_state_answer(__u64 position)
{
	struct nl_msg *message = begin_answer();

	build_begin(&build, KS_EVENT_process, 1);
	nla_put_u64(message, KS_A_POSITION, position);
	nla_put_u64(message, KS_A_TIME, 7);
	nla_put(message, KS_A_RECORDS, build.header.length, build.bytes);
	end_answer(message);
	add_error(0);
}

static void add_read_answer(bool records)
{
	struct nl_msg *message = begin_answer();

	nla_put_u32(message, KS_A_CPU, 1);
	nla_put_u64(message, KS_A_POSITION, 4096);
	nla_put_u32(message, KS_A_PENDING, 0);
	nla_put_u64(message, KS_A_COMPLETE, 100);
	nla_put_u32(message, KS_A_RESYNC, 2);
	nla_put_u64(message, KS_A_SEQUENCE, 5);
	build_begin(&build, KS_EVENT_exit, 1);
	if (records)
		nla_put(message, KS_A_RECORDS, build.header.length, build.bytes);
	end_answer(message);
}

static void add_counters_answer(void)
{
	const struct ks_counts counts[3] = { { .type = 1, .written = 4 },
					     { .type = 4 },
					     { .type = 99 } };
	struct nl_msg *message = begin_answer();

	nla_put_u32(message, KS_A_CPU, 1);
	nla_put_u64(message, KS_A_SEQUENCE, 9);
	nla_put_flag(message, KS_A_BUFFER);
	nla_put(message, KS_A_COUNTS, sizeof(counts), counts);
	end_answer(message);
	add_error(0);
}

static void save_answers(void)
{
	struct nl_msg *message;
	size_t stranger;

	add_attach();
	add_number(COUNTERS | 1 << 8, 2);
	add_counters_answer();
	add_number(CALIBRATE | 8, 1);
	add_status();
	add_number(ENABLE, 1);
	add_status();
	add_number(STATE, 1);
	add_state_answer(5);
	add_state_answer(0);
	add_number(READ | 1 << 8, 2);
	add_read_answer(true);
	add_number(READ | 1 << 8, 2);
	add_read_answer(false);
	add_number(READ, 2);
	add_error(-ENODEV);
	add_number(ARM, 1);
	add_error(0);
	add_number(LISTEN, 1);
	message = nlmsg_alloc();
	genlmsg_put(message, 0, 0, 30, 0, 0, KS_CMD_DOORBELL, 1);
	end_answer(message);
	seed.text[seed.length - NLMSG_HDRLEN - GENL_HDRLEN - 3] = 1;
	save("netlink", "all");

	add_attach();
	add_number(READ, 2);
	add_number(0x0008, 2); /* no memory, then an answer */
	add_read_answer(true);
	add_number(READ | 1 << 5, 2); /* the request cannot be sent */
	add_number(READ, 2);
	add_error(-ENOENT);
	save("netlink", "shortage");

	/* numbers without a value, where the datagram ends */
	add_attach();
	add_number(READ, 2);
	message = begin_answer();
	nla_put_flag(message, KS_A_PENDING);
	end_answer(message);
	add_number(READ, 2);
	message = begin_answer();
	nla_put_flag(message, KS_A_POSITION);
	end_answer(message);
	save("netlink", "short");

	add_attach();
	add_number(READ, 2);
	stranger = seed.length;
	add_read_answer(true);
	seed.text[stranger] |= 4;
	add_read_answer(true);
	save("netlink", "stranger");

	add_status();
	add_error(-EBUSY);
	add_status();
	save("netlink", "busy");
	add_status();
	add_error(-EPROTO);
	save("netlink", "mismatch");
	add_error(-EPERM);
	save("netlink", "unprivileged");
}

static void save_configs(const char *example)
{
	static const char *const texts[] = {
		"schema: v1\noutput: \"/a b\"\noutput_max_size: 2M\noutput_keep: 7\nuser: a\n",
		"events:\n  - exec\n  - open\nstats: /s\nrecord: /c\nredact: true\n",
		"events: [exec, fork, exit, open]\nverbose: yes\noutput: -\nstats: '-'\n",
		"output_max_size: 1025G\noutput_keep: 1001\n",
		"output_max_size: 64K\n",
		"filters:\n- exclude open,exec path /a b\n- include all uid 0-9\n- \"x: y\"\n",
		"filters: [exclude fork uid root, 'include mkdir cgroup /x: y']\n",
		"filters: [exclude open path /a/../b, include all uid 2-1, exclude x]\n",
		"a: &x [1, {b: *x}]\n---\n!!str c: |\n  text\n",
	};
	char name[] = "text0", room[4096];
	FILE *file = fopen(example, "r");
	size_t i;

	if (!file) {
		perror(example);
		exit(1);
	}
	while ((i = fread(room, 1, sizeof(room), file)))
		add(room, i);
	fclose(file);
	save("config", "example");
	for (i = 0; i < COUNT(texts); i++, name[4]++) {
		add(texts[i], strlen(texts[i]));
		save("config", name);
	}
}

/* A real machine's records: as they are, and in the blocks that they came in. */
static void save_piece(const struct intake *in, const void *bytes, size_t number)
{
	char name[40];
	size_t at = 0, step;

	while (at < in->length) {
		step = decode_frame((const char *)bytes + at, in->length - at);
		if (!step || at + step > PIECE)
			break;
		at += step;
	}
	add(bytes, at);
	snprintf(name, sizeof(name), "real-%zu-%u", number, in->type);
	save("decode", name);
}

static void save_real(const char *path, size_t number)
{
	struct json blocks = { 0 };
	struct capture capture;
	bool state = false, batch = false;
	FILE *file = fopen(path, "r");
	struct intake in;
	char name[40];

	if (!file) {
		perror(path);
		exit(1);
	}
	if (capture_open(&capture, file, path))
		exit(1);
	json_raw(&blocks, "\2\2\0", 3);
	while (!capture_read(&capture, &in) && in.type != INTAKE_END) {
		if ((in.type == INTAKE_STATE && !state) ||
		    (in.type == INTAKE_BATCH && in.length > PIECE && !batch)) {
			save_piece(&in, capture.bytes, number);
			*(in.type == INTAKE_STATE ? &state : &batch) = true;
		}
		if (blocks.length + sizeof(in) + in.length > PIECE)
			continue;
		json_raw(&blocks, (char *)&in, sizeof(in));
		json_raw(&blocks, capture.bytes, in.length);
	}
	add(blocks.text, blocks.length);
	snprintf(name, sizeof(name), "real-%zu", number);
	save("capture", name);
	json_free(&blocks);
	capture_close(&capture);
	fclose(file);
}

static void say(const char *line)
{
	fprintf(stderr, "seeds: %s\n", line);
}

int main(int argc, char **argv)
{
	int i;

	log_heard = say;
	if (argc < 3) {
		fprintf(stderr, "usage: seeds DIRECTORY EXAMPLE [CAPTURE...]\n");
		return 2;
	}
	directory = argv[1];
	event_init();
	save_records();
	save_orders();
	save_captures();
	save_answers();
	save_configs(argv[2]);
	for (i = 3; i < argc; i++)
		save_real(argv[i], i - 2);
	json_free(&seed);
	return 0;
}
