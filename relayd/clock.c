// SPDX-License-Identifier: GPL-2.0
#include "clock.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#define NS_PER_SECOND	1000000000LL
#define SAMPLES		5
/*
 * A new sample replaces the offset only if it differs by more than this:
 * otherwise the noise of sampling would put events microseconds apart from
 * their order.
 */
#define TOLERANCE	20000

/*
 * The latest distances. A record that was still unread when somebody set the
 * time of day has the time that held when it was written.
 */
#define KEPT	16
static struct {
	__u64 from;
	__s64 offset;
} distances[KEPT];
static unsigned int last;

static bool near(__s64 a, __s64 b)
{
	/* a capture may say any number: what is too large comes around */
	return (__u64)a - (__u64)b + TOLERANCE <= 2 * TOLERANCE;
}

static __s64 now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

/**
 * clock_boot() - the time on the kernel's records, now
 */
__u64 clock_boot(void)
{
	return now(CLOCK_BOOTTIME);
}

/**
 * clock_sample() - the distance of the two clocks now, for clock_step()
 *
 * Of a few attempts the one counts that was interrupted least. Call it about
 * once a second and when the time of day was set.
 */
__s64 clock_sample(void)
{
	__s64 best = NS_PER_SECOND, offset = clock_offset(), found = offset;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		__s64 before = now(CLOCK_BOOTTIME);
		__s64 wall = now(CLOCK_REALTIME);
		__s64 after = now(CLOCK_BOOTTIME);

		if (after - before < best) {
			best = after - before;
			found = wall - (before + best / 2);
		}
	}
	return near(found, offset) ? offset : found;
}

/**
 * clock_set_offset() - the clocks are this far apart, and always were
 */
void clock_set_offset(__s64 offset)
{
	last = 0;
	distances[0].from = 0;
	distances[0].offset = offset;
}

/**
 * clock_step() - from a time on they are this far apart
 * @from:	boottime ns; at first it holds for everything before as well
 *
 * The module's record of a step, which knows better when it was, may come after
 * we have noticed by ourselves.
 */
void clock_step(__s64 offset, __u64 from)
{
	if (!last && !distances[0].offset)
		clock_set_offset(offset);
	if (from < distances[last].from) {
		if (near(offset, distances[last].offset))
			distances[last].from = from;
		return;
	}
	if (near(offset, distances[last].offset))
		return;
	if (last == KEPT - 1) {
		memmove(&distances[0], &distances[1], (KEPT - 1) * sizeof(distances[0]));
		distances[0].from = 0;
		last--;
	}
	last++;
	distances[last].from = from;
	distances[last].offset = offset;
}

/**
 * clock_offset() - the latest distance
 */
__s64 clock_offset(void)
{
	return distances[last].offset;
}

/**
 * clock_wall() - ns since 1970 of a record's time
 */
__s64 clock_wall(__u64 boot)
{
	unsigned int i = last;

	while (i && boot < distances[i].from)
		i--;
	/* a record may say any time: what is too large comes around */
	return boot + (__u64)distances[i].offset;
}
