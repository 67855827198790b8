/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SipHash-2-4 with 128 bits: whoever does not know the key cannot find two texts
 * of one hash, nor a text for a given one.
 */
#ifndef RELAYD_SIPHASH_H
#define RELAYD_SIPHASH_H

#include <linux/types.h>
#include <stddef.h>

/**
 * struct siphash - a key, or a hash
 */
struct siphash {
	__u64 word[2];
};

struct siphash siphash(const struct siphash *key, const void *bytes, size_t length);

#endif
