/* SPDX-License-Identifier: GPL-2.0 */
/* Every hit of a kretprobe takes a lock of that probe (until 5.11). */
#include <linux/kprobes.h>
#ifdef KS_ASKED
void *ks_asked(struct kretprobe *kretprobe);

void *ks_asked(struct kretprobe *kretprobe)
{
	return &kretprobe->lock;
}
#endif
