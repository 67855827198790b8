// SPDX-License-Identifier: GPL-2.0
/* The time of day of records that were written before somebody set it. */
#include "clock.h"
#include "test.h"

#define STEP	1000000LL

static void first_holds_for_all(void)
{
	clock_set_offset(0);
	clock_step(1000, 50);
	CHECK_NUMBER(clock_wall(10), 1010);
	CHECK_NUMBER(clock_wall(60), 1060);
}

static void steps(void)
{
	clock_set_offset(0);
	clock_step(1000, 50);
	clock_step(5000000, 100);
	clock_step(2000, 200);
	CHECK_NUMBER(clock_wall(99), 1099);
	CHECK_NUMBER(clock_wall(100), 5000100);
	CHECK_NUMBER(clock_wall(199), 5000199);
	CHECK_NUMBER(clock_wall(200), 2200);
	CHECK_NUMBER(clock_offset(), 2000);
}

/* The record of a step comes after the reader's own look at the clock. */
static void corrects(void)
{
	clock_set_offset(0);
	clock_step(1000, 50);
	clock_step(9000000, 300);
	clock_step(9000100, 250);
	CHECK_NUMBER(clock_wall(249), 1249);
	CHECK_NUMBER(clock_wall(250), 9000250);
	/* one of long ago says nothing new */
	clock_step(77000000, 100);
	CHECK_NUMBER(clock_wall(400), 9000400);
}

/* Many small ones, as of a clock that is being slewed: the oldest are forgotten. */
static void slews(void)
{
	int i;

	clock_set_offset(0);
	for (i = 1; i <= 100; i++)
		clock_step(STEP * i, 100 * i);
	CHECK_NUMBER(clock_wall(100 * 100 + 5), 100 * 100 + 5 + STEP * 100);
	CHECK_NUMBER(clock_wall(100 * 95 + 5), 100 * 95 + 5 + STEP * 95);
	CHECK_NUMBER((clock_wall(5) - 5) % STEP, 0);
	clock_set_offset(0);
}

void test_clock(void)
{
	first_holds_for_all();
	steps();
	corrects();
	slews();
}
