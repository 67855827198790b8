// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's actors: "actor NAME [ARGUMENTS]" does exactly known things and
 * writes what it did and saw.
 */
#include "actor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Says what this program became; its arguments and environment are the point. */
static int act_self(int argc, char **argv)
{
	truth_image(getpid(), NULL);
	return 0;
}

static int act_image(int argc, char **argv)
{
	truth_image(argc > 1 ? atoi(argv[1]) : getppid(), NULL);
	return 0;
}

/* "mark WHAT": something that the case's script did. */
static int act_mark(int argc, char **argv)
{
	truth_begin(argv[1]);
	truth_end();
	return 0;
}

static const struct act own_acts[] = {
	{ "self", act_self },
	{ "image", act_image },
	{ "mark", act_mark },
	{ "background", act_background },
	{ "helper", act_helper },
	{}
};

/* Lists before this one have acts that nobody observes. */
#define FIRST_OBSERVED 3

int main(int argc, char **argv)
{
	const struct act *lists[] = {
		own_acts, attack_acts, fault_acts,
		exec_acts, fork_acts, exit_acts, open_acts, path_acts, load_acts, hostile_acts,
		name_acts, attribute_acts, mount_acts, splice_acts, filter_acts
	};
	const struct act *act;
	unsigned int i;

	if (argc > 1)
		for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
			for (act = lists[i]; act->name; act++)
				if (!strcmp(act->name, argv[1])) {
					/* An observer is no part of what it observes. */
					if (i >= FIRST_OBSERVED) {
						truth_image(getpid(), NULL);
						aside_begin();
					}
					return act->run(argc - 1, argv + 1);
				}
	fprintf(stderr, "usage: actor NAME [ARGUMENTS]\n");
	return 2;
}
