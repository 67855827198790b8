// SPDX-License-Identifier: GPL-2.0
/*
 * The doorbell: one message to a reader that said it is going to sleep.
 *
 * A record may be written under any lock, so nothing is woken there: a word is
 * tested, and the first writer after the reader armed the bell queues an
 * irq_work, which queues work, which sends. A record rings after a short while,
 * so that a burst costs one message; a full sub-buffer rings at once. While the
 * reader is awake, or there is none, writers only read the word.
 */
#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>
#include "doorbell.h"

#define GATHER_MS	20	/* between the first record and the message */
#define AGAIN_MS	100	/* after the reader's socket was full */

enum { SILENT, ARMED, RINGING };

static atomic_t state = ATOMIC_INIT(SILENT);
static atomic_t hurry = ATOMIC_INIT(0);
static struct irq_work interrupt;
static bool (*deliver_message)(void);

static void send(struct work_struct *work);
static DECLARE_DELAYED_WORK(sending, send);

static void send(struct work_struct *work)
{
	/*
	 * Before the message leaves: the reader may arm the bell anew, and
	 * somebody ring it, before this function goes on.
	 */
	if (atomic_cmpxchg(&state, RINGING, SILENT) != RINGING)
		return;
	atomic_set(&hurry, 0);
	if (deliver_message())
		return;
	if (atomic_cmpxchg(&state, SILENT, RINGING) == SILENT)
		schedule_delayed_work(&sending, msecs_to_jiffies(AGAIN_MS));
}

static void queue(struct irq_work *work)
{
	mod_delayed_work(system_wq, &sending,
			 atomic_read(&hurry) ? 0 : msecs_to_jiffies(GATHER_MS));
}

/**
 * ks_doorbell_init() - set up
 * @deliver:	sends the message; called from process context, returns false to
 *		be called again a little later
 *
 * Process context.
 */
void ks_doorbell_init(bool (*deliver)(void))
{
	deliver_message = deliver;
	init_irq_work(&interrupt, queue);
}

/**
 * ks_doorbell_exit() - stop
 *
 * Nobody rings any more. Process context.
 */
void ks_doorbell_exit(void)
{
	atomic_set(&state, SILENT);
	irq_work_sync(&interrupt);
	cancel_delayed_work_sync(&sending);
}

/**
 * ks_doorbell_arm() - the reader is going to sleep
 *
 * The caller looks for unread records after this, and rings if there are any:
 * one written before the reader's last look and this call rings nobody.
 * Process context.
 */
void ks_doorbell_arm(void)
{
	atomic_set(&hurry, 0);
	atomic_set(&state, ARMED);
	smp_mb();
}

/**
 * ks_doorbell_ring() - something can be read
 * @urgent:	a sub-buffer is full
 *
 * Any context but NMI.
 */
void ks_doorbell_ring(bool urgent)
{
	int now;

	/* The record before the look: pairs with the barrier of ks_doorbell_arm(). */
	smp_mb();
	now = atomic_read(&state);
	if (now == SILENT)
		return;
	if (now == ARMED && atomic_cmpxchg(&state, ARMED, RINGING) == ARMED) {
		if (urgent)
			atomic_set(&hurry, 1);
		irq_work_queue(&interrupt);
	} else if (urgent && !atomic_xchg(&hurry, 1)) {
		irq_work_queue(&interrupt);
	}
}
