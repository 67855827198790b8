/* SPDX-License-Identifier: GPL-2.0 */
/* A control group is itself a css with a serial number and a parent (3.16). */
#include <linux/cgroup.h>
#ifdef KS_ASKED
u64 ks_asked(struct cgroup *cgroup)
{
	return cgroup->self.parent ? cgroup->self.serial_nr : 0;
}
#endif
