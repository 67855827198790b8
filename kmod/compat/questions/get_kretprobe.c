/* SPDX-License-Identifier: GPL-2.0 */
/* The probe of a return instance is found by get_kretprobe (5.11), a member before. */
#include <linux/kprobes.h>
#ifdef KS_ASKED
struct kretprobe *ks_asked(struct kretprobe_instance *instance)
{
	return get_kretprobe(instance);
}
#endif
