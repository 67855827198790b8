// SPDX-License-Identifier: GPL-2.0
/*
 * Processes whose facts the reader did not get.
 *
 * What is constant about a process travels once. When such a record is refused,
 * the process is entered here, and its next record is preceded by its facts. If
 * the table is full, a counter tells the reader to ask for the whole walk again.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "owed.h"

#define BITS	10
#define PROBES	8

static struct { u32 tgid; u64 start; } table[1 << BITS];
static unsigned int entries;
static u32 resync;
static DEFINE_RAW_SPINLOCK(lock);

/* A place that holds the process, or a free one for tgid 0. Under the lock. */
static int find(u32 hashed, u32 tgid, u64 start)
{
	unsigned int first = hash_32(hashed, BITS), i;

	for (i = 0; i < PROBES; i++) {
		unsigned int at = (first + i) & ((1 << BITS) - 1);

		if (table[at].tgid == tgid && table[at].start == start)
			return at;
	}
	return -1;
}

/**
 * ks_owed_add() - a record with the facts of a process was refused
 * @tgid:	its identity
 * @start:	in full
 *
 * Any context but NMI.
 */
void ks_owed_add(u32 tgid, u64 start)
{
	unsigned long flags;
	int at;

	raw_spin_lock_irqsave(&lock, flags);
	if (find(tgid, tgid, start) < 0) {
		at = find(tgid, 0, 0);
		if (at < 0) {
			resync++;
		} else {
			table[at].tgid = tgid;
			table[at].start = start;
			WRITE_ONCE(entries, entries + 1);
		}
	}
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * ks_owed_take() - are the facts of a process owed?
 * @tgid:	its identity
 * @start:	in full
 *
 * Any context but NMI. Return: true once for each ks_owed_add().
 */
bool ks_owed_take(u32 tgid, u64 start)
{
	unsigned long flags;
	int at;

	if (likely(!READ_ONCE(entries)))
		return false;
	raw_spin_lock_irqsave(&lock, flags);
	at = find(tgid, tgid, start);
	if (at >= 0) {
		table[at].tgid = 0;
		table[at].start = 0;
		WRITE_ONCE(entries, entries - 1);
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return at >= 0;
}

/**
 * ks_owed_clear() - the reader is about to get everything anew
 *
 * Process context.
 */
void ks_owed_clear(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	memset(table, 0, sizeof(table));
	WRITE_ONCE(entries, 0);
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * ks_owed_resync() - how often the table was full
 *
 * Any context.
 */
u32 ks_owed_resync(void)
{
	return READ_ONCE(resync);
}
