/* SPDX-License-Identifier: GPL-2.0 */
/* CPUs are kept from coming and going by cpus_read_lock (4.13), get_online_cpus before. */
#include <linux/cpu.h>
#ifdef KS_ASKED
void ks_asked(void)
{
	cpus_read_lock();
	cpus_read_unlock();
}
#endif
