/* SPDX-License-Identifier: GPL-2.0 */
/* fs_struct.seq is a seqlock (6.18), a bare counter before. */
#include <linux/fs_struct.h>
#ifdef KS_ASKED
unsigned int ks_asked(struct fs_struct *fs)
{
	return fs->seq.seqcount.seqcount.sequence;
}
#endif
