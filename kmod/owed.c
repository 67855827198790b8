// SPDX-License-Identifier: GPL-2.0
/*
 * Processes whose facts the reader did not get.
 *
 * What is constant about a process travels once. When such a record is refused,
 * the process is entered here, and its next record is preceded by its facts. If
 * the table is full, a counter tells the reader to ask for the whole walk again.
 *
 * A new reader knows nobody until its walk is over, and whoever ends before the
 * walk comes by would stay unknown: until then everyone introduces himself.
 */
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "hash.h"
#include "owed.h"

#define BITS	10
#define PROBES	8

static struct {
	u32 tgid;
	unsigned int debt;
	u64 start;
} table[1 << BITS];
static u64 introduced[1 << BITS];
static bool everyone;
unsigned int ks_owed;
static u32 resync;
static DEFINE_RAW_SPINLOCK(lock);

/* A place that holds the process, or a free one for tgid 0. Under the lock. */
static int find(u32 hashed, u32 tgid, u64 start)
{
	unsigned int first = ks_hash(hashed, BITS), i;

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
 * @debt:	KS_OWED, with KS_OWED_EXEC if the record was of an exec
 *
 * Any context but NMI.
 */
void ks_owed_add(u32 tgid, u64 start, unsigned int debt)
{
	unsigned long flags;
	int at;

	raw_spin_lock_irqsave(&lock, flags);
	at = find(tgid, tgid, start);
	if (at < 0) {
		at = find(tgid, 0, 0);
		if (at >= 0) {
			table[at].tgid = tgid;
			table[at].start = start;
			table[at].debt = 0;
			WRITE_ONCE(ks_owed, ks_owed + 1);
		}
	}
	if (at >= 0)
		table[at].debt |= debt;
	else
		resync++;
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * ks_owed_take() - are the facts of a process owed?
 * @tgid:	its identity
 * @start:	in full
 *
 * Any context but NMI. Return: what it owes, which is then paid; 0 if nothing.
 * While everyone is owed each process owes at least once.
 */
unsigned int ks_owed_take(u32 tgid, u64 start)
{
	u64 identity = start ^ (u64)tgid << 40;
	unsigned long flags;
	unsigned int debt = 0;
	int at;

	if (!ks_owed_any())
		return 0;
	raw_spin_lock_irqsave(&lock, flags);
	at = find(tgid, tgid, start);
	if (at >= 0) {
		debt = table[at].debt;
		table[at].tgid = 0;
		table[at].start = 0;
		WRITE_ONCE(ks_owed, ks_owed - 1);
	}
	if (everyone && introduced[ks_hash(identity, BITS)] != identity) {
		introduced[ks_hash(identity, BITS)] = identity;
		debt |= KS_OWED;
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return debt;
}

/**
 * ks_owed_everyone() - begin or end the time in which all processes are owed
 * @owed:	whether they are
 *
 * Process context.
 */
void ks_owed_everyone(bool owed)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	if (owed)
		memset(introduced, 0, sizeof(introduced));
	WRITE_ONCE(ks_owed, ks_owed + owed - everyone);
	everyone = owed;
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * ks_owed_clear() - a walk over all processes begins, and tells what is owed
 *
 * Process context.
 */
void ks_owed_clear(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	memset(table, 0, sizeof(table));
	WRITE_ONCE(ks_owed, everyone);
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * ks_owed_resync_add() - something was refused that only another walk can tell
 *
 * Any context but NMI.
 */
void ks_owed_resync_add(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	resync++;
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * ks_owed_resync() - how often only another walk could make up for a refusal
 *
 * Any context.
 */
u32 ks_owed_resync(void)
{
	return READ_ONCE(resync);
}
