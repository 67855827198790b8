// SPDX-License-Identifier: GPL-2.0
#include "object.h"

#include <sys/stat.h>

#include "enrich_package.h"
#include "enrich_user.h"

static const void *member(const void *group, const struct event_row *row)
{
	return (const char *)group + row->offset;
}

static __u64 number(const void *group, const struct event_row *row)
{
	const void *at = member(group, row);

	switch (row->size) {
	case 1:
		return *(const __u8 *)at;
	case 2:
		return *(const __u16 *)at;
	case 4:
		return *(const __u32 *)at;
	default:
		return *(const __u64 *)at;
	}
}

static void key(struct json *json, struct text key)
{
	json_key(json, key.at, key.length);
}

static void name(struct json *json, struct text name_key, struct text name)
{
	if (!name.length)
		return;
	key(json, name_key);
	json_paste(json, name);
}

static struct text last_component(struct text path)
{
	struct text last = path;

	while (last.length > 1 && last.at[last.length - 1] == '/')
		last.length--;
	for (path = last; path.length && path.at[path.length - 1] != '/'; path.length--)
		;
	if (path.length == last.length)
		return last;		/* "/" itself */
	last.at += path.length;
	last.length -= path.length;
	return last;
}

/*
 * A file on a mount that no namespace has is where no path leads; its name
 * tells what it is: "memfd:" and what the program called it, slashes included.
 */
static struct text private_name(struct text path)
{
	static const char gone[] = " (deleted)";
	const size_t tail = sizeof(gone) - 1;

	if (path.length > tail && !memcmp(path.at + path.length - tail, gone, tail))
		path.length -= tail;
	if (path.length > 1 && path.at[0] == '/') {
		path.at++;
		path.length--;
	}
	if (path.length >= 6 && !memcmp(path.at, "memfd:", 6))
		return path;
	return last_component(path);
}

static void show_path(struct json *json, const struct event_row *row, struct text path,
		      bool private)
{
	struct text last = private ? private_name(path) : last_component(path);

	if (!path.length)
		return;
	if (!private) {
		key(json, row->key);
		json_string(json, path.at, path.length);
	}
	JSON_KEY(json, "name");
	json_string(json, last.at, last.length);
}

static void show_file_time(struct json *json, const struct event_row *row,
			   const struct ks_time *time)
{
	if (!show_time_fits(time->seconds, time->nanoseconds))
		return;
	key(json, row->key);
	show_time(json, time->seconds, time->nanoseconds);
}

/* What must have been read for a number of the group to mean something. */
static bool file_number_known(const struct ks_file *file, const struct event_row *row)
{
	if (row->offset == offsetof(struct ks_file, mount_id))
		return (file->state & KS_FILE_MOUNT) && !(file->state & KS_FILE_PRIVATE);
	return file->state & KS_FILE_KNOWN;
}

static void file_row(struct json *json, const struct view *view, const struct ks_file *file,
		     const struct ks_file *owner, const struct event_row *row)
{
	bool known = file->state & KS_FILE_KNOWN;
	bool private = file->state & KS_FILE_PRIVATE;
	const char *error;
	struct text text;

	switch (row->show) {
	case SHOW_NUMBER:
		if (!file_number_known(file, row))
			return;
		key(json, row->key);
		json_unsigned(json, number(file, row));
		return;
	case SHOW_USER:
	case SHOW_GROUP:
		/* the schema wants an owner, also of a file that nobody has seen */
		key(json, row->key);
		json_unsigned(json, owner->state & KS_FILE_KNOWN ? number(owner, row) : 0);
		return;
	case SHOW_TIME:
		if (known)
			show_file_time(json, row, member(file, row));
		return;
	case SHOW_PATH:
		show_path(json, row, view_text(view, member(file, row)), private);
		return;
	case SHOW_STRING:
		text = view_text(view, member(file, row));
		if (!text.length || private)
			return;
		key(json, row->key);
		json_string(json, text.at, text.length);
		return;
	case SHOW_LAYER:
		if (!(file->state & KS_FILE_LAYER))
			return;
		key(json, row->key);
		if (file->state & KS_FILE_UPPER)
			json_true(json);
		else
			json_false(json);
		return;
	case SHOW_PATH_ERROR:
		error = show_path_error(file->error);
		if (!error)
			return;
		key(json, row->key);
		json_string(json, error, strlen(error));
		return;
	default:
		return;
	}
}

/**
 * object_lasting() - a file, without what databases of the host say of it
 * @owner:	the one whose uid and gid are shown: @file, or what stands for it
 *
 * These can change while the rest stays: see object_package() and object_owner().
 */
void object_lasting(struct json *json, const struct view *view, const struct ks_file *file,
		    const struct ks_file *owner)
{
	size_t count, i;
	const struct event_row *rows = event_group_file(&count);

	/* the list is in the order of alignment; a reader looks for the path first */
	for (i = 0; i < count; i++)
		if (rows[i].show == SHOW_PATH)
			file_row(json, view, file, owner, &rows[i]);
	for (i = 0; i < count; i++)
		if (rows[i].show != SHOW_PATH && rows[i].key.length)
			file_row(json, view, file, owner, &rows[i]);
}

/**
 * object_package_path() - the path by which a file's package is found, empty if it has none
 *
 * The databases are about what programs of the host see; most directories are
 * in many packages and belong to none of them.
 */
struct text object_package_path(const struct view *view, const struct ks_file *file)
{
	static const struct text none;

	if (!(file->state & KS_FILE_HOST) || (file->state & KS_FILE_PRIVATE) || file->error ||
	    ((file->state & KS_FILE_KNOWN) && S_ISDIR(file->mode)))
		return none;
	return view_text(view, &file->path);
}

/**
 * object_package() - the package of a path from object_package_path()
 */
void object_package(struct json *json, struct text path)
{
	json_paste(json, enrich_package(path));
}

/**
 * object_file() - a file with its package, without the names of its owners
 * @owner:	as of object_lasting()
 */
void object_file(struct json *json, const struct view *view, const struct ks_file *file,
		 const struct ks_file *owner)
{
	object_lasting(json, view, file, owner);
	object_package(json, object_package_path(view, file));
}

/**
 * object_owner() - names of an owner, as far as the host knows them
 */
void object_owner(struct json *json, __u32 uid, __u32 gid)
{
	static const struct text user = { "\"user\":", 7 };
	static const struct text group = { "\"group\":", 8 };

	name(json, user, enrich_user(uid));
	name(json, group, enrich_group(gid));
}

/**
 * object_credentials() - numbers, names and capabilities
 */
void object_credentials(struct json *json, const struct ks_credentials *credentials)
{
	size_t count, i;
	const struct event_row *rows = event_group_credentials(&count);

	for (i = 0; i < count; i++) {
		const struct event_row *row = &rows[i];
		__u64 value = number(credentials, row);

		if (row->show == SHOW_CAPABILITIES)
			continue;
		key(json, row->key);
		json_unsigned(json, value);
		name(json, row->name_key,
		     row->show == SHOW_USER ? enrich_user(value) : enrich_group(value));
	}
	for (i = 0; i < count; i++) {
		if (rows[i].show != SHOW_CAPABILITIES)
			continue;
		key(json, rows[i].key);
		show_capabilities(json, number(credentials, &rows[i]));
	}
}
