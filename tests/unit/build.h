/* SPDX-License-Identifier: GPL-2.0 */
/* Records as the module would write them. */
#ifndef TEST_BUILD_H
#define TEST_BUILD_H

#include "decode.h"
#include "event.h"

/**
 * struct build - a record under construction
 * @any:	the fixed part, to be filled by name
 */
struct build {
	union {
		struct ks_header header;
		union event_any any;
		unsigned char bytes[KS_RECORD_MAX];
	};
};

void build_begin(struct build *build, unsigned int type, __u64 time);
void build_actor(struct build *build, __u32 tgid, __u64 start);
void build_string(struct build *build, struct ks_string *string, const char *text, size_t length);
void build_task(struct build *build, struct ks_task *task, __u32 parent, __u64 parent_start,
		const char *comm);

/* A file; only where one is to be; one that the kernel refused to look for. */
void build_file(struct build *build, struct ks_file *file, const char *path);
void build_place(struct build *build, struct ks_file *file, const char *path);
void build_unseen(struct build *build, struct ks_file *file, const char *path);

void build_view(const struct build *build, struct view *view);

/* A string whose length is known from the source, NUL inside included. */
#define BUILD_LITERAL(build, string, text) build_string(build, string, text, sizeof(text) - 1)

#endif
