/* SPDX-License-Identifier: GPL-2.0 */
/* Tracepoints found by name at run time: they are not exported. */
#ifndef KS_COMPAT_TRACEPOINT_H
#define KS_COMPAT_TRACEPOINT_H

int ks_tracepoint_register(const char *name, void *probe, void *data);
void ks_tracepoint_unregister(const char *name, void *probe, void *data);

#endif
