/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that is there or ends the process: nothing in relayd could go on
 * without it, and what the kernel holds is not lost by dying.
 */
#ifndef RELAYD_MEMORY_H
#define RELAYD_MEMORY_H

#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void memory_init(void);
void *memory_zeroed(size_t size);
void *memory_resize(void *old, size_t size);
char *memory_copy(const void *bytes, size_t length);
void *memory_map(size_t size);
void memory_unmap(void *memory, size_t size);

#endif
