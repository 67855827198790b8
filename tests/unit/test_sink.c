// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <unistd.h>

#include "sink.h"
#include "test.h"

static const char *content(const char *path)
{
	static char text[256];
	FILE *file = fopen(path, "r");
	size_t length = 0;

	if (file) {
		length = fread(text, 1, sizeof(text) - 1, file);
		fclose(file);
	}
	text[length] = '\0';
	return text;
}

void test_sink(void)
{
	char directory[] = "/tmp/relayd-test-XXXXXX", path[64], moved[64];

	if (!mkdtemp(directory))
		return;
	snprintf(path, sizeof(path), "%s/out", directory);
	snprintf(moved, sizeof(moved), "%s/out.1", directory);

	CHECK(!sink_open(&sink_file, directory));
	CHECK(sink_open(&sink_file, path));
	JSON_LITERAL(sink_buffer(), "one\n");
	CHECK_STRING(content(path), "");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "one\n");
	CHECK(!rename(path, moved));
	JSON_LITERAL(sink_buffer(), "two\n");
	CHECK(sink_flush());
	sink_reopen();
	JSON_LITERAL(sink_buffer(), "three\n");
	CHECK(sink_flush());
	CHECK_STRING(content(moved), "one\ntwo\n");
	CHECK_STRING(content(path), "three\n");
	sink_close();

	/* appended to, not begun anew */
	CHECK(sink_open(&sink_file, path));
	JSON_LITERAL(sink_buffer(), "four\n");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "three\nfour\n");
	sink_close();
	CHECK(sink_open(&sink_file, "/dev/full"));
	sink_close();
	unlink(path);
	unlink(moved);
	rmdir(directory);
}
