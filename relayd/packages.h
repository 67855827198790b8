/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the databases of package managers say: which path is whose. Nothing in
 * here knows the rest of relayd, so that it may be filled in a thread of its own.
 */
#ifndef RELAYD_PACKAGES_H
#define RELAYD_PACKAGES_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "path_map.h"
#include "text.h"

#define PACKAGE_WORD_MAX	255 /* bytes of a name, of a version */
#define PACKAGES_ALIASES_MAX	32
#define PACKAGES_WATCHED_MAX	12
#define PACKAGES_PROBLEM	256

/**
 * struct package - one package
 * @members:	what a file object says of it, in JSON
 */
struct package {
	struct text name;
	struct text version;
	struct text members;
};

/**
 * struct packages_alias - a directory that is a link
 * @from:	as a database may call it
 * @to:		as the kernel does
 */
struct packages_alias {
	struct text from;
	struct text to;
};

/**
 * struct packages - some databases, read
 * @paths:	to the number of the package + 1, and whether it was asked for
 * @problem:	why something is missing, a sentence for the operator; empty: nothing is
 * @source:	the databases that were read, in words; empty: there is none
 * @milliseconds: that took reading them
 * @stop:	points to what ends reading early once it is true; may be NULL
 */
struct packages {
	struct path_map paths;
	struct package *list;
	size_t count;
	size_t room;
	struct packages_alias aliases[PACKAGES_ALIASES_MAX];
	size_t alias_count;
	char problem[PACKAGES_PROBLEM];
	char source[32];
	unsigned int milliseconds;
	const bool *stop;
};

/**
 * struct packages_database - one kind of database
 * @watched:	files below the root, without a slash in front, one of which is
 *		there if there is a database, and changes when it does; NULL ends them
 * @read:	add everything; false, with @problem set, if it could not be read whole
 */
struct packages_database {
	const char *name;
	const char *watched[9];
	bool (*read)(struct packages *packages, const char *root);
};

extern const struct packages_database package_dpkg;
extern const struct packages_database package_rpm;

/**
 * struct packages_state - what the watched files of all databases looked like
 */
struct packages_state {
	struct {
		__u64 device, inode, size;
		__s64 seconds, nanoseconds;
	} files[PACKAGES_WATCHED_MAX];
};

bool packages_look(const char *root, struct packages_state *state);
struct packages *packages_read(const char *root, const bool *stop);

struct packages *packages_new(void);
void packages_free(struct packages *packages);
void packages_find_aliases(struct packages *packages, const char *root);
bool packages_stopped(const struct packages *packages);
void packages_complain(struct packages *packages, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool packages_add(struct packages *packages, struct text name, struct text version);
void packages_own(struct packages *packages, struct text path);
const struct package *packages_find(struct packages *packages, struct text path, bool *first);
size_t packages_bytes(const struct packages *packages);

#endif
