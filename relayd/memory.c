// SPDX-License-Identifier: GPL-2.0
#include "memory.h"

#include <stdlib.h>
#include <string.h>

#include "exitcode.h"
#include "log.h"

static void *checked(void *memory, size_t size)
{
	if (!memory) {
		log_note("out of memory: %zu bytes refused; raise the limit of this service", size);
		exit(EXIT_CODE_INTERNAL);
	}
	return memory;
}

/**
 * memory_zeroed() - new memory, all zero
 */
void *memory_zeroed(size_t size)
{
	return checked(calloc(1, size), size);
}

/**
 * memory_resize() - realloc() that does not fail
 */
void *memory_resize(void *old, size_t size)
{
	return checked(realloc(old, size), size);
}

/**
 * memory_copy() - a copy of @bytes with a NUL behind it
 */
char *memory_copy(const void *bytes, size_t length)
{
	char *copy = memory_resize(NULL, length + 1);

	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}
