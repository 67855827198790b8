/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where lines go. A target that does not take them (full disk, stalled pipe)
 * holds up the daemon, which then acknowledges nothing: the kernel's buffers
 * fill, and it counts.
 */
#ifndef RELAYD_SINK_H
#define RELAYD_SINK_H

#include <stdbool.h>

#include "json.h"

/**
 * struct sink_ops - one kind of target
 * @open:	a descriptor, or -1 with errno, 0 if the log has been told why
 * @close:	gives it back
 * @rotate:	moves the open file away, so that @open makes a new one, and keeps
 *		that many; 0, or -1 with errno. NULL: this kind has no files
 */
struct sink_ops {
	const char *name;
	int (*open)(const char *where);
	void (*close)(int fd);
	int (*rotate)(const char *where, int fd, unsigned int keep);
};

extern const struct sink_ops sink_stdout;
extern const struct sink_ops sink_file;

int sink_open_private(const char *path, int flags);
void sink_check_directory(const char *path);
bool sink_open(const struct sink_ops *ops, const char *where);
void sink_set_rotation(__u64 size, unsigned int keep);
void sink_set_stop(int fd);
void sink_set_reopen(int fd, void (*take)(void));
struct json *sink_buffer(void);
bool sink_flush(void);
void sink_reopen(void);
void sink_close(void);

#endif
