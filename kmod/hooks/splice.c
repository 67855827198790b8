// SPDX-License-Identifier: GPL-2.0
/*
 * splice, with every result: data that goes between a file and a pipe without
 * being seen by anybody.
 *
 * The system call itself is hooked, since it may end before it has its files.
 * io_uring comes by another way.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/stat.h>
#include "compat/pipe.h"
#include "compat/syscall.h"
#include "event.h"
#include "hook.h"
#include "operation.h"

KS_RECORDS(splice);

/**
 * struct splicing - what the entry leaves to the return
 * @operation:	first, for ks_operation_leave()
 * @pipe:	whose flags are shown; NULL: there was none
 * @fd:		by which it is found again, -1: the caller holds it
 */
struct splicing {
	struct ks_operation *operation;
	const struct file *pipe;
	int fd;
};

/* One that the file keeps: a mere path to a FIFO (O_PATH) does not. */
static const struct pipe_inode_info *pipe_of(const struct file *file)
{
	const struct inode *inode = file->f_path.dentry->d_inode;

	if (file->f_mode & FMODE_PATH)
		return NULL;
	return inode && S_ISFIFO(inode->i_mode) ? inode->i_pipe : NULL;
}

/* One end, the input first. */
static void note_end(struct splicing *splicing, const struct file *file, int fd)
{
	struct ks_event_splice *event = ks_operation_event(splicing->operation, splice);
	const struct pipe_inode_info *pipe = pipe_of(file);

	if (pipe) {
		splicing->pipe = file;
		splicing->fd = fd;
		event->entry_flags = ks_pipe_flags(pipe);
	} else if (!event->file.state && !event->file.error) {
		ks_operation_file(splicing->operation, &event->file, &file->f_path, true);
	}
}

static void note_descriptor(struct splicing *splicing, int fd)
{
	struct file *file = fget_raw(fd);

	if (!file)
		return;
	note_end(splicing, file, fd);
	/* The count that fget took: if it is the last one, task work drops it. */
	fput(file);
}

/* Return: whether its ends are to be noted. */
static bool begin(struct splicing *splicing)
{
	splicing->operation = ks_operation_begin_outer_event(splice);
	splicing->pipe = NULL;
	if (!splicing->operation || splicing->operation->unwanted)
		return false;
	ks_operation_note(splicing->operation, NULL);
	return true;
}

static int begin_descriptors(struct splicing *splicing, int in, int out)
{
	if (begin(splicing)) {
		note_descriptor(splicing, in);
		note_descriptor(splicing, out);
	}
	return !splicing->operation;
}

/* The system call, by the registers of the program. */
static int enter_call(struct pt_regs *regs, void *data)
{
	struct ks_syscall call;

	ks_syscall(&call);
	return begin_descriptors(data, ks_syscall_argument(&call, 0),
				 ks_syscall_argument(&call, 2));
}

/* sys_splice(in, offset in, out, ...), which serves the 32-bit entry as well */
static int enter_function(struct pt_regs *regs, void *data)
{
	return begin_descriptors(data, ks_argument(regs, 0), ks_argument(regs, 2));
}

/* do_splice(file in, offset in, file out, ...): inside the system call, or of io_uring */
static int enter_files(struct pt_regs *regs, void *data)
{
	struct splicing *splicing = data;

	if (begin(splicing)) {
		note_end(splicing, (const void *)ks_argument(regs, 0), -1);
		note_end(splicing, (const void *)ks_argument(regs, 2), -1);
	}
	return !splicing->operation;
}

static u32 flags_now(const struct splicing *splicing)
{
	const struct pipe_inode_info *pipe;
	struct file *file;
	u32 flags = 0;

	if (!splicing->pipe)
		return 0;
	if (splicing->fd < 0)
		return ks_pipe_flags(pipe_of(splicing->pipe));
	file = fget_raw(splicing->fd);
	if (!file)
		return 0;
	/* Another thread may have closed it, and opened anything at its address. */
	pipe = pipe_of(file);
	if (file == splicing->pipe && pipe)
		flags = ks_pipe_flags(pipe);
	fput(file);
	return flags;
}

static void leave(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);

	if (!operation)
		return;
	ks_operation_event(operation, splice)->exit_flags = flags_now(data);
	ks_operation_leave(regs, data);
}

/*
 * Who splices from an empty pipe waits for as long as he likes. Room for
 * operations is everybody's: only so many may keep it that way.
 */
#define WAITING_MAX	64

#define SPLICE_ENTRY(title, handler, ...)					\
	.name = title,								\
	.how = KS_KRETPROBE,							\
	.symbols = { __VA_ARGS__ },						\
	.enter = handler,							\
	.leave = leave,								\
	.data_size = sizeof(struct splicing),					\
	.active = WAITING_MAX,							\
	.events = KS_BIT(KS_EVENT_splice)

struct ks_hook ks_hooks_splice[] = {
	{
		SPLICE_ENTRY("splice", enter_call, "__x64_sys_splice"),
		.optional = true,
		.loss = "splice is not recorded",
	}, {
		SPLICE_ENTRY("splice, 32-bit", enter_call, "__ia32_sys_splice"),
		.optional = true,
		.loss = "splice by the 32-bit entry is not recorded",
	}, {
		SPLICE_ENTRY("splice, before 4.17", enter_function, "sys_splice"),
		.instead = "splice",
		.vital = true,
		.loss = "splice is not recorded",
	}, {
		SPLICE_ENTRY("splice, by io_uring", enter_files, "do_splice"),
		.optional = true,
		.loss = "splice by io_uring is not recorded",
	},
};

const unsigned int ks_hooks_splice_count = ARRAY_SIZE(ks_hooks_splice);
