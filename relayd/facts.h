/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an exec fixes about a process: its files, arguments and environment.
 *
 * Rendered once and shared by everything that was forked from it since. That
 * two processes share one is how "the same argument record" is known.
 */
#ifndef RELAYD_FACTS_H
#define RELAYD_FACTS_H

#include <stdbool.h>

#include "decode.h"
#include "text.h"

/**
 * struct facts_file - a file object: what lasts, and names of its package and owners
 * @text:	the whole object; behind it is the path, if anybody needs it
 * @stem:	bytes of it that do not depend on names
 * @path_length: of that path
 * @packaged:	its package is found by that path
 * @certain:	that is where it is
 */
struct facts_file {
	struct text text;
	size_t stem;
	__u32 uid;
	__u32 gid;
	__u16 path_length;
	bool packaged;
	bool certain;
	bool owned;
};

/**
 * struct facts - one exec
 * @arguments:	members argv0, args, envs and what says that they are cut
 * @argv0:	bytes of it that are argv0
 * @args:	there is something to say of args
 * @envs:	the same of envs
 * @path_error:	of @executable, NULL for none
 * @arguments_known:	the argument list was read, be it cut
 */
struct facts {
	unsigned int references;
	unsigned int generation;
	struct facts_file executable;
	struct facts_file interpreter;
	struct text arguments;
	size_t argv0;
	bool args;
	bool envs;
	const char *path_error;
	bool arguments_known;
};

/**
 * struct facts_lists - arguments and environment from outside of the record
 */
struct facts_lists {
	struct text arguments;
	struct text environment;
	bool arguments_cut;
	bool environment_cut;
};

struct facts *facts_new(const struct view *view, const struct ks_image *image,
			const struct facts_lists *instead);
struct facts *facts_get(struct facts *facts);
void facts_put(struct facts *facts);
void facts_refresh(struct facts *facts);
bool facts_fit(const struct facts *known, const struct facts *seen);
struct text facts_path(const struct facts *facts);

#endif
