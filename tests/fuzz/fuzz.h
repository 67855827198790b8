/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the targets share. A target feeds bytes to a part of relayd and asserts
 * what must hold whatever they are; the sanitizers watch memory.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_ASSERT(condition)								\
	do {										\
		if (!(condition)) {							\
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__,	\
				#condition);						\
			abort();							\
		}									\
	} while (0)

/**
 * struct input - what is left of the bytes that a target reads as a script
 *
 * Behind its end everything is 0.
 */
struct input {
	const uint8_t *at;
	size_t left;
};

static inline uint8_t input_byte(struct input *input)
{
	if (!input->left)
		return 0;
	input->left--;
	return *input->at++;
}

static inline uint64_t input_number(struct input *input, size_t bytes)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < bytes; i++)
		value |= (uint64_t)input_byte(input) << 8 * i;
	return value;
}

/* At most @length bytes, in memory that ends where they end; @length becomes how many. */
static inline void *input_bytes(struct input *input, size_t *length)
{
	uint8_t *bytes;

	if (*length > input->left)
		*length = input->left;
	bytes = malloc(*length);
	if (*length)
		memcpy(bytes, input->at, *length);
	input->at += *length;
	input->left -= *length;
	return bytes;
}

/* Stands in an input for ks_fingerprint(), which is another one after every change of the list. */
#define FUZZ_FINGERPRINT	0x7470697266676e66ULL

/* log.c: takes what relayd tells the operator; NULL: nobody wants to know */
extern void (*log_heard)(const char *line);

/* lines.c: is this what a consumer of lines can rely on? */
cJSON *line_parse(const char *line, size_t length);
void line_forget(void);
bool line_same(const char *a, const char *b);

#endif
