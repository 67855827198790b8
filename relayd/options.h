/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What relayd was asked for: one table of options. Most of its rows are keys of
 * the configuration file too; the command line beats the file.
 */
#ifndef RELAYD_OPTIONS_H
#define RELAYD_OPTIONS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "exitcode.h"
#include "filter.h"
#include "serialize.h"

/**
 * struct options - what was asked for
 * @given:	a bit for each row of the table that the command line has decided
 * @events:	bits of the events that become lines
 * @filters:	and of these which
 * @output:	NULL: standard output
 * @output_max_size: bytes, after which the output is rotated; 0: never
 * @output_keep: rotated files that stay
 * @record:	capture to write beside the lines; NULL: none
 * @redact:	arguments in the capture are scrubbed
 * @replay:	capture to read instead of the module; NULL: the module
 * @user:	who to become; NULL: stay who we are
 * @uid:	the user's number, once config_load() has asked for it
 * @gid:	its group's
 * @packages:	file objects show their package
 * @config:	the configuration file; NULL: the usual one, if there is one
 */
struct options {
	__u64 given;
	enum serialize_schema schema;
	char *output;
	__u64 output_max_size;
	unsigned int output_keep;
	char *stats;
	char *record;
	char *replay;
	bool redact;
	__u64 events;
	struct filter filters;
	char *user;
	uid_t uid;
	gid_t gid;
	bool packages;
	bool verbose;
	char *config;
	bool check_config;
	bool status;
	bool json;
	bool version;
	bool help;
};

/**
 * enum option_kind - how the value of a key looks in the configuration file
 * @OPTION_COMMAND: not a key, for the command line only
 * @OPTION_LIST: words; on the command line one word with commas
 * @OPTION_LINES: a list too; on the command line each item is an option of its own
 */
enum option_kind {
	OPTION_COMMAND,
	OPTION_SWITCH,
	OPTION_WORD,
	OPTION_PATH,
	OPTION_LIST,
	OPTION_LINES,
};

/**
 * struct option_row - one option
 * @name:	as on the command line; a key has '_' where this has '-'
 * @value:	what it takes, for --help; NULL: nothing
 * @text:	what it does
 * @set:	take @value, of a list one item; NULL, or what it must be
 * @same:	is it the same in both? NULL: a key that may change while we run, or no key
 */
struct option_row {
	const char *name;
	const char *value;
	const char *text;
	enum option_kind kind;
	const char *(*set)(struct options *options, const char *value);
	bool (*same)(const struct options *a, const struct options *b);
};

#define CONFIG_FILE	"/etc/kscribe/relayd.yaml"
#define OPTIONS_MAX	64	/* bits of @given */

const struct option_row *option_at(size_t row);
int option_key(const char *key);
const char *option_key_name(size_t row);
void options_init(struct options *options);
enum exit_code options_parse(struct options *options, int argc, char **argv);
void options_finish(struct options *options);
bool options_read_file(const struct options *options);
void options_usage(void);
void options_free(struct options *options);

#endif
