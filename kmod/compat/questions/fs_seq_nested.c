/* SPDX-License-Identifier: GPL-2.0 */
/* The counter of fs_struct.seq lies one structure deeper (5.10). */
#include <linux/fs_struct.h>
#ifdef KS_ASKED
unsigned int ks_asked(struct fs_struct *fs)
{
	return fs->seq.seqcount.sequence;
}
#endif
