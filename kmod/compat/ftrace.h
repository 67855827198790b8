/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Being called at the entry of a function, at a third of the cost of a kprobe;
 * where every such call would ask all watchers of any function, it is not used.
 */
#ifndef KS_COMPAT_FTRACE_H
#define KS_COMPAT_FTRACE_H

#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include "answers.h"

#if defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS) && KS_HAVE_FTRACE_TRAMPOLINE

/*
 * What a handler calls is never a function that it is placed on, so it needs no
 * protection against itself.
 */
#if KS_HAVE_FTRACE_RECURSION_SAFE
#define KS_FTRACE_FLAGS	(FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_RECURSION_SAFE)
#else
#define KS_FTRACE_FLAGS	FTRACE_OPS_FL_SAVE_REGS
#endif

/* Defines name() for ks_ftrace_register(), which calls @handle(ops, regs). */
#if KS_HAVE_FTRACE_REGS
#define KS_FTRACE_HANDLER(name, handle)						\
	static void notrace name(unsigned long ip, unsigned long parent,	\
				 struct ftrace_ops *ops, struct ftrace_regs *regs)	\
	{									\
		preempt_disable_notrace();					\
		handle(ops, ftrace_get_regs(regs));				\
		preempt_enable_notrace();					\
	}
#else
#define KS_FTRACE_HANDLER(name, handle)						\
	static void notrace name(unsigned long ip, unsigned long parent,	\
				 struct ftrace_ops *ops, struct pt_regs *regs)	\
	{									\
		preempt_disable_notrace();					\
		handle(ops, regs);						\
		preempt_enable_notrace();					\
	}
#endif

/**
 * ks_ftrace_register() - have a function called at the entry of another
 * @ops:	nothing but zeroes before the first time
 * @handler:	of KS_FTRACE_HANDLER()
 * @symbol:	name of the function
 *
 * Process context. Return: 0 or a negative errno.
 */
static inline int ks_ftrace_register(struct ftrace_ops *ops, ftrace_func_t handler,
				     const char *symbol)
{
	int error;

	ops->func = handler;
	ops->flags |= KS_FTRACE_FLAGS;
	error = ftrace_set_filter(ops, (unsigned char *)symbol, strlen(symbol), 1);
	if (!error)
		error = register_ftrace_function(ops);
	if (error)
		ftrace_set_filter(ops, NULL, 0, 1);
	return error;
}

/**
 * ks_ftrace_unregister() - no more
 * @ops:	registered
 *
 * Returns when the handler does not run any more. Process context.
 */
static inline void ks_ftrace_unregister(struct ftrace_ops *ops)
{
	unregister_ftrace_function(ops);
	/* Frees the filter. */
	ftrace_set_filter(ops, NULL, 0, 1);
}

#else

#define KS_FTRACE_HANDLER(name, handle)						\
	static void name(void) {}

static inline int ks_ftrace_register(struct ftrace_ops *ops, void (*handler)(void),
				     const char *symbol)
{
	return -ENOSYS;
}

static inline void ks_ftrace_unregister(struct ftrace_ops *ops)
{
}

#endif
#endif
