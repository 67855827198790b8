/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSCRIBE_TEXT_H
#define KSCRIBE_TEXT_H

#include <linux/kernel.h>
#include <asm/word-at-a-time.h>

/**
 * ks_text_length() - strnlen, a word at a time
 * @text:	in kernel memory; what lies behind it may lie on a page that is not there
 * @max:	at most that many bytes
 *
 * Any context.
 */
static __always_inline size_t ks_text_length(const char *text, size_t max)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned long bits;
	size_t n;

	for (n = 0; n < max; n += sizeof(bits)) {
		unsigned long word = load_unaligned_zeropad(text + n);

		if (has_zero(word, &bits, &constants)) {
			bits = prep_zero_mask(word, bits, &constants);
			n += find_zero(create_zero_mask(bits));
			break;
		}
	}
	return n < max ? n : max;
}

#endif
