/* SPDX-License-Identifier: GPL-2.0 */
/* Checks that print a line each and are counted. */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

extern unsigned int test_passed, test_failed;

void test_report(bool good, const char *file, int line, const char *what);

/* A file of this text and no other mode; that it is there is for the caller to see. */
void test_write(const char *path, const char *text, mode_t mode);

#define CHECK(condition) test_report(condition, __FILE__, __LINE__, #condition)
#define CHECK_NUMBER(got, wanted)						\
	do {									\
		long long got_ = (got), wanted_ = (wanted);			\
		char what_[300];						\
										\
		snprintf(what_, sizeof(what_), "%s is %lld (got %lld)", #got, wanted_, got_); \
		test_report(got_ == wanted_, __FILE__, __LINE__, what_);	\
	} while (0)
#define CHECK_STRING(got, wanted)						\
	do {									\
		const char *got_ = (got), *wanted_ = (wanted);			\
		char what_[1200];						\
										\
		snprintf(what_, sizeof(what_), "%s is %.500s (got %.500s)", #got, wanted_, \
			 got_ ? got_ : "NULL");					\
		test_report(got_ && !strcmp(got_, wanted_), __FILE__, __LINE__, what_); \
	} while (0)

#endif
