// SPDX-License-Identifier: GPL-2.0
/*
 * The engine that places hooks and removes them.
 *
 * Hooks are placed when an enabled event needs them. One that cannot be placed
 * turns its events off, if they are nothing without it, and never the module;
 * which and why stands in the status. A mechanism that claims to have placed a
 * hook is not believed: the hook is hit on purpose, or waits for its first hit,
 * and is called unproven until then.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include "compat/ftrace.h"
#include "compat/kernel.h"
#include "compat/tracepoint.h"
#include "event.h"
#include "hook.h"
#include "operation.h"

#define MAXACTIVE_MAX	65536U

static unsigned int maxactive;
module_param(maxactive, uint, 0444);
MODULE_PARM_DESC(maxactive, "calls that one return hook can watch at once (default: 16 a CPU, at least 256; at most 65536)");

bool ks_results = true;
module_param_named(results, ks_results, bool, 0444);
MODULE_PARM_DESC(results, "watch returns, to tell how a call ended (default: 1); 0: entries only, which costs less: no outcome, nothing that was refused");

static const struct {
	struct ks_hook *hooks;
	const unsigned int *count;
} tables[] = {
	{ ks_hooks_selftest, &ks_hooks_selftest_count },
	{ ks_hooks_process, &ks_hooks_process_count },
	{ ks_hooks_cgroup, &ks_hooks_cgroup_count },
	{ ks_hooks_credentials, &ks_hooks_credentials_count },
	{ ks_hooks_clock, &ks_hooks_clock_count },
	{ ks_hooks_open, &ks_hooks_open_count },
	{ ks_hooks_name, &ks_hooks_name_count },
	{ ks_hooks_attribute, &ks_hooks_attribute_count },
	{ ks_hooks_splice, &ks_hooks_splice_count },
	{ ks_hooks_mount, &ks_hooks_mount_count },
};

static u64 enabled;

/* Placing and removing; handlers take no lock. */
static DEFINE_MUTEX(lock);

static struct ks_hook *hook_at(unsigned int i)
{
	unsigned int table;

	for (table = 0; table < ARRAY_SIZE(tables); table++) {
		if (i < *tables[table].count)
			return &tables[table].hooks[i];
		i -= *tables[table].count;
	}
	return NULL;
}

static int enter_kprobe(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct ks_hook *hook = container_of(kprobe, struct ks_hook, kprobe);

	ks_hook_hit(hook);
	hook->enter(regs, NULL);
	return 0;
}

static void notrace __maybe_unused enter_function(struct ftrace_ops *ops, struct pt_regs *regs)
{
	struct ks_hook *hook = container_of(ops, struct ks_hook, ftrace);

	ks_hook_hit(hook);
	hook->enter(regs, NULL);
}

KS_FTRACE_HANDLER(enter_ftrace, enter_function)

static int enter_kretprobe(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct kretprobe *kretprobe = ks_kretprobe_of(instance);
	struct ks_hook *hook;

	if (!kretprobe)
		return 1;
	hook = container_of(kretprobe, struct ks_hook, kretprobe);
	ks_hook_hit(hook);
	return hook->enter(regs, instance->data);
}

static int leave_kretprobe(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct kretprobe *kretprobe = ks_kretprobe_of(instance);

	if (kretprobe)
		container_of(kretprobe, struct ks_hook, kretprobe)->leave(regs, instance->data);
	return 0;
}

/* The structures are filled anew each time: the kernel leaves its marks in them. */
static int register_hook(struct ks_hook *hook, const char *symbol)
{
	hook->by = hook->how;
	if (hook->how == KS_FTRACE && !ks_ftrace_register(&hook->ftrace, enter_ftrace, symbol))
		return 0;
	switch (hook->how) {
	case KS_FTRACE:
	case KS_KPROBE:
		hook->by = KS_KPROBE;
		memset(&hook->kprobe, 0, sizeof(hook->kprobe));
		hook->kprobe.symbol_name = symbol;
		hook->kprobe.pre_handler = enter_kprobe;
		return register_kprobe(&hook->kprobe);
	case KS_KRETPROBE:
		memset(&hook->kretprobe, 0, sizeof(hook->kretprobe));
		hook->kretprobe.kp.symbol_name = symbol;
		hook->kretprobe.entry_handler = enter_kretprobe;
		hook->kretprobe.handler = leave_kretprobe;
		hook->kretprobe.data_size = hook->data_size;
		hook->kretprobe.maxactive = hook->active ?: maxactive;
		return register_kretprobe(&hook->kretprobe);
	case KS_TRACEPOINT:
		return ks_tracepoint_register(symbol, hook->probe, hook);
	}
	return -EINVAL;
}

static void place(struct ks_hook *hook)
{
	unsigned int i;

	hook->error = -ENOENT;
	hook->state = KS_HOOK_FAILED;
	for (i = 0; i < KS_SYMBOLS_MAX && hook->symbols[i]; i++) {
		hook->symbol = hook->symbols[i];
		hook->hits_before = ks_hook_hits(hook);
		hook->error = register_hook(hook, hook->symbol);
		if (!hook->error) {
			hook->state = KS_HOOK_PLACED;
			return;
		}
	}
	/* For a missing function some kernels say the one, some the other. */
	if (hook->optional && (hook->error == -ENOENT || hook->error == -EINVAL)) {
		hook->error = -ENOENT;
		hook->state = KS_HOOK_OFF;
		return;
	}
	pr_warn("kscribe: cannot hook %s (%s): error %d: %s\n", hook->name, hook->symbols[0],
		hook->error, hook->loss);
}

/*
 * On kernels before 5.14 a fault in a handler counts here as well, though
 * nothing was missed: user memory that is not there while it is read.
 */
static u64 missed_now(const struct ks_hook *hook)
{
	switch (hook->by) {
	case KS_KPROBE:
		return hook->kprobe.nmissed;
	case KS_KRETPROBE:
		return hook->kretprobe.nmissed + hook->kretprobe.kp.nmissed;
	default:
		return 0;
	}
}

static bool placed(const struct ks_hook *hook)
{
	return hook->state == KS_HOOK_PLACED || hook->state == KS_HOOK_PROVEN;
}

/* Those that others stand in for are placed before them. */
static bool is_placed(const char *name)
{
	const struct ks_hook *hook;
	unsigned int i;

	for (i = 0; (hook = hook_at(i)); i++)
		if (!strcmp(hook->name, name))
			return placed(hook);
	return false;
}

/* Do the events need it, as we are set? */
static bool needed(const struct ks_hook *hook, u64 events)
{
	if (hook->results == (ks_results ? KS_WITHOUT_RESULTS : KS_WITH_RESULTS))
		return false;
	if (!(hook->events & events))
		return false;
	return !hook->instead || !is_placed(hook->instead);
}

/* Probes that go together wait for their handlers together. */
#define LEAVING_MAX	64

static struct {
	struct ks_hook *hooks[LEAVING_MAX];
	struct kprobe *kprobes[LEAVING_MAX];
	struct kretprobe *kretprobes[LEAVING_MAX];
	unsigned int hook_count, kprobe_count, kretprobe_count;
} leaving;

static void let_go(struct ks_hook *hook)
{
	hook->missed += missed_now(hook);
	hook->state = KS_HOOK_OFF;
}

static void take_leaving(void)
{
	if (leaving.kprobe_count)
		unregister_kprobes(leaving.kprobes, leaving.kprobe_count);
	if (leaving.kretprobe_count)
		unregister_kretprobes(leaving.kretprobes, leaving.kretprobe_count);
	leaving.kprobe_count = leaving.kretprobe_count = 0;
	while (leaving.hook_count)
		let_go(leaving.hooks[--leaving.hook_count]);
}

static void take_away_later(struct ks_hook *hook)
{
	if (leaving.hook_count == LEAVING_MAX)
		take_leaving();
	leaving.hooks[leaving.hook_count++] = hook;
	if (hook->by == KS_KPROBE)
		leaving.kprobes[leaving.kprobe_count++] = &hook->kprobe;
	else
		leaving.kretprobes[leaving.kretprobe_count++] = &hook->kretprobe;
}

static void take_away(struct ks_hook *hook)
{
	if (!placed(hook)) {
		hook->state = KS_HOOK_OFF;
		return;
	}
	switch (hook->by) {
	case KS_KPROBE:
	case KS_KRETPROBE:
		take_away_later(hook);
		break;
	case KS_FTRACE:
		ks_ftrace_unregister(&hook->ftrace);
		let_go(hook);
		break;
	case KS_TRACEPOINT:
		/* In the order of the table, as far as it matters: remove_unneeded(). */
		take_leaving();
		ks_tracepoint_unregister(hook->symbol, hook->probe, hook);
		let_go(hook);
		break;
	}
}

static void prove(struct ks_hook *hook)
{
	if (hook->state != KS_HOOK_PLACED || !hook->prove)
		return;
	if (!hook->prove()) {
		take_away(hook);
		take_leaving();
		hook->state = KS_HOOK_FAILED;
		hook->error = -EIO;
	} else if (ks_hook_hits(hook) != hook->hits_before) {
		hook->state = KS_HOOK_PROVEN;
		return;
	}
	pr_warn("kscribe: %s was placed on %s, but does not work: %s\n", hook->name, hook->symbol,
		hook->loss);
}

/*
 * Backwards: what a process does is not recorded without its exit, nor its exit
 * without its fork.
 */
/* Return: whether any was placed. */
static bool remove_unneeded(u64 events)
{
	unsigned int i = ks_hooks_count();
	bool any = false;

	while (i--) {
		struct ks_hook *hook = hook_at(i);

		if (needed(hook, events) || hook->state == KS_HOOK_FAILED)
			continue;
		any |= placed(hook);
		take_away(hook);
	}
	take_leaving();
	return any;
}

/**
 * ks_hooks_init() - prepare the table, and try whether probing works
 *
 * Only the self-test is placed. Process context. Return: 0 or a negative errno.
 */
int ks_hooks_init(void)
{
	struct ks_hook *hook;
	unsigned int i;

	if (!maxactive)
		maxactive = max(256U, 16 * num_possible_cpus());
	maxactive = min(maxactive, MAXACTIVE_MAX);
	/* Of all families together. */
	if (ks_operations_init(2 * maxactive))
		return -ENOMEM;
	for (i = 0; (hook = hook_at(i)); i++) {
		hook->hits = alloc_percpu(u64);
		if (!hook->hits) {
			ks_hooks_exit();
			return -ENOMEM;
		}
	}
	hook = &ks_hooks_selftest[0];
	place(hook);
	prove(hook);
	return 0;
}

/**
 * ks_hooks_exit() - remove all hooks
 *
 * Returns when no handler runs any more. Process context.
 */
void ks_hooks_exit(void)
{
	struct ks_hook *hook;
	unsigned int i;

	ks_hooks_enable(0);
	for (i = 0; (hook = hook_at(i)); i++)
		free_percpu(hook->hits);
	ks_operations_exit();
}

/**
 * ks_hooks_enable() - place what some events need, and remove the rest
 * @events:	bits of events that are to be recorded
 *
 * Returns when no handler of a removed hook runs any more. Process context.
 *
 * Return: the events that are now recorded.
 */
u64 ks_hooks_enable(u64 events)
{
	struct ks_hook *hook;
	unsigned int i;
	bool removed;
	u64 possible = events & ks_events_all;

	mutex_lock(&lock);
	removed = remove_unneeded(possible);
	for (i = 0; (hook = hook_at(i)); i++) {
		if (!needed(hook, possible) || placed(hook))
			continue;
		place(hook);
		prove(hook);
		if (hook->state == KS_HOOK_FAILED && hook->vital)
			possible &= ~hook->events;
	}
	/* Those that were placed for an event which then proved impossible. */
	removed |= remove_unneeded(possible);
	if (removed)
		ks_operations_renew();
	enabled = possible;
	mutex_unlock(&lock);
	return possible;
}

/**
 * ks_hooks_events() - which events are recorded
 *
 * Any context.
 */
u64 ks_hooks_events(void)
{
	return READ_ONCE(enabled);
}

unsigned int ks_hooks_count(void)
{
	unsigned int i = 0;

	while (hook_at(i))
		i++;
	return i;
}

/**
 * ks_hook_at() - a row of the table, for the status
 * @i:		below ks_hooks_count()
 *
 * Process context; a hook that has been hit meanwhile is proven from here on.
 */
const struct ks_hook *ks_hook_at(unsigned int i)
{
	struct ks_hook *hook = hook_at(i);

	mutex_lock(&lock);
	if (hook->state == KS_HOOK_PLACED && ks_hook_hits(hook) != hook->hits_before)
		hook->state = KS_HOOK_PROVEN;
	mutex_unlock(&lock);
	return hook;
}

u64 ks_hook_hits(const struct ks_hook *hook)
{
	u64 hits = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		hits += READ_ONCE(*per_cpu_ptr(hook->hits, cpu));
	return hits;
}

/**
 * ks_hook_missed() - calls that the kernel could not show us, since load
 * @hook:	of the table
 */
u64 ks_hook_missed(const struct ks_hook *hook)
{
	return hook->missed + (placed(hook) ? missed_now(hook) : 0);
}

/**
 * ks_hook_reason() - a sentence about the state of a hook
 * @hook:	of the table
 * @to:		for the text
 * @size:	bytes at @to
 */
const char *ks_hook_reason(const struct ks_hook *hook, char *to, size_t size)
{
	switch (hook->state) {
	case KS_HOOK_OFF:
		if (hook->results == (ks_results ? KS_WITHOUT_RESULTS : KS_WITH_RESULTS))
			snprintf(to, size, "not with results=%d", ks_results);
		else if (hook->instead && is_placed(hook->instead))
			snprintf(to, size, "not where there is \"%s\"", hook->instead);
		else if (hook->error == -ENOENT)
			snprintf(to, size, "this kernel has nothing of the kind");
		else
			snprintf(to, size, "no enabled event needs it");
		break;
	case KS_HOOK_PLACED:
		snprintf(to, size, "placed on %s, not hit yet", hook->symbol);
		break;
	case KS_HOOK_PROVEN:
		snprintf(to, size, "placed on %s and hit%s", hook->symbol,
			 hook->how == KS_KRETPROBE && KS_KRETPROBE_LOCKS ?
			 "; each hit takes a lock of this hook: with many CPUs consider results=0" :
			 "");
		break;
	case KS_HOOK_FAILED:
		snprintf(to, size, "the kernel refused %s: error %d", hook->symbol, hook->error);
		break;
	}
	return to;
}
