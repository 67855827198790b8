/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSCRIBE_HASH_H
#define KSCRIBE_HASH_H

#include <linux/types.h>

/**
 * ks_hash() - spread numbers or addresses over a table
 * @value:	any
 * @bits:	of the table's size, 1 to 63
 *
 * The kernel's own, before 4.7, takes addresses of one slab to a few places: its
 * factor has hardly any bits set. Any context.
 */
static inline unsigned int ks_hash(u64 value, unsigned int bits)
{
	return value * 0x61c8864680b583ebULL >> (64 - bits);
}

#endif
