// SPDX-License-Identifier: GPL-2.0
/*
 * Scratch space: one for each CPU and level of context.
 *
 * A softirq may interrupt a task's handler, a hardirq both; each level finds
 * its own space free. What finds its level busy is a probe hit by a handler of
 * ours, or by an interrupt's second hit: it cannot be recorded, and the caller
 * counts it.
 */
#include <linux/hardirq.h>
#include <linux/percpu.h>
#include <linux/topology.h>
#include <linux/preempt.h>
#include <linux/vmalloc.h>
#include "record.h"
#include "scratch.h"

enum level { TASK, SOFTIRQ, HARDIRQ, LEVELS };

/* Paths, arguments and environments are read in task context only. */
static const size_t sizes[LEVELS] = {
	[TASK] = KS_RECORD_MAX,
	[SOFTIRQ] = 2048,
	[HARDIRQ] = 2048,
};

static DEFINE_PER_CPU(struct ks_scratch, scratches[LEVELS]);

int ks_scratch_init(void)
{
	int cpu, level;

	for_each_possible_cpu(cpu) {
		for (level = 0; level < LEVELS; level++) {
			struct ks_scratch *scratch = per_cpu_ptr(&scratches[level], cpu);
			size_t work = level == TASK ? KS_SCRATCH_WORK : 0;

			scratch->size = sizes[level];
			scratch->record = vzalloc_node(sizes[level] + work, cpu_to_node(cpu));
			if (!scratch->record) {
				ks_scratch_exit();
				return -ENOMEM;
			}
			if (work)
				scratch->work = scratch->record + sizes[level];
		}
	}
	return 0;
}

void ks_scratch_exit(void)
{
	int cpu, level;

	for_each_possible_cpu(cpu) {
		for (level = 0; level < LEVELS; level++) {
			struct ks_scratch *scratch = per_cpu_ptr(&scratches[level], cpu);

			vfree(scratch->record);
			memset(scratch, 0, sizeof(*scratch));
		}
	}
}

static enum level level_now(void)
{
	unsigned long hardirqs;

	if (likely(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK)) && !in_serving_softirq()))
		return TASK;
	/* A breakpoint counts as an NMI on some kernels, and that as a hardirq more. */
	hardirqs = hardirq_count() - (in_nmi() ? HARDIRQ_OFFSET : 0);
	return hardirqs ? HARDIRQ : in_serving_softirq() ? SOFTIRQ : TASK;
}

/**
 * ks_scratch_get() - claim the space of this CPU and context level
 *
 * Preemption stays off until ks_scratch_put(). Any context but NMI.
 *
 * Return: NULL if a handler of the same level is using it.
 */
struct ks_scratch *ks_scratch_get(void)
{
	enum level level = level_now();
	struct ks_scratch *scratch;

	preempt_disable();
	scratch = this_cpu_ptr(&scratches[level]);
	if (scratch->busy) {
		preempt_enable();
		return NULL;
	}
	scratch->busy = true;
	barrier();
	return scratch;
}

/**
 * ks_scratch_put() - give the space back
 * @scratch:	from ks_scratch_get()
 */
void ks_scratch_put(struct ks_scratch *scratch)
{
	barrier();
	scratch->busy = false;
	preempt_enable();
}
