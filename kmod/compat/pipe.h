/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KS_COMPAT_PIPE_H
#define KS_COMPAT_PIPE_H

#include <linux/fs.h>
#include <linux/pipe_fs_i.h>
#include "answers.h"
#include "kernel.h"

/**
 * ks_pipe_flags() - the flags of what was put into a pipe last
 * @pipe:	kept by the caller
 *
 * Without the pipe's lock: its buffers may be exchanged meanwhile, so they are
 * read as memory that may not be there. Any context. Return: PIPE_BUF_FLAG_*, 0
 * also if the pipe is empty.
 */
static inline u32 ks_pipe_flags(const struct pipe_inode_info *pipe)
{
	const struct pipe_buffer *buffers = READ_ONCE(pipe->bufs);
	unsigned int last, size;
	unsigned int flags = 0;

#if KS_HAVE_PIPE_HEAD
	last = READ_ONCE(pipe->head);
	size = READ_ONCE(pipe->ring_size);
	if (last == READ_ONCE(pipe->tail))
		return 0;
#else
	last = READ_ONCE(pipe->nrbufs);
	size = READ_ONCE(pipe->buffers);
	if (!last)
		return 0;
	last += READ_ONCE(pipe->curbuf);
#endif
	if (!size || ks_read_kernel(&flags, &buffers[(last - 1) & (size - 1)].flags, sizeof(flags)))
		return 0;
	return flags;
}

#endif
