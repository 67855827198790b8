/* SPDX-License-Identifier: GPL-2.0 */
/* Telling the service manager how far we are. */
#ifndef RELAYD_NOTIFY_H
#define RELAYD_NOTIFY_H

void notify_ready(const char *status);
void notify_stopping(const char *status);

#endif
