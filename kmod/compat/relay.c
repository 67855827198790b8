// SPDX-License-Identifier: GPL-2.0
/*
 * Opening a relay channel without files.
 *
 * Kernels disagree about what create_buf_file has to answer when there is no
 * file: some take NULL and warn about a pointer, some take a pointer and refuse
 * NULL, and which is which was changed inside stable series. NULL is tried
 * first, because refusing it is silent everywhere. The right answer is needed
 * again whenever a CPU comes online, so it is remembered.
 */
#include <linux/module.h>
#include "kernel.h"
#include "relay.h"

static int (*start_subbuf)(struct rchan_buf *buf, void *previous);
static struct dentry *no_file;
static long dummy;

#if KS_HAVE_RELAY_SUBBUF_START_PADDING
static int subbuf_start(struct rchan_buf *buf, void *subbuf, void *previous, size_t padding)
#else
static int subbuf_start(struct rchan_buf *buf, void *subbuf, void *previous)
#endif
{
	return start_subbuf(buf, previous);
}

static struct dentry *create_buf_file(const char *name, struct dentry *parent, umode_t mode,
				      struct rchan_buf *buf, int *is_global)
{
	return no_file;
}

static int remove_buf_file(struct dentry *dentry)
{
	return 0;
}

static struct rchan_callbacks callbacks = {
	.subbuf_start = subbuf_start,
	.create_buf_file = create_buf_file,
	.remove_buf_file = remove_buf_file,
};

/**
 * ks_relay_open() - open a channel without files
 * @subbuf_size:	bytes of a sub-buffer
 * @subbufs:		sub-buffers for each CPU
 * @start:		asked before a sub-buffer is begun, with the previous one
 *			(NULL for the first); 0 refuses. Interrupts are off.
 *
 * One channel only: @start is remembered in one place. Process context.
 * Return: the channel, or NULL.
 */
struct rchan *ks_relay_open(size_t subbuf_size, size_t subbufs,
			    int (*start)(struct rchan_buf *buf, void *previous))
{
	struct rchan *channel;

	start_subbuf = start;
	/* A CPU that came up between relay's look and its list would have no buffer. */
	ks_cpus_lock();
	no_file = NULL;
	channel = relay_open(NULL, NULL, subbuf_size, subbufs, &callbacks, NULL);
	if (!channel) {
		no_file = (struct dentry *)&dummy;
		channel = relay_open(NULL, NULL, subbuf_size, subbufs, &callbacks, NULL);
	}
	ks_cpus_unlock();
	return channel;
}
