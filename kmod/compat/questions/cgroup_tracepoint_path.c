/* SPDX-License-Identifier: GPL-2.0 */
/* The tracepoint cgroup_mkdir has the path as its second argument (4.19). */
#include <linux/cgroup.h>
#include <linux/sched.h>
#ifdef KS_ASKED
#include <trace/events/cgroup.h>
static void probe(void *data, struct cgroup *group, const char *path)
{
}

void ks_asked(void)
{
	check_trace_callback_type_cgroup_mkdir(probe);
}
#endif
