/* SPDX-License-Identifier: GPL-2.0 */
/* One-line messages on stderr. */
#ifndef RELAYD_LOG_H
#define RELAYD_LOG_H

#include <stdbool.h>

#define LOG_FORMAT __attribute__((format(printf, 1, 2)))

void log_set_verbose(bool on);
void log_note(const char *format, ...) LOG_FORMAT;
void log_verbose(const char *format, ...) LOG_FORMAT;

#endif
