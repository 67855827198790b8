// SPDX-License-Identifier: GPL-2.0
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "event.h"
#include "exitcode.h"
#include "log.h"
#include "memory.h"

static bool set_schema(struct options *options, const char *value)
{
	options->schema = !strcmp(value, "v1") ? SERIALIZE_V1 : SERIALIZE_V2;
	return !strcmp(value, "v1") || !strcmp(value, "v2");
}

static bool set_output(struct options *options, const char *value)
{
	options->output = strcmp(value, "-") ? value : NULL;
	return value[0];
}

static bool set_events(struct options *options, const char *value)
{
	options->events = 0;
	for (;;) {
		size_t length = strcspn(value, ",");
		const struct event_type *type = event_by_name(value, length);

		if (!type || !type->category)
			return false;
		options->events |= 1ULL << type->id;
		if (!value[length])
			return true;
		value += length + 1;
	}
}

static bool set_stats(struct options *options, const char *value)
{
	options->stats = value;
	return value[0];
}

static bool set_status(struct options *options, const char *value)
{
	(void)value;
	return options->status = true;
}

static bool set_json(struct options *options, const char *value)
{
	(void)value;
	return options->json = true;
}

static bool set_verbose(struct options *options, const char *value)
{
	(void)value;
	return options->verbose = true;
}

static bool set_version(struct options *options, const char *value)
{
	(void)value;
	return options->version = true;
}

static bool set_help(struct options *options, const char *value)
{
	(void)value;
	return options->help = true;
}

struct option_row {
	const char *name;
	const char *value;	/* NULL: takes none */
	const char *text;
	bool (*set)(struct options *options, const char *value);
};

static const struct option_row rows[] = {
	{ "schema", "v1|v2", "version of the CWS event schema (v2)", set_schema },
	{ "output", "FILE|-", "append lines to FILE; SIGUSR1 opens it anew (standard output)",
	  set_output },
	{ "events", "LIST", "events to print, separated by commas (all)", set_events },
	{ "stats", "FILE", "at the end write counters to FILE, in JSON", set_stats },
	{ "verbose", NULL, "say more on standard error", set_verbose },
	{ "status", NULL, "print what the module does and loses, and end", set_status },
	{ "json", NULL, "with --status: in JSON", set_json },
	{ "version", NULL, "print the version, and end", set_version },
	{ "help", NULL, "print this, and end", set_help },
};

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
		printf("  %-20s %s\n", left, rows[i].text);
	}
	printf("\nevents:");
	for (i = 0; (type = event_at(i)); i++)
		if (type->category)
			printf(" %s", type->name);
	printf("\n\nexit status:\n");
	for (i = 0; i < EXIT_CODE_LIMIT; i++)
		printf("  %zu  %s\n", i, exit_code_text(i));
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

/**
 * options_parse() - fill @options; false, and a message, if something is wrong
 */
bool options_parse(struct options *options, int argc, char **argv)
{
	struct option table[COUNT(rows) + 1];
	size_t i;
	int found;

	memset(options, 0, sizeof(*options));
	options->schema = SERIALIZE_V2;
	options->events = all_events();

	memset(table, 0, sizeof(table));
	for (i = 0; i < COUNT(rows); i++) {
		table[i].name = rows[i].name;
		table[i].has_arg = rows[i].value ? required_argument : no_argument;
		table[i].val = i;
	}
	opterr = 0;
	while ((found = getopt_long(argc, argv, ":", table, NULL)) != -1) {
		if (found == ':' || found == '?') {
			log_note("%s: %s; see --help", argv[optind - 1],
				 found == ':' ? "a value is missing" : "no such option");
			return false;
		}
		if (!rows[found].set(options, optarg)) {
			log_note("--%s %s: %s is not that; see --help", rows[found].name,
				 rows[found].value, optarg);
			return false;
		}
	}
	if (optind < argc) {
		log_note("%s: not an option; see --help", argv[optind]);
		return false;
	}
	if (options->json && !options->status) {
		log_note("--json only goes with --status; see --help");
		return false;
	}
	return true;
}
