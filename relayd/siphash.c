// SPDX-License-Identifier: GPL-2.0
#include "siphash.h"

#include <endian.h>
#include <string.h>

struct state {
	__u64 a, b, c, d;
};

static inline __u64 rotate(__u64 word, unsigned int bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void mix(struct state *s)
{
	s->a += s->b;
	s->b = rotate(s->b, 13) ^ s->a;
	s->a = rotate(s->a, 32);
	s->c += s->d;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a += s->d;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c += s->b;
	s->b = rotate(s->b, 17) ^ s->c;
	s->c = rotate(s->c, 32);
}

static inline void absorb(struct state *s, __u64 word)
{
	s->d ^= word;
	mix(s);
	mix(s);
	s->a ^= word;
}

/* Half of the hash. */
static inline __u64 squeeze(struct state *s)
{
	mix(s);
	mix(s);
	mix(s);
	mix(s);
	return s->a ^ s->b ^ s->c ^ s->d;
}

/**
 * siphash() - the hash of some bytes
 */
struct siphash siphash(const struct siphash *key, const void *bytes, size_t length)
{
	struct state s = {
		key->word[0] ^ 0x736f6d6570736575ULL,
		key->word[1] ^ 0x646f72616e646f6dULL ^ 0xee, /* 128 bits */
		key->word[0] ^ 0x6c7967656e657261ULL,
		key->word[1] ^ 0x7465646279746573ULL,
	};
	const char *at = bytes, *end = at + length / 8 * 8;
	struct siphash hash;
	__u64 word;

	for (; at < end; at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		absorb(&s, le64toh(word));
	}
	word = 0;
	memcpy(&word, at, length % 8);
	absorb(&s, le64toh(word) | (__u64)length << 56);

	s.c ^= 0xee;
	hash.word[0] = squeeze(&s);
	s.b ^= 0xdd;
	hash.word[1] = squeeze(&s);
	return hash;
}
