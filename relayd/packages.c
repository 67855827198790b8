// SPDX-License-Identifier: GPL-2.0
#include "packages.h"

#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "json.h"
#include "memory.h"

#define ASKED	0x80000000U /* in a value of paths: packages_find() has given it */
#define LINKS_MAX	8 /* one link that leads to another */

/* The first one that has a path keeps it. */
static const struct packages_database *const databases[] = { &package_dpkg, &package_rpm };

/**
 * packages_look() - how the databases look now
 *
 * Returns false if there is none.
 */
bool packages_look(const char *root, struct packages_state *state)
{
	char path[PATH_MAX];
	size_t i, count = 0;
	bool found = false;

	memset(state, 0, sizeof(*state));
	for (i = 0; i < COUNT(databases); i++) {
		const char *const *watched;

		for (watched = databases[i]->watched; *watched; watched++, count++) {
			struct stat stat_;

			snprintf(path, sizeof(path), "%s/%s", root, *watched);
			if (stat(path, &stat_))
				continue;
			found = true;
			state->files[count].device = stat_.st_dev;
			state->files[count].inode = stat_.st_ino;
			state->files[count].size = stat_.st_size;
			state->files[count].seconds = stat_.st_mtim.tv_sec;
			state->files[count].nanoseconds = stat_.st_mtim.tv_nsec;
		}
	}
	return found;
}

static bool is_there(const struct packages_database *database, const char *root)
{
	const char *const *watched;
	char path[PATH_MAX];

	for (watched = database->watched; *watched; watched++) {
		snprintf(path, sizeof(path), "%s/%s", root, *watched);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

/**
 * packages_read() - read all databases below @root, which ends without a slash
 * @stop:	see struct packages; may be NULL
 */
struct packages *packages_read(const char *root, const bool *stop)
{
	struct packages *packages = packages_new();
	struct timespec from, to;
	size_t i;

	clock_gettime(CLOCK_MONOTONIC, &from);
	packages->stop = stop;
	packages_find_aliases(packages, root);
	for (i = 0; i < COUNT(databases) && !packages_stopped(packages); i++) {
		size_t length = strlen(packages->source);

		if (is_there(databases[i], root) && databases[i]->read(packages, root))
			snprintf(packages->source + length, sizeof(packages->source) - length,
				 "%s%s", length ? ", " : "", databases[i]->name);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	packages->milliseconds =
		(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	return packages;
}

/**
 * packages_new() - no package, no path
 */
struct packages *packages_new(void)
{
	struct packages *packages = memory_zeroed(sizeof(*packages));

	path_map_init(&packages->paths);
	return packages;
}

/**
 * packages_free() - give everything back; @packages may be NULL
 */
void packages_free(struct packages *packages)
{
	size_t i;

	if (!packages)
		return;
	for (i = 0; i < packages->count; i++)
		free((char *)packages->list[i].name.at);
	for (i = 0; i < packages->alias_count; i++) {
		free((char *)packages->aliases[i].from.at);
		free((char *)packages->aliases[i].to.at);
	}
	free(packages->list);
	path_map_exit(&packages->paths);
	free(packages);
}

/**
 * packages_stopped() - is the result not wanted any more?
 */
bool packages_stopped(const struct packages *packages)
{
	return packages->stop && __atomic_load_n(packages->stop, __ATOMIC_RELAXED);
}

/**
 * packages_complain() - say why something is missing; the first one counts
 */
void packages_complain(struct packages *packages, const char *format, ...)
{
	va_list args;

	if (packages->problem[0])
		return;
	va_start(args, format);
	vsnprintf(packages->problem, sizeof(packages->problem), format, args);
	va_end(args);
}

/*
 * Replaces the directory by which an alias is called. Returns the length, 0 if
 * there is no alias of it or no room.
 */
static size_t replace(const struct packages *packages, const char *path, size_t length, char *to,
		      size_t room)
{
	size_t i;

	for (i = 0; i < packages->alias_count; i++) {
		const struct packages_alias *alias = &packages->aliases[i];
		size_t rest = length - alias->from.length;

		if (length <= alias->from.length || path[alias->from.length] != '/' ||
		    memcmp(path, alias->from.at, alias->from.length))
			continue;
		if (alias->to.length + rest > room)
			return 0;
		memmove(to + alias->to.length, path + alias->from.length, rest);
		memcpy(to, alias->to.at, alias->to.length);
		return alias->to.length + rest;
	}
	return 0;
}

/* Adds what a link leads to, without a slash at the end; false: it has no room. */
static bool follow(char *path, size_t room, const char *link)
{
	size_t length = link[0] == '/' ? 0 : strlen(path);

	while (*link) {
		size_t part = strcspn(link, "/");

		if (part == 2 && !memcmp(link, "..", 2)) {
			while (length && path[--length] != '/')
				;
		} else if (part && !(part == 1 && link[0] == '.')) {
			if (length + part + 2 > room)
				return false;
			path[length++] = '/';
			memcpy(path + length, link, part);
			length += part;
		}
		link += part + !!link[part];
	}
	path[length] = '\0';
	return true;
}

static void add_alias(struct packages *packages, const char *root, const char *directory,
		      const char *name)
{
	char path[PATH_MAX], link[PATH_MAX], to[PATH_MAX];
	struct packages_alias *alias = &packages->aliases[packages->alias_count];
	struct stat stat_;
	ssize_t length;

	if (packages->alias_count == PACKAGES_ALIASES_MAX ||
	    snprintf(path, sizeof(path), "%s%s/%s", root, directory, name) >= (int)sizeof(path) ||
	    lstat(path, &stat_) || !S_ISLNK(stat_.st_mode))
		return;
	length = readlink(path, link, sizeof(link) - 1);
	if (length <= 0)
		return;
	link[length] = '\0';
	snprintf(to, sizeof(to), "%s", directory);
	if (!follow(to, sizeof(to), link))
		return;
	snprintf(link, sizeof(link), "%s/%s", directory, name);
	alias->from.length = strlen(link);
	alias->from.at = memory_copy(link, alias->from.length);
	alias->to.length = strlen(to);
	alias->to.at = memory_copy(to, alias->to.length);
	packages->alias_count++;
}

/**
 * packages_find_aliases() - which directories of the host are links to others
 *
 * In the root and in /usr, where distributions have merged directories: a database
 * may still say /bin/ls, the kernel says /usr/bin/ls.
 */
void packages_find_aliases(struct packages *packages, const char *root)
{
	static const char *const directories[] = { "", "/usr" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < COUNT(directories); i++) {
		const struct dirent *entry;
		DIR *directory;

		snprintf(path, sizeof(path), "%s%s/", root, directories[i]);
		directory = opendir(path);
		while (directory && (entry = readdir(directory)))
			add_alias(packages, root, directories[i], entry->d_name);
		if (directory)
			closedir(directory);
	}
}

static bool is_word(struct text word)
{
	return word.length && word.length <= PACKAGE_WORD_MAX;
}

/**
 * packages_add() - add a package; packages_own() is about the one added last
 *
 * Returns false, and adds none, if that is no name or version of a package.
 */
bool packages_add(struct packages *packages, struct text name, struct text version)
{
	struct json json = { 0 };
	struct package *package;
	char *copy;

	if (!is_word(name) || !is_word(version) || packages->count >= ASKED - 1)
		return false;
	if (packages->count == packages->room) {
		packages->room = packages->room ? packages->room * 2 : 64;
		packages->list =
			memory_resize(packages->list, packages->room * sizeof(*packages->list));
	}
	JSON_KEY(&json, "package_name");
	json_string(&json, name.at, name.length);
	JSON_KEY(&json, "package_version");
	json_string(&json, version.at, version.length);

	package = &packages->list[packages->count++];
	copy = memory_resize(NULL, name.length + version.length + json.length);
	memcpy(copy, name.at, name.length);
	memcpy(copy + name.length, version.at, version.length);
	memcpy(copy + name.length + version.length, json.text, json.length);
	package->name.at = copy;
	package->name.length = name.length;
	package->version.at = copy + name.length;
	package->version.length = version.length;
	package->members.at = copy + name.length + version.length;
	package->members.length = json.length;
	json_free(&json);
	return true;
}

/**
 * packages_own() - the package that was added last owns a path, unless another one does
 */
void packages_own(struct packages *packages, struct text path)
{
	char real[PATH_MAX];
	size_t length, links;

	for (links = 0; links < LINKS_MAX; links++) {
		length = replace(packages, path.at, path.length, real, sizeof(real));
		if (!length)
			break;
		path.at = real;
		path.length = length;
	}
	path_map_add(&packages->paths, path, packages->count);
}

/**
 * packages_find() - who owns a path, NULL if nobody does
 * @packages:	NULL: nobody owns anything
 * @first:	set if the path was not asked for before
 *
 * Valid until the next packages_add().
 */
const struct package *packages_find(struct packages *packages, struct text path, bool *first)
{
	__u32 *value = packages ? path_map_find(&packages->paths, path) : NULL;

	if (!value)
		return NULL;
	*first = !(*value & ASKED);
	*value |= ASKED;
	return &packages->list[(*value & ~ASKED) - 1];
}

/**
 * packages_bytes() - about how much memory it takes
 */
size_t packages_bytes(const struct packages *packages)
{
	size_t sum = packages->paths.size * sizeof(*packages->paths.slots) +
		     packages->room * sizeof(*packages->list),
	       i;

	for (i = 0; i < packages->count; i++)
		sum += packages->list[i].name.length + packages->list[i].version.length +
		       packages->list[i].members.length;
	return sum;
}
