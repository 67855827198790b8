// SPDX-License-Identifier: GPL-2.0
#include "facts.h"

#include <stdlib.h>

#include "enrich_package.h"
#include "enrich_user.h"
#include "json.h"
#include "memory.h"
#include "object.h"
#include "scrub.h"

static struct json scratch;
static const struct text none;

/* Rises when names that were rendered may be wrong. */
static unsigned int names_now(void)
{
	return enrich_user_generation() + enrich_package_generation();
}

static struct text keep(const struct json *json)
{
	struct text text = { NULL, json->length };

	if (json->length)
		text.at = memory_copy(json->text, json->length);
	return text;
}

static void drop(struct text *text)
{
	free((char *)text->at);
	text->at = NULL;
	text->length = 0;
}

static struct text path_of(const struct facts_file *file)
{
	struct text path = { file->text.at + file->text.length, file->path_length };

	return path;
}

/* What of a file may change, and behind the object its path. */
static void add_names(struct facts_file *file, struct text path)
{
	if (file->packaged)
		object_package(&scratch, path);
	if (file->owned)
		object_owner(&scratch, file->uid, file->gid);
	json_object_end(&scratch);
	json_raw(&scratch, path.at, path.length);
	file->text = keep(&scratch);
	file->text.length -= path.length;
	file->path_length = path.length;
}

static void make_file(struct facts_file *to, const struct view *view, const struct ks_file *from)
{
	json_reset(&scratch);
	json_object(&scratch);
	object_lasting(&scratch, view, from, from);
	to->stem = scratch.length;
	to->uid = from->uid;
	to->gid = from->gid;
	to->owned = from->state & KS_FILE_KNOWN;
	to->packaged = object_package_path(view, from).length;
	to->certain = !from->error && (from->state & KS_FILE_INITIAL);
	add_names(to, to->packaged || to->certain ? view_text(view, &from->path) : none);
}

static void refresh_file(struct facts_file *file)
{
	struct text old = file->text, path;

	if (!file->owned && !file->packaged)
		return;
	path = path_of(file);
	json_reset(&scratch);
	json_raw(&scratch, old.at, file->stem);
	add_names(file, path);
	free((char *)old.at);
}

static void make_arguments(struct facts *facts, struct text list, bool cut)
{
	struct text argument;
	bool hide = false;

	if (text_take_string(&list, &argument)) {
		JSON_KEY(&scratch, "argv0");
		json_string(&scratch, argument.at, argument.length);
	}
	facts->argv0 = scratch.length;
	facts->args = list.length || cut;
	if (list.length) {
		JSON_KEY(&scratch, "args");
		json_array(&scratch);
		while (text_take_string(&list, &argument)) {
			hide = scrub_argument(&argument, hide);
			json_string(&scratch, argument.at, argument.length);
		}
		json_array_end(&scratch);
	}
	if (cut) {
		JSON_KEY(&scratch, "args_truncated");
		json_true(&scratch);
	}
}

static void make_environment(struct facts *facts, struct text list, bool cut)
{
	struct text variable;

	facts->envs = list.length || cut;
	if (list.length) {
		JSON_KEY(&scratch, "envs");
		json_array(&scratch);
		while (text_take_string(&list, &variable))
			json_string(&scratch, variable.at, variable.length);
		json_array_end(&scratch);
	}
	if (cut) {
		JSON_KEY(&scratch, "envs_truncated");
		json_true(&scratch);
	}
}

/**
 * facts_new() - facts of a record
 * @instead:	lists that replace the record's, or NULL
 *
 * The caller holds the one reference.
 */
struct facts *facts_new(const struct view *view, const struct ks_image *image,
			const struct facts_lists *instead)
{
	const __u32 args = KS_IMAGE_ARGS_CUT | KS_IMAGE_ARGS_UNREAD;
	const __u32 envs = KS_IMAGE_ENVS_CUT | KS_IMAGE_ENVS_UNREAD;
	struct facts *facts = memory_zeroed(sizeof(*facts));

	facts->references = 1;
	facts->generation = names_now();
	if (image->state & KS_IMAGE_KNOWN) {
		make_file(&facts->executable, view, &image->executable);
		facts->path_error = show_path_error(image->executable.error);
		if (image->interpreter.state & KS_FILE_KNOWN)
			make_file(&facts->interpreter, view, &image->interpreter);
	}

	json_reset(&scratch);
	if (instead) {
		make_arguments(facts, instead->arguments, instead->arguments_cut);
		make_environment(facts, instead->environment, instead->environment_cut);
		facts->arguments_known = true;
	} else {
		make_arguments(facts, view_text(view, &image->arguments), image->state & args);
		make_environment(facts, view_text(view, &image->environment),
				 image->state & envs);
		facts->arguments_known = !(image->state & KS_IMAGE_ARGS_UNREAD);
	}
	facts->arguments = keep(&scratch);
	return facts;
}

/**
 * facts_get() - one more user of @facts, which may be NULL
 */
struct facts *facts_get(struct facts *facts)
{
	if (facts)
		facts->references++;
	return facts;
}

/**
 * facts_put() - one less
 */
void facts_put(struct facts *facts)
{
	if (!facts || --facts->references)
		return;
	drop(&facts->executable.text);
	drop(&facts->interpreter.text);
	drop(&facts->arguments);
	free(facts);
}

/**
 * facts_refresh() - render owners and packages again if their names have changed
 */
void facts_refresh(struct facts *facts)
{
	if (facts->generation == names_now())
		return;
	facts->generation = names_now();
	refresh_file(&facts->executable);
	refresh_file(&facts->interpreter);
}

static bool same_file(const struct facts_file *a, const struct facts_file *b)
{
	return a->stem == b->stem && a->stem && !memcmp(a->text.at, b->text.at, a->stem);
}

/**
 * facts_fit() - can a later look at a process have found what is known of it?
 * @known:	from its exec
 * @seen:	the file that it runs, or nothing if there was none to see
 *
 * A later look does not see a script, only what interprets it.
 */
bool facts_fit(const struct facts *known, const struct facts *seen)
{
	return !seen->executable.stem || same_file(&known->executable, &seen->executable) ||
	       same_file(&known->interpreter, &seen->executable);
}

/**
 * facts_path() - where the executable is, empty if that is not certain
 */
struct text facts_path(const struct facts *facts)
{
	return facts->executable.certain ? path_of(&facts->executable) : none;
}
