// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "log.h"
#include "memory.h"

static char *get_string(const struct nlattr *attribute)
{
	if (!attribute || nla_len(attribute) <= 0)
		return memory_copy("", 0);
	return memory_copy(nla_data(attribute), strnlen(nla_data(attribute), nla_len(attribute)));
}

static void set_string(char **to, const struct nlattr *attribute)
{
	free(*to);
	*to = get_string(attribute);
}

static void add_hook(struct kernel_status *status, struct nlattr *nest)
{
	struct nlattr *row[KS_A_MAX + 1];
	struct kernel_hook *hook;

	if (nla_parse_nested(row, KS_A_MAX, nest, NULL) < 0)
		return;
	status->hooks = memory_resize(status->hooks,
				      (status->hook_count + 1) * sizeof(*status->hooks));
	hook = &status->hooks[status->hook_count++];
	hook->name = get_string(row[KS_A_HOOK_NAME]);
	hook->how = get_string(row[KS_A_HOOK_HOW]);
	hook->event = get_string(row[KS_A_HOOK_EVENT]);
	hook->state = get_string(row[KS_A_HOOK_STATE]);
	hook->reason = get_string(row[KS_A_HOOK_REASON]);
	hook->loss = get_string(row[KS_A_HOOK_LOSS]);
	hook->hits = client_u64(row[KS_A_HOOK_HITS]);
	hook->missed = client_u64(row[KS_A_HOOK_MISSED]);
}

static void drop_hooks(struct kernel_status *status)
{
	size_t i;

	for (i = 0; i < status->hook_count; i++) {
		free(status->hooks[i].name);
		free(status->hooks[i].how);
		free(status->hooks[i].event);
		free(status->hooks[i].state);
		free(status->hooks[i].reason);
		free(status->hooks[i].loss);
	}
	free(status->hooks);
	status->hooks = NULL;
	status->hook_count = 0;
}

static void add_layout(struct kernel_status *status, struct nlattr *nest)
{
	struct nlattr *row[KS_A_MAX + 1];
	struct kernel_layout *layout;

	if (nla_parse_nested(row, KS_A_MAX, nest, NULL) < 0)
		return;
	status->layouts = memory_resize(status->layouts,
					(status->layout_count + 1) * sizeof(*status->layouts));
	layout = &status->layouts[status->layout_count++];
	layout->name = get_string(row[KS_A_LAYOUT_NAME]);
	layout->state = get_string(row[KS_A_LAYOUT_STATE]);
}

static void drop_layouts(struct kernel_status *status)
{
	size_t i;

	for (i = 0; i < status->layout_count; i++) {
		free(status->layouts[i].name);
		free(status->layouts[i].state);
	}
	free(status->layouts);
	status->layouts = NULL;
	status->layout_count = 0;
}

/**
 * kernel_parse() - take what a reply tells; what it does not tell stays
 */
void kernel_parse(struct nlattr **attributes, struct kernel_status *status)
{
	struct nlattr *nest;
	int left;

	if (attributes[KS_A_VERSION])
		set_string(&status->version, attributes[KS_A_VERSION]);
	if (attributes[KS_A_KERNEL])
		set_string(&status->release, attributes[KS_A_KERNEL]);
	if (attributes[KS_A_PROTOCOL]) {
		status->protocol = client_u32(attributes[KS_A_PROTOCOL]);
		status->fingerprint = client_u64(attributes[KS_A_FINGERPRINT]);
		status->cpus = client_u32(attributes[KS_A_CPUS]);
		status->subbuf_size = client_u32(attributes[KS_A_SUBBUF_SIZE]);
		status->subbufs = client_u32(attributes[KS_A_SUBBUFS]);
		status->events = client_u64(attributes[KS_A_EVENTS]);
		status->reader = client_u32(attributes[KS_A_READER]);
		status->resync = client_u32(attributes[KS_A_RESYNC]);
		status->terms = client_u32(attributes[KS_A_TERMS]);
	}
	if (attributes[KS_A_HOOKS]) {
		drop_hooks(status);
		nla_for_each_nested(nest, attributes[KS_A_HOOKS], left)
			add_hook(status, nest);
	}
	if (attributes[KS_A_LAYOUTS]) {
		drop_layouts(status);
		nla_for_each_nested(nest, attributes[KS_A_LAYOUTS], left)
			add_layout(status, nest);
	}
}

static void take_status(struct nlattr **attributes, void *context)
{
	kernel_parse(attributes, context);
}

/**
 * kernel_status() - ask for everything but counters
 * @status:	all zero, or from an earlier call
 */
int kernel_status(struct kernel_status *status)
{
	struct client_request request = {
		.command = KS_CMD_STATUS, .answer = take_status, .context = status,
	};

	return client_call(&request);
}

static void write_cpu(struct nl_msg *message, void *context)
{
	struct kernel_counters *counters = context;

	nla_put_u32(message, KS_A_CPU, counters->cpu);
}

static void take_counters(struct nlattr **attributes, void *context)
{
	struct kernel_counters *counters = context;
	struct nlattr *array = attributes[KS_A_COUNTS];
	size_t count = array ? nla_len(array) / sizeof(struct ks_counts) : 0, i;

	counters->sequence = client_u64(attributes[KS_A_SEQUENCE]);
	counters->buffer = attributes[KS_A_BUFFER];
	for (i = 0; i < count; i++) {
		struct ks_counts one;

		memcpy(&one, (char *)nla_data(array) + i * sizeof(one), sizeof(one));
		if (one.type < KS_EVENT_LIMIT)
			counters->counts[one.type] = one;
	}
}

/**
 * kernel_counters() - ask for the counters of one CPU
 */
int kernel_counters(__u32 cpu, struct kernel_counters *counters)
{
	struct client_request request = {
		.command = KS_CMD_COUNTERS, .write = write_cpu, .answer = take_counters,
		.context = counters,
	};

	memset(counters, 0, sizeof(*counters));
	counters->cpu = cpu;
	return client_call(&request);
}

/**
 * kernel_free() - give back what a status holds
 */
void kernel_free(struct kernel_status *status)
{
	free(status->version);
	free(status->release);
	drop_hooks(status);
	drop_layouts(status);
	memset(status, 0, sizeof(*status));
}

/**
 * kernel_finds() - did the module find out about a member of the kernel's structures?
 */
bool kernel_finds(const struct kernel_status *status, const char *layout)
{
	size_t i;

	for (i = 0; i < status->layout_count; i++)
		if (!strcmp(status->layouts[i].name, layout))
			return !strncmp(status->layouts[i].state, "known", strlen("known"));
	return false;
}

/**
 * kernel_check() - were both sides built from the same list, and can we work with it?
 */
enum exit_code kernel_check(const struct kernel_status *status)
{
	static const char remedy[] =
		"install module and daemon of the same version, then reload: "
		"modprobe -r kscribe && modprobe kscribe";

	if (status->protocol != KS_PROTOCOL) {
		log_note("the module (%s) speaks protocol %u, this daemon (%s) protocol %u: %s",
			 status->version ? status->version : "?", status->protocol, VERSION,
			 KS_PROTOCOL, remedy);
		return EXIT_CODE_MISMATCH;
	}
	if (status->fingerprint != ks_fingerprint()) {
		log_note("the module (%s) has event list %016llx, this daemon (%s) %016llx: %s",
			 status->version ? status->version : "?",
			 (unsigned long long)status->fingerprint, VERSION,
			 (unsigned long long)ks_fingerprint(), remedy);
		return EXIT_CODE_MISMATCH;
	}
	if (!status->cpus || status->cpus > KERNEL_CPUS_MAX) {
		log_note("the module (%s) says that there are %u CPUs, which cannot be: reload it: "
			 "modprobe -r kscribe && modprobe kscribe",
			 status->version ? status->version : "?", status->cpus);
		return EXIT_CODE_INTERNAL;
	}
	return EXIT_CODE_OK;
}
