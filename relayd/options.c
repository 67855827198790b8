// SPDX-License-Identifier: GPL-2.0
#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "log.h"
#include "memory.h"

#define KEEP_DEFAULT	5
#define KEEP_LIMIT	1000
#define SIZE_LEAST	(64ULL << 10)
#define SIZE_LIMIT	(1024ULL << 30)

/* A number as people write it: no sign, no leading zero, which could mean octal. */
static bool number(const char *text, __u64 limit, __u64 *to, const char **end)
{
	__u64 value = 0;

	if (!isdigit((unsigned char)*text) || (*text == '0' && isdigit((unsigned char)text[1])))
		return false;
	for (; isdigit((unsigned char)*text); text++) {
		value = value * 10 + (*text - '0');
		if (value > limit)
			return false;
	}
	*to = value;
	*end = text;
	return true;
}

static const char *set_text(char **to, const char *value)
{
	if (!value[0])
		return "must not be empty";
	free(*to);
	*to = memory_copy(value, strlen(value));
	return NULL;
}

static const char *set_schema(struct options *options, const char *value)
{
	if (strcmp(value, "v1") && strcmp(value, "v2"))
		return "must be v1 or v2";
	options->schema = !strcmp(value, "v1") ? SERIALIZE_V1 : SERIALIZE_V2;
	return NULL;
}

static const char *set_output(struct options *options, const char *value)
{
	if (strcmp(value, "-"))
		return set_text(&options->output, value);
	free(options->output);
	options->output = NULL;
	return NULL;
}

static const char *set_output_max_size(struct options *options, const char *value)
{
	static const char wrong[] = "must be 0 or from 64K to 1024G: bytes, or with K, M or G "
				    "behind the number";
	static const char units[] = "KMG";
	const char *end, *unit;
	__u64 size;

	if (!number(value, SIZE_LIMIT, &size, &end))
		return wrong;
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		int shift = 10 * (unit - units + 1);

		if (size > SIZE_LIMIT >> shift)
			return wrong;
		size <<= shift;
		end++;
	}
	if (*end || (size && size < SIZE_LEAST))
		return wrong;
	options->output_max_size = size;
	return NULL;
}

static const char *set_output_keep(struct options *options, const char *value)
{
	const char *end;
	__u64 keep;

	if (!number(value, KEEP_LIMIT, &keep, &end) || *end || !keep)
		return "must be a number from 1 to 1000";
	options->output_keep = keep;
	return NULL;
}

static const char *set_event(struct options *options, const char *value)
{
	const struct event_type *type = event_by_name(value, strlen(value));

	if (!type || !type->category)
		return "must be an event that --help lists";
	options->events |= 1ULL << type->id;
	return NULL;
}

static bool find_user(const char *name, __u32 *uid)
{
	const struct passwd *found = getpwnam(name);

	if (found)
		*uid = found->pw_uid;
	return found;
}

static const char *set_filters(struct options *options, const char *value)
{
	return filter_add(&options->filters, value, find_user);
}

static const char *set_stats(struct options *options, const char *value)
{
	return set_text(&options->stats, value);
}

static const char *set_record(struct options *options, const char *value)
{
	return set_text(&options->record, value);
}

static const char *set_replay(struct options *options, const char *value)
{
	return set_text(&options->replay, value);
}

static const char *set_user(struct options *options, const char *value)
{
	return set_text(&options->user, value);
}

static const char *set_config(struct options *options, const char *value)
{
	return set_text(&options->config, value);
}

/* On the command line a switch has no value: to name it is to turn it on. */
static const char *set_switch(bool *to, const char *value)
{
	if (value && strcmp(value, "true") && strcmp(value, "false"))
		return "must be true or false";
	*to = !value || !strcmp(value, "true");
	return NULL;
}

#define SET_SWITCH(name)								\
	static const char *set_##name(struct options *options, const char *value)	\
	{										\
		return set_switch(&options->name, value);				\
	}
SET_SWITCH(redact)
SET_SWITCH(packages)
SET_SWITCH(verbose)
SET_SWITCH(check_config)
SET_SWITCH(status)
SET_SWITCH(json)
SET_SWITCH(version)
SET_SWITCH(help)
#undef SET_SWITCH

#define SAME_NUMBER(name)								\
	static bool same_##name(const struct options *a, const struct options *b)	\
	{										\
		return a->name == b->name;						\
	}
SAME_NUMBER(schema)
SAME_NUMBER(output_max_size)
SAME_NUMBER(output_keep)
SAME_NUMBER(packages)
SAME_NUMBER(verbose)
#undef SAME_NUMBER

#define SAME_TEXT(name)									\
	static bool same_##name(const struct options *a, const struct options *b)	\
	{										\
		return !strcmp(a->name ? a->name : "", b->name ? b->name : "");	\
	}
SAME_TEXT(output)
SAME_TEXT(stats)
SAME_TEXT(user)
#undef SAME_TEXT

static const struct option_row rows[] = {
	{ "schema", "v1|v2", "version of the CWS event schema (v2)", OPTION_WORD, set_schema,
	  same_schema },
	{ "output", "FILE|-", "append lines to FILE; SIGHUP opens it anew (standard output)",
	  OPTION_PATH, set_output, same_output },
	{ "output-max-size", "SIZE", "rotate FILE before it gets larger; 0: never (0)",
	  OPTION_WORD, set_output_max_size, same_output_max_size },
	{ "output-keep", "NUMBER", "rotated files that stay, FILE.1 the newest (5)", OPTION_WORD,
	  set_output_keep, same_output_keep },
	{ "events", "LIST", "events to print, separated by commas (all)", OPTION_LIST, set_event, NULL },
	{ "filters", "LINE", "include|exclude EVENTS path|uid|cgroup VALUE; again for each line",
	  OPTION_LINES, set_filters, NULL },
	{ "stats", "FILE", "at the end write counters to FILE, in JSON", OPTION_PATH, set_stats,
	  same_stats },
	{ "record", "FILE", "also write a capture of what the module sends, for --replay",
	  OPTION_COMMAND, set_record, NULL },
	{ "redact", NULL, "scrub arguments in that capture", OPTION_COMMAND, set_redact, NULL },
	{ "user", "NAME", "once started become user NAME (stay who we are)", OPTION_WORD,
	  set_user, same_user },
	{ "packages", "true|false", "show which package of the host a file belongs to (true)",
	  OPTION_SWITCH, set_packages, same_packages },
	{ "verbose", NULL, "say more on standard error", OPTION_SWITCH, set_verbose,
	  same_verbose },
	{ "config", "FILE|none", "configuration file (" CONFIG_FILE ", if it exists)",
	  OPTION_COMMAND, set_config, NULL },
	{ "check-config", NULL, "say all that is wrong with the configuration file, and end",
	  OPTION_COMMAND, set_check_config, NULL },
	{ "replay", "FILE", "make the lines of a capture; needs neither module nor privilege",
	  OPTION_COMMAND, set_replay, NULL },
	{ "status", NULL, "print what the module does and loses, and end", OPTION_COMMAND,
	  set_status, NULL },
	{ "json", NULL, "with --status: in JSON", OPTION_COMMAND, set_json, NULL },
	{ "version", NULL, "print the version, and end", OPTION_COMMAND, set_version, NULL },
	{ "help", NULL, "print this, and end", OPTION_COMMAND, set_help, NULL },
};

/**
 * option_at() - a row of the table, NULL behind the last
 */
const struct option_row *option_at(size_t row)
{
	return row < COUNT(rows) ? &rows[row] : NULL;
}

/**
 * option_key_name() - how the configuration file calls a row
 *
 * Valid until the next call. NULL if it is not a key.
 */
const char *option_key_name(size_t row)
{
	static char name[32];
	char *dash;

	if (rows[row].kind == OPTION_COMMAND)
		return NULL;
	snprintf(name, sizeof(name), "%s", rows[row].name);
	while ((dash = strchr(name, '-')))
		*dash = '_';
	return name;
}

/**
 * option_key() - the row of a key of the configuration file, -1 if there is none
 */
int option_key(const char *key)
{
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		const char *name = option_key_name(i);

		if (name && !strcmp(name, key))
			return i;
	}
	return -1;
}

/**
 * options_usage() - the page for --help
 */
void options_usage(void)
{
	const struct event_type *type;
	char left[40];
	size_t i;

	printf("usage: relayd [OPTION]...\n"
	       "Prints what kscribe.ko records, one JSON object a line.\n\n");
	for (i = 0; i < COUNT(rows); i++) {
		snprintf(left, sizeof(left), "--%s%s%s", rows[i].name, rows[i].value ? " " : "",
			 rows[i].value ? rows[i].value : "");
		printf("  %-22s %s\n", left, rows[i].text);
	}
	printf("\nkeys of the configuration file:");
	for (i = 0; i < COUNT(rows); i++)
		if (rows[i].kind != OPTION_COMMAND)
			printf(" %s", option_key_name(i));
	printf("\n\nevents:");
	for (i = 0; (type = event_at(i)); i++)
		if (type->category)
			printf(" %s", type->name);
	printf("\n\nexit status:\n");
	for (i = 0; i < EXIT_CODE_LIMIT; i++)
		printf("  %2zu  %s\n", i, exit_code_text(i));
}

static __u64 all_events(void)
{
	const struct event_type *type;
	__u64 events = 0;
	size_t i;

	for (i = 0; (type = event_at(i)); i++)
		if (type->category)
			events |= 1ULL << type->id;
	return events;
}

/* On the command line a list is one word with commas. */
static const char *set_list(struct options *options, const struct option_row *row, char *list)
{
	const char *wrong = NULL;

	for (;;) {
		size_t length = strcspn(list, ",");
		char *item = memory_copy(list, length);

		wrong = row->set(options, item);
		free(item);
		if (wrong || !list[length])
			return wrong;
		list += length + 1;
	}
}

static const char *set_row(struct options *options, size_t row, char *value)
{
	options->given |= 1ULL << row;
	return rows[row].kind == OPTION_LIST ? set_list(options, &rows[row], value) :
					       rows[row].set(options, value);
}

static bool parse(struct options *options, int argc, char **argv)
{
	struct option table[COUNT(rows) + 1];
	size_t i;
	int found;

	memset(table, 0, sizeof(table));
	for (i = 0; i < COUNT(rows); i++) {
		table[i].name = rows[i].name;
		table[i].has_arg = rows[i].value ? required_argument : no_argument;
		table[i].val = i;
	}
	opterr = 0;
	optind = 0;	/* from the beginning, whoever has asked before */
	while ((found = getopt_long(argc, argv, ":", table, NULL)) != -1) {
		const char *wrong;

		if (found == ':' || found == '?') {
			log_note("%s: %s; see --help", argv[optind - 1],
				 found == ':' ? "a value is missing" : "no such option");
			return false;
		}
		wrong = set_row(options, found, optarg);
		if (wrong) {
			log_note("--%s %s: %s; see --help", rows[found].name, optarg, wrong);
			return false;
		}
	}
	if (optind < argc) {
		log_note("%s: not an option; see --help", argv[optind]);
		return false;
	}
	return true;
}

/**
 * options_init() - what holds if nobody says anything
 */
void options_init(struct options *options)
{
	memset(options, 0, sizeof(*options));
	options->schema = SERIALIZE_V2;
	options->output_keep = KEEP_DEFAULT;
	options->packages = true;
}

/**
 * options_parse() - take the command line; if something is wrong, say so
 */
enum exit_code options_parse(struct options *options, int argc, char **argv)
{
	options_init(options);
	if (!parse(options, argc, argv))
		return EXIT_CODE_USAGE;
	if (options->json && !options->status) {
		log_note("--json only goes with --status; see --help");
		return EXIT_CODE_USAGE;
	}
	if (options->redact && !options->record) {
		log_note("--redact only goes with --record; see --help");
		return EXIT_CODE_USAGE;
	}
	if (options->replay && (options->record || options->status || options->user)) {
		log_note("--replay goes with none of --record, --user, --status; see --help");
		return EXIT_CODE_USAGE;
	}
	return EXIT_CODE_OK;
}

/**
 * options_read_file() - does the configuration file matter for what we shall do?
 *
 * A replay must not write to where the daemon does, unless it is told to.
 */
bool options_read_file(const struct options *options)
{
	if (options->help || options->version || options->status || options->check_config)
		return false;
	return !options->replay || options->config;
}

/**
 * options_finish() - the command line and the file have been read
 */
void options_finish(struct options *options)
{
	if (!options->events)
		options->events = all_events();
	/* of a file, that is about reading the module */
	if (options->replay) {
		free(options->user);
		options->user = NULL;
	}
}

/**
 * options_free() - give back the strings
 */
void options_free(struct options *options)
{
	free(options->output);
	free(options->stats);
	free(options->record);
	free(options->replay);
	free(options->user);
	free(options->config);
	filter_free(&options->filters);
	memset(options, 0, sizeof(*options));
}
