/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places that make a path hard to tell, which several actors go to. All paths are
 * below a directory of the actor's own, without a slash at the end.
 */
#ifndef PLACE_H
#define PLACE_H

/*
 * Directories tree/sub, seen in bind as well, inner with a tmpfs of its own, and jail
 * with proc; and that they are no more.
 */
void place_mounts(const char *at);
void place_unmount(const char *at);

/* Another root directory: the jail above. The mounts are where they are all the same. */
void place_jail(const char *at);

/* A mount namespace of this process, in which nobody else sees what is mounted ... */
void place_namespace(void);
/* ... a tmpfs there. */
void place_private(const char *where);

/* As a container does it: the root is what was inner above, and the old one is gone. */
void place_container(const char *at, const char *directory);

/*
 * An overlay in o/merged of o/lower and o/upper, on a tmpfs of their own: first the
 * layers, then the overlay, if this kernel has it. If it has not, the truth says so.
 */
void place_layers(const char *at);
int place_overlay(const char *at);
void place_no_overlay(const char *at);

/*
 * Deeper than any buffer: a directory below dir with a name of 200 bytes, of which there
 * may be 40, appended to path. Closes dir and returns the new one.
 */
#define PLACE_DEEP	40
#define PLACE_DEEP_SIZE	(PLACE_DEEP * 201 + 512)

int place_deeper(int dir, int number, char *path);

/* Is it one of the depths that tell: on both sides of 4096 bytes, and far beyond? */
int place_tells(int number);

/* The name of a descriptor in /proc; the next call writes over it. */
const char *place_of_fd(int fd);

/* Names that are hard to write down, the last one as long as it may be; ends in NULL. */
extern const char *const odd_names[];

#endif
