// SPDX-License-Identifier: GPL-2.0
/*
 * Opens: by path, by handle, by io_uring, and truncate, which is reported as
 * one.
 *
 * Only a return tells whether an open was refused by permission bits, so the
 * hooks are on the returns of the functions that all these calls go through.
 * The kernel uses them for itself too; whose open it is, is told by the system
 * call that the task is in, and by the path having come from there.
 *
 * With results=0 an open is recorded where the security modules are asked: the
 * file is found, permission bits allow it, and how it ends nobody knows yet.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "channel.h"
#include "compat/calibrate.h"
#include "compat/kernel.h"
#include "compat/open.h"
#include "compat/syscall.h"
#include "event.h"
#include "facts.h"
#include "file.h"
#include "filter.h"
#include "hook.h"
#include "path.h"
#include "task.h"
#include "uring.h"

KS_RECORDS(open);

#define CREAT_FLAGS	(O_CREAT | O_WRONLY | O_TRUNC)

/* O_TMPFILE without the O_DIRECTORY in it. */
#ifdef __O_TMPFILE
#define CREATES_UNNAMED	__O_TMPFILE
#else
#define CREATES_UNNAMED	0
#endif

/**
 * struct opening - what the entry of an open leaves for its return
 * @flags:	of the caller
 * @mode:	of the caller
 * @dfd:	directory that a relative path starts from
 * @async:	by io_uring
 * @below:	an absolute path starts at @dfd too
 * @unfinished:	recorded before its end
 * @name:	path argument; held by the caller of the hooked function. NULL: none
 * @path:	truncate: the file, held likewise
 */
struct opening {
	u64 flags;
	u32 mode;
	int dfd;
	bool async;
	bool below;
	bool unfinished;
	const struct filename *name;
	const struct path *path;
};

/* The open that we make ourselves when the hook is placed, and who makes it. */
#define PROOF_FLAGS	(O_CREAT | O_EXCL | O_RDWR | O_NOCTTY | O_APPEND)
#define PROOF_MODE	0417
static struct task_struct *prover;

/* The fixed beginning of what openat2 is given. */
struct how {
	u64 flags;
	u64 mode;
	u64 resolve;
};

#define IN_ROOT	0x10	/* RESOLVE_IN_ROOT */

/*
 * Where the path decides, it comes first. Return: false if nobody wants it.
 */
static bool describe(struct ks_record *record, struct ks_event_open *event,
		     const struct path *path, const struct inode *inode, char *work)
{
	if (likely(!ks_filter_by_path(KS_EVENT_open))) {
		ks_file(record, &event->file, path, inode, work);
		return true;
	}
	ks_file_place(record, &event->file, path, work);
	if (!ks_filter_judge_files(&event->header, &event->file, 1))
		return false;
	if (!inode)
		inode = READ_ONCE(path->dentry->d_inode);
	if (inode)
		ks_file_metadata(&event->file, path->dentry, inode);
	return true;
}

static void describe_requested(struct ks_record *record, struct ks_event_open *event,
			       const struct opening *opening, char *work)
{
	const char *name;
	char *begin;
	size_t length;

	event->file.error = KS_PATH_REFUSED;
	if (!opening->name)
		return;
	name = opening->name->name;
	event->file.error = ks_path_requested(opening->dfd, opening->below, name,
					      strnlen(name, KS_PATH_MAX), work, &begin, &length);
	ks_record_string(record, &event->file.path, begin, length);
}

static void record_open(const struct opening *opening, const struct path *path,
			const struct inode *inode, long result)
{
	struct ks_event_open *event;
	struct ks_scratch *scratch;
	struct ks_record record;

	if (!ks_is_access(result))
		return;
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_open, KS_REFUSED_BUSY);
		return;
	}
	rcu_read_lock();
	event = ks_record_begin_event(&record, scratch->record, scratch->size, open);
	ks_identity(&event->header, current);
	if (opening->async) {
		event->header.flags |= KS_ASYNC;
		event->header.tid = ks_uring_asker();
	}
	if (opening->unfinished)
		event->header.flags |= KS_NO_RESULT;
	event->flags = opening->flags;
	if (opening->flags & (O_CREAT | CREATES_UNNAMED))
		event->create_mode = opening->mode & S_IALLUGO;
	event->result = result < 0 ? result : 0;
	if (!path)
		describe_requested(&record, event, opening, scratch->work);
	if (!path || describe(&record, event, path, inode, scratch->work)) {
		ks_record_end(&record);
		ks_channel_write(&record);
	}
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

/* Flags that the kernel changes between openat2's argument and its own form of it. */
#define NORMALIZED (O_CLOEXEC | O_DSYNC | O_LARGEFILE)

/*
 * openat2 has its flags in memory, where another thread may have changed them
 * since the kernel read them: they are believed as far as they agree with what
 * the kernel goes by.
 */
static bool fill_openat2(struct opening *opening, const void *from, bool known, u64 asked,
			 u64 mode)
{
	struct how how = { 0 };
	bool read = !ks_read_user(&how, (const void __user *)from, sizeof(how));

	if (!read && !known)
		return false;
	if (!read || (known && (how.flags ^ asked) & ~(u64)NORMALIZED)) {
		how.flags = asked;
		how.mode = mode;
	}
	opening->flags = how.flags;
	opening->mode = how.mode;
	opening->below = how.resolve & IN_ROOT;
	return true;
}

/*
 * io_uring tells only the kernel's form of the flags. At the first attempt, by
 * the asking thread itself, it adds O_NONBLOCK.
 */
static bool fill_async(struct opening *opening, const void *flags)
{
	u64 asked, mode;

	if (!ks_open_flags(flags, &asked, &mode))
		return false;
	if (!(current->flags & KS_PF_IO_WORKER))
		asked &= ~(u64)O_NONBLOCK;
	opening->flags = asked;
	opening->mode = mode;
	opening->async = true;
	return true;
}

/* Is it the open that the current system call asks for? */
static bool fill_syscall(struct opening *opening, const struct ks_syscall *call,
			 const struct filename *name, const void *flags)
{
	u64 asked = 0, mode = 0;
	bool known;

	switch (call->call) {
	case KS_CALL_OPEN:
		opening->flags = ks_syscall_argument(call, 1);
		opening->mode = ks_syscall_argument(call, 2);
		return call->compat || ks_filename_is(name, ks_syscall_argument(call, 0));
	case KS_CALL_CREAT:
		opening->flags = CREAT_FLAGS;
		opening->mode = ks_syscall_argument(call, 1);
		return call->compat || ks_filename_is(name, ks_syscall_argument(call, 0));
	case KS_CALL_OPENAT:
		opening->flags = ks_syscall_argument(call, 2);
		opening->mode = ks_syscall_argument(call, 3);
		return ks_filename_is(name, ks_syscall_argument(call, 1));
	case KS_CALL_OPENAT2:
		known = ks_open_flags(flags, &asked, &mode);
		return ks_filename_is(name, ks_syscall_argument(call, 1)) &&
		       fill_openat2(opening, (const void *)ks_syscall_argument(call, 2), known,
				    asked, mode);
	default:
		return false;
	}
}

/*
 * Requests of io_uring run in its own threads, in io_uring_enter, and on the
 * way out of any other call; there they are told from a path that the call
 * itself has, as in execve.
 */
static bool is_async(const struct ks_syscall *call, const struct filename *name)
{
	if (current->flags & KS_PF_IO_WORKER || call->call == KS_CALL_IO_URING_ENTER)
		return true;
	return ks_uses_io_uring(current) && !ks_filename_is(name, ks_syscall_argument(call, 0)) &&
	       !ks_filename_is(name, ks_syscall_argument(call, 1));
}

/* do_filp_open(dfd, name, flags) */
static int enter_open(struct pt_regs *regs, void *data)
{
	const struct filename *name = (const void *)ks_argument(regs, 1);
	const void *flags = (const void *)ks_argument(regs, 2);
	struct opening *opening = data;
	struct ks_syscall call;

	if (unlikely(READ_ONCE(prover) == current)) {
		ks_calibrate_open(flags, PROOF_FLAGS, PROOF_MODE);
		return 1;
	}
	/* The kernel opens for itself: a core, firmware, what another open needs. */
	if (!current->mm || IS_ERR_OR_NULL(name) || ks_filename_is(name, 0))
		return 1;
	ks_syscall(&call);
	opening->async = false;
	opening->below = false;
	opening->unfinished = false;
	if (!fill_syscall(opening, &call, name, flags) &&
	    !(is_async(&call, name) && fill_async(opening, flags)))
		return 1;
	ks_facts_introduce();
	if (!ks_filter_wants(KS_EVENT_open))
		return 1;
	opening->flags = (u32)opening->flags;
	opening->dfd = (int)ks_argument(regs, 0);
	opening->name = name;
	opening->path = NULL;
	return 0;
}

static void leave_open(struct pt_regs *regs, void *data)
{
	const struct file *file = (const void *)regs_return_value(regs);

	if (IS_ERR_OR_NULL(file))
		record_open(data, NULL, NULL, PTR_ERR(file));
	else
		record_open(data, &file->f_path, file_inode(file), 0);
}

/*
 * The kernel opens files of its own inside an open: what lies below an overlay,
 * firmware. It does so with other credentials, or its flags are not the call's.
 */
static bool is_asked_for(const struct opening *opening, const struct file *file)
{
	return current_cred() == rcu_access_pointer(current->real_cred) &&
	       !((opening->flags ^ file->f_flags) & (O_ACCMODE | O_NOATIME));
}

static bool fill_call(struct opening *opening, const struct ks_syscall *call,
		      const struct file *file)
{
	switch (call->call) {
	case KS_CALL_OPEN:
		opening->flags = ks_syscall_argument(call, 1);
		opening->mode = ks_syscall_argument(call, 2);
		return true;
	case KS_CALL_CREAT:
		opening->flags = CREAT_FLAGS;
		opening->mode = ks_syscall_argument(call, 1);
		return true;
	case KS_CALL_OPENAT:
		opening->flags = ks_syscall_argument(call, 2);
		opening->mode = ks_syscall_argument(call, 3);
		return true;
	case KS_CALL_OPENAT2:
		return fill_openat2(opening, (const void *)ks_syscall_argument(call, 2), true,
				    file->f_flags, 0);
	case KS_CALL_OPEN_BY_HANDLE_AT:
		opening->flags = ks_syscall_argument(call, 2);
		return true;
	default:
		return false;
	}
}

/* Is it the file that the current system call opens, or a request of io_uring? */
static bool fill_file(struct opening *opening, const struct ks_syscall *call,
		      const struct file *file)
{
	/* in a thread of io_uring, and on the way out of a call, the call means nothing */
	if (ks_uring_acts()) {
		opening->flags = file->f_flags;
		if (!(current->flags & KS_PF_IO_WORKER))
			opening->flags &= ~(u64)O_NONBLOCK;
		opening->async = true;
		return true;
	}
	return fill_call(opening, call, file) && is_asked_for(opening, file);
}

/* security_file_open(file, ...) */
static int enter_file(struct pt_regs *regs, void *data)
{
	const struct file *file = (const void *)ks_argument(regs, 0);
	struct opening opening = { .unfinished = true };
	struct ks_syscall call;

	if (!current->mm || ks_file_is_hidden(file))
		return 0;
	ks_syscall(&call);
	if (!fill_file(&opening, &call, file))
		return 0;
	ks_facts_introduce();
	if (!ks_filter_wants(KS_EVENT_open))
		return 0;
	opening.flags = (u32)opening.flags;
	record_open(&opening, &file->f_path, file_inode(file), 0);
	return 0;
}

/* do_file_open_root(...): by handle, and for the kernel's own use. */
static int enter_by_handle(struct pt_regs *regs, void *data)
{
	struct opening *opening = data;
	struct ks_syscall call;

	if (!current->mm || current->flags & KS_PF_IO_WORKER)
		return 1;
	ks_syscall(&call);
	if (call.call != KS_CALL_OPEN_BY_HANDLE_AT)
		return 1;
	ks_facts_introduce();
	if (!ks_filter_wants(KS_EVENT_open))
		return 1;
	memset(opening, 0, sizeof(*opening));
	opening->flags = (u32)ks_syscall_argument(&call, 2);
	return 0;
}

/* vfs_truncate(path, length) */
static int enter_truncate(struct pt_regs *regs, void *data)
{
	struct opening *opening = data;
	struct ks_syscall call;

	if (!current->mm || current->flags & KS_PF_IO_WORKER)
		return 1;
	ks_syscall(&call);
	if (call.call != KS_CALL_TRUNCATE)
		return 1;
	ks_facts_introduce();
	if (!ks_filter_wants(KS_EVENT_open))
		return 1;
	memset(opening, 0, sizeof(*opening));
	opening->flags = CREAT_FLAGS;
	opening->path = (const void *)ks_argument(regs, 0);
	return 0;
}

static void leave_truncate(struct pt_regs *regs, void *data)
{
	const struct opening *opening = data;

	record_open(opening, opening->path, NULL, (long)(int)regs_return_value(regs));
}

/* security_path_truncate(path) */
static int enter_truncate_only(struct pt_regs *regs, void *data)
{
	struct opening opening;

	if (!enter_truncate(regs, &opening)) {
		opening.unfinished = true;
		record_open(&opening, opening.path, NULL, 0);
	}
	return 0;
}

/* The root directory cannot be created: the open fails and changes nothing. */
static bool prove_open(void)
{
	struct file *file;

	WRITE_ONCE(prover, current);
	file = filp_open("/", PROOF_FLAGS, PROOF_MODE);
	WRITE_ONCE(prover, NULL);
	if (!IS_ERR(file))
		filp_close(file, NULL);
	return true;
}

/*
 * A directory cannot be truncated, and nobody is asked before that is found.
 * O_PATH opens ask nobody either: neither permissions nor a listener of fanotify.
 */
static bool prove_truncate(void)
{
	struct file *file = filp_open("/", O_PATH | O_DIRECTORY, 0);

	if (IS_ERR(file))
		return true;
	vfs_truncate(&file->f_path, 0);
	filp_close(file, NULL);
	return true;
}

static bool prove_by_handle(void)
{
	struct file *root = filp_open("/", O_PATH | O_DIRECTORY, 0);
	struct file *file;

	if (IS_ERR(root))
		return true;
	file = ks_open_directory(&root->f_path);
	if (!IS_ERR(file))
		filp_close(file, NULL);
	filp_close(root, NULL);
	return true;
}

struct ks_hook ks_hooks_open[] = {
	{
		.name = "open",
		.how = KS_KRETPROBE,
		.symbols = { "do_filp_open", "do_file_open" },
		.enter = enter_open,
		.leave = leave_open,
		.data_size = sizeof(struct opening),
		.prove = prove_open,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_open),
		.vital = true,
		.loss = "opens are not recorded",
	}, {
		.name = "open by handle",
		.how = KS_KRETPROBE,
		.symbols = { "do_file_open_root" },
		.enter = enter_by_handle,
		.leave = leave_open,
		.data_size = sizeof(struct opening),
		.prove = prove_by_handle,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_open),
		.loss = "open_by_handle_at is not recorded",
	}, {
		.name = "truncate",
		.how = KS_KRETPROBE,
		.symbols = { "vfs_truncate" },
		.enter = enter_truncate,
		.leave = leave_truncate,
		.data_size = sizeof(struct opening),
		.prove = prove_truncate,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_open),
		.loss = "truncate is not recorded",
	}, {
		.name = "open, without result",
		.how = KS_FTRACE,
		.symbols = { "security_file_open" },
		.enter = enter_file,
		.results = KS_WITHOUT_RESULTS,
		.events = KS_BIT(KS_EVENT_open),
		.vital = true,
		.loss = "opens are not recorded",
	}, {
		.name = "truncate, without result",
		.how = KS_KPROBE,
		.symbols = { "security_path_truncate" },
		.enter = enter_truncate_only,
		.results = KS_WITHOUT_RESULTS,
		.events = KS_BIT(KS_EVENT_open),
		.loss = "truncate is not recorded",
	},
};

const unsigned int ks_hooks_open_count = ARRAY_SIZE(ks_hooks_open);
