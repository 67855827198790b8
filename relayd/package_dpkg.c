// SPDX-License-Identifier: GPL-2.0
/*
 * The database of dpkg: /var/lib/dpkg/status says which packages there are, one
 * file in info/ for each which paths it has, and diversions where some of these
 * really are.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"
#include "memory.h"
#include "packages.h"

#define DIRECTORY	"var/lib/dpkg"

/**
 * struct diversion - files of others that would be at @from are at @to
 * @by:		whose own file stays at @from; ":" if nobody's does
 */
struct diversion {
	struct text from;
	struct text to;
	struct text by;
};

/**
 * struct dpkg - a database that is being read
 * @status, @list, @diverted: contents of files
 * @from:	of the diversions, to their number + 1
 */
struct dpkg {
	struct packages *packages;
	const char *root;
	struct json status;
	struct json list;
	struct json diverted;
	struct diversion *diversions;
	size_t diversion_count;
	struct path_map from;
};

/**
 * struct stanza - what matters of one in status
 */
struct stanza {
	struct text package;
	struct text status;
	struct text version;
	struct text architecture;
	struct text multi_arch;
};

static bool is(struct text text, const char *word)
{
	return text.length == strlen(word) && !memcmp(text.at, word, text.length);
}

/* Takes a file as a whole; errno says why not. */
static bool read_file(struct json *to, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat_;
	ssize_t got = -1;

	json_reset(to);
	if (fd < 0)
		return false;
	if (!fstat(fd, &stat_) && S_ISREG(stat_.st_mode)) {
		/* one more, so that the end is seen without asking twice */
		json_reserve(to, stat_.st_size + 1);
		while ((got = read(fd, to->text + to->length, to->room - to->length)) > 0) {
			to->length += got;
			json_reserve(to, 1);
		}
	} else {
		errno = EINVAL;
	}
	close(fd);
	return !got;
}

static struct text take_line(struct text *from)
{
	const char *end = memchr(from->at, '\n', from->length);
	struct text line = { from->at, end ? (size_t)(end - from->at) : from->length };

	from->at += line.length + !!end;
	from->length -= line.length + !!end;
	return line;
}

static void trim(struct text *text)
{
	while (text->length && (*text->at == ' ' || *text->at == '\t')) {
		text->at++;
		text->length--;
	}
	while (text->length &&
	       (text->at[text->length - 1] == ' ' || text->at[text->length - 1] == '\t'))
		text->length--;
}

static void take_field(struct stanza *stanza, struct text line)
{
	const char *colon = memchr(line.at, ':', line.length);
	struct text name, value;
	const struct {
		const char *name;
		struct text *to;
	} fields[] = {
		{ "Package", &stanza->package },       { "Status", &stanza->status },
		{ "Version", &stanza->version },       { "Architecture", &stanza->architecture },
		{ "Multi-Arch", &stanza->multi_arch },
	};
	size_t i;

	/* one that goes on with what stands above it begins with a blank, as no name does */
	if (!colon)
		return;
	name.at = line.at;
	name.length = colon - line.at;
	value.at = colon + 1;
	value.length = line.at + line.length - value.at;
	trim(&value);
	for (i = 0; i < COUNT(fields); i++)
		if (is(name, fields[i].name))
			*fields[i].to = value;
}

static bool take_stanza(struct text *from, struct stanza *stanza)
{
	struct text line;

	memset(stanza, 0, sizeof(*stanza));
	while (from->length) {
		line = take_line(from);
		if (line.length)
			take_field(stanza, line);
		else if (stanza->package.length)
			break;
	}
	return stanza->package.length;
}

/* The third word: the files of a package in one of these states are in their places. */
static bool is_in_place(struct text status)
{
	static const char *const states[] = { "installed", "triggers-pending", "triggers-awaited",
					      "half-configured", "unpacked" };
	size_t i;

	while (status.length && memchr(status.at, ' ', status.length)) {
		status.at++;
		status.length--;
	}
	for (i = 0; i < COUNT(states); i++)
		if (is(status, states[i]))
			return true;
	return false;
}

static bool read_list(struct dpkg *dpkg, const struct stanza *stanza, bool by_architecture)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/" DIRECTORY "/info/%.*s%s%.*s.list", dpkg->root,
		     (int)stanza->package.length, stanza->package.at, by_architecture ? ":" : "",
		     by_architecture ? (int)stanza->architecture.length : 0,
		     stanza->architecture.at ? stanza->architecture.at : "") >= (int)sizeof(path))
		return false;
	if (read_file(&dpkg->list, path))
		return true;
	if (errno != ENOENT)
		packages_complain(dpkg->packages, "cannot read %s: %s", path, strerror(errno));
	return false;
}

/* Where a path of the package really is; empty: nowhere that could be told. */
static struct text divert(const struct dpkg *dpkg, struct text path, struct text package)
{
	const __u32 *found = path_map_find(&dpkg->from, path);
	const struct diversion *diversion = found ? &dpkg->diversions[*found - 1] : NULL;

	if (!diversion || (diversion->by.length == package.length &&
			   !memcmp(diversion->by.at, package.at, package.length)))
		return path;
	return diversion->to;
}

static void add_package(struct dpkg *dpkg, const struct stanza *stanza)
{
	bool same = is(stanza->multi_arch, "same");
	struct text list, path;

	/* a name with a slash would lead elsewhere */
	if (!is_in_place(stanza->status) ||
	    memchr(stanza->package.at, '/', stanza->package.length) ||
	    !packages_add(dpkg->packages, stanza->package, stanza->version))
		return;
	/* older databases have no list with an architecture in its name */
	if (!read_list(dpkg, stanza, same) && !read_list(dpkg, stanza, !same))
		return;
	list = json_text(&dpkg->list);
	while (list.length) {
		path = divert(dpkg, take_line(&list), stanza->package);
		if (path.length)
			packages_own(dpkg->packages, path);
	}
}

/* Three lines each: from, to, by. */
static void read_diversions(struct dpkg *dpkg)
{
	char path[PATH_MAX];
	struct text rest;
	size_t lines = 0, i;

	path_map_init(&dpkg->from);
	snprintf(path, sizeof(path), "%s/" DIRECTORY "/diversions", dpkg->root);
	if (!read_file(&dpkg->diverted, path)) {
		if (errno != ENOENT)
			packages_complain(dpkg->packages, "cannot read %s: %s", path,
					  strerror(errno));
		return;
	}
	for (rest = json_text(&dpkg->diverted); rest.length; lines++)
		take_line(&rest);
	dpkg->diversion_count = lines / 3;
	dpkg->diversions = memory_zeroed((lines / 3 + 1) * sizeof(*dpkg->diversions));
	rest = json_text(&dpkg->diverted);
	for (i = 0; i < dpkg->diversion_count; i++) {
		struct diversion *diversion = &dpkg->diversions[i];

		diversion->from = take_line(&rest);
		diversion->to = take_line(&rest);
		diversion->by = take_line(&rest);
		path_map_add(&dpkg->from, diversion->from, i + 1);
	}
}

static bool read_status(struct dpkg *dpkg)
{
	char path[PATH_MAX];
	struct stanza stanza;
	struct text rest;

	snprintf(path, sizeof(path), "%s/" DIRECTORY "/status", dpkg->root);
	if (!read_file(&dpkg->status, path)) {
		packages_complain(dpkg->packages, "cannot read %s: %s", path, strerror(errno));
		return false;
	}
	rest = json_text(&dpkg->status);
	while (!packages_stopped(dpkg->packages) && take_stanza(&rest, &stanza))
		add_package(dpkg, &stanza);
	return true;
}

static bool read_database(struct packages *packages, const char *root)
{
	struct dpkg dpkg = { .packages = packages, .root = root };
	bool done;

	read_diversions(&dpkg);
	done = read_status(&dpkg);
	json_free(&dpkg.status);
	json_free(&dpkg.list);
	json_free(&dpkg.diverted);
	free(dpkg.diversions);
	path_map_exit(&dpkg.from);
	return done;
}

const struct packages_database package_dpkg = {
	.name = "dpkg",
	.watched = { DIRECTORY "/status", DIRECTORY "/info", DIRECTORY "/diversions" },
	.read = read_database,
};
