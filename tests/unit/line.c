// SPDX-License-Identifier: GPL-2.0
#include "line.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "process.h"
#include "test.h"

/* 2023-04-05T00:00:00Z is when this machine was started */
#define BOOT	(1680652800LL * 1000000000LL)

struct json line_json;

static enum serialize_schema schema;
static struct json expected;

/* A world without processes; lines of it have this shape. */
void line_begin(enum serialize_schema wanted)
{
	schema = wanted;
	clock_set_offset(BOOT);
	serialize_init(schema);
	process_init();
	json_reset(&expected);
}

/* "" for a record that makes none */
const char *line_of(struct build *build)
{
	struct view view;
	struct occurrence occurrence;

	json_reset(&line_json);
	build_view(build, &view);
	process_take(&view, &occurrence);
	if (!occurrence.line)
		return "";
	serialize_line(&line_json, &view, &occurrence);
	json_raw(&line_json, "", 1);
	return line_json.text;
}

void line_expect(struct build *build, const char *wanted, const char *file, int number,
		 const char *what)
{
	const char *got = line_of(build), *end;
	cJSON *a = cJSON_Parse(wanted), *b = cJSON_ParseWithOpts(got, &end, 0);
	bool same = a && b && !strcmp(end, "\n") && !strchr(got, '\n')[1] &&
		    cJSON_Compare(a, b, 1);

	if (!same)
		printf("# wanted %s\n# got    %s\n", a ? wanted : "(not JSON)", got);
	test_report(same, file, number, what);
	cJSON_Delete(a);
	cJSON_Delete(b);
	json_raw(&expected, wanted, strlen(wanted));
	json_raw(&expected, "\n", 1);
}

/* Lines of which the schema accepts @bad less than all. */
static bool conforms(const char *lines, size_t length, unsigned int bad)
{
	char path[] = "/tmp/relayd-lines-XXXXXX", command[512];
	int fd = mkstemp(path), status = -1;

	snprintf(command, sizeof(command), "python3 " TOP "/tests/unit/schema.py v%d %u <%s",
		 schema, bad, path);
	fflush(stdout);
	if (fd >= 0 && write(fd, lines, length) == (ssize_t)length)
		status = system(command);
	close(fd);
	unlink(path);
	return !status;
}

/* What was expected must be what the schema allows, or hand and program err together. */
void line_end(void)
{
	static const char bad[] = "{\"evt\":{},\"file\":{\"uid\":0},\"usr\":{},\"date\":\"1\"}\n";

	CHECK(conforms(expected.text, expected.length, 0));
	CHECK(conforms(bad, sizeof(bad) - 1, 1));
	process_exit();
	json_free(&line_json);
	json_free(&expected);
}
