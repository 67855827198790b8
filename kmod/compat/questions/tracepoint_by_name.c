/* SPDX-License-Identifier: GPL-2.0 */
/* el7 registers probes by the tracepoint's name, later kernels by its structure (3.15). */
#include <linux/tracepoint.h>
#ifdef KS_ASKED
int ks_asked(const char *name, void *probe, void *data)
{
	return tracepoint_probe_register(name, probe, data);
}
#endif
