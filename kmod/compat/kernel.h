/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small things that kernels spell differently. answers.h says how this one
 * does (compat/ask.sh); nothing outside compat/ looks at it.
 */
#ifndef KS_COMPAT_KERNEL_H
#define KS_COMPAT_KERNEL_H

#include <linux/capability.h>
#include <linux/cpu.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/mm_types.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include "answers.h"
#if KS_HAVE_SCHED_SPLIT
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#endif

/* Kernels without io_uring's threads never set it. */
#ifdef PF_IO_WORKER
#define KS_PF_IO_WORKER PF_IO_WORKER
#else
#define KS_PF_IO_WORKER 0
#endif

/* RT patches to older kernels have the longer name. */
#if defined(CONFIG_PREEMPT_RT) || defined(CONFIG_PREEMPT_RT_FULL)
#define KS_REALTIME 1
#else
#define KS_REALTIME 0
#endif

/*
 * For a large local variable that is written before it is read: some kernels
 * have the compiler clear every variable, at a cost of an instruction a word.
 */
#ifdef __has_attribute
#if __has_attribute(__uninitialized__)
#define KS_UNINITIALIZED __attribute__((__uninitialized__))
#endif
#endif
#ifndef KS_UNINITIALIZED
#define KS_UNINITIALIZED
#endif

/**
 * ks_boottime() - CLOCK_BOOTTIME in ns
 *
 * Any context but NMI.
 */
static inline u64 ks_boottime(void)
{
#if KS_HAVE_KTIME_GET_BOOTTIME_NS
	return ktime_get_boottime_ns();
#else
	return ktime_get_boot_ns();
#endif
}

/**
 * ks_start_time() - when a task began, CLOCK_BOOTTIME in ns
 * @task:	any task that the caller keeps from being freed
 *
 * The value behind field 22 of /proc/PID/stat. Any context.
 */
static inline u64 ks_start_time(const struct task_struct *task)
{
#if KS_HAVE_TASK_START_BOOTTIME
	return task->start_boottime;
#elif KS_HAVE_TASK_START_TIMESPEC
	return timespec_to_ns(&task->real_start_time);
#else
	return task->real_start_time;
#endif
}

/*
 * Times of an inode, as they were at some moment: two members are read, and a
 * write in between is possible, as it is for stat(2) on these kernels.
 */
static inline void ks_inode_times(const struct inode *inode, s64 *modified, u32 *modified_ns,
				  s64 *changed, u32 *changed_ns)
{
#if KS_HAVE_INODE_GET_MTIME
	struct timespec64 mtime = inode_get_mtime(inode);

	*modified = mtime.tv_sec;
	*modified_ns = mtime.tv_nsec;
#else
	*modified = inode->i_mtime.tv_sec;
	*modified_ns = inode->i_mtime.tv_nsec;
#endif
#if KS_HAVE_INODE_GET_CTIME
	{
		struct timespec64 ctime = inode_get_ctime(inode);

		*changed = ctime.tv_sec;
		*changed_ns = ctime.tv_nsec;
	}
#else
	*changed = inode->i_ctime.tv_sec;
	*changed_ns = inode->i_ctime.tv_nsec;
#endif
}

/* When an inode was last read; see ks_inode_times(). */
static inline void ks_inode_access_time(const struct inode *inode, s64 *accessed, u32 *accessed_ns)
{
#if KS_HAVE_INODE_GET_MTIME
	struct timespec64 atime = inode_get_atime(inode);

	*accessed = atime.tv_sec;
	*accessed_ns = atime.tv_nsec;
#else
	*accessed = inode->i_atime.tv_sec;
	*accessed_ns = inode->i_atime.tv_nsec;
#endif
}

/**
 * ks_read_kernel() - copy from an address that may not be mapped
 *
 * Return: 0, or a negative errno. Any context.
 */
static inline long ks_read_kernel(void *to, const void *from, size_t size)
{
#if KS_HAVE_COPY_FROM_KERNEL_NOFAULT
	return copy_from_kernel_nofault(to, from, size);
#else
	return probe_kernel_read(to, (void *)from, size);
#endif
}

/**
 * ks_read_user() - copy from user memory of the current task without faulting
 * @to:		kernel memory
 * @from:	any value at all: a hostile program chose it
 * @size:	bytes
 *
 * Return: bytes that could NOT be read: what is not in memory now stays
 * unread. Task context, any locks held.
 */
static inline unsigned long ks_read_user(void *to, const void __user *from, unsigned long size)
{
	unsigned long left;

#if KS_HAVE_ACCESS_OK_TYPED
	if (!access_ok(VERIFY_READ, from, size))
		return size;
#else
	if (!access_ok(from, size))
		return size;
#endif
	pagefault_disable();
	left = __copy_from_user_inatomic(to, from, size);
	pagefault_enable();
	return left;
}

/**
 * ks_read_user_string() - copy a string from user memory without faulting
 * @to:		kernel memory
 * @from:	any value at all
 * @size:	bytes at @to
 *
 * Not across a page in one go: the next one may not be there. Task context, any
 * locks held.
 *
 * Return: its length, without terminator, at most @size; -EFAULT if not all of it
 * is in memory.
 */
static inline long ks_read_user_string(char *to, const char __user *from, size_t size)
{
	size_t done = 0;

	while (done < size) {
		size_t rest = PAGE_SIZE - ((unsigned long)(from + done) & ~PAGE_MASK);
		size_t part = min_t(size_t, min_t(size_t, rest, 256), size - done);
		const char *end;

		if (ks_read_user(to + done, from + done, part))
			return -EFAULT;
		end = memchr(to + done, 0, part);
		if (end)
			return end - to;
		done += part;
	}
	return size;
}

static inline void ks_cpus_lock(void)
{
#if KS_HAVE_CPUS_READ_LOCK
	cpus_read_lock();
#else
	get_online_cpus();
#endif
}

static inline void ks_cpus_unlock(void)
{
#if KS_HAVE_CPUS_READ_LOCK
	cpus_read_unlock();
#else
	put_online_cpus();
#endif
}

/**
 * ks_synchronize_handlers() - wait until all handlers that run now have ended
 *
 * They run with preemption off. Process context.
 */
static inline void ks_synchronize_handlers(void)
{
#if KS_HAVE_SYNCHRONIZE_SCHED
	synchronize_sched();
#else
	synchronize_rcu();
#endif
}

/* The probe that a return instance belongs to; NULL while it is being removed. */
static inline struct kretprobe *ks_kretprobe_of(struct kretprobe_instance *instance)
{
#if KS_HAVE_GET_KRETPROBE
	return get_kretprobe(instance);
#else
	return instance->rp;
#endif
}

/* Does every hit of a return probe take a lock of that probe? */
#define KS_KRETPROBE_LOCKS KS_HAVE_KRETPROBE_LOCK

static inline u64 ks_capabilities(const kernel_cap_t *capabilities)
{
#if KS_HAVE_CAPABILITY_VAL
	return capabilities->val;
#else
	return (u64)capabilities->cap[1] << 32 | capabilities->cap[0];
#endif
}

/**
 * ks_rename_sequence() - raw counter of rename_lock; odd while a rename runs
 *
 * The accessors of seqlock.h wait for an odd counter to become even, and on
 * PREEMPT_RT take the lock for that: neither is possible in a handler. Any
 * context.
 */
static inline unsigned int ks_rename_sequence(void)
{
#if KS_HAVE_RENAME_LOCK_NESTED
	return READ_ONCE(rename_lock.seqcount.seqcount.sequence);
#else
	return READ_ONCE(rename_lock.seqcount.sequence);
#endif
}

/**
 * ks_fs_sequence() - raw counter of changes to a root or working directory
 * @fs:		odd while they are being changed
 *
 * Any context; see ks_rename_sequence().
 */
static inline unsigned int ks_fs_sequence(const struct fs_struct *fs)
{
#if KS_HAVE_FS_SEQ_LOCK
	return READ_ONCE(fs->seq.seqcount.seqcount.sequence);
#elif KS_HAVE_FS_SEQ_NESTED
	return READ_ONCE(fs->seq.seqcount.sequence);
#else
	return READ_ONCE(fs->seq.sequence);
#endif
}

/**
 * ks_get_exe_file() - the file that a process runs, counted
 * @mm:		kept by the caller
 *
 * Under rcu_read_lock(), any context. Return: NULL, or a file for fput().
 */
static inline struct file *ks_get_exe_file(struct mm_struct *mm)
{
#if KS_HAVE_GET_FILE_RCU_BY_PLACE
	return get_file_rcu(&mm->exe_file);
#else
	struct file *file = rcu_dereference_raw(mm->exe_file);

	return file && get_file_rcu(file) ? file : NULL;
#endif
}

/* Has the task asked io_uring for anything, or has somebody on its behalf? */
static inline bool ks_uses_io_uring(const struct task_struct *task)
{
#if KS_HAVE_TASK_IO_URING
	return task->io_uring;
#else
	return false;
#endif
}

/**
 * ks_filename_is() - was a path argument copied from this user address?
 * @name:	as the kernel copied it
 * @from:	NULL: was it the kernel's own?
 *
 * Any context. Where the kernel does not remember: yes to every address, no to
 * NULL.
 */
static inline bool ks_filename_is(const struct filename *name, unsigned long from)
{
#if KS_HAVE_FILENAME_UPTR
	return (unsigned long)name->uptr == from;
#else
	return from;
#endif
}

#endif
