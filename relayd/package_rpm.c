// SPDX-License-Identifier: GPL-2.0
/*
 * The database of rpm, which only librpm can read in all of its formats. Most
 * hosts of the other kind do not have that library: it is loaded when there is a
 * database, and what we use of it is declared here.
 */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "packages.h"

/* librpm's numbers: the same in all of its versions */
enum {
	RPMDBI_PACKAGES		= 0,
	RPMTAG_NAME		= 1000,
	RPMTAG_VERSION		= 1001,
	RPMTAG_RELEASE		= 1002,
	RPMTAG_EPOCH		= 1003,
	RPMTAG_FILESTATES	= 1029,
	RPMTAG_DIRINDEXES	= 1116,
	RPMTAG_BASENAMES	= 1117,
	RPMTAG_DIRNAMES		= 1118,
	RPMFILE_STATE_NORMAL	= 0,	/* others are not there, or are another package's */
	RPMFILE_STATE_NETSHARED	= 3,	/* on a file system that hosts share */
	RMIL_CMDLINE		= -7,	/* beats what files define */
	HEADERGET_MINMEM	= 1,	/* what is found lies in the header */
	/* the form of a header is checked, digests and signatures are not */
	NO_DIGEST_OR_SIGNATURE	= 0xf0f00,
};

typedef struct rpmts_s *rpmts;
typedef struct rpmdbMatchIterator_s *rpmdbMatchIterator;
typedef struct headerToken_s *Header;
typedef struct rpmtd_s *rpmtd;
typedef __s32 rpmTag;

static struct {
	int (*rpmReadConfigFiles)(const char *file, const char *target);
	int (*rpmDefineMacro)(void *context, const char *macro, int level);
	rpmts (*rpmtsCreate)(void);
	int (*rpmtsSetRootDir)(rpmts ts, const char *root);
	__u32 (*rpmtsSetVSFlags)(rpmts ts, __u32 flags);
	rpmdbMatchIterator (*rpmtsInitIterator)(rpmts ts, rpmTag tag, const void *key,
						size_t length);
	Header (*rpmdbNextIterator)(rpmdbMatchIterator iterator);
	rpmdbMatchIterator (*rpmdbFreeIterator)(rpmdbMatchIterator iterator);
	rpmts (*rpmtsFree)(rpmts ts);
	const char *(*headerGetString)(Header header, rpmTag tag);
	__u64 (*headerGetNumber)(Header header, rpmTag tag);
	int (*headerIsEntry)(Header header, rpmTag tag);
	int (*headerGet)(Header header, rpmTag tag, rpmtd data, __u32 flags);
	rpmtd (*rpmtdNew)(void);
	rpmtd (*rpmtdFree)(rpmtd data);
	void (*rpmtdFreeData)(rpmtd data);
	int (*rpmtdSetIndex)(rpmtd data, int index);
	int (*rpmtdNext)(rpmtd data);
	const char *(*rpmtdGetString)(rpmtd data);
	__u64 (*rpmtdGetNumber)(rpmtd data);
} rpm;

static const struct {
	const char *name;
	void *to; /* a pointer to a function, whose types differ */
} functions[] = {
#define FUNCTION(name) { #name, &rpm.name }
	FUNCTION(rpmReadConfigFiles),
	FUNCTION(rpmDefineMacro),
	FUNCTION(rpmtsCreate),
	FUNCTION(rpmtsSetRootDir),
	FUNCTION(rpmtsSetVSFlags),
	FUNCTION(rpmtsInitIterator),
	FUNCTION(rpmdbNextIterator),
	FUNCTION(rpmdbFreeIterator),
	FUNCTION(rpmtsFree),
	FUNCTION(headerGetString),
	FUNCTION(headerGetNumber),
	FUNCTION(headerIsEntry),
	FUNCTION(headerGet),
	FUNCTION(rpmtdNew),
	FUNCTION(rpmtdFree),
	FUNCTION(rpmtdFreeData),
	FUNCTION(rpmtdSetIndex),
	FUNCTION(rpmtdNext),
	FUNCTION(rpmtdGetString),
	FUNCTION(rpmtdGetNumber),
#undef FUNCTION
};

/**
 * struct file_lists - where the paths of a header are
 */
struct file_lists {
	rpmtd names;
	rpmtd directories;
	rpmtd indexes;
	rpmtd states;
};

static void *open_library(void)
{
	/* of rpm 4.20 and 6, 4.15 to 4.19, 4.14, and of 4.11 */
	static const char *const names[] = { "librpm.so.10", "librpm.so.9", "librpm.so.8",
					     "librpm.so.3" };
	void *library = NULL;
	size_t i;

	for (i = 0; i < COUNT(names) && !library; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return library;
}

/* It stays: there is no way to have it give back everything that it has taken. */
static bool load_library(struct packages *packages)
{
	static void *library;
	size_t i;

	if (library)
		return true;
	library = open_library();
	if (!library) {
		packages_complain(packages,
				  "there is a database of rpm, but the library that "
				  "reads it cannot be loaded (librpm.so.3, 8, 9 or 10): install "
				  "the package rpm-libs, or what it is called here");
		return false;
	}
	for (i = 0; i < COUNT(functions); i++) {
		void *found = dlsym(library, functions[i].name);

		memcpy(functions[i].to, &found, sizeof(found));
		if (found)
			continue;
		packages_complain(packages,
				  "there is a database of rpm, but librpm has no %s: "
				  "this version of it is not known to relayd",
				  functions[i].name);
		library = NULL;
		return false;
	}
	if (rpm.rpmReadConfigFiles(NULL, NULL)) {
		packages_complain(packages, "there is a database of rpm, but librpm cannot read "
					    "its own configuration: does rpm -qa work?");
		library = NULL;
		return false;
	}
	return true;
}

static struct text text_of(const char *string)
{
	struct text text = { string, string ? strlen(string) : 0 };

	return text;
}

static bool add_name(struct packages *packages, Header header)
{
	const char *name = rpm.headerGetString(header, RPMTAG_NAME);
	const char *version = rpm.headerGetString(header, RPMTAG_VERSION);
	const char *release = rpm.headerGetString(header, RPMTAG_RELEASE);
	char whole[PACKAGE_WORD_MAX + 2], epoch[24] = "";

	if (!name || !version || !release)
		return false;
	if (rpm.headerIsEntry(header, RPMTAG_EPOCH))
		snprintf(epoch, sizeof(epoch),
			 "%llu:", (unsigned long long)rpm.headerGetNumber(header, RPMTAG_EPOCH));
	/* what is too long is refused as such */
	snprintf(whole, sizeof(whole), "%s%s-%s", epoch, version, release);
	return packages_add(packages, text_of(name), text_of(whole));
}

static void add_path(struct packages *packages, const struct file_lists *lists)
{
	char path[8192];
	const char *directory;
	int length;

	if (rpm.rpmtdSetIndex(lists->directories, rpm.rpmtdGetNumber(lists->indexes)) < 0)
		return;
	directory = rpm.rpmtdGetString(lists->directories);
	length = snprintf(path, sizeof(path), "%s%s", directory ? directory : "",
			  rpm.rpmtdGetString(lists->names));
	if (directory && length < (int)sizeof(path)) {
		const struct text whole = { path, length };

		packages_own(packages, whole);
	}
}

static bool is_there(__u64 state)
{
	return state == RPMFILE_STATE_NORMAL || state == RPMFILE_STATE_NETSHARED;
}

static void add_paths(struct packages *packages, Header header, const struct file_lists *lists)
{
	bool states = rpm.headerGet(header, RPMTAG_FILESTATES, lists->states, HEADERGET_MINMEM);

	if (rpm.headerGet(header, RPMTAG_BASENAMES, lists->names, HEADERGET_MINMEM) &&
	    rpm.headerGet(header, RPMTAG_DIRNAMES, lists->directories, HEADERGET_MINMEM) &&
	    rpm.headerGet(header, RPMTAG_DIRINDEXES, lists->indexes, HEADERGET_MINMEM))
		while (rpm.rpmtdNext(lists->names) >= 0 && rpm.rpmtdNext(lists->indexes) >= 0) {
			if (states && rpm.rpmtdNext(lists->states) >= 0 &&
			    !is_there(rpm.rpmtdGetNumber(lists->states)))
				continue;
			add_path(packages, lists);
		}
	rpm.rpmtdFreeData(lists->names);
	rpm.rpmtdFreeData(lists->directories);
	rpm.rpmtdFreeData(lists->indexes);
	rpm.rpmtdFreeData(lists->states);
}

static bool add_all(struct packages *packages, rpmts ts)
{
	rpmdbMatchIterator iterator = rpm.rpmtsInitIterator(ts, RPMDBI_PACKAGES, NULL, 0);
	struct file_lists lists = { rpm.rpmtdNew(), rpm.rpmtdNew(), rpm.rpmtdNew(),
				    rpm.rpmtdNew() };
	Header header;

	while (iterator && !packages_stopped(packages) &&
	       (header = rpm.rpmdbNextIterator(iterator)))
		if (add_name(packages, header))
			add_paths(packages, header, &lists);
	/* which takes NULL, as all of these do */
	rpm.rpmdbFreeIterator(iterator);
	rpm.rpmtdFree(lists.names);
	rpm.rpmtdFree(lists.directories);
	rpm.rpmtdFree(lists.indexes);
	rpm.rpmtdFree(lists.states);
	return iterator;
}

#define FILES_OF(directory)	directory "/rpmdb.sqlite", directory "/rpmdb.sqlite-wal",	\
				directory "/Packages", directory "/Packages.db"
#define NEW	"usr/lib/sysimage/rpm"
#define OLD	"var/lib/rpm"

static bool is_new(const char *root)
{
	static const char *const files[] = { FILES_OF(NEW) };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < COUNT(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, files[i]);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

/*
 * The place of the database, where we have seen it. Configuration may have it
 * elsewhere, or run a program to find out.
 */
static void set_place(const char *root)
{
	const char *wanted = is_new(root) ? "_dbpath /" NEW : "_dbpath /" OLD;
	static const char *set;

	if (wanted != set)
		rpm.rpmDefineMacro(NULL, wanted, RMIL_CMDLINE);
	set = wanted;
}

/* What librpm itself says of an error goes to standard error. */
static bool read_database(struct packages *packages, const char *root)
{
	bool done;
	rpmts ts;

	if (!load_library(packages))
		return false;
	set_place(root);
	ts = rpm.rpmtsCreate();
	rpm.rpmtsSetVSFlags(ts, NO_DIGEST_OR_SIGNATURE);
	done = !rpm.rpmtsSetRootDir(ts, root[0] ? root : "/") && add_all(packages, ts);
	rpm.rpmtsFree(ts);
	if (!done)
		packages_complain(packages, "librpm cannot open the database of rpm: does rpm -qa "
				  "work for the user that relayd runs as?");
	return done;
}

const struct packages_database package_rpm = {
	.name = "rpm",
	/* SQLite, Berkeley DB, ndb; where distributions have them now, and before */
	.watched = { FILES_OF(NEW), FILES_OF(OLD) },
	.read = read_database,
};
