// SPDX-License-Identifier: GPL-2.0
#include "reload.h"

#include <string.h>

#include "clock.h"
#include "config.h"
#include "log.h"
#include "memory.h"
#include "selection.h"
#include "source.h"

#define NAMES_BYTES	256

static int argument_count;
static char **arguments;
static struct options *options;		/* those in force */
static struct kernel_status *kernel;

/**
 * reload_init() - what we were started with
 * @in_force:	changed by reload()
 * @status:	likewise
 */
void reload_init(int argc, char **argv, struct options *in_force, struct kernel_status *status)
{
	argument_count = argc;
	arguments = argv;
	options = in_force;
	kernel = status;
}

/* What it says now; the command line beats it now as well. */
static enum exit_code read_again(struct options *fresh)
{
	enum exit_code code = options_parse(fresh, argument_count, arguments);

	if (code)
		return code;
	/* the usual file has to be there if it was */
	if (!fresh->config)
		fresh->config = memory_copy(options->config, strlen(options->config));
	code = config_load(fresh);
	options_finish(fresh);
	return code;
}

/* The module changes its terms at once; what we judge by ourselves follows the time of events. */
static enum exit_code apply(const struct options *fresh)
{
	__u64 from = clock_boot();
	enum exit_code code = source_filter(&fresh->filters, kernel);

	if (code)
		return code;
	code = source_enable(selection_recorded(fresh->events), kernel);
	if (code)
		source_filter(&options->filters, kernel);
	else
		selection_change(fresh->events, &fresh->filters, from);
	return code;
}

static void tell_others(const struct options *fresh)
{
	const struct option_row *row;
	char names[NAMES_BYTES] = "";
	size_t i;

	for (i = 0; (row = option_at(i)); i++) {
		if (!row->same || row->same(options, fresh))
			continue;
		if (names[0])
			strcat(names, ", ");
		strcat(names, option_key_name(i));
	}
	if (names[0])
		log_note("%s: %s: what has changed takes effect at the next start", fresh->config,
			 names);
}

static void adopt(struct options *fresh)
{
	struct filter old = options->filters;

	tell_others(fresh);
	options->events = fresh->events;
	options->filters = fresh->filters;
	fresh->filters = old;
	log_note("%s was read again: %u filter%s in force", options->config,
		 options->filters.count, options->filters.count == 1 ? "" : "s");
}

/**
 * reload() - read the configuration file again, if there is one, and do what it says
 *
 * Events and filters can change; whatever is wrong, the old ones stay in force.
 */
void reload(void)
{
	struct options fresh;

	if (!options->config || !strcmp(options->config, "none"))
		return;
	if (read_again(&fresh) || apply(&fresh))
		log_note("events and filters stay what they were");
	else
		adopt(&fresh);
	options_free(&fresh);
}
