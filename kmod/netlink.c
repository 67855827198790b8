// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family.
 *
 * uapi/netlink.h has the protocol. Requests are served one at a time: generic
 * netlink holds its mutex around every operation.
 */
#include <linux/capability.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/skbuff.h>
#include <linux/utsname.h>
#include <linux/vmalloc.h>
#include <net/netlink.h>
#include <net/net_namespace.h>
#include "cgroup.h"
#include "channel.h"
#include "compat/calibrate.h"
#include "compat/genl.h"
#include "compat/kernel.h"
#include "doorbell.h"
#include "event.h"
#include "family.h"
#include "filter.h"
#include "hook.h"
#include "netlink.h"
#include "owed.h"
#include "reader.h"
#include "state.h"
#include "version.h"

/* Room for everything in a reply but its records. */
#define REPLY_SIZE	512
#define STATUS_SIZE	(NLMSG_GOODSIZE * 8)

static struct genl_family family;

static const struct nla_policy policy[KS_A_MAX + 1] = {
	[KS_A_PROTOCOL] = { .type = NLA_U32 },
	[KS_A_FINGERPRINT] = { .type = NLA_U64 },
	[KS_A_EVENTS] = { .type = NLA_U64 },
	[KS_A_CPU] = { .type = NLA_U32 },
	[KS_A_MOUNTS] = { .type = NLA_BINARY },
	[KS_A_OVERLAYS] = { .type = NLA_BINARY },
	[KS_A_GROUPS] = { .type = NLA_BINARY },
	[KS_A_POSITION] = { .type = NLA_U64 },
	[KS_A_ACKNOWLEDGE] = { .type = NLA_U64 },
	[KS_A_FILTER] = { .type = NLA_BINARY },
};

/* The helper for this changed its name and its padding: the bytes are the same. */
static int put_u64(struct sk_buff *skb, int attribute, u64 value)
{
	return nla_put(skb, attribute, sizeof(value), &value);
}

static u64 get_u64(const struct nlattr *attribute)
{
	u64 value;

	nla_memcpy(&value, attribute, sizeof(value));
	return value;
}

/**
 * struct reply - an answer under construction
 */
struct reply {
	struct sk_buff *skb;
	void *header;
};

static int reply_begin(struct reply *reply, struct genl_info *info, u8 command, size_t size)
{
	reply->skb = genlmsg_new(size, GFP_KERNEL);
	if (!reply->skb)
		return -ENOMEM;
	reply->header = genlmsg_put_reply(reply->skb, info, &family, 0, command);
	if (!reply->header) {
		nlmsg_free(reply->skb);
		return -EMSGSIZE;
	}
	return 0;
}

static int reply_send(struct reply *reply, struct genl_info *info, int error)
{
	if (error) {
		nlmsg_free(reply->skb);
		return error;
	}
	genlmsg_end(reply->skb, reply->header);
	return genlmsg_reply(reply->skb, info);
}

static const char *how_text(enum ks_how how)
{
	static const char *const texts[] = {
		[KS_FTRACE] = "ftrace",
		[KS_KPROBE] = "kprobe",
		[KS_KRETPROBE] = "kretprobe",
		[KS_TRACEPOINT] = "tracepoint",
	};

	return texts[how];
}

static const char *state_text(enum ks_hook_state state)
{
	static const char *const texts[] = {
		[KS_HOOK_OFF] = "off",
		[KS_HOOK_PLACED] = "unproven",
		[KS_HOOK_PROVEN] = "proven",
		[KS_HOOK_FAILED] = "failed",
	};

	return texts[state];
}

/* The event that a hook serves, or "all". */
static const char *event_text(u64 events)
{
	unsigned int id;

	for (id = 0; id < KS_EVENT_LIMIT; id++)
		if (events == KS_BIT(id) && ks_events[id].name)
			return ks_events[id].name;
	return "all";
}

static int put_hook(struct sk_buff *skb, const struct ks_hook *hook)
{
	struct nlattr *nest = nla_nest_start(skb, KS_A_HOOK);
	char reason[128];

	if (!nest ||
	    nla_put_string(skb, KS_A_HOOK_NAME, hook->name) ||
	    nla_put_string(skb, KS_A_HOOK_HOW, how_text(hook->state == KS_HOOK_OFF ? hook->how : hook->by)) ||
	    nla_put_string(skb, KS_A_HOOK_EVENT, event_text(hook->events)) ||
	    nla_put_string(skb, KS_A_HOOK_STATE, state_text(hook->state)) ||
	    nla_put_string(skb, KS_A_HOOK_REASON, ks_hook_reason(hook, reason, sizeof(reason))) ||
	    nla_put_string(skb, KS_A_HOOK_LOSS, hook->loss) ||
	    put_u64(skb, KS_A_HOOK_HITS, ks_hook_hits(hook)) ||
	    put_u64(skb, KS_A_HOOK_MISSED, ks_hook_missed(hook)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_hooks(struct sk_buff *skb)
{
	struct nlattr *nest = nla_nest_start(skb, KS_A_HOOKS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < ks_hooks_count(); i++)
		if (put_hook(skb, ks_hook_at(i)))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_layouts(struct sk_buff *skb)
{
	struct nlattr *nest = nla_nest_start(skb, KS_A_LAYOUTS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < KS_LAYOUTS; i++) {
		struct nlattr *one = nla_nest_start(skb, KS_A_LAYOUT);
		char text[96];

		if (!one || nla_put_string(skb, KS_A_LAYOUT_NAME, ks_layout_name(i)) ||
		    nla_put_string(skb, KS_A_LAYOUT_STATE, ks_layout_state(i, text, sizeof(text))))
			return -EMSGSIZE;
		nla_nest_end(skb, one);
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_status(struct sk_buff *skb)
{
	return nla_put_u32(skb, KS_A_PROTOCOL, KS_PROTOCOL) ?:
	       put_u64(skb, KS_A_FINGERPRINT, ks_fingerprint()) ?:
	       nla_put_string(skb, KS_A_VERSION, KS_VERSION) ?:
	       nla_put_string(skb, KS_A_KERNEL, init_utsname()->release) ?:
	       nla_put_u32(skb, KS_A_CPUS, nr_cpu_ids) ?:
	       nla_put_u32(skb, KS_A_SUBBUF_SIZE, ks_channel_subbuf_size()) ?:
	       nla_put_u32(skb, KS_A_SUBBUFS, ks_channel_subbufs()) ?:
	       put_u64(skb, KS_A_EVENTS, ks_hooks_events()) ?:
	       nla_put_u32(skb, KS_A_READER, ks_reader_port()) ?:
	       put_u64(skb, KS_A_TIME, ks_boottime()) ?:
	       nla_put_u32(skb, KS_A_RESYNC, ks_owed_resync()) ?:
	       nla_put_u32(skb, KS_A_TERMS, ks_filter_terms()) ?:
	       put_hooks(skb) ?:
	       put_layouts(skb);
}

/*
 * The port alone would do for whoever binds it while the reader's socket is
 * being closed: it is free before the notifier has told us.
 */
static bool is_reader(const struct genl_info *info)
{
	return ks_reader_is(info->snd_portid, current->tgid);
}

static int do_status(struct sk_buff *skb, struct genl_info *info)
{
	struct reply reply;
	int error = reply_begin(&reply, info, KS_CMD_STATUS, STATUS_SIZE);

	return error ?: reply_send(&reply, info, put_status(reply.skb));
}

static int get_cpu_number(const struct genl_info *info, int *cpu)
{
	u32 number;

	if (!info->attrs[KS_A_CPU])
		return -EINVAL;
	number = nla_get_u32(info->attrs[KS_A_CPU]);
	if (number >= nr_cpu_ids || !cpu_possible(number))
		return -ENODEV;
	*cpu = number;
	return 0;
}

static int do_counters(struct sk_buff *skb, struct genl_info *info)
{
	size_t size = KS_EVENT_LIMIT * sizeof(struct ks_counts);
	struct ks_counts *counts;
	struct reply reply;
	unsigned int n;
	u64 sequence;
	bool buffer;
	int cpu, error = get_cpu_number(info, &cpu);

	if (error)
		return error;
	counts = kmalloc(size, GFP_KERNEL);
	if (!counts)
		return -ENOMEM;
	n = ks_channel_counts(cpu, counts, &sequence, &buffer);
	error = reply_begin(&reply, info, KS_CMD_COUNTERS, REPLY_SIZE + size);
	if (!error)
		error = reply_send(&reply, info,
			nla_put_u32(reply.skb, KS_A_CPU, cpu) ?:
			put_u64(reply.skb, KS_A_SEQUENCE, sequence) ?:
			(buffer ? nla_put_flag(reply.skb, KS_A_BUFFER) : 0) ?:
			nla_put(reply.skb, KS_A_COUNTS, n * sizeof(*counts), counts));
	kfree(counts);
	return error;
}

static int do_attach(struct sk_buff *skb, struct genl_info *info)
{
	struct reply reply;
	int error;

	if (!info->attrs[KS_A_PROTOCOL] || !info->attrs[KS_A_FINGERPRINT])
		return -EINVAL;
	if (!netlink_capable(skb, CAP_SYS_ADMIN))
		return -EPERM;
	if (nla_get_u32(info->attrs[KS_A_PROTOCOL]) != KS_PROTOCOL ||
	    get_u64(info->attrs[KS_A_FINGERPRINT]) != ks_fingerprint())
		return -EPROTO;

	error = reply_begin(&reply, info, KS_CMD_ATTACH, STATUS_SIZE);
	if (error)
		return error;
	if (!ks_reader_attach(info->snd_portid, current->tgid)) {
		nlmsg_free(reply.skb);
		return -EBUSY;
	}
	ks_cgroup_forget();
	ks_owed_everyone(true);
	error = reply_send(&reply, info, put_status(reply.skb));
	if (error)
		ks_reader_detach(info->snd_portid);
	return error;
}

static int do_calibrate(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *mounts = info->attrs[KS_A_MOUNTS];
	const struct nlattr *overlays = info->attrs[KS_A_OVERLAYS];
	const struct nlattr *groups = info->attrs[KS_A_GROUPS];
	struct reply reply;
	int error;

	if (!is_reader(info))
		return -EPERM;
	if (mounts)
		ks_calibrate_mounts(nla_data(mounts), nla_len(mounts) / sizeof(struct ks_mount_pair));
	if (groups)
		ks_calibrate_groups(nla_data(groups), nla_len(groups) / sizeof(struct ks_group_pair));
	if (overlays)
		ks_calibrate_overlays(nla_data(overlays),
				      nla_len(overlays) / sizeof(struct ks_overlay_pair));
	error = reply_begin(&reply, info, KS_CMD_CALIBRATE, STATUS_SIZE);
	return error ?: reply_send(&reply, info, put_layouts(reply.skb));
}

static int do_enable(struct sk_buff *skb, struct genl_info *info)
{
	struct reply reply;
	int error;

	if (!is_reader(info))
		return -EPERM;
	if (!info->attrs[KS_A_EVENTS])
		return -EINVAL;
	ks_hooks_enable(get_u64(info->attrs[KS_A_EVENTS]));
	error = reply_begin(&reply, info, KS_CMD_ENABLE, STATUS_SIZE);
	return error ?: reply_send(&reply, info,
				   put_u64(reply.skb, KS_A_EVENTS, ks_hooks_events()) ?:
				   put_hooks(reply.skb));
}

static int do_filter(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *terms = info->attrs[KS_A_FILTER];

	if (!is_reader(info))
		return -EPERM;
	return terms ? ks_filter_set(nla_data(terms), nla_len(terms)) : ks_filter_set(NULL, 0);
}

static int do_state(struct sk_buff *skb, struct genl_info *info)
{
	struct reply reply;
	size_t length;
	u64 position;
	void *records;
	int error;

	if (!is_reader(info))
		return -EPERM;
	if (!info->attrs[KS_A_POSITION])
		return -EINVAL;
	position = get_u64(info->attrs[KS_A_POSITION]);
	if (!position) {
		ks_owed_clear();
		error = ks_state_begin();
		if (error)
			return error;
	}
	records = vmalloc(KS_STATE_MAX);
	if (!records)
		return -ENOMEM;
	length = ks_state_step(&position, records, KS_STATE_MAX);
	error = reply_begin(&reply, info, KS_CMD_STATE, REPLY_SIZE + length);
	if (!error)
		error = reply_send(&reply, info,
			put_u64(reply.skb, KS_A_POSITION, position) ?:
			put_u64(reply.skb, KS_A_TIME, ks_boottime()) ?:
			nla_put(reply.skb, KS_A_RECORDS, length, records));
	vfree(records);
	if (error) {
		/* The reader asks for this step again, and misses no path of it. */
		ks_cgroup_forget();
	} else if (!position) {
		ks_state_end();
		/* A walk before the hooks are placed misses who is born meanwhile. */
		if (ks_hooks_events())
			ks_owed_everyone(false);
	}
	return error;
}

static int do_read(struct sk_buff *skb, struct genl_info *info)
{
	struct ks_view view;
	struct reply reply;
	int cpu, error;

	if (!is_reader(info))
		return -EPERM;
	error = get_cpu_number(info, &cpu);
	if (error)
		return error;
	if (info->attrs[KS_A_ACKNOWLEDGE])
		ks_channel_acknowledge(cpu, get_u64(info->attrs[KS_A_ACKNOWLEDGE]));
	ks_channel_read(cpu, &view);

	error = reply_begin(&reply, info, KS_CMD_READ, REPLY_SIZE + view.length);
	return error ?: reply_send(&reply, info,
		nla_put_u32(reply.skb, KS_A_CPU, cpu) ?:
		put_u64(reply.skb, KS_A_POSITION, view.position) ?:
		nla_put_u32(reply.skb, KS_A_PENDING, view.pending) ?:
		put_u64(reply.skb, KS_A_COMPLETE, view.complete) ?:
		nla_put_u32(reply.skb, KS_A_RESYNC, ks_owed_resync()) ?:
		put_u64(reply.skb, KS_A_SEQUENCE, view.sequence) ?:
		(view.length ? nla_put(reply.skb, KS_A_RECORDS, view.length, view.data) : 0));
}

static int do_arm(struct sk_buff *skb, struct genl_info *info)
{
	if (!is_reader(info))
		return -EPERM;
	ks_doorbell_arm();
	if (ks_channel_unread())
		ks_doorbell_ring(true);
	return 0;
}

static int do_detach(struct sk_buff *skb, struct genl_info *info)
{
	if (!is_reader(info))
		return -EPERM;
	ks_hooks_enable(0);
	ks_filter_set(NULL, 0);
	ks_channel_forget();
	ks_state_end();
	ks_owed_everyone(false);
	ks_owed_clear();
	ks_reader_detach(info->snd_portid);
	return 0;
}

/* From the doorbell's work. Return: false if the reader's socket is full. */
static bool send_doorbell(void)
{
	u32 port = ks_reader_port();
	struct sk_buff *skb;

	if (!port)
		return true;
	skb = genlmsg_new(0, GFP_KERNEL);
	if (!skb)
		return false;
	if (!genlmsg_put(skb, port, 0, &family, 0, KS_CMD_DOORBELL)) {
		nlmsg_free(skb);
		return false;
	}
	/* A socket that has gone will not be there next time either. */
	switch (genlmsg_unicast(&init_net, skb, port)) {
	case -EAGAIN:
	case -ENOBUFS:
		return false;
	default:
		return true;
	}
}

/*
 * A reader that was killed leaves hooks and buffers as they are: the next one
 * goes on with what they hold. Atomic context on old kernels.
 */
static int socket_released(struct notifier_block *block, unsigned long event, void *data)
{
	const struct netlink_notify *notify = data;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC &&
	    net_eq(notify->net, &init_net))
		ks_reader_detach(notify->portid);
	return NOTIFY_DONE;
}

static struct notifier_block released = {
	.notifier_call = socket_released,
};

#define OPERATION(command, function) {						\
		.cmd = KS_CMD_##command,					\
		.doit = function,						\
		.flags = GENL_ADMIN_PERM,					\
		KS_GENL_OP_POLICY(policy)					\
	}

static const struct genl_ops operations[] = {
	OPERATION(STATUS, do_status),
	OPERATION(COUNTERS, do_counters),
	OPERATION(ATTACH, do_attach),
	OPERATION(CALIBRATE, do_calibrate),
	OPERATION(ENABLE, do_enable),
	OPERATION(FILTER, do_filter),
	OPERATION(STATE, do_state),
	OPERATION(READ, do_read),
	OPERATION(ARM, do_arm),
	OPERATION(DETACH, do_detach),
};

static struct genl_family family = {
	KS_GENL_ID
	KS_GENL_FAMILY_POLICY(policy)
	KS_GENL_RESV_START
	.name = KS_FAMILY,
	.version = KS_PROTOCOL,
	.maxattr = KS_A_MAX,
	.module = THIS_MODULE,
	.ops = operations,
	.n_ops = ARRAY_SIZE(operations),
};

/**
 * ks_netlink_init() - serve readers
 *
 * Last of all: a request may come at once. Process context. Return: 0 or a
 * negative errno.
 */
int ks_netlink_init(void)
{
	int error;

	ks_doorbell_init(send_doorbell);
	error = netlink_register_notifier(&released);
	if (error)
		return error;
	error = genl_register_family(&family);
	if (error)
		netlink_unregister_notifier(&released);
	return error;
}

/**
 * ks_netlink_exit() - serve nobody
 *
 * Returns when no request is served any more. There is no reader: it would hold
 * the module. Process context.
 */
void ks_netlink_exit(void)
{
	genl_unregister_family(&family);
	netlink_unregister_notifier(&released);
	ks_state_end();
}
