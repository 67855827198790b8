/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A number for each of many paths, without the paths: 16 bytes for a slot, and
 * three to six of eight slots are in use.
 *
 * A path is known by 64 + 32 bits of a hash whose key nobody else knows. Anybody
 * may make files whose names are chosen so that a plain hash takes them for other
 * files; here nobody can, and that one of a million paths is mistaken for one of a
 * million others happens less than once in 10^16 times.
 */
#ifndef RELAYD_PATH_MAP_H
#define RELAYD_PATH_MAP_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "siphash.h"
#include "text.h"

struct path_slot {
	__u64 hash;
	__u32 check;
	__u32 value; /* 0: the slot is free */
};

/**
 * struct path_map - all zero but for @key: an empty one
 * @size:	slots: a power of two, or 0
 */
struct path_map {
	struct siphash key;
	struct path_slot *slots;
	size_t size;
	size_t count;
};

void path_map_init(struct path_map *map);
bool path_map_add(struct path_map *map, struct text path, __u32 value);
__u32 *path_map_find(const struct path_map *map, struct text path);
void path_map_exit(struct path_map *map);

#endif
