// SPDX-License-Identifier: GPL-2.0
/* All unit tests in one program. A suite is a line in suites.def. */
#include <sys/stat.h>

#include "event.h"
#include "test.h"

unsigned int test_passed, test_failed;

void test_report(bool good, const char *file, int line, const char *what)
{
	if (good)
		test_passed++;
	else
		test_failed++;
	printf("%s %u - %s:%d: ", good ? "ok" : "not ok", test_passed + test_failed, file, line);
	for (; *what; what++)
		putchar(*what == '\n' ? '|' : *what);
	putchar('\n');
}

void test_write(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return;
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

#define SUITE(name) void test_##name(void);
#include "suites.def"
#undef SUITE

static const struct {
	const char *name;
	void (*run)(void);
} suites[] = {
#define SUITE(name) { #name, test_##name },
#include "suites.def"
};

int main(int argc, char **argv)
{
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	event_init();
	for (i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (argc < 2 || !strcmp(argv[1], suites[i].name))
			suites[i].run();
	printf("%u passed, %u failed\n", test_passed, test_failed);
	return test_failed || !test_passed;
}
