// SPDX-License-Identifier: GPL-2.0
#include "clock.h"

#include <time.h>

#define NS_PER_SECOND	1000000000LL
#define SAMPLES		5
/*
 * A new sample replaces the offset only if it differs by more than this:
 * otherwise the noise of sampling would put events microseconds apart from
 * their order.
 */
#define TOLERANCE	20000

static __s64 offset;

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
 * clock_sample() - the distance of the two clocks now, for clock_set_offset()
 *
 * Of a few attempts the one counts that was interrupted least. Call it about
 * once a second and when the time of day was set.
 */
__s64 clock_sample(void)
{
	__s64 best = NS_PER_SECOND, found = offset;
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
	return found - offset > TOLERANCE || offset - found > TOLERANCE ? found : offset;
}

/**
 * clock_set_offset() - from now on the clocks are this far apart
 */
void clock_set_offset(__s64 distance)
{
	offset = distance;
}

/**
 * clock_offset() - what clock_set_offset() was told
 */
__s64 clock_offset(void)
{
	return offset;
}

/**
 * clock_wall() - ns since 1970 of a record's time
 */
__s64 clock_wall(__u64 boot)
{
	/* a record may say any time: what is too large comes around */
	return boot + (__u64)offset;
}
