/* SPDX-License-Identifier: GPL-2.0 */
/* How single values of the list look in a line. */
#ifndef RELAYD_SHOW_H
#define RELAYD_SHOW_H

#include <linux/types.h>
#include <stdbool.h>

#include "json.h"

/* the last argument of a row of uapi/events.def */
enum show {
	SHOW_NONE,
	SHOW_NUMBER,
	SHOW_TIME,
	SHOW_USER,
	SHOW_GROUP,
	SHOW_PATH,
	SHOW_STRING,
	SHOW_LAYER,
	SHOW_PATH_ERROR,
	SHOW_CAPABILITIES,
	SHOW_CREDENTIALS,
	SHOW_CONTAINER,
	SHOW_FILE,
	SHOW_ARGUMENTS,
	SHOW_ENVIRONMENT,
	SHOW_EXIT,
	SHOW_OPEN_FLAGS,
	SHOW_OUTCOME,
	SHOW_CREATED,
	SHOW_CREATED_DIRECTORY,
	SHOW_ASKED_MODE,
	SHOW_ASKED_OWNER,
	SHOW_ASKED_TIMES,
	SHOW_ATTRIBUTE,
	SHOW_DESTINATION,
	SHOW_SPLICED,
	SHOW_PIPE_FLAGS,
	SHOW_MOUNT,
};

bool show_time_fits(__s64 seconds, __u32 nanoseconds);
void show_time(struct json *json, __s64 seconds, __u32 nanoseconds);
void show_wall(struct json *json, __s64 nanoseconds);
void show_open_flags(struct json *json, __u64 flags);
bool show_open_creates(__u64 flags);
void show_pipe_flags(struct json *json, __u32 flags);
void show_capabilities(struct json *json, __u64 set);
void show_exit(struct json *json, __u32 status);
const char *show_outcome(__s32 result);
const char *show_path_error(unsigned int error);

#endif
