/* SPDX-License-Identifier: GPL-2.0 */
/* What io_uring does for a process, in threads and at moments of its own. */
#ifndef KSCRIBE_URING_H
#define KSCRIBE_URING_H

#include "compat/kernel.h"
#include "compat/syscall.h"

u32 ks_uring_asker(void);

/**
 * ks_uring_acts() - is it a request of io_uring that the current task carries out?
 *
 * For functions that no other way leads to but io_uring and system calls of
 * their own. Requests run in threads of io_uring, in io_uring_enter, and on the
 * way out of any other call. Task context.
 */
static inline bool ks_uring_acts(void)
{
	struct ks_syscall call;

	if (current->flags & KS_PF_IO_WORKER)
		return true;
	if (likely(!ks_uses_io_uring(current)))
		return false;
	ks_syscall(&call);
	return call.call == KS_CALL_IO_URING_ENTER || ks_syscall_is_over(&call);
}

#endif
