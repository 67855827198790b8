/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system call that the current task is in: number and arguments, in one
 * numbering for the 64-bit, x32 and 32-bit entries. The one file that knows
 * the architecture's registers and system-call numbers.
 */
#ifndef KS_COMPAT_SYSCALL_H
#define KS_COMPAT_SYSCALL_H

#include <linux/compat.h>
#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <asm/syscall.h>
#include <asm/unistd.h>
#include "answers.h"

#ifndef CONFIG_X86_64
#error "kscribe knows the system calls of amd64 only"
#endif

enum ks_call {
	KS_CALL_OTHER,
	KS_CALL_OPEN,
	KS_CALL_CREAT,
	KS_CALL_OPENAT,
	KS_CALL_OPENAT2,
	KS_CALL_OPEN_BY_HANDLE_AT,
	KS_CALL_TRUNCATE,
	KS_CALL_MKDIR,
	KS_CALL_MKDIRAT,
	KS_CALL_SETXATTR,	/* and lsetxattr, fsetxattr, setxattrat */
	KS_CALL_REMOVEXATTR,	/* likewise */
	KS_CALL_IO_URING_ENTER,
	KS_CALL_EXECVE,
};

/**
 * struct ks_syscall - a system call
 * @call:	which one
 * @compat:	by a 32-bit entry; the first argument is then unknown on kernels
 *		whose fast entries do not save it
 * @regs:	as the program had them; see ks_syscall_argument()
 */
struct ks_syscall {
	enum ks_call call;
	bool compat;
	const struct pt_regs *regs;
};

/* Newer than the headers of old kernels, and fixed for ever. */
#define KS_NR_EXECVEAT		322
#define KS_NR_IO_URING_ENTER	426
#define KS_NR_OPENAT2		437
#define KS_NR_SETXATTRAT	463
#define KS_NR_REMOVEXATTRAT	466

/* x32 has numbers of its own where arguments are arrays of pointers. */
#define KS_NRX32_EXECVE		520
#define KS_NRX32_EXECVEAT	545

/* The 32-bit numbers, which the headers give to 32-bit programs only. */
#define KS_NR32_OPEN			5
#define KS_NR32_CREAT			8
#define KS_NR32_EXECVE			11
#define KS_NR32_MKDIR			39
#define KS_NR32_TRUNCATE		92
#define KS_NR32_TRUNCATE64		193
#define KS_NR32_SETXATTR		226
#define KS_NR32_LSETXATTR		227
#define KS_NR32_FSETXATTR		228
#define KS_NR32_REMOVEXATTR		235
#define KS_NR32_LREMOVEXATTR		236
#define KS_NR32_FREMOVEXATTR		237
#define KS_NR32_OPENAT			295
#define KS_NR32_MKDIRAT			296
#define KS_NR32_OPEN_BY_HANDLE_AT	342
#define KS_NR32_EXECVEAT		358

static inline enum ks_call ks_call_64(unsigned long nr)
{
	/* Nearly all that we look at. */
	if (likely(nr == __NR_openat))
		return KS_CALL_OPENAT;
	if (nr == __NR_open)
		return KS_CALL_OPEN;
	switch (nr) {
	case __NR_creat:		return KS_CALL_CREAT;
	case KS_NR_OPENAT2:		return KS_CALL_OPENAT2;
	case __NR_open_by_handle_at:	return KS_CALL_OPEN_BY_HANDLE_AT;
	case __NR_truncate:		return KS_CALL_TRUNCATE;
	case __NR_mkdir:		return KS_CALL_MKDIR;
	case __NR_mkdirat:		return KS_CALL_MKDIRAT;
	case __NR_setxattr:
	case __NR_lsetxattr:
	case __NR_fsetxattr:
	case KS_NR_SETXATTRAT:		return KS_CALL_SETXATTR;
	case __NR_removexattr:
	case __NR_lremovexattr:
	case __NR_fremovexattr:
	case KS_NR_REMOVEXATTRAT:	return KS_CALL_REMOVEXATTR;
	case KS_NR_IO_URING_ENTER:	return KS_CALL_IO_URING_ENTER;
	case __NR_execve:
	case KS_NR_EXECVEAT:
	case KS_NRX32_EXECVE:
	case KS_NRX32_EXECVEAT:		return KS_CALL_EXECVE;
	default:			return KS_CALL_OTHER;
	}
}

static inline enum ks_call ks_call_32(unsigned long nr)
{
	switch (nr) {
	case KS_NR32_OPEN:		return KS_CALL_OPEN;
	case KS_NR32_CREAT:		return KS_CALL_CREAT;
	case KS_NR32_OPENAT:		return KS_CALL_OPENAT;
	case KS_NR_OPENAT2:		return KS_CALL_OPENAT2;
	case KS_NR32_OPEN_BY_HANDLE_AT:	return KS_CALL_OPEN_BY_HANDLE_AT;
	case KS_NR32_TRUNCATE:
	case KS_NR32_TRUNCATE64:	return KS_CALL_TRUNCATE;
	case KS_NR32_MKDIR:		return KS_CALL_MKDIR;
	case KS_NR32_MKDIRAT:		return KS_CALL_MKDIRAT;
	case KS_NR32_SETXATTR:
	case KS_NR32_LSETXATTR:
	case KS_NR32_FSETXATTR:
	case KS_NR_SETXATTRAT:		return KS_CALL_SETXATTR;
	case KS_NR32_REMOVEXATTR:
	case KS_NR32_LREMOVEXATTR:
	case KS_NR32_FREMOVEXATTR:
	case KS_NR_REMOVEXATTRAT:	return KS_CALL_REMOVEXATTR;
	case KS_NR_IO_URING_ENTER:	return KS_CALL_IO_URING_ENTER;
	case KS_NR32_EXECVE:
	case KS_NR32_EXECVEAT:		return KS_CALL_EXECVE;
	default:			return KS_CALL_OTHER;
	}
}

/*
 * The arguments alone: ks_syscall() without the number. What it says holds here, too.
 */
static inline void ks_syscall_arguments(struct ks_syscall *syscall)
{
	syscall->regs = task_pt_regs(current);
	syscall->compat = current_thread_info()->status & TS_COMPAT;
}

/**
 * ks_syscall() - what the current task asked the kernel for
 * @syscall:	filled in
 *
 * Only for a task that entered from user mode and has not changed its image
 * since; for a thread of the kernel's own the answer means nothing. Any
 * context, but it is about the task, not about an interrupt on top of it.
 */
static inline void ks_syscall(struct ks_syscall *syscall)
{
	ks_syscall_arguments(syscall);
	/* Only the low half of orig_ax means something, whatever a program puts above. */
	if (syscall->compat)
		syscall->call = ks_call_32((u32)syscall->regs->orig_ax);
	else	/* x32 shares the numbers of all calls above, with a bit added. */
		syscall->call = ks_call_64((u32)syscall->regs->orig_ax & ~0x40000000U);
}

/* Has the call set its result already, so that we are on its way out? */
static inline bool ks_syscall_is_over(const struct ks_syscall *syscall)
{
	return syscall->regs->ax != -ENOSYS;
}

/* The n-th argument of a system call, from 0, as the program gave it; n is a constant. */
static inline unsigned long ks_syscall_argument(const struct ks_syscall *syscall, int n)
{
	const struct pt_regs *regs = syscall->regs;

	if (unlikely(syscall->compat))
		switch (n) {
		case 0:		return (u32)regs->bx;
		case 1:		return (u32)regs->cx;
		case 2:		return (u32)regs->dx;
		case 3:		return (u32)regs->si;
		case 4:		return (u32)regs->di;
		default:	return (u32)regs->bp;
		}
	switch (n) {
	case 0:		return regs->di;
	case 1:		return regs->si;
	case 2:		return regs->dx;
	case 3:		return regs->r10;
	case 4:		return regs->r8;
	default:	return regs->r9;
	}
}

/* The n-th argument, from 0, of a function that a probe was placed on. */
static inline unsigned long ks_argument(const struct pt_regs *regs, int n)
{
	switch (n) {
	case 0:		return regs->di;
	case 1:		return regs->si;
	case 2:		return regs->dx;
	default:	return regs->cx;
	}
}

#endif
