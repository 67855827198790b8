// SPDX-License-Identifier: GPL-2.0
#include "enrich_package.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "host.h"
#include "log.h"
#include "privilege.h"

#define CHECK_TICKS	2

static bool shown = true;
static struct packages *table;		/* in use; NULL: nobody owns anything */
static struct packages *loaded;		/* for enrich_package_renew() */
static unsigned int generation = 1;
static char problem[PACKAGES_PROBLEM];

static const char *root;		/* NULL: no database is looked at */
static struct packages_state read_state, last_state;
static unsigned int ticks;
static __u64 loads;
static struct timespec loaded_at;

/*
 * The thread has all of this from its start to pthread_join(), but for @stop.
 */
static struct {
	pthread_t thread;
	bool running;
	bool stop;
	struct packages *packages;
} reader;

/**
 * enrich_package_show() - are packages to be shown at all? They are if nobody says
 */
void enrich_package_show(bool wanted)
{
	shown = wanted;
}

/**
 * enrich_package() - the members that tell the owner of a path of the host
 *
 * Empty if there is none. Valid until the next call of any function here.
 */
struct text enrich_package(struct text path)
{
	static const struct text none;
	const struct package *package;
	bool first;

	if (!shown || !path.length)
		return none;
	package = host->package(path, &first);
	return package ? package->members : none;
}

/**
 * enrich_package_look_up() - who owns a path, as far as we have been told
 * @first:	set if nobody has asked since we were
 */
const struct package *enrich_package_look_up(struct text path, bool *first)
{
	return packages_find(table, path, first);
}

/**
 * enrich_package_generation() - changes when packages that were rendered may be wrong
 */
unsigned int enrich_package_generation(void)
{
	return generation;
}

static void *read_databases(void *unused)
{
	(void)unused;
	/* without it is better; a database that nobody may read is said to be one */
	privilege_drop_thread();
	reader.packages = packages_read(root, &reader.stop);
	return NULL;
}

/* Signals are for the thread that has always been there. */
static void begin_reading(void)
{
	sigset_t all, before;
	int error;

	reader.stop = false;
	reader.packages = NULL;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&reader.thread, NULL, read_databases, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	reader.running = !error;
	if (error)
		log_note("cannot read the databases of packages: %s: lines show what was in them "
			 "before",
			 strerror(error));
}

/* What cannot be read leaves what was there before. */
static bool take_result(void)
{
	struct packages *result = reader.packages;

	reader.running = false;
	/* what the thread needed in between would stay with us */
	malloc_trim(0);
	loads++;
	clock_gettime(CLOCK_MONOTONIC, &loaded_at);
	if (result->problem[0] && strcmp(result->problem, problem))
		log_note("packages: %s", result->problem);
	memcpy(problem, result->problem, sizeof(problem));
	log_verbose("packages: %s: %zu packages own %zu paths, read in %u ms, %zu bytes",
		    result->source[0] ? result->source : "no database", result->count,
		    result->paths.count, result->milliseconds, packages_bytes(result));
	if (!result->source[0] && problem[0]) {
		packages_free(result);
		return false;
	}
	packages_free(loaded);
	loaded = result;
	return true;
}

/* Is the thread done? Waits for it until @until. */
static bool is_done(const struct timespec *until)
{
	return !pthread_timedjoin_np(reader.thread, NULL, until);
}

/**
 * enrich_package_load() - read the databases, and from now on see when they change
 * @from:	the root of the host, without a slash at the end
 * @patience:	seconds to wait for the result
 *
 * Returns true if enrich_package_renew() is due.
 */
bool enrich_package_load(const char *from, unsigned int patience)
{
	struct timespec until;

	if (!shown)
		return false;
	root = from;
	if (!packages_look(root, &last_state))
		return false;
	read_state = last_state;
	begin_reading();
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += patience;
	return reader.running && is_done(&until) && take_result();
}

/*
 * Package managers work for a while, and in between their databases contradict
 * one another: a change is looked at when it is the same twice.
 */
static void look_again(void)
{
	struct packages_state state;
	bool settled;

	packages_look(root, &state);
	settled = !memcmp(&state, &last_state, sizeof(state));
	last_state = state;
	if (!settled || !memcmp(&state, &read_state, sizeof(state)))
		return;
	begin_reading();
	if (reader.running)
		read_state = state;
}

/**
 * enrich_package_check() - is enrich_package_renew() due?
 *
 * Call it about once a second, and not while lines are made.
 */
bool enrich_package_check(void)
{
	static const struct timespec now;

	if (reader.running)
		return is_done(&now) && take_result();
	if (root && !(++ticks % CHECK_TICKS))
		look_again();
	return false;
}

/**
 * enrich_package_renew() - from now on packages are those that were read last
 *
 * Or none, until enrich_package_put().
 */
void enrich_package_renew(void)
{
	packages_free(table);
	table = loaded;
	loaded = NULL;
	generation++;
}

/**
 * enrich_package_put() - an answer from a capture
 *
 * Returns false if it is none.
 */
bool enrich_package_put(struct text path, struct text name, struct text version)
{
	if (!table)
		table = packages_new();
	if (!path.length || !packages_add(table, name, version))
		return false;
	packages_own(table, path);
	return true;
}

/**
 * enrich_package_counts() - what there is
 */
void enrich_package_counts(struct enrich_package_counts *counts)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	counts->loads = loads;
	counts->age = loads ? now.tv_sec - loaded_at.tv_sec : 0;
	counts->packages = table;
	counts->problem = problem;
}

/**
 * enrich_package_exit() - forget everything, and read nothing any more
 */
void enrich_package_exit(void)
{
	if (reader.running) {
		__atomic_store_n(&reader.stop, true, __ATOMIC_RELAXED);
		pthread_join(reader.thread, NULL);
		reader.running = false;
		packages_free(reader.packages);
	}
	packages_free(loaded);
	loaded = NULL;
	root = NULL;
	enrich_package_renew();
}
