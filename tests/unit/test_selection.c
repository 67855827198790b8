// SPDX-License-Identifier: GPL-2.0
/* What records are judged by: paths, the real user, the control group, and when. */
#include "build.h"
#include "clock.h"
#include "enrich_container.h"
#include "memory.h"
#include "process.h"
#include "selection.h"
#include "test.h"

#define ALL		~0ULL
#define BIT(name)	(1ULL << KS_EVENT_##name)

#define GROUP		77
#define CHILD		51

static struct build build;
static struct filter filters;

static bool nobody(const char *name, __u32 *uid)
{
	(void)name;
	(void)uid;
	return false;
}

/* One line; NULL: none. */
static void ask(const char *line, __u64 events, __u64 by_us)
{
	filter_free(&filters);
	if (line && filter_add(&filters, line, nobody))
		test_report(false, __FILE__, __LINE__, line);
	selection_init(events, &filters, by_us);
}

static enum selection_result result_of(void)
{
	struct occurrence occurrence;
	struct view view;

	build_view(&build, &view);
	process_take(&view, &occurrence);
	CHECK(occurrence.line);
	return selection_of(&view, occurrence.image);
}

/* The record that was built, and all lines that filter it, and that do not. */
static void expect(const char *line, bool passes)
{
	enum selection_result result;

	ask(line, ALL, ALL);
	result = result_of();
	test_report(result == (passes ? SELECTION_LINE : SELECTION_FILTERED), __FILE__, __LINE__,
		    line);
}

static void begin(unsigned int type)
{
	build_begin(&build, type, 100);
	build_actor(&build, 50, 50);
}

static void set_path(struct ks_file *file, const char *path)
{
	file->state |= KS_FILE_INITIAL;
	build_string(&build, &file->path, path, strlen(path));
}

static void files(void)
{
	struct ks_file *file = &build.any.open.file;
	unsigned int error;

	begin(KS_EVENT_open);
	set_path(file, "/srv/a");
	expect("exclude open path /srv/a", false);
	expect("exclude open path /srv/b", true);
	expect("include open path /srv", true);
	expect("include open path /srv/b", false);
	expect("exclude mkdir path /", true);
	/* whatever is wrong with a path, it is not judged */
	for (error = KS_PATH_OK + 1; error <= KS_PATH_UNRESOLVED; error++) {
		begin(KS_EVENT_open);
		set_path(file, "/srv/a");
		file->error = error;
		expect("exclude open path /", true);
		expect("include open path /x", true);
	}
	begin(KS_EVENT_open);
	expect("exclude open path /", true);
	/* in a namespace of their own everybody can call everything as he likes */
	begin(KS_EVENT_open);
	set_path(file, "/srv/a");
	file->state = KS_FILE_KNOWN | KS_FILE_MOUNT;
	expect("exclude open path /srv", true);
	expect("include open path /x", true);
	/* a name that no mount has is below no directory */
	file->state |= KS_FILE_PRIVATE;
	expect("exclude open path /", true);

	/* between two pipes there is no file */
	begin(KS_EVENT_splice);
	expect("exclude splice path /", true);
	expect("include splice path /x", true);
	begin(KS_EVENT_splice);
	set_path(&build.any.splice.file, "/srv/a");
	expect("exclude splice path /srv", false);
}

static void two_files(unsigned int type, struct ks_file *file, struct ks_file *destination,
		      const char *name)
{
	char line[64];

	begin(type);
	set_path(file, "/a/x");
	set_path(destination, "/b/x");
	snprintf(line, sizeof(line), "exclude %s path /a", name);
	expect(line, true);
	snprintf(line, sizeof(line), "include %s path /b", name);
	expect(line, true);
	snprintf(line, sizeof(line), "include %s path /c", name);
	expect(line, false);
	snprintf(line, sizeof(line), "exclude %s path /", name);
	expect(line, false);
	/* of one nobody can tell */
	destination->error = KS_PATH_REFUSED;
	expect(line, true);
	destination->error = KS_PATH_OK;
	file->error = KS_PATH_REFUSED;
	expect(line, true);
	snprintf(line, sizeof(line), "include %s path /c", name);
	expect(line, true);
}

static void mounts(void)
{
	struct ks_event_mount *mount = &build.any.mount;

	begin(KS_EVENT_mount);
	set_path(&mount->root, "/root");
	set_path(&mount->point, "/point");
	BUILD_LITERAL(&build, &mount->path, "/mnt/point");
	BUILD_LITERAL(&build, &mount->source, "/source");
	expect("exclude mount path /mnt", false);
	expect("exclude mount path /point", true);
	expect("exclude mount path /root", true);
	expect("exclude mount path /source", true);
	expect("include mount path /mnt/point", true);
	mount->path_error = KS_PATH_TRUNCATED;
	expect("exclude mount path /", true);
	mount->path_error = KS_PATH_OK;
	expect("exclude mount path /", false);
	mount->point.state = 0;
	expect("exclude mount path /", true);
}

/* Nothing of the list is forgotten: with the paths of a record "/" matches it. */
static void every_event(void)
{
	const struct event_type *type;
	size_t i, j;

	for (i = 0; (type = event_at(i)); i++) {
		if (!type->category || (KS_FILTER_NEVER & 1ULL << type->id))
			continue;
		begin(type->id);
		for (j = 0; j < type->row_count; j++) {
			const struct event_row *row = &type->rows[j];

			if (row->kind == EVENT_STRING && !strcmp(row->member, "path"))
				BUILD_LITERAL(&build, (void *)(build.bytes + row->offset), "/x");
			if (row->kind == EVENT_SUB && row->size == sizeof(struct ks_file))
				set_path((void *)(build.bytes + row->offset), "/x");
		}
		expect("exclude all path /x", false);
		expect("exclude all path /y", true);
	}
}

static void begin_fork(void)
{
	begin(KS_EVENT_fork);
	build.any.fork.child_tgid = build.any.fork.child_tid = CHILD;
	build.any.fork.child_start = 60;
	build_task(&build, &build.any.fork.task, 50, 50, "sh");
	build.any.fork.task.credentials.uid = 1000;
	build.any.fork.task.credentials.euid = 0;
	build.any.fork.task.cgroup = GROUP;
}

static void begin_exec(const char *path)
{
	struct ks_event_exec *exec = &build.any.exec;

	begin(KS_EVENT_exec);
	build_actor(&build, CHILD, 60);
	build_task(&build, &exec->task, 50, 50, "sh");
	exec->task.credentials.uid = 1000;
	exec->task.credentials.euid = 0;
	exec->task.cgroup = GROUP;
	exec->image.state = KS_IMAGE_KNOWN;
	build_file(&build, &exec->image.executable, path);
	build_file(&build, &exec->image.interpreter, "/bin/sh");
	exec->image.executable.state |= KS_FILE_INITIAL;
	exec->image.interpreter.state |= KS_FILE_INITIAL;
}

static void begin_exit(void)
{
	begin(KS_EVENT_exit);
	build_actor(&build, CHILD, 60);
}

static void learn_group(const char *path)
{
	struct text text = { path, strlen(path) };

	enrich_container_learn(GROUP, text);
}

/* By the program, the real user and the group of the process. */
static void lives(void)
{
	begin_fork();
	/* its parent is not known, so neither is what it runs */
	expect("exclude fork path /", true);
	/* real 1000 and effective 0: one is enough to include, none alone to exclude */
	expect("exclude fork uid 0", true);
	expect("exclude fork uid 1000", true);
	expect("exclude fork uid 0-1000", false);
	expect("include fork uid 0", true);
	expect("include fork uid 1000", true);
	expect("include fork uid 1001", false);
	expect("exclude fork cgroup /", true);
	begin_exec("/usr/bin/script");
	expect("exclude exec path /usr/bin", false);
	expect("exclude exec path /bin", true);
	expect("include exec path /usr/bin/script", true);
	expect("include exec path /bin", false);
	expect("exclude exec uid 1000", true);
	expect("include exec uid 1000", true);
	expect("exclude exec uid 0-1000", false);
	/* its group has a path from here on */
	expect("exclude exec cgroup /", true);
	learn_group("/user/1");
	expect("exclude exec cgroup /user", false);
	expect("exclude exec cgroup /user/2", true);
	expect("include exec cgroup /user", true);
	/* renamed: nobody looks again */
	learn_group("/other");
	expect("exclude exec cgroup /user", false);

	/* what it has forked runs the same, until it runs something else */
	begin_fork();
	build_actor(&build, CHILD, 60);
	build.any.fork.child_tgid = CHILD + 1;
	build.any.fork.child_start = 70;
	expect("exclude fork path /usr/bin/script", false);

	begin_exec("/usr/bin/own");
	build.any.exec.image.executable.state &= ~KS_FILE_INITIAL;
	expect("exclude exec path /", true);
	begin_exec("/usr/bin/cut");
	build.any.exec.image.executable.error = KS_PATH_TRUNCATED;
	expect("exclude exec path /", true);
	begin_exec("/bin/true");
	expect("exclude exec path /bin/true", false);
	ask("exclude exit path /bin/true", ALL, ALL);
	begin_exit();
	CHECK(result_of() == SELECTION_FILTERED);

	/* somebody nobody has told of */
	begin(KS_EVENT_exit);
	build_actor(&build, 999, 5);
	ask("exclude exit uid 0", ALL, ALL);
	CHECK(result_of() == SELECTION_LINE);
}

/* A thread with a user of its own is judged by that. */
static void threads(void)
{
	begin_exec("/bin/threads");
	build.any.exec.task.credentials.euid = 1000;
	expect("exclude exec uid 1000", false);
	build_begin(&build, KS_EVENT_commit, 100);
	build_actor(&build, CHILD, 60);
	build.header.tid = CHILD + 7;
	build.any.commit.credentials.uid = build.any.commit.credentials.euid = 1001;
	{
		struct occurrence occurrence;
		struct view view;

		build_view(&build, &view);
		process_take(&view, &occurrence);
		CHECK(!occurrence.line);
	}
	begin(KS_EVENT_open);
	build_actor(&build, CHILD, 60);
	expect("exclude open uid 1000", false);
	expect("exclude open uid 1001", true);
	build.header.tid = CHILD + 7;
	expect("exclude open uid 1000", true);
	expect("exclude open uid 1001", false);
}

/* What the module has judged is not judged again; what was not asked for is no line. */
static void divides(void)
{
	ask("exclude all path /", BIT(open) | BIT(exec), KS_FILTER_NEVER);
	begin(KS_EVENT_open);
	set_path(&build.any.open.file, "/srv/a");
	CHECK(result_of() == SELECTION_LINE);
	begin(KS_EVENT_chmod);
	CHECK(result_of() == SELECTION_UNASKED);
	begin_exec("/bin/true");
	CHECK(result_of() == SELECTION_FILTERED);
	selection_init(BIT(open), NULL, ALL);
	begin_exec("/bin/true");
	CHECK(result_of() == SELECTION_UNASKED);

	CHECK(selection_recorded(BIT(open)) ==
	      (BIT(open) | BIT(fork) | BIT(exec) | BIT(exit) | BIT(process) | BIT(cgroup) |
	       BIT(commit) | BIT(clock)));
}

static enum selection_result open_at(__u64 time)
{
	begin(KS_EVENT_open);
	set_path(&build.any.open.file, "/srv/a");
	build.header.time = time;
	return result_of();
}

/* What happened before a change is chosen as it was then, however late it comes out. */
static void changes(void)
{
	struct filter second = { NULL, 0, 0, 0 };

	CHECK(!filter_add(&second, "exclude open path /srv", nobody));
	ask(NULL, BIT(open), ALL);
	selection_change(BIT(open), &second, 2000);
	selection_change(BIT(chmod), &second, 3000);
	selection_change(BIT(open), &filters, 3000);
	selection_change(BIT(mkdir), &filters, 4000);
	CHECK(open_at(1999) == SELECTION_LINE);
	CHECK(open_at(2000) == SELECTION_FILTERED);
	CHECK(open_at(2999) == SELECTION_FILTERED);
	/* two changes at once: the last one counts */
	CHECK(open_at(3000) == SELECTION_LINE);
	/* one that is late */
	CHECK(open_at(2500) == SELECTION_LINE);
	CHECK(open_at(9000) == SELECTION_UNASKED);
	filter_free(&second);
}

void test_selection(void)
{
	clock_set_offset(0);
	process_init();
	files();
	two_files(KS_EVENT_link, &build.any.link.file, &build.any.link.destination, "link");
	two_files(KS_EVENT_rename, &build.any.rename.file, &build.any.rename.destination, "rename");
	mounts();
	every_event();
	lives();
	threads();
	divides();
	changes();
	selection_exit();
	filter_free(&filters);
	process_exit();
	enrich_container_exit();
}
