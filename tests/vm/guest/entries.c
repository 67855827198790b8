// SPDX-License-Identifier: GPL-2.0
/* Ways into the kernel other than the system calls of a 64-bit program. */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOW_BYTES	8192
#define LOW_SLOTS	4

const void *low(int slot, const void *from, size_t length)
{
	static char *room;

	if (!room)
		room = mmap(NULL, LOW_BYTES * LOW_SLOTS, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (room == MAP_FAILED || slot >= LOW_SLOTS || length > LOW_BYTES)
		die("memory below 4 GiB");
	return memcpy(room + slot * LOW_BYTES, from, length);
}

const char *low_string(int slot, const char *from)
{
	return low(slot, from, strlen(from) + 1);
}

long int80(long number, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory", "r8", "r9", "r10", "r11");
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

/*
 * 7.x lets the workers of a thread go when its last ring is closed, and may then
 * forget a request of the next one: so a ring stays open until there is another.
 */
long uring(const struct uring_request *request, int worker)
{
	static __thread int last = -1;
	struct {
		uint32_t sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features,
			wq_fd, resv[3];
		struct {
			uint32_t head, tail, mask, entries, flags, dropped, array, resv1;
			uint64_t resv2;
		} sq;
		struct {
			uint32_t head, tail, mask, entries, overflow, cqes, flags, resv1;
			uint64_t resv2;
		} cq;
	} params = {};
	struct {
		uint64_t user_data;
		int32_t res;
		uint32_t flags;
	} *cqe;
	struct uring_request *sqe;
	int ring = syscall(425, 1, &params);
	char *sq, *cq;
	long result;

	if (ring < 0)
		return -1;
	sq = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
	cq = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0x8000000);
	sqe = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0x10000000);
	if (sq == MAP_FAILED || cq == MAP_FAILED || sqe == MAP_FAILED)
		die("ring");
	*sqe = *request;
	if (worker)
		sqe->flags |= 1 << 4;	/* IOSQE_ASYNC */
	*(uint32_t *)(sq + params.sq.array) = 0;
	__atomic_store_n((uint32_t *)(sq + params.sq.tail), 1, __ATOMIC_RELEASE);
	if (syscall(426, ring, 1, 1, 1 /* IORING_ENTER_GETEVENTS */, NULL, 0) != 1)
		die("io_uring_enter");
	cqe = (void *)(cq + params.cq.cqes);
	result = cqe->res;
	munmap(sq, 4096);
	munmap(cq, 4096);
	munmap(sqe, 4096);
	if (last >= 0)
		close(last);
	last = ring;
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}
