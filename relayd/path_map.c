// SPDX-License-Identifier: GPL-2.0
#include "path_map.h"

#include <string.h>
#include <sys/auxv.h>

#include "memory.h"

#define FIRST_SIZE	256	/* a page */

/**
 * path_map_init() - make an empty map
 *
 * The key is what the kernel has given this process to be unpredictable by.
 */
void path_map_init(struct path_map *map)
{
	const void *random = (const void *)getauxval(AT_RANDOM);

	memset(map, 0, sizeof(*map));
	if (random)
		memcpy(&map->key, random, sizeof(map->key));
}

/* The slot of a hash, or the free one where it would be. */
static struct path_slot *find(const struct path_map *map, const struct siphash *hash)
{
	size_t mask = map->size - 1, i = hash->word[0] & mask;

	while (map->slots[i].value &&
	       (map->slots[i].hash != hash->word[0] || map->slots[i].check != (__u32)hash->word[1]))
		i = (i + 1) & mask;
	return &map->slots[i];
}

static void grow(struct path_map *map)
{
	struct path_map larger = *map;
	size_t i;

	larger.size = map->size ? map->size * 2 : FIRST_SIZE;
	larger.slots = memory_map(larger.size * sizeof(*larger.slots));
	for (i = 0; i < map->size; i++) {
		const struct path_slot *slot = &map->slots[i];
		const struct siphash hash = { { slot->hash, slot->check } };

		if (slot->value)
			*find(&larger, &hash) = *slot;
	}
	memory_unmap(map->slots, map->size * sizeof(*map->slots));
	*map = larger;
}

/**
 * path_map_add() - add a path
 * @value:	not 0
 *
 * Returns false if it was there, with the value that it keeps.
 */
bool path_map_add(struct path_map *map, struct text path, __u32 value)
{
	struct siphash hash = siphash(&map->key, path.at, path.length);
	struct path_slot *slot;

	if (map->count >= map->size / 4 * 3)
		grow(map);
	slot = find(map, &hash);
	if (slot->value)
		return false;
	slot->hash = hash.word[0];
	slot->check = hash.word[1];
	slot->value = value;
	map->count++;
	return true;
}

/**
 * path_map_find() - where the value of a path is, NULL if the path is not in there
 *
 * Valid until the next path_map_add().
 */
__u32 *path_map_find(const struct path_map *map, struct text path)
{
	struct path_slot *slot;
	struct siphash hash;

	if (!map->count)
		return NULL;
	hash = siphash(&map->key, path.at, path.length);
	slot = find(map, &hash);
	return slot->value ? &slot->value : NULL;
}

/**
 * path_map_exit() - give back what it holds
 */
void path_map_exit(struct path_map *map)
{
	memory_unmap(map->slots, map->size * sizeof(*map->slots));
	map->slots = NULL;
	map->size = map->count = 0;
}
