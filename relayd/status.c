// SPDX-License-Identifier: GPL-2.0
#include "status.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "enrich_package.h"
#include "event.h"
#include "kernel.h"
#include "log.h"
#include "memory.h"
#include "order.h"
#include "pipeline.h"
#include "process.h"
#include "serialize.h"
#include "sink.h"

static const struct {
	const char *name;
	const char *text;	/* N records were lost because ... */
} refusals[KS_REFUSED_REASONS] = {
	[KS_REFUSED_FULL]	= { "full", "every sub-buffer was unread" },
	[KS_REFUSED_RESERVE]	= { "reserve", "only the reserve of fork, exec, exit was free" },
	[KS_REFUSED_OVERSIZE]	= { "oversize", "they were longer than a sub-buffer" },
	[KS_REFUSED_BUSY]	= { "busy", "a probe hit inside another one" },
};

struct snapshot {
	struct kernel_status status;
	struct kernel_counters *cpus;
	size_t cpu_count;
};

static int take_snapshot(struct snapshot *snapshot)
{
	int error = kernel_status(&snapshot->status);
	__u32 cpu;

	if (error)
		return error;
	snapshot->cpus = memory_zeroed((snapshot->status.cpus + 1) * sizeof(*snapshot->cpus));
	for (cpu = 0; cpu < snapshot->status.cpus; cpu++) {
		struct kernel_counters *one = &snapshot->cpus[snapshot->cpu_count];

		/* numbers that are not a CPU of this machine have nothing to tell */
		if (!kernel_counters(cpu, one) && (one->buffer || one->sequence))
			snapshot->cpu_count++;
	}
	return 0;
}

static void free_snapshot(struct snapshot *snapshot)
{
	kernel_free(&snapshot->status);
	free(snapshot->cpus);
}

/* cJSON has doubles: exact up to 2^53, which no counter reaches in a century. */
static void add_number(cJSON *object, const char *key, __u64 value)
{
	cJSON_AddNumberToObject(object, key, value);
}

static cJSON *add_object(cJSON *object, const char *key)
{
	return cJSON_AddObjectToObject(object, key);
}

static cJSON *append_object(cJSON *array)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToArray(array, object);
	return object;
}

static void add_refused(cJSON *object, const __u64 *refused)
{
	cJSON *reasons = add_object(object, "refused");
	size_t i;

	for (i = 0; i < KS_REFUSED_REASONS; i++)
		add_number(reasons, refusals[i].name, refused[i]);
}

static void add_sum(struct ks_counts *sum, const struct ks_counts *one)
{
	size_t i;

	sum->written += one->written;
	sum->filtered += one->filtered;
	for (i = 0; i < KS_REFUSED_REASONS; i++)
		sum->refused[i] += one->refused[i];
}

static void add_counts(cJSON *object, const struct ks_counts *counts)
{
	add_number(object, "written", counts->written);
	add_refused(object, counts->refused);
	add_number(object, "filtered", counts->filtered);
}

static void add_cpu(cJSON *array, const struct kernel_counters *cpu)
{
	cJSON *object = append_object(array), *types;
	const struct event_type *type;
	struct ks_counts sum;
	size_t i;

	memset(&sum, 0, sizeof(sum));
	for (i = 0; (type = event_at(i)); i++)
		add_sum(&sum, &cpu->counts[type->id]);
	add_number(object, "cpu", cpu->cpu);
	add_number(object, "sequence", cpu->sequence);
	add_counts(object, &sum);
	types = add_object(object, "types");
	for (i = 0; (type = event_at(i)); i++)
		add_counts(add_object(types, type->name), &cpu->counts[type->id]);
}

/* Returns the object: whoever reads in the background has more to say. */
static cJSON *add_packages(cJSON *root, const struct packages *packages, const char *problem)
{
	cJSON *object = add_object(root, "packages");

	cJSON_AddStringToObject(object, "source", packages ? packages->source : "");
	add_number(object, "packages", packages ? packages->count : 0);
	add_number(object, "paths", packages ? packages->paths.count : 0);
	add_number(object, "milliseconds", packages ? packages->milliseconds : 0);
	add_number(object, "bytes", packages ? packages_bytes(packages) : 0);
	cJSON_AddStringToObject(object, "problem", problem);
	return object;
}

static cJSON *snapshot_json(const struct snapshot *snapshot)
{
	const struct kernel_status *status = &snapshot->status;
	cJSON *root = cJSON_CreateObject(), *array, *object;
	const struct event_type *type;
	char fingerprint[20];
	size_t i;

	snprintf(fingerprint, sizeof(fingerprint), "%016llx",
		 (unsigned long long)status->fingerprint);
	cJSON_AddStringToObject(root, "version", status->version ? status->version : "");
	add_number(root, "protocol", status->protocol);
	cJSON_AddStringToObject(root, "fingerprint", fingerprint);
	cJSON_AddStringToObject(root, "kernel", status->release ? status->release : "");
	add_number(root, "reader", status->reader);
	array = cJSON_AddArrayToObject(root, "events");
	for (i = 0; (type = event_at(i)); i++)
		if (status->events & 1ULL << type->id)
			cJSON_AddItemToArray(array, cJSON_CreateString(type->name));
	add_number(root, "subbuf_size", status->subbuf_size);
	add_number(root, "subbufs", status->subbufs);
	add_number(root, "resync", status->resync);
	add_number(root, "terms", status->terms);

	array = cJSON_AddArrayToObject(root, "hooks");
	for (i = 0; i < status->hook_count; i++) {
		const struct kernel_hook *hook = &status->hooks[i];

		object = append_object(array);
		cJSON_AddStringToObject(object, "name", hook->name);
		cJSON_AddStringToObject(object, "how", hook->how);
		cJSON_AddStringToObject(object, "event", hook->event);
		cJSON_AddStringToObject(object, "state", hook->state);
		cJSON_AddStringToObject(object, "reason", hook->reason);
		cJSON_AddStringToObject(object, "loss", hook->loss);
		add_number(object, "hits", hook->hits);
		add_number(object, "missed", hook->missed);
	}
	array = cJSON_AddArrayToObject(root, "layouts");
	for (i = 0; i < status->layout_count; i++) {
		object = append_object(array);
		cJSON_AddStringToObject(object, "name", status->layouts[i].name);
		cJSON_AddStringToObject(object, "state", status->layouts[i].state);
	}
	array = cJSON_AddArrayToObject(root, "cpus");
	for (i = 0; i < snapshot->cpu_count; i++)
		add_cpu(array, &snapshot->cpus[i]);
	return root;
}

static bool print_json(FILE *to, cJSON *root)
{
	char *text = cJSON_Print(root);
	bool done = text && fprintf(to, "%s\n", text) > 0;

	cJSON_free(text);
	cJSON_Delete(root);
	return done;
}

/* Proven or not, it records. */
static bool is_placed(const struct kernel_hook *hook)
{
	return !strcmp(hook->state, "proven") || !strcmp(hook->state, "unproven");
}

static bool any_placed(const struct kernel_status *status)
{
	size_t i;

	for (i = 0; i < status->hook_count; i++)
		if (is_placed(&status->hooks[i]))
			return true;
	return false;
}

static void print_general(const struct kernel_status *status)
{
	const struct event_type *type;
	size_t i;

	printf("kscribe %s on Linux %s\n", status->version, status->release);
	printf("  protocol %u, event list %016llx (%s)\n", status->protocol,
	       (unsigned long long)status->fingerprint,
	       status->fingerprint == ks_fingerprint() && status->protocol == KS_PROTOCOL ?
	       "the same as this program's" : "NOT this program's: install the same version");
	if (status->reader)
		printf("  reader: %s\n", client_owner(status->reader));
	else if (any_placed(status))
		printf("  no reader: the hooks still record into the buffers until these are full\n");
	else
		printf("  no reader, nothing is recorded\n");
	printf("  recording:");
	for (i = 0; (type = event_at(i)); i++)
		if (status->events & 1ULL << type->id)
			printf(" %s", type->name);
	printf("%s\n", status->events ? "" : " nothing");
	printf("  filters: %u in force\n", status->terms);
	printf("  buffers: %u of %u bytes on each CPU\n", status->subbufs, status->subbuf_size);
}

static void print_hooks(const struct kernel_status *status)
{
	size_t i;

	printf("\nhooks: where the kernel is watched\n");
	printf("  %-28s %-12s %-12s %-10s %12s %8s\n", "function", "how", "event", "state", "hits",
	       "missed");
	for (i = 0; i < status->hook_count; i++) {
		const struct kernel_hook *hook = &status->hooks[i];

		printf("  %-28s %-12s %-12s %-10s %12llu %8llu\n", hook->name, hook->how,
		       hook->event, hook->state, (unsigned long long)hook->hits,
		       (unsigned long long)hook->missed);
		if (hook->reason[0])
			printf("      because: %s\n", hook->reason);
		if (!strcmp(hook->state, "failed") && hook->loss[0])
			printf("      so: %s\n", hook->loss);
	}
	printf("\nlayouts: what had to be found out about this kernel\n");
	for (i = 0; i < status->layout_count; i++)
		printf("  %-28s %s\n", status->layouts[i].name, status->layouts[i].state);
	if (!status->layout_count)
		printf("  none was asked for\n");
}

static __u64 refused_sum(const struct ks_counts *counts)
{
	__u64 sum = 0;
	size_t i;

	for (i = 0; i < KS_REFUSED_REASONS; i++)
		sum += counts->refused[i];
	return sum;
}

/* Names of the hooks in one state; how many there are. */
static size_t list_hooks(const struct kernel_status *status, const char *state, const char *title)
{
	size_t count = 0, i;

	for (i = 0; i < status->hook_count; i++)
		if (!strcmp(status->hooks[i].state, state))
			printf("%s%s (%s)", count++ ? ", " : title, status->hooks[i].name,
			       status->hooks[i].event);
	if (count)
		printf(".\n");
	return count;
}

static void print_verdict(const struct kernel_status *status, const struct ks_counts *all)
{
	__u64 missed = 0;
	size_t i;

	for (i = 0; i < status->hook_count; i++)
		missed += status->hooks[i].missed;
	printf("\n");
	if (list_hooks(status, "failed", "Not watched, because the hook failed: "))
		printf("What that costs is told with each hook above.\n");
	list_hooks(status, "unproven", "Placed, but not proven by a hit so far: ");
	if (!refused_sum(all) && !missed)
		printf("Nothing was lost.\n");
	for (i = 0; i < KS_REFUSED_REASONS; i++)
		if (all->refused[i])
			printf("%llu records were lost (%s) because %s.\n",
			       (unsigned long long)all->refused[i], refusals[i].name,
			       refusals[i].text);
	if (missed)
		printf("%llu calls were not seen because too many were under way at once.\n",
		       (unsigned long long)missed);
}

static void print_counters(const struct snapshot *snapshot)
{
	struct ks_counts all, sum;
	const struct event_type *type;
	size_t i, cpu;

	memset(&all, 0, sizeof(all));
	printf("\nrecords since the module was loaded, all CPUs\n");
	printf("  %-12s %14s %10s %10s\n", "type", "written", "refused", "filtered");
	for (i = 0; (type = event_at(i)); i++) {
		memset(&sum, 0, sizeof(sum));
		for (cpu = 0; cpu < snapshot->cpu_count; cpu++)
			add_sum(&sum, &snapshot->cpus[cpu].counts[type->id]);
		add_sum(&all, &sum);
		printf("  %-12s %14llu %10llu %10llu\n", type->name,
		       (unsigned long long)sum.written, (unsigned long long)refused_sum(&sum),
		       (unsigned long long)sum.filtered);
	}
	printf("  written: went into the buffers; refused: lost, there was no room for it;\n"
	       "  filtered: not wanted, by a filter, or because the reader itself did it\n");
	print_verdict(&snapshot->status, &all);
}

/* Another program than the daemon cannot ask it; it can look at the same files. */
static void print_packages(const struct packages *packages)
{
	bool any = packages->source[0];

	printf("\npackages: what this program finds in the databases of this host\n");
	if (any)
		printf("  %s: %zu packages own %zu paths; read in %u ms, takes %zu bytes\n",
		       packages->source, packages->count, packages->paths.count,
		       packages->milliseconds, packages_bytes(packages));
	if (packages->problem[0])
		printf("  package_name and package_version are %s: %s\n",
		       any ? "not complete" : "absent", packages->problem);
	else if (!any)
		printf("  package_name and package_version are absent: there is no database of "
		       "dpkg or rpm\n");
}

/**
 * status_print() - --status
 */
enum exit_code status_print(bool json)
{
	struct packages *packages;
	struct snapshot snapshot;
	int error;

	memset(&snapshot, 0, sizeof(snapshot));
	error = take_snapshot(&snapshot);
	if (error) {
		log_note("the module does not tell its status: %s", strerror(-error));
		return error == -EPERM ? EXIT_CODE_PRIVILEGE : EXIT_CODE_INTERNAL;
	}
	packages = packages_read("", NULL);
	if (json) {
		cJSON *root = snapshot_json(&snapshot);

		add_packages(root, packages, packages->problem);
		print_json(stdout, root);
	} else {
		print_general(&snapshot.status);
		print_hooks(&snapshot.status);
		print_counters(&snapshot);
		print_packages(packages);
	}
	packages_free(packages);
	free_snapshot(&snapshot);
	return fflush(stdout) ? EXIT_CODE_OUTPUT : EXIT_CODE_OK;
}

static void add_delivery(cJSON *root)
{
	cJSON *array = cJSON_AddArrayToObject(root, "cpus");
	unsigned int cpu;

	for (cpu = 0; cpu < order_cpus(); cpu++) {
		const struct order_counts *counts = order_counts(cpu);
		cJSON *object;

		if (!counts->seen)
			continue;
		object = append_object(array);
		add_number(object, "cpu", cpu);
		add_number(object, "first", counts->first);
		add_number(object, "last", counts->last);
		add_number(object, "delivered", counts->delivered);
		add_number(object, "lost", counts->lost);
	}
}

static void add_types(cJSON *root)
{
	cJSON *types = add_object(root, "types");
	const struct event_type *type;
	size_t i;

	for (i = 0; (type = event_at(i)); i++) {
		const struct pipeline_counts *counts = pipeline_counts(type->id);
		cJSON *object = add_object(types, type->name);

		add_number(object, "records", counts->records);
		add_number(object, "lines", counts->lines);
		add_number(object, "filtered", counts->filtered);
		add_number(object, "after_stop", counts->after_stop);
		add_number(object, "silent", counts->silent);
		add_number(object, "async", counts->async);
	}
}

static void add_used_packages(cJSON *root)
{
	struct enrich_package_counts counts;
	cJSON *object;

	enrich_package_counts(&counts);
	object = add_packages(root, counts.packages, counts.problem);
	add_number(object, "loads", counts.loads);
	add_number(object, "age", counts.age);
}

static void add_capture(cJSON *root)
{
	cJSON *object = add_object(root, "capture");

	add_number(object, "bytes", capture_bytes());
	add_number(object, "lost_blocks", capture_lost());
}

static FILE *open_stats(const char *path)
{
	int fd = sink_open_private(path, O_TRUNC);
	FILE *file;

	if (fd < 0)
		return NULL;
	/* a pipe may take its time */
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	file = fdopen(fd, "w");
	if (!file)
		close(fd);
	return file;
}

/**
 * status_write_stats() - --stats: the daemon's account and the module's
 *
 * While still attached, so that the module's is of the same moment.
 */
bool status_write_stats(const char *path)
{
	const struct process_counts *processes = process_counts();
	cJSON *root = cJSON_CreateObject();
	struct snapshot snapshot;
	FILE *file = open_stats(path);
	bool done;

	if (!file) {
		if (errno)
			log_note("cannot write statistics to %s: %s", path, strerror(errno));
		cJSON_Delete(root);
		return false;
	}
	add_number(root, "lines", pipeline_lines());
	add_number(root, "after_stop", pipeline_after_stop());
	add_number(root, "late", order_late());
	add_number(root, "duplicate_exits", processes->duplicate_exits);
	add_number(root, "unknown_records", pipeline_unknown());
	add_number(root, "bad_records", pipeline_bad());
	add_number(root, "unknown_processes", processes->unknown);
	add_number(root, "cut_ancestors", processes->cut);
	add_number(root, "cut_lineages", serialize_cut_lineages());
	add_delivery(root);
	add_types(root);
	add_used_packages(root);
	if (capture_bytes() || capture_lost())
		add_capture(root);
	memset(&snapshot, 0, sizeof(snapshot));
	if (!take_snapshot(&snapshot))
		cJSON_AddItemToObject(root, "kernel", snapshot_json(&snapshot));
	free_snapshot(&snapshot);
	done = print_json(file, root);
	if (fclose(file) || !done) {
		log_note("cannot write statistics to %s: %s", path, strerror(errno));
		return false;
	}
	return true;
}
