// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include "tracepoint.h"
#include "answers.h"

#if KS_HAVE_TRACEPOINT_BY_NAME

/*
 * These kernels accept any name, also of a tracepoint that does not exist: only
 * a hit proves that there is one.
 */
static int set(const char *name, void *probe, void *data)
{
	return tracepoint_probe_register(name, probe, data);
}

static void clear(const char *name, void *probe, void *data)
{
	tracepoint_probe_unregister(name, probe, data);
}

#else

struct wanted {
	const char *name;
	struct tracepoint *found;
};

static void compare(struct tracepoint *tracepoint, void *data)
{
	struct wanted *wanted = data;

	if (!strcmp(tracepoint->name, wanted->name))
		wanted->found = tracepoint;
}

static struct tracepoint *find(const char *name)
{
	struct wanted wanted = { .name = name };

	for_each_kernel_tracepoint(compare, &wanted);
	return wanted.found;
}

static int set(const char *name, void *probe, void *data)
{
	struct tracepoint *tracepoint = find(name);

	return tracepoint ? tracepoint_probe_register(tracepoint, probe, data) : -ENOENT;
}

static void clear(const char *name, void *probe, void *data)
{
	struct tracepoint *tracepoint = find(name);

	if (tracepoint)
		tracepoint_probe_unregister(tracepoint, probe, data);
}

#endif

/**
 * ks_tracepoint_register() - call a probe at a tracepoint of the kernel
 * @name:	of the tracepoint
 * @probe:	has the tracepoint's prototype, with @data before its arguments
 * @data:	first argument of @probe
 *
 * Process context. Return: 0 or a negative errno.
 */
int ks_tracepoint_register(const char *name, void *probe, void *data)
{
	return set(name, probe, data);
}

/**
 * ks_tracepoint_unregister() - undo ks_tracepoint_register()
 *
 * Returns when no CPU runs @probe any more. Process context.
 */
void ks_tracepoint_unregister(const char *name, void *probe, void *data)
{
	clear(name, probe, data);
	tracepoint_synchronize_unregister();
}
