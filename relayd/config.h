/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration file: YAML, one mapping of keys to values, nothing nested
 * but lists of words or of lines. Whatever is wrong is one line: file, line, column, what,
 * what to do.
 */
#ifndef RELAYD_CONFIG_H
#define RELAYD_CONFIG_H

#include <stddef.h>

#include "exitcode.h"
#include "options.h"

#define CONFIG_BYTES_MAX (1024 * 1024)

/**
 * struct config - a file that is being read
 * @file:	its name, for messages
 * @report:	takes a line about an error
 * @errors:	how many there were
 * @at:		where each row of the options was set; line 0: it was not
 */
struct config {
	const char *file;
	void (*report)(const struct config *config, const char *line);
	unsigned int errors;
	struct {
		unsigned int line;
		unsigned int column;
	} at[OPTIONS_MAX];
};

void config_parse(struct config *config, struct options *options, const char *text,
		  size_t length);
enum exit_code config_load(struct options *options);
enum exit_code config_check(const char *file);

#endif
