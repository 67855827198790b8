/* SPDX-License-Identifier: GPL-2.0 */
/* cgroup_path returns the path (3.15 to 4.9), an error code otherwise. */
#include <linux/cgroup.h>
#ifdef KS_ASKED
char *ks_asked(struct cgroup *cgroup, char *to, size_t size)
{
	return cgroup_path(cgroup, to, size);
}
#endif
