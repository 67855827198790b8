// SPDX-License-Identifier: GPL-2.0
/*
 * A hook on a function of our own, placed and hit when the module is loaded:
 * where even this does not work, probing is switched off or broken, and the
 * status says so before anybody wonders why nothing is recorded.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/ptrace.h>
#include "hook.h"

#define ANSWER 0x6b73

/* Not inlined and not optimised away: there must be something to place it on. */
noinline int ks_selftest_target(int argument);
noinline int ks_selftest_target(int argument)
{
	barrier();
	return argument ^ 1;
}

static bool returned;

static int enter(struct pt_regs *regs, void *data)
{
	*(int *)data = ANSWER;
	return 0;
}

static void leave(struct pt_regs *regs, void *data)
{
	returned = *(int *)data == ANSWER && (int)regs_return_value(regs) == (ANSWER ^ 1);
}

static bool prove(void)
{
	returned = false;
	barrier();
	ks_selftest_target(ANSWER);
	barrier();
	return returned;
}

struct ks_hook ks_hooks_selftest[] = {
	{
		.name = "self-test",
		.how = KS_KRETPROBE,
		.symbols = { "ks_selftest_target" },
		.enter = enter,
		.leave = leave,
		.data_size = sizeof(int),
		.prove = prove,
		.events = ~0ULL,
		.loss = "probes do not fire on this kernel: are kprobes switched off?",
	},
};

const unsigned int ks_hooks_selftest_count = ARRAY_SIZE(ks_hooks_selftest);
