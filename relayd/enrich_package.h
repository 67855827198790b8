/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The package that owns a file of the host, from the host's own databases.
 *
 * They are read in a thread of its own, as somebody without any capability. What
 * it has read comes in by INTAKE_PACKAGES and holds until the next one does; in a
 * replay the capture brings what was found.
 */
#ifndef RELAYD_ENRICH_PACKAGE_H
#define RELAYD_ENRICH_PACKAGE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "packages.h"
#include "text.h"

/**
 * struct enrich_package_counts - what there is
 * @loads:	databases that were read since the start
 * @age:	seconds since the last one
 * @packages:	of the table in use; NULL: there is none
 * @problem:	why something is missing; empty: nothing is
 */
struct enrich_package_counts {
	__u64 loads;
	__u64 age;
	const struct packages *packages;
	const char *problem;
};

void enrich_package_show(bool wanted);
struct text enrich_package(struct text path);
const struct package *enrich_package_look_up(struct text path, bool *first);
unsigned int enrich_package_generation(void);

bool enrich_package_load(const char *root, unsigned int patience);
bool enrich_package_check(void);
void enrich_package_renew(void);
bool enrich_package_put(struct text path, struct text name, struct text version);
void enrich_package_counts(struct enrich_package_counts *counts);
void enrich_package_exit(void);

#endif
