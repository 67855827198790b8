// SPDX-License-Identifier: GPL-2.0
#include "memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

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
 * memory_init() - before the first thread
 *
 * The C library would give each thread an arena of its own, 64 MB of addresses
 * that stay for good, for threads that do little, once.
 */
void memory_init(void)
{
	mallopt(M_ARENA_MAX, 1);
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

/**
 * memory_map() - a lot of memory, all zero, that memory_unmap() gives back to the system
 */
void *memory_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return checked(memory == MAP_FAILED ? NULL : memory, size);
}

/**
 * memory_unmap() - NULL is fine
 */
void memory_unmap(void *memory, size_t size)
{
	if (memory)
		munmap(memory, size);
}
