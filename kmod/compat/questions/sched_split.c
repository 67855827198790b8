/* SPDX-License-Identifier: GPL-2.0 */
/* linux/sched.h is split by subject (4.11; RHEL 7 has the new names too). */
#include <linux/sched.h>
#ifdef KS_ASKED
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
int ks_asked;
#endif
