/* SPDX-License-Identifier: GPL-2.0 */
/* The command line. */
#ifndef RELAYD_OPTIONS_H
#define RELAYD_OPTIONS_H

#include <linux/types.h>
#include <stdbool.h>

#include "serialize.h"

/**
 * struct options - what was asked for
 * @events:	bits of the events that become lines
 * @output:	NULL: standard output
 */
struct options {
	enum serialize_schema schema;
	const char *output;
	const char *stats;
	__u64 events;
	bool verbose;
	bool status;
	bool json;
	bool version;
	bool help;
};

bool options_parse(struct options *options, int argc, char **argv);
void options_usage(void);

#endif
