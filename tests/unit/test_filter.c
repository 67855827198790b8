// SPDX-License-Identifier: GPL-2.0
/* Lines of filters: what they become for the module, and what they mean. */
#include <stdlib.h>

#include "event.h"
#include "filter.h"
#include "memory.h"
#include "test.h"

#define BIT(name)	(1ULL << KS_EVENT_##name)
#define ALL		~0ULL

static bool find_user(const char *name, __u32 *uid)
{
	static const struct { const char *name; __u32 uid; } users[] = {
		{ "root", 0 }, { "alice", 1000 }, { "www-data", 33 }, { "2fa", 2000 },
	};
	size_t i;

	for (i = 0; i < COUNT(users); i++) {
		if (strcmp(users[i].name, name))
			continue;
		*uid = users[i].uid;
		return true;
	}
	return false;
}

static const char *add(struct filter *filters, const char *line)
{
	const char *wrong = filter_add(filters, line, find_user);

	return wrong ? wrong : "";
}

/* All events that become lines, by a list of its own. */
static __u64 line_events(void)
{
	return BIT(fork) | BIT(exec) | BIT(exit) | BIT(open) | BIT(mkdir) | BIT(rmdir) |
	       BIT(unlink) | BIT(link) | BIT(rename) | BIT(chmod) | BIT(chown) | BIT(utimes) |
	       BIT(setxattr) | BIT(removexattr) | BIT(splice) | BIT(mount);
}

static void takes_lines(void)
{
	static const struct {
		const char *line;
		__u64 events;
		int kind, exclude;
		__u32 first, last;
		const char *text;
	} good[] = {
		{ "exclude open path /proc", BIT(open), KS_FILTER_PATH, 1, 0, 0, "/proc" },
		{ "exclude open path /proc/", BIT(open), KS_FILTER_PATH, 1, 0, 0, "/proc" },
		{ "include all path /", ALL, KS_FILTER_PATH, 0, 0, 0, "" },
		{ "  include\tsplice  path   / a b ", BIT(splice), KS_FILTER_PATH, 0, 0, 0,
		  "/ a b " },
		{ "include mkdir path /a,b/..c/.d/e.", BIT(mkdir), KS_FILTER_PATH, 0, 0, 0,
		  "/a,b/..c/.d/e." },
		{ "include mkdir path /\377\"'\\", BIT(mkdir), KS_FILTER_PATH, 0, 0, 0,
		  "/\377\"'\\" },
		{ "exclude fork,exec,exit,exec uid 0", BIT(fork) | BIT(exec) | BIT(exit),
		  KS_FILTER_UID, 1, 0, 0, "" },
		{ "include all,open uid 1000-1999", ALL, KS_FILTER_UID, 0, 1000, 1999, "" },
		{ "include link uid 7-7", BIT(link), KS_FILTER_UID, 0, 7, 7, "" },
		{ "include link uid 0-4294967294", BIT(link), KS_FILTER_UID, 0, 0, 4294967294U, "" },
		{ "include link uid alice", BIT(link), KS_FILTER_UID, 0, 1000, 1000, "" },
		{ "include link uid www-data", BIT(link), KS_FILTER_UID, 0, 33, 33, "" },
		{ "include link uid 2fa", BIT(link), KS_FILTER_UID, 0, 2000, 2000, "" },
		{ "exclude all cgroup /system.slice/noisy.service", ALL, KS_FILTER_CGROUP, 1, 0, 0,
		  "/system.slice/noisy.service" },
		{ "exclude all cgroup /", ALL, KS_FILTER_CGROUP, 1, 0, 0, "" },
	};
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		__u64 events = good[i].events == ALL ? line_events() : good[i].events;
		size_t length = strlen(good[i].text), size = 24 + (length + 7) / 8 * 8;
		struct filter filters = { NULL, 0, 0, 0 };
		struct ks_filter_term term;
		char zero[8] = "";

		CHECK_STRING(add(&filters, good[i].line), "");
		CHECK_NUMBER(filters.count, 1);
		CHECK_NUMBER(filters.length, size);
		CHECK(filters.events == events);
		if (filters.length != size)
			continue;
		memcpy(&term, filters.bytes, sizeof(term));
		CHECK(term.events == events);
		CHECK_NUMBER(term.kind, good[i].kind);
		CHECK_NUMBER(term.exclude, good[i].exclude);
		CHECK_NUMBER(term.first, good[i].first);
		CHECK_NUMBER(term.last, good[i].last);
		CHECK_NUMBER(term.pad, 0);
		CHECK_NUMBER(term.length, length);
		CHECK(!memcmp(filters.bytes + 24, good[i].text, length));
		CHECK(!memcmp(filters.bytes + 24 + length, zero, size - 24 - length));
		filter_free(&filters);
		CHECK(!filters.bytes && !filters.length && !filters.count && !filters.events);
	}
}

static void refuses_lines(void)
{
	static const char verb[] = "must begin with include or exclude";
	static const char events[] =
		"must name events that --help lists, with commas between them, or all";
	static const char kind[] = "must have path, uid or cgroup behind the events";
	static const char path[] = "must end with an absolute path";
	static const char odd[] =
		"has a path with \"//\", \".\" or \"..\" in it, which no recorded one has";
	static const char uid[] = "must end with a user: a name, or a number from 0 to 4294967294, "
				  "or two of them like 1000-1999";
	static const char user[] = "names a user that there is not; create it, or write a number";
	static const struct { const char *line, *wrong; } bad[] = {
		{ "", verb },
		{ "open path /x", verb },
		{ "Exclude open path /x", verb },
		{ "exclude", events },
		{ "exclude opne path /x", events },
		{ "exclude open, path /x", events },
		{ "exclude ,open path /x", events },
		{ "exclude open,,exec path /x", events },
		{ "exclude process path /x", events },
		{ "exclude path /x", events },
		{ "exclude open", kind },
		{ "exclude open Path /x", kind },
		{ "exclude open path,uid /x", kind },
		{ "exclude open gid 0", kind },
		{ "exclude open path", path },
		{ "exclude open path x", path },
		{ "exclude open cgroup system.slice", path },
		{ "exclude open cgroup", path },
		{ "exclude open path //", odd },
		{ "exclude open path /a//b", odd },
		{ "exclude open path /a//", odd },
		{ "exclude open path /.", odd },
		{ "exclude open path /a/./b", odd },
		{ "exclude open path /a/../b", odd },
		{ "exclude open path /..", odd },
		{ "exclude open path /a/../", odd },
		{ "exclude open cgroup /../x", odd },
		{ "exclude open uid", uid },
		{ "exclude open uid -", uid },
		{ "exclude open uid -1", uid },
		{ "exclude open uid 1-", uid },
		{ "exclude open uid 2-1", uid },
		{ "exclude open uid 1-2-3", uid },
		{ "exclude open uid 01", uid },
		{ "exclude open uid 4294967295", uid },
		{ "exclude open uid 0-4294967295", uid },
		{ "exclude open uid 18446744073709551616", uid },
		{ "exclude open uid 99999999999999999999999999", uid },
		{ "exclude open uid bob", user },
		{ "exclude open uid alice bob", user },
		{ "exclude open uid 1000 ", user },
		{ "exclude open uid 0x3e8", user },
	};
	struct filter filters = { NULL, 0, 0, 0 };
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		CHECK_STRING(add(&filters, bad[i].line), bad[i].wrong);
		CHECK_NUMBER(filters.count, 0);
	}
	CHECK(!filters.bytes);
}

static const char too_much[] =
	"is too much: the module takes 1024 terms, with 32 KiB of text and numbers";

static void keeps_limits(void)
{
	struct filter filters = { NULL, 0, 0, 0 };
	char line[5000] = "exclude open path /";
	const size_t head = strlen(line) - 1;
	unsigned int i;

	for (i = 0; i < KS_FILTER_TERMS_MAX; i++)
		if (filter_add(&filters, "exclude open uid 1", find_user))
			break;
	CHECK_NUMBER(i, 1024);
	CHECK_STRING(add(&filters, "exclude open uid 1"), too_much);
	CHECK_NUMBER(filters.count, 1024);
	CHECK_NUMBER(filters.length, 1024 * 24);
	filter_free(&filters);

	/* as long as any path can be, and one byte more */
	memset(line + head + 1, 'x', KS_PATH_MAX - 2);
	CHECK_NUMBER(strlen(line + head), 4095);
	CHECK_STRING(add(&filters, line), "");
	strcat(line, "x");
	CHECK_STRING(add(&filters, line), "has a path that is longer than any recorded one");
	strcpy(line + strlen(line) - 1, "/");
	CHECK_STRING(add(&filters, line), "");
	CHECK_NUMBER(filters.count, 2);
	filter_free(&filters);

	/* exactly as many bytes as the module takes: 8 of 4096 */
	line[head + 4072] = '\0';
	for (i = 0; i < 8; i++)
		CHECK_STRING(add(&filters, line), "");
	CHECK_NUMBER(filters.length, KS_FILTER_SIZE_MAX);
	CHECK_STRING(add(&filters, "exclude open path /"), too_much);
	CHECK_NUMBER(filters.length, KS_FILTER_SIZE_MAX);
	filter_free(&filters);
}

/* For the module without the events that it is not to judge, and for us these alone. */
static void divides(void)
{
	struct filter filters = { NULL, 0, 0, 0 }, part, again;
	struct ks_filter_term term;

	CHECK_STRING(add(&filters, "exclude exec,open path /abcdefghi"), "");
	CHECK_STRING(add(&filters, "exclude fork uid 3"), "");
	CHECK_STRING(add(&filters, "include exit,mkdir,open cgroup /g"), "");
	filter_copy(&part, &filters, BIT(open) | BIT(chmod));
	CHECK_NUMBER(part.count, 2);
	CHECK_NUMBER(part.length, 24 + 16 + 24 + 8);
	CHECK(part.events == BIT(open));
	memcpy(&term, part.bytes, sizeof(term));
	CHECK(term.events == BIT(open) && term.kind == KS_FILTER_PATH && term.length == 10);
	CHECK(!memcmp(part.bytes + 24, "/abcdefghi", 10));
	memcpy(&term, part.bytes + 40, sizeof(term));
	CHECK(term.events == BIT(open) && term.kind == KS_FILTER_CGROUP && !term.exclude);
	CHECK(!memcmp(part.bytes + 64, "/g", 2));

	filter_copy(&again, &filters, ALL);
	CHECK(filter_same(&again, &filters));
	CHECK(!filter_same(&again, &part));
	filter_free(&again);
	CHECK(!filter_same(&again, &part) && !filter_same(&part, &again));
	filter_copy(&again, &filters, BIT(chmod));
	CHECK(!again.bytes && !again.count && !again.events);
	filter_free(&part);
	CHECK(filter_same(&part, &again));
	filter_free(&filters);
}

/* Of one open by user 1000 in group /user/1. */
static bool open_passes(const char *lines, const char *path)
{
	struct filter filters = { NULL, 0, 0, 0 };
	struct filter_hit hit = {
		.event = BIT(open), .uids = { 1000, 1000 }, .uid_count = 2,
		.cgroup = { "/user/1", 7 },
	};
	bool pass;

	while (*lines) {
		char line[200];
		size_t length = strcspn(lines, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, lines);
		CHECK_STRING(add(&filters, line), "");
		lines += length + !!lines[length];
	}
	if (path) {
		hit.paths[0].at = path;
		hit.paths[0].length = strlen(path);
		hit.path_count = 1;
	}
	pass = filter_pass(&filters, &hit);
	filter_free(&filters);
	return pass;
}

static void judges(void)
{
	static const struct {
		const char *lines;
		const char *path;	/* NULL: not known */
		bool passes;
	} cases[] = {
		{ "", "/a", true },
		{ "", NULL, true },
		/* where a path begins and ends */
		{ "exclude open path /tmp/a", "/tmp/a", false },
		{ "exclude open path /tmp/a", "/tmp/a/b/c", false },
		{ "exclude open path /tmp/a", "/tmp/ab", true },
		{ "exclude open path /tmp/a", "/tmp/a.b/c", true },
		{ "exclude open path /tmp/a", "/tmp", true },
		{ "exclude open path /tmp/a", "/x/tmp/a", true },
		{ "exclude open path /tmp/a", "/", true },
		{ "exclude open path /", "/", false },
		{ "exclude open path /", "/tmp", false },
		{ "include open path /tmp", "/tmp", true },
		{ "include open path /tmp", "/tmp/x", true },
		{ "include open path /tmp", "/tmpx", false },
		{ "include open path /", "/x", true },
		/* other events */
		{ "exclude mkdir path /\nexclude mkdir uid 1000\nexclude mkdir cgroup /", "/a",
		  true },
		{ "include mkdir path /b\ninclude mkdir uid 0\ninclude mkdir cgroup /x", "/a",
		  true },
		{ "exclude all path /a", "/a", false },
		/* what is not known is recorded */
		{ "exclude open path /", NULL, true },
		{ "include open path /x", NULL, true },
		{ "include open path /x\nexclude open uid 1000", NULL, false },
		/* users */
		{ "exclude open uid 1000", "/a", false },
		{ "exclude open uid 999-1001", "/a", false },
		{ "exclude open uid 1001-2000", "/a", true },
		{ "exclude open uid 0-999", "/a", true },
		{ "include open uid 1000-1000", "/a", true },
		{ "include open uid 0", "/a", false },
		{ "include open uid 0\ninclude open uid 1000", "/a", true },
		/* control groups */
		{ "exclude open cgroup /user", "/a", false },
		{ "exclude open cgroup /user/1", "/a", false },
		{ "exclude open cgroup /user/1/2", "/a", true },
		{ "exclude open cgroup /use", "/a", true },
		{ "include open cgroup /user", "/a", true },
		{ "include open cgroup /system", "/a", false },
		{ "exclude open cgroup /", "/a", false },
		/* an exclusion beats an inclusion, wherever it stands */
		{ "include open path /a\nexclude open path /a/b", "/a/b/c", false },
		{ "exclude open path /a/b\ninclude open path /a", "/a/b/c", false },
		{ "include open path /a/b\nexclude open path /a", "/a/b/c", false },
		{ "include open path /a\nexclude open path /a/b", "/a/c", true },
		/* every kind has to let it pass */
		{ "include open path /a\ninclude open uid 1000", "/a", true },
		{ "include open path /a\ninclude open uid 0", "/a", false },
		{ "include open path /b\ninclude open uid 1000", "/a", false },
		{ "include open path /a\ninclude open uid 1000\nexclude open cgroup /user", "/a",
		  false },
		/* said twice */
		{ "exclude open path /a\nexclude open path /a", "/b", true },
		{ "include open path /a\ninclude open path /a", "/a", true },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		char what[300];

		snprintf(what, sizeof(what), "%s: %s %s", cases[i].lines,
			 cases[i].path ? cases[i].path : "no path",
			 cases[i].passes ? "passes" : "is filtered");
		test_report(open_passes(cases[i].lines, cases[i].path) == cases[i].passes, __FILE__,
			    __LINE__, what);
	}
}

/* Nothing is known of who did it, and of two files: excluded if both are, included if one is. */
static void judges_two(void)
{
	static const struct {
		const char *line, *second;
		const char *from, *to;
		bool passes;
	} cases[] = {
		{ "exclude rename path /a", NULL, "/a/x", "/a/y", false },
		{ "exclude rename path /a", NULL, "/a/x", "/b/y", true },
		{ "exclude rename path /a", NULL, "/b/x", "/a/y", true },
		{ "exclude rename path /a", NULL, "/b/x", "/b/y", true },
		{ "exclude rename path /a", "exclude rename path /b", "/b/x", "/a/y", false },
		{ "include rename path /a", NULL, "/a/x", "/a/y", true },
		{ "include rename path /a", NULL, "/a/x", "/b/y", true },
		{ "include rename path /a", NULL, "/b/x", "/a/y", true },
		{ "include rename path /a", NULL, "/b/x", "/b/y", false },
		{ "include rename path /a", "exclude rename path /a/x", "/a/x", "/b/y", true },
		{ "include rename path /a", "exclude rename path /", "/a/x", "/b/y", false },
		{ "exclude rename uid 0-4294967294", NULL, "/b/x", "/b/y", true },
		{ "include rename cgroup /x", NULL, "/b/x", "/b/y", true },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct filter filters = { NULL, 0, 0, 0 };
		struct filter_hit hit = {
			.event = BIT(rename), .path_count = 2,
			.paths = { { cases[i].from, strlen(cases[i].from) },
				   { cases[i].to, strlen(cases[i].to) } },
		};
		char what[200];

		CHECK_STRING(add(&filters, cases[i].line), "");
		if (cases[i].second)
			CHECK_STRING(add(&filters, cases[i].second), "");
		snprintf(what, sizeof(what), "%s; %s: %s to %s", cases[i].line,
			 cases[i].second ? cases[i].second : "", cases[i].from, cases[i].to);
		test_report(filter_pass(&filters, &hit) == cases[i].passes, __FILE__, __LINE__,
			    what);
		filter_free(&filters);
	}
}

/* A program that has somebody else's rights: he is asked as well. */
static void judges_users(void)
{
	static const struct { const char *line; bool passes; } cases[] = {
		{ "exclude open uid 1000", true },
		{ "exclude open uid 0", true },
		{ "exclude open uid 0-1000", false },
		{ "include open uid 1000", true },
		{ "include open uid 0", true },
		{ "include open uid 1-999", false },
	};
	const struct filter_hit hit = { .event = BIT(open), .uids = { 1000, 0 }, .uid_count = 2 };
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct filter filters = { NULL, 0, 0, 0 };

		CHECK_STRING(add(&filters, cases[i].line), "");
		test_report(filter_pass(&filters, &hit) == cases[i].passes, __FILE__, __LINE__,
			    cases[i].line);
		filter_free(&filters);
	}
}

void test_filter(void)
{
	takes_lines();
	refuses_lines();
	keeps_limits();
	divides();
	judges();
	judges_two();
	judges_users();
}
