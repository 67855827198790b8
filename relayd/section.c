// SPDX-License-Identifier: GPL-2.0
/*
 * Every destination has uid and gid, because the schema wants them: those that
 * were asked for where an event is about them, elsewhere those that the file
 * has. A file that nobody has seen is shown as root's, without names.
 */
#include "section.h"

#include "object.h"
#include "show.h"

static void paste_key(struct json *json, struct text key)
{
	json_key(json, key.at, key.length);
}

static const void *value(const struct view *view, const struct event_row *row)
{
	return (const char *)view->fixed + row->offset;
}

static void owner(struct json *json, __u32 uid, __u32 gid, bool named)
{
	JSON_KEY(json, "uid");
	json_unsigned(json, uid);
	JSON_KEY(json, "gid");
	json_unsigned(json, gid);
	if (named)
		object_owner(json, uid, gid);
}

static void owner_of(struct json *json, const struct ks_file *file)
{
	bool known = file->state & KS_FILE_KNOWN;

	owner(json, known ? file->uid : 0, known ? file->gid : 0, known);
}

/* One that was not made would have been its maker's. */
static void owner_of_new(struct json *json, const struct ks_file *file, const struct image *image)
{
	const struct ks_credentials *maker = &image->credentials;

	if (file->state & KS_FILE_KNOWN)
		owner_of(json, file);
	else
		owner(json, maker->fsuid, maker->fsgid, !(image->flags & PROCESS_UNKNOWN));
}

static void mode(struct json *json, __u32 mode)
{
	JSON_KEY(json, "mode");
	json_unsigned(json, mode);
}

/* -1 is no owner but the wish to keep him; so they are signed and have no names. */
/* Ids are as large as anywhere; -1 alone is none: it says that the id is to stay. */
static void asked_id(struct json *json, __s32 id)
{
	if (id == -1)
		json_signed(json, id);
	else
		json_unsigned(json, (__u32)id);
}

static void asked_owner(struct json *json, const struct ks_event_chown *chown)
{
	JSON_KEY(json, "uid");
	asked_id(json, chown->uid);
	JSON_KEY(json, "gid");
	asked_id(json, chown->gid);
}

static void asked_times(struct json *json, const struct ks_event_utimes *utimes)
{
	const struct ks_time *access = &utimes->access, *modified = &utimes->modified;

	if ((utimes->state & KS_TIMES_ACCESS) &&
	    show_time_fits(access->seconds, access->nanoseconds)) {
		JSON_KEY(json, "access_time");
		show_time(json, access->seconds, access->nanoseconds);
	}
	if ((utimes->state & KS_TIMES_MODIFIED) &&
	    show_time_fits(modified->seconds, modified->nanoseconds)) {
		JSON_KEY(json, "modification_time");
		show_time(json, modified->seconds, modified->nanoseconds);
	}
}

static void attribute(struct json *json, struct text name)
{
	const char *dot = name.length ? memchr(name.at, '.', name.length) : NULL;

	JSON_MEMBER(json, "attribute_name", name.at, name.length);
	if (dot)
		JSON_MEMBER(json, "attribute_namespace", name.at, dot - name.at);
}

/* @whose: see object_file() */
static void file_members(struct json *json, const struct view *view, const struct ks_file *file,
			 const struct ks_file *whose)
{
	object_file(json, view, file, whose);
	if (whose->state & KS_FILE_KNOWN)
		object_owner(json, whose->uid, whose->gid);
}

/* The file under its other name; it has not got one where it was refused. */
static void other_name(struct json *json, const struct view *view, const struct ks_file *to,
		       const struct ks_file *from)
{
	file_members(json, view, to, to->state & KS_FILE_KNOWN ? to : from);
}

static void destination(struct json *json, const struct view *view, const struct event_row *row,
			const struct image *image)
{
	const struct ks_file *file = value(view, view->type->file);
	const void *at = value(view, row);

	paste_key(json, row->key);
	json_object(json);
	switch (row->show) {
	case SHOW_CREATED:
		mode(json, *(const __u32 *)at & 07777);
		owner_of_new(json, file, image);
		break;
	case SHOW_CREATED_DIRECTORY:
		mode(json, *(const __u32 *)at);
		owner_of_new(json, file, image);
		break;
	case SHOW_ASKED_MODE:
		mode(json, *(const __u32 *)at & 07777);
		owner_of(json, file);
		break;
	case SHOW_ASKED_OWNER:
		asked_owner(json, &view->fixed->chown);
		break;
	case SHOW_ASKED_TIMES:
		owner_of(json, file);
		asked_times(json, &view->fixed->utimes);
		break;
	case SHOW_ATTRIBUTE:
		owner_of(json, file);
		attribute(json, view_text(view, at));
		break;
	case SHOW_DESTINATION:
		other_name(json, view, at, file);
		break;
	default:
		break;
	}
	json_object_end(json);
}

static void path_error(struct json *json, const char *key, size_t key_length, unsigned int error)
{
	const char *words = show_path_error(error);

	if (words)
		json_member(json, key, key_length, words, strlen(words));
}

#define PATH_ERROR(json, literal, error) \
	path_error(json, "\"" literal "\":", sizeof(literal) + 2, error)

static __u32 mount_id(const struct ks_file *file)
{
	return file->state & KS_FILE_MOUNT ? file->mount_id : 0;
}

static __u32 group_id(const struct ks_event_mount *mount)
{
	return mount->state & KS_MOUNT_GROUP ? mount->group_id : 0;
}

static __u32 device(const struct ks_file *file)
{
	return file->state & KS_FILE_KNOWN ? file->device : 0;
}

static void mount_ways(struct json *json, const struct view *view,
		       const struct ks_event_mount *mount)
{
	struct text path = view_text(view, &mount->path), source = view_text(view, &mount->source);
	bool bind = mount->state & KS_MOUNT_BIND;

	JSON_MEMBER(json, "mountpoint.path", path.at, path.length);
	if (bind)
		JSON_MEMBER(json, "source.path", source.at, source.length);
	PATH_ERROR(json, "mountpoint.path_error", mount->path_error);
	if (bind)
		PATH_ERROR(json, "source.path_error", mount->source_error);
}

/* Its numbers are there even if nobody could read them: the schema wants them. */
static void mount_members(struct json *json, const struct view *view,
			  const struct ks_event_mount *mount)
{
	struct text filesystem = view_text(view, &mount->root.filesystem);

	JSON_KEY(json, "mp");
	json_object(json);
	file_members(json, view, &mount->point, &mount->point);
	json_object_end(json);
	JSON_KEY(json, "root");
	json_object(json);
	file_members(json, view, &mount->root, &mount->root);
	json_object_end(json);
	JSON_KEY(json, "mount_id");
	json_unsigned(json, mount_id(&mount->root));
	JSON_KEY(json, "group_id");
	json_unsigned(json, group_id(mount));
	JSON_KEY(json, "parent_mount_id");
	json_unsigned(json, mount_id(&mount->point));
	JSON_KEY(json, "bind_src_mount_id");
	json_unsigned(json, mount->state & KS_MOUNT_BIND ? mount->source_id : 0);
	JSON_KEY(json, "device");
	json_unsigned(json, device(&mount->root));
	JSON_MEMBER(json, "fs_type", filesystem.at, filesystem.length);
	mount_ways(json, view, mount);
}

static void number_member(struct json *json, const char *key, size_t key_length, __u32 number)
{
	if (!number)
		return;
	json_key(json, key, key_length);
	json_unsigned(json, number);
}

#define NUMBER_MEMBER(json, literal, number) \
	number_member(json, "\"" literal "\":", sizeof(literal) + 2, number)

/* In v1 a mount is a file and its destination, with a few members more. */
static void mount_file_members(struct json *json, const struct view *view,
			       const struct ks_event_mount *mount)
{
	struct text filesystem = view_text(view, &mount->root.filesystem);

	file_members(json, view, &mount->root, &mount->root);
	JSON_KEY(json, "destination");
	json_object(json);
	file_members(json, view, &mount->point, &mount->point);
	json_object_end(json);
	NUMBER_MEMBER(json, "new_mount_id", mount_id(&mount->root));
	NUMBER_MEMBER(json, "group_id", group_id(mount));
	NUMBER_MEMBER(json, "device", device(&mount->root));
	JSON_MEMBER(json, "fstype", filesystem.at, filesystem.length);
}

static void row(struct json *json, const struct view *view, const struct event_row *row,
		const struct image *image, enum serialize_schema schema)
{
	const void *at = value(view, row);

	switch (row->show) {
	case SHOW_FILE:
	case SHOW_SPLICED:
		file_members(json, view, at, at);
		return;
	case SHOW_EXIT:
		show_exit(json, *(const __u32 *)at);
		return;
	case SHOW_OPEN_FLAGS:
		paste_key(json, row->key);
		show_open_flags(json, *(const __u64 *)at);
		return;
	case SHOW_PIPE_FLAGS:
		paste_key(json, row->key);
		show_pipe_flags(json, *(const __u32 *)at);
		return;
	case SHOW_CREATED:
		if (show_open_creates(view->fixed->open.flags))
			destination(json, view, row, image);
		return;
	case SHOW_CREATED_DIRECTORY:
	case SHOW_ASKED_MODE:
	case SHOW_ASKED_OWNER:
	case SHOW_ASKED_TIMES:
	case SHOW_ATTRIBUTE:
	case SHOW_DESTINATION:
		destination(json, view, row, image);
		return;
	case SHOW_MOUNT:
		if (schema < SERIALIZE_V2)
			mount_file_members(json, view, &view->fixed->mount);
		else
			mount_members(json, view, &view->fixed->mount);
		return;
	default:
		return;
	}
}

/* Between two pipes there is no file. */
static bool is_absent(const struct view *view, const struct event_row *first)
{
	const struct ks_file *file = value(view, first);

	return first->show == SHOW_SPLICED && !(file->state & KS_FILE_KNOWN) && !file->path.length;
}

static void section(struct json *json, const struct view *view, const struct event_section *section,
		    const struct image *image, enum serialize_schema schema)
{
	const struct event_row *first = &view->type->rows[section->first];
	size_t i;

	if (is_absent(view, first))
		return;
	if (first->show == SHOW_MOUNT && schema < SERIALIZE_V2)
		JSON_KEY(json, "file");
	else
		paste_key(json, section->key);
	json_object(json);
	for (i = 0; i < section->count; i++)
		row(json, view, &first[i], image, schema);
	json_object_end(json);
}

/* The file of an exec and of an exit is what the process runs, not in the record itself. */
static void own_file(struct json *json, const struct view *view, const struct image *image)
{
	if (view->type->id != KS_EVENT_exec && view->type->id != KS_EVENT_exit)
		return;
	if (!image->facts || !image->facts->executable.text.length)
		return;
	facts_refresh(image->facts);
	JSON_KEY(json, "file");
	json_paste(json, image->facts->executable.text);
}

/**
 * section_members() - append the sections of an event
 * @image:	who did it
 */
void section_members(struct json *json, const struct view *view, const struct image *image,
		     enum serialize_schema schema)
{
	size_t i;

	own_file(json, view, image);
	for (i = 0; i < view->type->section_count; i++)
		section(json, view, &view->type->sections[i], image, schema);
}
