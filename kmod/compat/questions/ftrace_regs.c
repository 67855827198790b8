/* SPDX-License-Identifier: GPL-2.0 */
/* Functions called at a function's entry get its registers wrapped up. */
#include <linux/ftrace.h>
#ifdef KS_ASKED
struct pt_regs *ks_asked(struct ftrace_regs *registers)
{
	return ftrace_get_regs(registers);
}
#endif
