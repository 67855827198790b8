/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACTOR_H
#define ACTOR_H

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "truth.h"

/* "actor NAME [ARGUMENTS]": argv[0] is NAME. */
struct act {
	const char *name;
	int (*run)(int argc, char **argv);
};

/* Each act_*.c has one list, closed by an empty row. */
extern const struct act exec_acts[], fork_acts[], exit_acts[], open_acts[], path_acts[];
extern const struct act load_acts[], hostile_acts[], name_acts[], mount_acts[], splice_acts[];
extern const struct act attribute_acts[], filter_acts[];

int act_background(int argc, char **argv);
int act_helper(int argc, char **argv);

/* The same, of programs that are no part of the truth. */
extern const struct act attack_acts[], fault_acts[];

/*
 * The 32-bit system calls from 64-bit code. Their pointers must be low: a copy of
 * the argument is, until the slot is used again.
 */
long int80(long number, long a, long b, long c, long d, long e);
const void *low(int slot, const void *from, size_t length);
const char *low_string(int slot, const char *from);

/* One request through a ring of one, as the kernel has it; or by its worker. */
struct uring_request {
	uint8_t opcode, flags;
	uint16_t priority;
	int32_t fd;
	uint64_t off, addr;
	uint32_t len, op_flags;
	uint64_t user_data, pad[3];
};

long uring(const struct uring_request *request, int worker);

/* From here on calls of the C library that make events are written down (aside.c). */
void aside_begin(void);

/* One open, by whichever call. All paths must be what the event must say. */
struct open_step {
	const char *call;	/* open, openat, openat2, creat, handle, truncate, int80, uring… */
	int dirfd;
	const char *path;	/* the argument */
	int flags;
	mode_t mode;
	const char *resolved;	/* in the mount namespace of the process */
	const char *request;	/* absolute as requested; what a refusal shows. Default: path */
	const char *note;	/* selects a rule of the host's comparison */
};

/* Does it, writes the truth, returns the descriptor or -1 with errno. */
int open_step(const struct open_step *step);

/* As above where the descriptor is not needed. */
void open_close(const struct open_step *step);

/*
 * Children. Both sides of a fork go through these, so that every child has a
 * fork and a wait record; -1 as path means no exec: the child returns.
 */
pid_t truth_fork(void);
int truth_wait(pid_t child);

struct exec_step {
	const char *path;	/* the argument of execve */
	const char *resolved;	/* what the event must say; default: path */
	const char *interpreter;	/* of a script, resolved */
	char *const *argv;
	char *const *env;
	int fd;			/* >= 0: execveat(fd, "", AT_EMPTY_PATH) */
	const char *note;
};

/* Writes the truth and becomes the program; does not return. */
void exec_step(const struct exec_step *step) __attribute__((noreturn));

/* From root to these real, effective and saved ids and no others; the host must know. */
void become(const gid_t *gids, const uid_t *uids);

/* To a user without any right. */
void become_alice(void);

/*
 * Landlock: this process may do nothing of these any more, to any file but those of /proc.
 * The version of it, or -1 and the truth says that there is none.
 */
#define CONFINE_MAKE_DIR	(1 << 7)
#define CONFINE_REFER		(1 << 13)
#define CONFINE_TRUNCATE	(1 << 14)

int confine_version(void);
uint64_t confine_all(int version);
void confine(uint64_t rights);

void write_file(const char *path, const char *text, mode_t mode);
void set_sysctl(const char *path, int value);

/* chattr(1): FS_IMMUTABLE_FL, FS_APPEND_FL or 0; not 0 where a file cannot be so. */
int mark_file(const char *path, int flags);

#endif
