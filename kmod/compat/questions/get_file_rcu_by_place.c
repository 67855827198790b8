/* SPDX-License-Identifier: GPL-2.0 */
/* get_file_rcu takes the place that points to the file (6.7), the file before. */
#include <linux/fs.h>
#include <linux/mm_types.h>
#ifdef KS_ASKED
struct file *ks_asked(struct mm_struct *mm)
{
	return get_file_rcu(&mm->exe_file);
}
#endif
