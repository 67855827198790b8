/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Secrets on command lines do not reach the output.
 *
 * A key is a word of an argument that holds one of the names below: up to its
 * first '=' or ':', or the whole word. What follows the '=' or ':', or the
 * next word, or the next argument, becomes ********.
 */
#ifndef RELAYD_SCRUB_H
#define RELAYD_SCRUB_H

#include <stdbool.h>

#include "text.h"

bool scrub_argument(struct text *argument, bool hide);

#endif
