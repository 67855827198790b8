/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for code with preemption off is synchronize_sched; from 5.1 on synchronize_rcu waits for it, too. */
#include <linux/rcupdate.h>
#ifdef KS_ASKED
void ks_asked(void)
{
	synchronize_sched();
}
#endif
