// SPDX-License-Identifier: GPL-2.0
/* Whole lines against JSON that was written by hand. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "line.h"
#include "process.h"
#include "serialize.h"
#include "test.h"

#define CONTAINER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct build build;

static const char *line(void)
{
	return line_of(&build);
}

#define EXPECT(wanted, what) LINE_EXPECT(&build, wanted, what)

/* Pieces of the expected lines. */
#define CREDENTIALS \
	"\"credentials\":{\"uid\":0,\"user\":\"root\",\"gid\":0,\"group\":\"root\"," \
	"\"euid\":0,\"euser\":\"root\",\"egid\":0,\"egroup\":\"root\"," \
	"\"fsuid\":0,\"fsuser\":\"root\",\"fsgid\":0,\"fsgroup\":\"root\"," \
	"\"cap_effective\":[\"CAP_CHOWN\",\"CAP_KILL\"],\"cap_permitted\":[]}"
#define INIT_PLAIN "{\"pid\":1,\"tid\":1," ROOT ",\"comm\":\"init\"," \
	"\"fork_time\":\"2023-04-05T00:00:01Z\",\"exec_time\":\"2023-04-05T00:00:01Z\"," \
	CREDENTIALS ",\"executable\":" FILE_OF("/sbin/init", "init")
#define INIT INIT_PLAIN ",\"argv0\":\"/sbin/init\"}"
#define USR "\"usr\":{\"id\":\"root\",\"group\":\"root\"}"

static void task(struct ks_task *task, __u32 parent, __u64 parent_start, const char *comm)
{
	build_task(&build, task, parent, parent_start, comm);
	task->credentials.cap_effective = 1 | 1 << 5;
}

static void init_process(void)
{
	build_begin(&build, KS_EVENT_process, 2 * SECOND);
	build_actor(&build, 1, SECOND);
	build.header.flags = KS_STATE;
	task(&build.any.process.task, 0, 0, "init");
	build.any.process.image.state = KS_IMAGE_KNOWN;
	build_file(&build, &build.any.process.image.executable, "/sbin/init");
	BUILD_LITERAL(&build, &build.any.process.image.arguments, "/sbin/init\0");
	CHECK_STRING(line(), "");
}

static void begin_fork(void)
{
	build_begin(&build, KS_EVENT_fork, 10 * SECOND);
	build_actor(&build, 1, SECOND);
	build.header.tid = 7;
	build.any.fork.child_tgid = 100;
	build.any.fork.child_tid = 100;
	build.any.fork.child_start = 10 * SECOND;
	task(&build.any.fork.task, 1, SECOND, "init");
}

static void fork_line(void)
{
	begin_fork();
	EXPECT("{\"evt\":{\"name\":\"fork\",\"category\":\"Process Activity\","
	       "\"outcome\":\"Success\"}," USR ",\"process\":{\"pid\":100,\"ppid\":1,\"tid\":100,"
	       ROOT ",\"comm\":\"init\",\"fork_time\":\"2023-04-05T00:00:10Z\","
	       "\"exec_time\":\"2023-04-05T00:00:01Z\"," CREDENTIALS ",\"is_thread\":true,"
	       "\"executable\":" FILE_OF("/sbin/init", "init") ",\"argv0\":\"/sbin/init\","
	       "\"parent\":" INIT ",\"ancestors\":[" INIT "]},"
	       "\"dd\":{},\"date\":\"2023-04-05T00:00:10Z\"}", "a fork");
}

#define BOX "\"container\":{\"id\":\"" CONTAINER "\",\"created_at\":\"2023-04-05T00:00:11.25Z\"}"
#define FORKED "{\"pid\":100,\"ppid\":1,\"tid\":100," ROOT ",\"comm\":\"init\"," \
	"\"fork_time\":\"2023-04-05T00:00:10Z\",\"exec_time\":\"2023-04-05T00:00:01Z\"," \
	"\"exit_time\":\"2023-04-05T00:00:11.25Z\"," CREDENTIALS "," BOX ",\"is_thread\":true," \
	"\"executable\":" FILE_OF("/sbin/init", "init") "}"

static void begin_exec(void)
{
	struct ks_event_exec *exec = &build.any.exec;

	build_begin(&build, KS_EVENT_exec, 11 * SECOND + SECOND / 4);
	build_actor(&build, 100, 10 * SECOND);
	task(&exec->task, 1, SECOND, "script");
	exec->task.cgroup = 77;
	BUILD_LITERAL(&build, &exec->task.tty, "pts0");
	exec->image.state = KS_IMAGE_KNOWN | KS_IMAGE_ARGS_CUT | KS_IMAGE_ENVS_CUT;
	build_file(&build, &exec->image.executable, "/root/script");
	build_file(&build, &exec->image.interpreter, "/bin/sh");
	BUILD_LITERAL(&build, &exec->image.arguments,
		      "/bin/sh\0-e\0\0--password\0hunter2\0token=\xff\0cut");
	BUILD_LITERAL(&build, &exec->image.environment, "HOME\0PATH=/bin\0HOME\0");
}

#define SCRIPT_TASK "\"pid\":100,\"ppid\":1,\"tid\":100," ROOT ",\"comm\":\"script\"," \
	"\"tty\":\"pts0\",\"fork_time\":\"2023-04-05T00:00:10Z\"," \
	"\"exec_time\":\"2023-04-05T00:00:11.25Z\"," CREDENTIALS \
	",\"executable\":" FILE_OF("/root/script", "script") \
	",\"argv0\":\"/bin/sh\",\"args\":[\"-e\",\"\",\"--password\",\"********\"," \
	"\"token=\\\\xff\",\"cut\"],\"args_truncated\":true," \
	"\"envs\":[\"HOME\",\"PATH=/bin\",\"HOME\"],\"envs_truncated\":true"
#define LINEAGE "\"parent\":" FORKED ",\"ancestors\":[" FORKED "," INIT "]"

static void exec_line(void)
{
	begin_exec();
	EXPECT("{\"evt\":{\"name\":\"exec\",\"category\":\"Process Activity\","
	       "\"outcome\":\"Success\"},\"file\":" FILE_OF("/root/script", "script") "," USR ","
	       "\"process\":{" SCRIPT_TASK "," BOX ","
	       "\"interpreter\":" FILE_OF("/bin/sh", "sh") "," LINEAGE "},"
	       "\"dd\":{}," BOX ",\"date\":\"2023-04-05T00:00:11.25Z\"}", "an exec of a script");
}

static void cgroup(void)
{
	build_begin(&build, KS_EVENT_cgroup, 11 * SECOND);
	build_actor(&build, 1, SECOND);
	build.any.cgroup.id = 77;
	BUILD_LITERAL(&build, &build.any.cgroup.path, "/docker/" CONTAINER);
	CHECK_STRING(line(), "");
}

static void begin_open(void)
{
	build_begin(&build, KS_EVENT_open, 12 * SECOND);
	build_actor(&build, 100, 10 * SECOND);
	build.header.tid = 105;
	build.any.open.flags = O_CREAT | O_WRONLY;
	build.any.open.create_mode = 0100666;
}

static void open_lines(void)
{
	struct ks_file *file = &build.any.open.file;

#define OPEN(outcome, file) \
	"{\"evt\":{\"name\":\"open\",\"category\":\"File Activity\",\"outcome\":\"" outcome "\"}," \
	"\"file\":{" file "}," USR ",\"process\":{" SCRIPT_TASK "," BOX ",\"interpreter\":" \
	FILE_OF("/bin/sh", "sh") "," LINEAGE "},\"dd\":{}," BOX \
	",\"date\":\"2023-04-05T00:00:12Z\"}"

	/* an owner without a name; the same tid everywhere, to use the pieces above */
	begin_open();
	build.header.tid = 100;
	build_file(&build, file, "/tmp/\xc3\xa4\n");
	file->mode = 0100640;
	file->uid = NOBODY;
	file->gid = 0;
	file->state |= KS_FILE_LAYER | KS_FILE_UPPER;
	EXPECT(OPEN("Success", "\"path\":\"/tmp/\xc3\xa4\\n\",\"name\":\"\xc3\xa4\\n\","
		    "\"inode\":1312,\"mode\":33184,\"in_upper_layer\":true,\"mount_id\":29,"
		    "\"filesystem\":\"ext4\",\"uid\":3999999999,\"gid\":0,\"group\":\"root\"," TIMES
		    ",\"flags\":[\"O_CREAT\",\"O_WRONLY\"],\"destination\":{\"mode\":438,"
		    "\"uid\":3999999999,\"gid\":0,\"group\":\"root\"}"), "an open that creates");

	begin_open();
	build.header.tid = 100;
	build.any.open.flags = 0;
	build.any.open.result = -EACCES;
	file->error = KS_PATH_REFUSED;
	BUILD_LITERAL(&build, &file->path, "/secret/../x/");
	EXPECT(OPEN("Refused", "\"path\":\"/secret/../x/\",\"name\":\"x\","
		    "\"path_resolution_error\":\"refused before resolution\","
		    "\"uid\":0,\"gid\":0,\"flags\":[\"O_RDONLY\"]"), "an open that is refused");

	begin_open();
	build.header.tid = 100;
	build.any.open.create_mode = 0;
	build.any.open.result = -ENOENT;
	file->error = KS_PATH_UNREADABLE;
	EXPECT(OPEN("Error", "\"path_resolution_error\":\"requested path not in memory\","
		    "\"uid\":0,\"gid\":0,\"flags\":[\"O_CREAT\",\"O_WRONLY\"],"
		    "\"destination\":{\"mode\":0," ROOT "}"), "an open of nobody knows what");

	begin_open();
	build.header.tid = 100;
	build.any.open.flags = O_RDONLY;
	build_file(&build, file, "/memfd:a/b (deleted)");
	file->state |= KS_FILE_PRIVATE | KS_FILE_LAYER;
	file->changed.nanoseconds = 2000000000;
	EXPECT(OPEN("Success", "\"name\":\"memfd:a/b\",\"inode\":1312,\"mode\":33261,"
		    "\"in_upper_layer\":false," ROOT ",\"modification_time\":"
		    "\"2023-01-02T03:04:05.000000007Z\",\"flags\":[\"O_RDONLY\"]"), "a memfd");
}

static void async_line(void)
{
	cJSON *root, *evt, *process, *file;

	begin_open();
	build.header.flags = KS_ASYNC;
	build_file(&build, &build.any.open.file, "/");
	root = cJSON_Parse(line());
	evt = cJSON_GetObjectItem(root, "evt");
	process = cJSON_GetObjectItem(root, "process");
	CHECK(cJSON_IsTrue(cJSON_GetObjectItem(evt, "async")));
	CHECK_NUMBER(cJSON_GetObjectItem(process, "tid")->valueint, 105);
	file = cJSON_GetObjectItem(root, "file");
	CHECK_STRING(cJSON_GetObjectItem(file, "name")->valuestring, "/");
	cJSON_Delete(root);
}

static void exit_line(void)
{
	build_begin(&build, KS_EVENT_exit, 13 * SECOND);
	build_actor(&build, 100, 10 * SECOND);
	build.any.exit.status = 0x80 | 11;
	EXPECT("{\"evt\":{\"name\":\"exit\",\"category\":\"Process Activity\","
	       "\"outcome\":\"Success\"},\"file\":" FILE_OF("/root/script", "script") ","
	       "\"exit\":{\"cause\":\"COREDUMPED\",\"code\":11}," USR ","
	       "\"process\":{" SCRIPT_TASK ",\"exit_time\":\"2023-04-05T00:00:13Z\"," BOX ","
	       "\"interpreter\":" FILE_OF("/bin/sh", "sh") "," LINEAGE "},"
	       "\"dd\":{}," BOX ",\"date\":\"2023-04-05T00:00:13Z\"}", "an exit");
}

#define NONE "\"credentials\":{\"uid\":0,\"gid\":0,\"euid\":0,\"egid\":0,\"fsuid\":0,\"fsgid\":0," \
	     "\"cap_effective\":[],\"cap_permitted\":[]}"
#define KERNEL_THREAD(pid, more) \
	"{\"pid\":" pid ",\"tid\":" pid ",\"uid\":0,\"gid\":0," NONE more "}"

static void helper(const char *more)
{
	char wanted[4096];

	build_begin(&build, KS_EVENT_process, 20 * SECOND);
	build_actor(&build, 2, SECOND);
	build.header.flags = KS_STATE;
	task(&build.any.process.task, 0, 0, "kthreadd");
	build.any.process.task.state = KS_TASK_KERNEL;
	line();
	build_begin(&build, KS_EVENT_fork, 21 * SECOND);
	build_actor(&build, 2, SECOND);
	build.any.fork.child_tgid = build.any.fork.child_tid = 200;
	build.any.fork.child_start = 21 * SECOND;
	task(&build.any.fork.task, 2, SECOND, "kworker/0:1");
	build.any.fork.task.state = KS_TASK_BY_KERNEL;
	line();
	build_begin(&build, KS_EVENT_exec, 22 * SECOND);
	build_actor(&build, 200, 21 * SECOND);
	task(&build.any.exec.task, 2, SECOND, "modprobe");
	build.any.exec.image.state = KS_IMAGE_KNOWN;
	build_file(&build, &build.any.exec.image.executable, "/sbin/modprobe");
	snprintf(wanted, sizeof(wanted),
		 "{\"evt\":{\"name\":\"exec\",\"category\":\"Process Activity\","
		 "\"outcome\":\"Success\"},\"file\":" FILE_OF("/sbin/modprobe", "modprobe") "," USR
		 ",\"process\":{\"pid\":200,\"ppid\":2,\"tid\":200," ROOT ",\"comm\":\"modprobe\","
		 "\"fork_time\":\"2023-04-05T00:00:21Z\",\"exec_time\":\"2023-04-05T00:00:22Z\","
		 CREDENTIALS "%s,\"executable\":" FILE_OF("/sbin/modprobe", "modprobe")
		 ",\"parent\":" KERNEL_THREAD("200", "%s")
		 ",\"ancestors\":[" KERNEL_THREAD("200", "%s") "," KERNEL_THREAD("2", "%s") "]},"
		 "\"dd\":{},\"date\":\"2023-04-05T00:00:22Z\"}", more, more, more, more);
	EXPECT(wanted, "what a kernel thread runs");
}

static void unknown_line(void)
{
	build_begin(&build, KS_EVENT_exit, 30 * SECOND);
	build_actor(&build, 300, 5);
	build.header.tid = 301;
	EXPECT("{\"evt\":{\"name\":\"exit\",\"category\":\"Process Activity\","
	       "\"outcome\":\"Success\"},\"exit\":{\"cause\":\"EXITED\",\"code\":0},\"usr\":{},"
	       "\"process\":{\"pid\":300,\"tid\":301,\"uid\":0,\"gid\":0,"
	       "\"exit_time\":\"2023-04-05T00:00:30Z\"},\"dd\":{},"
	       "\"date\":\"2023-04-05T00:00:30Z\"}", "an exit of nobody we know");
}

static void version_one(void)
{
	char *text;
	cJSON *root;

	line_begin(SERIALIZE_V1);
	init_process();
	begin_fork();
	line();
	cgroup();
	begin_exec();
	root = cJSON_Parse(line());
	text = cJSON_PrintUnformatted(root);
	CHECK(text && !strstr(text, "interpreter") && !strstr(text, "created_at"));
	CHECK(text && strstr(text, "\"container\":{\"id\":\"" CONTAINER "\"}"));
	cJSON_free(text);
	cJSON_Delete(root);
	helper("");
	line_end();
}

/* An exec with as much in it as a record holds, all of it as long as it gets in JSON. */
static void begin_worst(__u64 time, char byte)
{
	struct ks_event_exec *exec = &build.any.exec;
	static char bytes[KS_RECORD_MAX];

	memset(bytes, byte, sizeof(bytes));
	build_begin(&build, KS_EVENT_exec, time);
	build_actor(&build, 400, 40 * SECOND);
	task(&exec->task, 1, SECOND, "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1");
	exec->task.credentials.cap_effective = exec->task.credentials.cap_permitted = ~0ULL;
	exec->image.state = KS_IMAGE_KNOWN;
	bytes[0] = '/';
	bytes[KS_PATH_MAX - 1] = '\0';
	build_file(&build, &exec->image.executable, bytes);
	build_file(&build, &exec->image.interpreter, bytes);
	bytes[0] = bytes[KS_PATH_MAX - 1] = byte;
	bytes[2] = '\0';
	build_string(&build, &exec->image.arguments, bytes, 20000);
	build_string(&build, &exec->image.environment, bytes, 2000);
}

static void long_lines(char byte, bool many_whole)
{
	cJSON *root, *process, *list, *one;
	__u64 before = serialize_cut_lineages();
	unsigned int i, whole = 0, flagged = 0;

	for (i = 0; i < 80; i++) {
		begin_worst((41 + i) * SECOND, byte);
		line();
	}
	CHECK(line_json.length > 300 * 1024 && line_json.length < 1024 * 1024);
	CHECK(serialize_cut_lineages() > before);
	root = cJSON_Parse(line_json.text);
	process = cJSON_GetObjectItem(root, "process");
	CHECK_NUMBER(cJSON_GetArraySize(cJSON_GetObjectItem(process, "args")), 1);
	CHECK(!cJSON_GetObjectItem(process, "args_truncated"));
	list = cJSON_GetObjectItem(process, "ancestors");
	CHECK_NUMBER(cJSON_GetArraySize(list), PROCESS_ANCESTORS_MAX);
	cJSON_ArrayForEach(one, list) {
		whole += cJSON_HasObjectItem(one, "args") && cJSON_HasObjectItem(one, "envs");
		flagged += cJSON_IsTrue(cJSON_GetObjectItem(one, "args_truncated")) &&
			   cJSON_IsTrue(cJSON_GetObjectItem(one, "envs_truncated")) &&
			   cJSON_HasObjectItem(one, "argv0");
	}
	/* the oldest ancestor has no more than its name */
	CHECK_NUMBER(whole + flagged, PROCESS_ANCESTORS_MAX - 1);
	CHECK(!many_whole || whole >= 4);
	cJSON_Delete(root);

	/* the same again out of what was kept, or not: it is too long for that */
	before = serialize_cut_lineages();
	begin_open();
	build_actor(&build, 400, 40 * SECOND);
	line();
	CHECK(line_json.length > 300 * 1024 && line_json.length < 1024 * 1024);
	line();
	CHECK_NUMBER(serialize_cut_lineages() - before, 2);
}

void test_serialize(void)
{
	line_begin(SERIALIZE_V2);
	init_process();
	fork_line();
	cgroup();
	exec_line();
	open_lines();
	async_line();
	exit_line();
	helper(",\"is_kworker\":true");
	unknown_line();
	long_lines('\1', false);
	long_lines('x', true);
	line_end();
	version_one();
}
