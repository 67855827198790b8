// SPDX-License-Identifier: GPL-2.0
/*
 * Databases that were written by hand below a directory of our own. What those
 * of a real system say is compared by tests/packages.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "enrich_package.h"
#include "host.h"
#include "intake.h"
#include "kernel.h"
#include "line.h"
#include "memory.h"
#include "path_map.h"
#include "pipeline.h"
#include "process.h"
#include "replay.h"
#include "selection.h"
#include "sink.h"
#include "test.h"

#define PATHS		25000
#define TICKS		3000
#define FILE_MAX	(256 * 1024)

static char root[] = "/tmp/kscribe-test-XXXXXX";
static struct build build;

static struct text text(const char *string)
{
	const struct text text = { string, strlen(string) };

	return text;
}

static void run(const char *format, const char *argument)
{
	char command[600];

	snprintf(command, sizeof(command), format, root, argument);
	if (system(command))
		abort();
}

static void put(const char *name, const char *content)
{
	char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "w");
	if (!file || fputs(content, file) < 0 || fclose(file))
		abort();
}

static void make_directory(const char *name)
{
	run("mkdir -p %s/%s", name);
}

static void link_to(const char *name, const char *target)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	if (symlink(target, path))
		abort();
}

static void database(void)
{
	make_directory("var/lib/dpkg/info");
	make_directory("usr/bin");
	make_directory("usr/lib");
	make_directory("srv/opt");
	link_to("bin", "usr/bin");
	link_to("usr/sbin", "bin");
	link_to("sbin", "usr/sbin");
	link_to("lib", "/usr/./lib/");
	link_to("opt", "usr/../../srv/opt");
	link_to("loop", "loop");
	link_to("dangling", "no/such");
	put("var/lib/dpkg/status",
	    "Package: plain\nStatus: install ok installed\nVersion: 1:2.36-9+deb12u4\n"
	    "Architecture: all\nDescription: words\n Version: 9\n .\n\tPackage: wrong\n"
	    "\n"
	    "Package: library\nStatus: install ok installed\nMulti-Arch: same\n"
	    "Architecture: amd64\nVersion: 2~rc\n\n"
	    "Package: library\nStatus: install ok installed\nMulti-Arch: same\n"
	    "Architecture: i386\nVersion: 2~rc\n\n"
	    "Package: old-list\nStatus: install ok installed\nMulti-Arch: same\n"
	    "Architecture: amd64\nVersion: 3\n\n\n"
	    "Package: removed\nStatus: deinstall ok config-files\nVersion: 4\n"
	    "Architecture: all\n\n"
	    "Package: kept\nStatus: hold ok installed\nVersion: 5\nArchitecture: all\n\n"
	    "Package: failed\nStatus: install ok half-configured\nVersion: 6\n"
	    "Architecture: all\n\n"
	    "Package: halfway\nStatus: install reinstreq half-installed\nVersion: 7\n"
	    "Architecture: all\n\n"
	    "Package: never\nStatus: purge ok not-installed\nArchitecture: all\n\n"
	    "Package: ../info/evil\nStatus: install ok installed\nVersion: 8\n\n"
	    "Package: listless\nStatus: install ok installed\nVersion: 9\nArchitecture: all\n\n"
	    "Package: diverter\nStatus: install ok installed\nVersion: 10\nArchitecture: all\n\n"
	    "Package: last\nArchitecture: all\nVersion:    11\t \nStatus: install ok installed");
	put("var/lib/dpkg/diversions", "/usr/bin/tool\n/usr/bin/tool.real\ndiverter\n"
				       "/bin/local\n/bin/local.distrib\n:\n"
				       "/usr/bin/half\n/usr/bin/half.real\n");
	put("var/lib/dpkg/info/plain.list",
	    "/.\n/bin\n/bin/ls\n/usr\n/usr/bin\n/usr/bin/env\n/sbin/init\n/usr/sbin/nologin\n"
	    "/lib/x/y\n/opt/o\n/loop/l\n/usr/bin/tool\n/bin/local\n/usr/bin/half\n/binary\n"
	    "/etc/a\"b\\c\n/usr/share/common\n/usr/bin/caf\303\251 x");
	put("var/lib/dpkg/info/library:amd64.list", "/usr/lib/64.so\n/usr/share/common\n");
	put("var/lib/dpkg/info/library:i386.list", "/usr/lib/32.so\n");
	put("var/lib/dpkg/info/library.list", "/usr/lib/wrong.so\n");
	put("var/lib/dpkg/info/old-list.list", "/usr/lib/old.so\n");
	put("var/lib/dpkg/info/removed.list", "/etc/removed.conf\n");
	put("var/lib/dpkg/info/kept.list", "/usr/bin/kept\n");
	put("var/lib/dpkg/info/failed.list", "/usr/bin/failed\n");
	put("var/lib/dpkg/info/halfway.list", "/usr/bin/halfway\n");
	put("var/lib/dpkg/info/evil.list", "/usr/bin/evil\n");
	put("var/lib/dpkg/info/diverter.list", "/usr/bin/tool\n");
	put("var/lib/dpkg/info/last.list", "/usr/bin/last\n");
}

static const char *owner(struct packages *packages, const char *path)
{
	static char line[600];
	bool first;
	const struct package *found = packages_find(packages, text(path), &first);

	if (!found)
		return "none";
	snprintf(line, sizeof(line), "%.*s %.*s", (int)found->name.length, found->name.at,
		 (int)found->version.length, found->version.at);
	return line;
}

static void dpkg(void)
{
	static const struct {
		const char *path, *owner;
	} wanted[] = {
		{ "/usr/bin/env", "plain 1:2.36-9+deb12u4" },
		{ "/usr/bin/ls", "plain 1:2.36-9+deb12u4" },
		{ "/bin/ls", "none" }, /* not what the kernel calls it */
		{ "/usr/bin/init", "plain 1:2.36-9+deb12u4" },
		{ "/usr/bin/nologin", "plain 1:2.36-9+deb12u4" },
		{ "/usr/lib/x/y", "plain 1:2.36-9+deb12u4" },
		{ "/srv/opt/o", "plain 1:2.36-9+deb12u4" },
		{ "/binary", "plain 1:2.36-9+deb12u4" },
		{ "/etc/a\"b\\c", "plain 1:2.36-9+deb12u4" },
		{ "/usr/bin/caf\303\251 x", "plain 1:2.36-9+deb12u4" },
		{ "/usr/bin/tool", "diverter 10" },
		{ "/usr/bin/tool.real", "plain 1:2.36-9+deb12u4" },
		{ "/usr/bin/local", "none" },
		{ "/usr/bin/local.distrib", "plain 1:2.36-9+deb12u4" },
		{ "/usr/bin/half", "plain 1:2.36-9+deb12u4" },
		{ "/usr/share/common", "plain 1:2.36-9+deb12u4" },
		{ "/usr/lib/64.so", "library 2~rc" },
		{ "/usr/lib/32.so", "library 2~rc" },
		{ "/usr/lib/wrong.so", "none" },
		{ "/usr/lib/old.so", "old-list 3" },
		{ "/etc/removed.conf", "none" },
		{ "/usr/bin/kept", "kept 5" },
		{ "/usr/bin/failed", "failed 6" },
		{ "/usr/bin/halfway", "none" },
		{ "/usr/bin/evil", "none" },
		{ "/usr/bin/last", "last 11" },
		{ "/usr/bin/las", "none" },
		{ "/usr/bin/last/", "none" },
		{ "usr/bin/last", "none" },
		{ "", "none" },
	};
	struct packages *packages = packages_read(root, NULL);
	const bool stop = true;
	size_t i;

	for (i = 0; i < COUNT(wanted); i++)
		CHECK_STRING(owner(packages, wanted[i].path), wanted[i].owner);
	CHECK_STRING(packages->source, "dpkg");
	CHECK_STRING(packages->problem, "");
	CHECK_NUMBER(packages->count, 9);
	CHECK(packages_bytes(packages) > 64 * sizeof(struct path_slot));
	packages_free(packages);

	packages = packages_read(root, &stop);
	CHECK_NUMBER(packages->count, 0);
	packages_free(packages);
	CHECK_STRING(owner(NULL, "/usr/bin/env"), "none");
}

/* A list that cannot be read is told, and costs the others nothing. */
static void unreadable(void)
{
	struct packages *packages;

	run("mv %s/var/lib/dpkg/info/last.list %s.list", root);
	make_directory("var/lib/dpkg/info/last.list");
	packages = packages_read(root, NULL);
	CHECK_STRING(owner(packages, "/usr/bin/last"), "none");
	CHECK_STRING(owner(packages, "/usr/bin/kept"), "kept 5");
	CHECK_STRING(packages->source, "dpkg");
	CHECK(strstr(packages->problem, "/info/last.list: "));
	packages_free(packages);
	run("rmdir %1$s/var/lib/dpkg/info/last.list && mv %2$s.list "
	    "%1$s/var/lib/dpkg/info/last.list",
	    root);

	run("mv %s/var/lib/dpkg/status %s.status", root);
	packages = packages_read(root, NULL);
	CHECK_STRING(packages->source, "");
	CHECK(strstr(packages->problem, "/status: No such file"));
	packages_free(packages);
	run("mv %2$s.status %1$s/var/lib/dpkg/status", root);
}

/* With librpm it is one that cannot be opened, without librpm one that cannot be read. */
static void rpm(void)
{
	struct packages *packages;

	make_directory("var/lib/rpm");
	put("var/lib/rpm/rpmdb.sqlite", "this is none");
	packages = packages_read(root, NULL);
	CHECK_STRING(packages->source, "dpkg");
	CHECK(strstr(packages->problem, "database of rpm"));
	CHECK_STRING(owner(packages, "/usr/bin/kept"), "kept 5");
	packages_free(packages);
	run("rm -r %s/var/lib/rpm", "");
}

/* What others can do, and nobody of us may confuse. */
static void hash(void)
{
	/* key and bytes count from 0; what openssl mac -macopt size:16 SIPHASH says */
	static const struct {
		size_t length;
		const char *hash;
	} wanted[] = {
		{ 0, "a3817f04ba25a8e66df67214c7550293" },
		{ 7, "a1f1ebbed8dbc153c0b84aa61ff08239" },
		{ 8, "3b62a9ba6258f5610f83e264f31497b4" },
		{ 15, "5493e99933b0a8117e08ec0f97cfc3d9" },
		{ 63, "5150d1772f50834a503e069a973fbd7c" },
	};
	unsigned char bytes[64];
	struct siphash key, got;
	char line[33];
	size_t i, j;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	memcpy(&key, bytes, sizeof(key));
	for (i = 0; i < COUNT(wanted); i++) {
		got = siphash(&key, bytes, wanted[i].length);
		for (j = 0; j < sizeof(got); j++)
			sprintf(line + 2 * j, "%02llx", got.word[j / 8] >> j % 8 * 8 & 0xff);
		CHECK_STRING(line, wanted[i].hash);
	}
}

static void map(void)
{
	unsigned int wrong = 0;
	struct path_map map;
	char path[32];
	__u32 *value, i;

	path_map_init(&map);
	CHECK(map.key.word[0] && map.key.word[1]);
	CHECK(!path_map_find(&map, text("/0")));
	for (i = 1; i <= PATHS; i++) {
		snprintf(path, sizeof(path), "/%u", i);
		wrong += !path_map_add(&map, text(path), i);
	}
	for (i = 1; i <= PATHS; i++) {
		snprintf(path, sizeof(path), "/%u", i);
		wrong += path_map_add(&map, text(path), 7);
		value = path_map_find(&map, text(path));
		wrong += !value || *value != i;
		snprintf(path, sizeof(path), "/%u/", i);
		wrong += !!path_map_find(&map, text(path));
	}
	CHECK_NUMBER(wrong, 0);
	CHECK_NUMBER(map.count, PATHS);
	CHECK_NUMBER(map.size, 65536);
	path_map_exit(&map);
	CHECK(!path_map_find(&map, text("/1")));
}

/* Waits as the loop does, which does not count the time. */
static bool comes(void)
{
	unsigned int i;

	for (i = 0; i < TICKS; i++) {
		if (enrich_package_check())
			return true;
		usleep(2000);
	}
	return false;
}

static bool stays_away(void)
{
	unsigned int i;

	for (i = 0; i < 50; i++) {
		if (enrich_package_check())
			return false;
		usleep(1000);
	}
	return true;
}

/* Another file with every call. */
static void change(void)
{
	static char content[100];

	strcat(content, "\n");
	put("var/lib/dpkg/diversions", content);
}

static void unsettled(void)
{
	struct enrich_package_counts before, after;
	unsigned int i;

	enrich_package_counts(&before);
	for (i = 0; i < 20; i++) {
		change();
		CHECK(!enrich_package_check() && !enrich_package_check());
	}
	usleep(50000);
	CHECK(!enrich_package_check());
	enrich_package_counts(&after);
	CHECK(after.loads == before.loads);
	CHECK(comes());
}

static const char *members(const char *path)
{
	static char line[300];
	const struct text found = enrich_package(text(path));

	snprintf(line, sizeof(line), "%.*s", (int)found.length, found.at ? found.at : "");
	return line;
}

#define LAST(version)	"\"package_name\":\"last\",\"package_version\":\"" version "\""

static void renewal(void)
{
	unsigned int generation = enrich_package_generation();
	struct enrich_package_counts counts;

	CHECK(enrich_package_load(root, 60));
	CHECK_STRING(members("/usr/bin/last"), "");
	CHECK_NUMBER(enrich_package_generation(), generation);
	enrich_package_renew();
	CHECK_NUMBER(enrich_package_generation(), generation + 1);
	CHECK_STRING(members("/usr/bin/last"), LAST("11"));
	CHECK(stays_away());

	run("sed s/11/12/ %1$s/var/lib/dpkg/status >%2$s.new && mv %2$s.new "
	    "%1$s/var/lib/dpkg/status",
	    root);
	CHECK(comes());
	CHECK_STRING(members("/usr/bin/last"), LAST("11"));
	enrich_package_renew();
	CHECK_STRING(members("/usr/bin/last"), LAST("12"));
	CHECK(stays_away());

	/* what cannot be read takes nothing away, and is told */
	run("mv %s/var/lib/dpkg/status %s.status", root);
	CHECK(!comes());
	enrich_package_counts(&counts);
	CHECK(strstr(counts.problem, "/status: No such file"));
	CHECK_NUMBER(counts.loads, 3);
	CHECK_NUMBER(counts.packages->count, 9);
	CHECK_STRING(members("/usr/bin/last"), LAST("12"));
	run("mv %2$s.status %1$s/var/lib/dpkg/status", root);
	CHECK(comes());
	enrich_package_renew();
	CHECK_STRING(members("/usr/bin/last"), LAST("12"));

	enrich_package_show(false);
	CHECK_STRING(members("/usr/bin/last"), "");
	CHECK(!enrich_package_load(root, 60));
	enrich_package_show(true);
	unsettled();
	enrich_package_exit();
	CHECK_STRING(members("/usr/bin/last"), "");
	change();
	CHECK(stays_away());
}

/* Somebody who has no patience, and one who ends meanwhile. */
static void impatience(void)
{
	bool now = enrich_package_load(root, 0);

	CHECK(now || comes());
	enrich_package_renew();
	CHECK_STRING(members("/usr/bin/last"), LAST("12"));
	enrich_package_exit();
	enrich_package_load(root, 0);
	enrich_package_exit();
	CHECK_STRING(members("/usr/bin/last"), "");
}

static const char *open_line(const char *path, __u32 state, __u8 error, __u16 mode)
{
	struct ks_file *file = &build.any.open.file;

	build_begin(&build, KS_EVENT_open, 30 * SECOND);
	build_actor(&build, 1, 1);
	build_file(&build, file, path);
	file->state |= state;
	file->error = error;
	file->mode = mode;
	return line_of(&build);
}

static const char *exec_line(const char *path, __u64 time)
{
	struct ks_image *image = &build.any.exec.image;

	build_begin(&build, KS_EVENT_exec, time);
	build_actor(&build, 1, 1);
	build_task(&build, &build.any.exec.task, 0, 0, "last");
	image->state = KS_IMAGE_KNOWN;
	build_file(&build, &image->executable, path);
	build_file(&build, &image->interpreter, "/usr/bin/ls");
	image->executable.state |= KS_FILE_HOST;
	image->interpreter.state |= KS_FILE_HOST;
	return line_of(&build);
}

static size_t count(const char *line, const char *what)
{
	size_t found = 0;

	for (; (line = strstr(line, what)); line++)
		found++;
	return found;
}

#define SHOWN(version)	"\"mode\":33261," LAST(version) ",\"user\":"

static void rendering(void)
{
	CHECK(enrich_package_load(root, 60));
	enrich_package_renew();
	line_begin(SERIALIZE_V2);
	CHECK_NUMBER(count(open_line("/usr/bin/last", KS_FILE_HOST, 0, 0100755), SHOWN("12")), 1);
	CHECK(!strstr(open_line("/usr/bin/last", 0, 0, 0100755), "package_"));
	CHECK(!strstr(open_line("/usr/bin/lost", KS_FILE_HOST, 0, 0100755), "package_"));
	CHECK(!strstr(open_line("/usr/bin/last", KS_FILE_HOST, 0, 0040755), "package_"));
	CHECK(!strstr(open_line("/usr/bin/last", KS_FILE_HOST, KS_PATH_REFUSED, 0100755),
		      "package_"));
	CHECK(!strstr(open_line("/usr/bin/last", KS_FILE_HOST | KS_FILE_PRIVATE, 0, 0100755),
		      "package_"));
	enrich_package_show(false);
	CHECK(!strstr(open_line("/usr/bin/last", KS_FILE_HOST, 0, 0100755), "package_"));
	enrich_package_show(true);

	/* of the event and of the process; of the interpreter */
	CHECK_NUMBER(count(exec_line("/usr/bin/last", 31 * SECOND), SHOWN("12")), 2);
	CHECK_NUMBER(count(line_json.text, "\"package_name\":\"plain\""), 1);
	run("sed s/Version:....12/Version:13/ %1$s/var/lib/dpkg/status >%2$s.new && mv %2$s.new "
	    "%1$s/var/lib/dpkg/status",
	    root);
	CHECK(comes());
	CHECK(strstr(open_line("/", 0, 0, 0040755), SHOWN("12")));
	enrich_package_renew();
	CHECK_NUMBER(count(open_line("/", 0, 0, 0040755), SHOWN("13")), 1);
	CHECK_NUMBER(count(line_json.text, "\"package_name\":\"last\""), 1);
	CHECK_NUMBER(count(line_json.text, "/usr/bin/last"), 1);
	enrich_package_exit();
	CHECK(!strstr(open_line("/", 0, 0, 0040755), "package_"));
	process_exit();
	json_free(&line_json);
}

static bool scan(__u32 tgid, __u64 start, struct facts_lists *lists)
{
	(void)start;
	memset(lists, 0, sizeof(*lists));
	lists->arguments = text("scanned");
	return tgid == 1;
}

/* Who was there before: of each, arguments and package are asked for, in turn. */
static void walk(void)
{
	static const char *const paths[] = { "/usr/bin/kept", "/usr/bin/failed" };
	struct ks_image *image = &build.any.process.image;
	struct json records = { 0 };
	size_t i;

	for (i = 0; i < COUNT(paths); i++) {
		build_begin(&build, KS_EVENT_process, 2 * SECOND);
		build_actor(&build, i + 1, i + 1);
		build.header.flags = KS_STATE;
		build_task(&build, &build.any.process.task, 0, 0, "last");
		image->state = KS_IMAGE_KNOWN | KS_IMAGE_ARGS_UNREAD;
		build_file(&build, &image->executable, paths[i]);
		image->executable.state |= KS_FILE_HOST;
		json_raw(&records, (const char *)build.bytes, build.header.length);
	}
	intake_state(records.text, records.length);
	intake_state_end();
	json_free(&records);
}

/* The same twice, with another answer in between, of a path that nobody owns as well. */
static void live(void)
{
	static const char *const paths[] = { "/usr/bin/last", "/usr/bin/last", "/nobody",
					     "/usr/bin/ls", "/usr/bin/last" };
	struct json batch = { 0 };
	size_t i;

	for (i = 0; i < COUNT(paths); i++) {
		struct order_batch one = { .complete = (40 + i) * SECOND, .sequence = i + 1 };

		if (i == 4)
			enrich_package_load(root, 60);
		if (i == 0 || i == 4)
			intake_packages();
		if (i == 0)
			walk();
		open_line(paths[i], KS_FILE_HOST, 0, 0100755);
		build.header.time = one.complete;
		build.header.sequence = one.sequence;
		json_reset(&batch);
		json_raw(&batch, (const char *)build.bytes, build.header.length);
		one.records = batch.text;
		one.length = batch.length;
		intake_batch(0, &one);
		intake_emit();
	}
	json_free(&batch);
}

static char *lines_of(const char *path)
{
	char *bytes = memory_zeroed(FILE_MAX);
	FILE *file = fopen(path, "r");

	if (!file || !fread(bytes, 1, FILE_MAX - 1, file))
		bytes[0] = '\0';
	if (file)
		fclose(file);
	return bytes;
}

/* In bytes from lines_of() that may be no text. */
static size_t occurrences(const char *bytes, const char *what)
{
	const char *end = bytes + FILE_MAX;
	size_t found = 0;

	while ((bytes = memmem(bytes, end - bytes, what, strlen(what)))) {
		bytes++;
		found++;
	}
	return found;
}

static void begin_lines(const char *path)
{
	serialize_init(SERIALIZE_V2);
	pipeline_init();
	selection_init(~0ULL, NULL, 0);
	unlink(path);
	CHECK(sink_open(&sink_file, path));
}

/* A replay has the answers of the recorder, each told once, and asks nobody. */
static void capture(void)
{
	struct kernel_status kernel = { .version = "1", .release = "6", .cpus = 1 };
	char path[64], lines[64], *first, *again;
	struct host with_scan = host_live;

	snprintf(path, sizeof(path), "%s/capture", root);
	snprintf(lines, sizeof(lines), "%s/lines", root);
	CHECK(enrich_package_load(root, 60));
	begin_lines(lines);
	CHECK_NUMBER(capture_create(path, true), EXIT_CODE_OK);
	order_init(kernel.cpus, SECOND);
	process_init();
	with_scan.scan = scan;
	host = &with_scan;
	capture_begin(&kernel, SECOND);
	live();
	CHECK_NUMBER(capture_end(), EXIT_CODE_OK);
	CHECK(sink_flush());
	sink_close();
	order_exit();
	process_exit();
	enrich_package_exit();
	host = &host_live;
	first = lines_of(lines);
	CHECK_NUMBER(count(first, "\"argv0\":\"scanned\""), 5);
	CHECK_NUMBER(count(first, "\"package_name\":\"kept\""), 5);
	CHECK_NUMBER(count(first, LAST("13")), 3);
	CHECK_NUMBER(count(first, "\"package_name\":\"plain\""), 1);
	CHECK_NUMBER(count(first, "\n"), 5);
	/* once for each time that the databases were read */
	again = lines_of(path);
	CHECK_NUMBER(occurrences(again, "/usr/bin/lastlast13"), 2);
	CHECK_NUMBER(occurrences(again, "/usr/bin/keptkept5"), 2);
	free(again);

	begin_lines(lines);
	CHECK_NUMBER(replay_open(path), EXIT_CODE_OK);
	CHECK_NUMBER(replay_run(), EXIT_CODE_OK);
	CHECK(sink_flush());
	sink_close();
	again = lines_of(lines);
	CHECK_STRING(again, first);
	CHECK_NUMBER(strlen(again), strlen(first));
	replay_exit();
	CHECK_STRING(members("/usr/bin/last"), "");
	free(first);
	free(again);
	unlink(lines);
}

/* Blocks as no recorder makes them. */
static void hostile(void)
{
	static char long_name[PACKAGE_WORD_MAX + 2];
	static const struct {
		__u32 length, path, name;
		bool taken;
	} blocks[] = {
		{ 12, 4, 4, true },	      { 12, 0, 4, false },	    { 12, 4, 0, false },
		{ 12, 4, 8, false },	      { 12, 4, 9, false },	    { 12, 13, 0, false },
		{ 12, 4, 0xffffffff, false }, { 12, 0xffffffff, 4, false }, { 0, 0, 0, false },
	};
	struct intake in = { .type = INTAKE_PACKAGE };
	size_t i;

	for (i = 0; i < COUNT(blocks); i++) {
		in.length = blocks[i].length;
		in.id = blocks[i].path;
		in.count = blocks[i].name;
		CHECK(intake_take(&in, "/x\"yna\"\1\xff"
				       "1.2") == blocks[i].taken);
	}
	CHECK_STRING(members("/x\"y"), "\"package_name\":\"na\\\"\\u0001\","
				       "\"package_version\":\"\\\\xff1.2\"");
	memset(long_name, 'n', sizeof(long_name) - 1);
	CHECK(!enrich_package_put(text("/y"), text(long_name), text("1")));
	CHECK(!enrich_package_put(text("/y"), text("1"), text(long_name)));
	CHECK(enrich_package_put(text("/y"), text("1"), text(long_name + 1)));
	enrich_package_exit();
}

void test_package(void)
{
	if (!mkdtemp(root))
		abort();
	database();
	hash();
	map();
	dpkg();
	unreadable();
	rpm();
	renewal();
	impatience();
	rendering();
	capture();
	hostile();
	run("rm -rf %1$s %2$s.status %2$s.list", root);
}
