// SPDX-License-Identifier: GPL-2.0
/* Refusals by a security module that asks for no policy: Landlock (since 5.13). */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CREATE_RULESET	444
#define ADD_RULE	445
#define RESTRICT_SELF	446

int confine_version(void)
{
	int version = syscall(CREATE_RULESET, NULL, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);

	if (version < 0)
		truth_absent("no Landlock in this kernel");
	return version;
}

/* All that this version knows of files: the first one 13 rights, and each some more. */
uint64_t confine_all(int version)
{
	static const uint64_t more[] = { CONFINE_REFER, CONFINE_TRUNCATE };
	uint64_t rights = (1 << 13) - 1;
	int i;

	for (i = 0; i < 2 && i + 2 <= version; i++)
		rights |= more[i];
	return rights;
}

void confine(uint64_t rights)
{
	const struct {
		uint64_t handled;
	} attributes = { rights };
	int ruleset = syscall(CREATE_RULESET, &attributes, sizeof(attributes), 0);
	struct {
		uint64_t allowed;
		int32_t directory;
	} __attribute__((packed)) beneath = { rights, open("/proc", O_PATH | O_CLOEXEC) };

	/* There is what the actor asks about itself. */
	if (ruleset < 0 || beneath.directory < 0 ||
	    syscall(ADD_RULE, ruleset, 1 /* LANDLOCK_RULE_PATH_BENEATH */, &beneath, 0) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(RESTRICT_SELF, ruleset, 0))
		die("Landlock");
	close(beneath.directory);
	close(ruleset);
}
