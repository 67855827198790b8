/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an actor knows about itself and about files, written as one JSON line
 * per operation to file descriptor 9. Strings are bytes: each byte from 0x80 on
 * becomes the code point of the same number, so that the host gets back exactly
 * the bytes by encoding the text as Latin-1.
 */
#ifndef TRUTH_H
#define TRUTH_H

#include <stddef.h>
#include <sys/types.h>

#define TRUTH_FD 9

/* Wall-clock time in ns, as the events have it. */
long long now(void);

/* Is it this kernel or a later one? */
int kernel_since(int major, int minor);

/* One line: begin, any number of members, end. "t" is the time of begin. */
void truth_begin(const char *op);
void truth_int(const char *key, long long value);
void truth_string(const char *key, const char *value);
void truth_strings(const char *key, char *const *list);
void truth_bytes(const char *key, const char *bytes, size_t length);	/* NUL-separated list */
/* The file behind a descriptor, under the name the event must give. */
void truth_file(const char *key, int fd, const char *path);
/* Adds "u", the time of the end, and writes the line. */
void truth_end(void);
void truth_end_at(long long end);
void truth_begin_at(const char *op, long long begin);

/* Any thread may be the process's last one: it has more, or workers of io_uring. */
void truth_any_last(void);

/* This kernel cannot do what the case is about. */
void truth_absent(const char *why);

/* A whole process as /proc shows it now; the path of its executable may be given. */
void truth_image(pid_t pid, const char *executable);

/* Of the calling thread, which may have others than its process. */
void truth_credentials(void);

void die(const char *what);

#endif
