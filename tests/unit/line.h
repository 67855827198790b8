/* SPDX-License-Identifier: GPL-2.0 */
/* Records become lines, which are compared with JSON that was written by hand. */
#ifndef TEST_LINE_H
#define TEST_LINE_H

#include "build.h"
#include "json.h"
#include "serialize.h"

#define SECOND	1000000000ULL
/* an id without a name on any machine these tests run on */
#define NOBODY	3999999999U

/* What build_file() makes. */
#define ROOT "\"uid\":0,\"gid\":0,\"user\":\"root\",\"group\":\"root\""
#define TIMES "\"modification_time\":\"2023-01-02T03:04:05.000000007Z\"," \
	      "\"change_time\":\"2023-01-02T03:04:06.5Z\""
#define MEMBERS_OF(path, name) \
	"\"path\":\"" path "\",\"name\":\"" name "\",\"inode\":1312,\"mode\":33261," \
	"\"mount_id\":29,\"filesystem\":\"ext4\"," ROOT "," TIMES
#define FILE_OF(path, name) "{" MEMBERS_OF(path, name) "}"

extern struct json line_json;

void line_begin(enum serialize_schema schema);
const char *line_of(struct build *build);
void line_expect(struct build *build, const char *wanted, const char *file, int number,
		 const char *what);
void line_end(void);

#define LINE_EXPECT(build, wanted, what) line_expect(build, wanted, __FILE__, __LINE__, what)

#endif
