// SPDX-License-Identifier: GPL-2.0
#include "selection.h"

#include <stdlib.h>

#include "enrich_container.h"
#include "memory.h"

/**
 * struct selection - what was asked for
 * @next:	what is asked for later
 * @from:	boottime ns
 * @events:	bits
 * @filters:	as far as relayd itself judges by them
 */
struct selection {
	struct selection *next;
	__u64 from;
	__u64 events;
	struct filter filters;
};

static struct selection *current;
static __u64 judged;

static struct selection *new_selection(__u64 events, const struct filter *filters, __u64 from)
{
	struct selection *selection = memory_zeroed(sizeof(*selection));

	selection->events = events;
	selection->from = from;
	if (filters)
		filter_copy(&selection->filters, filters, judged);
	return selection;
}

static void drop_first(void)
{
	struct selection *old = current;

	current = old->next;
	filter_free(&old->filters);
	free(old);
}

/**
 * selection_init() - what is asked for from the beginning
 * @events:	bits of those that become lines
 * @filters:	and of these which; NULL: all
 * @by_us:	bits of those that nobody else has judged by @filters
 */
void selection_init(__u64 events, const struct filter *filters, __u64 by_us)
{
	selection_exit();
	judged = by_us;
	current = new_selection(events, filters, 0);
}

/**
 * selection_change() - something else is asked for
 * @from:	boottime ns; not before that of an earlier call
 */
void selection_change(__u64 events, const struct filter *filters, __u64 from)
{
	struct selection **last = &current;

	while (*last)
		last = &(*last)->next;
	*last = new_selection(events, filters, from);
}

static bool add_path(struct filter_hit *hit, struct text path)
{
	if (!path.length || hit->path_count == COUNT(hit->paths))
		return false;
	hit->paths[hit->path_count++] = path;
	return true;
}

/* A path that is not the whole truth is not judged, nor one that anybody can make up. */
static bool is_certain(const struct ks_file *file, unsigned int error)
{
	return error == KS_PATH_OK && (file->state & KS_FILE_INITIAL);
}

static bool add_row(struct filter_hit *hit, const struct view *view, const struct event_row *row)
{
	const struct ks_file *file = (const void *)((const char *)view->fixed + row->offset);
	const struct ks_event_mount *mount = &view->fixed->mount;

	switch (row->show) {
	case SHOW_FILE:
	case SHOW_SPLICED:
	case SHOW_DESTINATION:
		return is_certain(file, file->error) && add_path(hit, view_text(view, &file->path));
	case SHOW_MOUNT:
		return is_certain(&mount->point, mount->path_error) &&
		       add_path(hit, view_text(view, &mount->path));
	default:
		return true;
	}
}

/* False if one of them is not known. */
static bool add_paths(struct filter_hit *hit, const struct view *view, const struct image *image)
{
	size_t i;

	if (hit->event & KS_FILTER_NEVER)
		return image->facts && add_path(hit, facts_path(image->facts));
	for (i = 0; i < view->type->row_count; i++)
		if (!add_row(hit, view, &view->type->rows[i]))
			return false;
	return true;
}

static void fill(struct filter_hit *hit, const struct view *view, const struct image *image)
{
	memset(hit, 0, sizeof(*hit));
	hit->event = 1ULL << view->type->id;
	if (!add_paths(hit, view, image))
		hit->path_count = 0;
	hit->uids[0] = image->credentials.uid;
	hit->uids[1] = image->credentials.euid;
	hit->uid_count = image->flags & PROCESS_UNKNOWN ? 0 : 2;
	hit->cgroup = enrich_container_path(image->cgroup);
}

/**
 * selection_of() - does it become a line?
 * @image:	who did it; of a fork, an exec or an exit whom it is about
 *
 * Records come in the order of their times, but for a few that are late.
 */
enum selection_result selection_of(const struct view *view, const struct image *image)
{
	struct filter_hit hit;
	__u64 event = 1ULL << view->type->id;

	while (current->next && current->next->from <= view->header->time)
		drop_first();
	if (!(current->events & event))
		return SELECTION_UNASKED;
	if (!(current->filters.events & event))
		return SELECTION_LINE;
	fill(&hit, view, image);
	return filter_pass(&current->filters, &hit) ? SELECTION_LINE : SELECTION_FILTERED;
}

/**
 * selection_recorded() - what the module is to record for these events
 *
 * What the tree of processes lives on is recorded whatever is printed.
 */
__u64 selection_recorded(__u64 events)
{
	return events | KS_FILTER_NEVER | 1ULL << KS_EVENT_process | 1ULL << KS_EVENT_cgroup |
	       1ULL << KS_EVENT_commit | 1ULL << KS_EVENT_clock;
}

/**
 * selection_exit() - nothing is asked for
 */
void selection_exit(void)
{
	while (current)
		drop_first();
}
