// SPDX-License-Identifier: GPL-2.0
/*
 * lookup [ROOT]: for each path on standard input a line of the path, the package
 * and the version that relayd finds, separated by tabs; only the path if none.
 * What it took goes to standard error.
 */
#include <stdio.h>
#include <string.h>

#include "packages.h"

int main(int argc, char **argv)
{
	struct packages *packages = packages_read(argc > 1 ? argv[1] : "", NULL);
	const struct package *found;
	char line[8192];
	bool first;

	while (fgets(line, sizeof(line), stdin)) {
		struct text path = { line, strcspn(line, "\n") };

		line[path.length] = '\0';
		found = packages_find(packages, path, &first);
		if (found)
			printf("%s\t%.*s\t%.*s\n", line, (int)found->name.length, found->name.at,
			       (int)found->version.length, found->version.at);
		else
			printf("%s\n", line);
	}
	fprintf(stderr, "%s: %zu packages own %zu paths: %u ms, %zu bytes\n", packages->source,
		packages->count, packages->paths.count, packages->milliseconds,
		packages_bytes(packages));
	if (packages->problem[0])
		fprintf(stderr, "%s\n", packages->problem);
	packages_free(packages);
	return fflush(stdout) ? 1 : 0;
}
