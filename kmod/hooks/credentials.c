// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of credentials, whatever call makes them.
 *
 * All of them end in commit_creds(), which cannot fail. An exec goes through it
 * too, before the new image can be told of: its own record has the result.
 */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "channel.h"
#include "compat/kernel.h"
#include "compat/syscall.h"
#include "event.h"
#include "facts.h"
#include "hook.h"
#include "owed.h"
#include "task.h"

KS_RECORDS(commit);

/* Other members change all the time, keyrings for example. */
static bool differ(const struct cred *one, const struct cred *other)
{
	struct ks_credentials a, b;

	ks_credentials(&a, one);
	ks_credentials(&b, other);
	return memcmp(&a, &b, sizeof(a));
}

/* commit_creds(new) */
static int committing(struct pt_regs *regs, void *data)
{
	const struct cred *new = (const void *)ks_argument(regs, 0);
	struct ks_event_commit *event;
	struct ks_scratch *scratch;
	struct ks_record record;
	struct ks_syscall call;

	ks_syscall(&call);
	if (!current->mm || call.call == KS_CALL_EXECVE || !differ(new, current_cred()))
		return 0;
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_commit, KS_REFUSED_BUSY);
		ks_facts_owe(KS_OWED);
		return 0;
	}
	rcu_read_lock();
	ks_facts_before(scratch);
	event = ks_record_begin_event(&record, scratch->record, scratch->size, commit);
	ks_identity(&event->header, current);
	ks_credentials(&event->credentials, new);
	ks_record_end(&record);
	if (!ks_channel_write(&record))
		ks_facts_owe(KS_OWED);
	rcu_read_unlock();
	ks_scratch_put(scratch);
	return 0;
}

struct ks_hook ks_hooks_credentials[] = {
	{
		.name = "credentials",
		.how = KS_FTRACE,
		.symbols = { "commit_creds" },
		.enter = committing,
		.events = ~0ULL,
		.loss = "users and capabilities are those of the last exec or fork",
	},
};

const unsigned int ks_hooks_credentials_count = ARRAY_SIZE(ks_hooks_credentials);
