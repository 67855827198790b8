/* SPDX-License-Identifier: GPL-2.0 */
/* A run of bytes that somebody else owns. */
#ifndef RELAYD_TEXT_H
#define RELAYD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
	const char *at;
	size_t length;
};

#endif
