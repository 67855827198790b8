/* SPDX-License-Identifier: GPL-2.0 */
/* Hooks as rows of a table, and what places them. */
#ifndef KSCRIBE_HOOK_H
#define KSCRIBE_HOOK_H

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/types.h>

/*
 * KS_FTRACE is a third of the cost of KS_KPROBE and takes longer to remove: for
 * functions that are hit often. Where the kernel cannot, it is a kprobe after all.
 */
enum ks_how { KS_KPROBE, KS_KRETPROBE, KS_TRACEPOINT, KS_FTRACE };

enum ks_hook_state {
	KS_HOOK_OFF,		/* no enabled event needs it */
	KS_HOOK_PLACED,		/* the kernel took it; nothing has hit it yet */
	KS_HOOK_PROVEN,		/* and it was hit */
	KS_HOOK_FAILED,
};

/* Which setting of the parameter results a hook is for. */
enum ks_results { KS_ANY_RESULTS, KS_WITH_RESULTS, KS_WITHOUT_RESULTS };

#define KS_SYMBOLS_MAX 4

/**
 * struct ks_hook - one place in the kernel that we watch
 * @name:	what it is for, in a word or two
 * @how:	mechanism that is asked for
 * @symbols:	functions or tracepoints to try in this order: what the kernels
 *		call the same thing
 * @events:	bits of the events that need it
 * @results:	unless it is for both settings
 * @loss:	what is missing without it, a sentence
 * @vital:	without it its events are off; otherwise they only have less in them
 * @probe:	KS_TRACEPOINT: called with the hook and the tracepoint's arguments
 * @enter:	KS_KPROBE, KS_FTRACE, KS_KRETPROBE: called at the entry; for the latter, not 0
 *		means that the return does not matter
 * @leave:	KS_KRETPROBE: called at the return, with what @enter left in its data
 * @data_size:	bytes that @enter may leave there
 * @active:	KS_KRETPROBE: calls that are watched at once, if not as many as the
 *		parameter maxactive says
 * @optional:	the kernel may not have the function, and then there is nothing to hook
 * @instead:	name of a hook above: needed only where that one is not placed
 * @prove:	makes the kernel hit the hook without any effect; returns false if
 *		the hook then did the wrong thing. NULL: waits for its first hit
 *
 * The rest belongs to the engine.
 */
struct ks_hook {
	const char *name;
	enum ks_how how;
	const char *symbols[KS_SYMBOLS_MAX];
	u64 events;
	enum ks_results results;
	const char *loss;
	bool vital;
	bool optional;
	const char *instead;
	void *probe;
	int (*enter)(struct pt_regs *regs, void *data);
	void (*leave)(struct pt_regs *regs, void *data);
	size_t data_size;
	unsigned int active;
	bool (*prove)(void);

	enum ks_hook_state state;
	enum ks_how by;
	const char *symbol;
	int error;
	u64 missed;
	u64 hits_before;
	u64 __percpu *hits;
	struct ftrace_ops ftrace;
	union {
		struct kprobe kprobe;
		struct kretprobe kretprobe;
	};
};

int ks_hooks_init(void);
void ks_hooks_exit(void);
u64 ks_hooks_enable(u64 events);
u64 ks_hooks_events(void);
unsigned int ks_hooks_count(void);
const struct ks_hook *ks_hook_at(unsigned int i);
u64 ks_hook_hits(const struct ks_hook *hook);
u64 ks_hook_missed(const struct ks_hook *hook);
const char *ks_hook_reason(const struct ks_hook *hook, char *to, size_t size);

/* The parameter "results": are returns watched? Does not change while we are loaded. */
extern bool ks_results;

/* Tracepoint probes count their own hits; the others are counted by the engine. */
static inline void ks_hook_hit(struct ks_hook *hook)
{
	this_cpu_inc(*hook->hits);
}

/* The table: one array for each file of hooks/. */
extern struct ks_hook ks_hooks_selftest[], ks_hooks_process[], ks_hooks_cgroup[],
	ks_hooks_credentials[], ks_hooks_clock[], ks_hooks_open[], ks_hooks_name[],
	ks_hooks_attribute[], ks_hooks_splice[], ks_hooks_mount[];
extern const unsigned int ks_hooks_selftest_count, ks_hooks_process_count, ks_hooks_cgroup_count,
	ks_hooks_credentials_count, ks_hooks_clock_count, ks_hooks_open_count, ks_hooks_name_count,
	ks_hooks_attribute_count, ks_hooks_splice_count, ks_hooks_mount_count;

#endif
