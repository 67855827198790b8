/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where records come from. The order of use: attach, calibrate, filter, enable,
 * state, then read and arm for as long as it goes, stop, detach.
 */
#ifndef RELAYD_SOURCE_H
#define RELAYD_SOURCE_H

#include <linux/types.h>
#include <stdbool.h>

#include "calibrate.h"
#include "exitcode.h"
#include "filter.h"
#include "kernel.h"
#include "order.h"

typedef void (*source_state_fn)(const void *records, size_t length);
typedef void (*source_batch_fn)(unsigned int cpu, const struct order_batch *batch);
typedef void (*source_absent_fn)(unsigned int cpu, __u64 time);

enum exit_code source_attach(struct kernel_status *status);
int source_calibrate(const struct calibrate_pairs *pairs, struct kernel_status *status);
enum exit_code source_filter(const struct filter *filters, const struct kernel_status *status);
enum exit_code source_enable(__u64 events, struct kernel_status *status);
enum exit_code source_state(source_state_fn take);
bool source_wants_state(void);
enum exit_code source_read(unsigned int cpu, source_batch_fn take, source_absent_fn absent);
enum exit_code source_arm(void);
void source_detach(void);

#endif
