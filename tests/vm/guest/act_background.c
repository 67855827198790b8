// SPDX-License-Identifier: GPL-2.0
/* Noise behind every case of a boot that asks for it (ks.storm=1). */
#define _GNU_SOURCE
#include "actor.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE "/run/storm"

/*
 * Directories that change places: every walk up a path has to begin again. Each time is an
 * event, so it is not done all the time.
 */
static void renames(void)
{
	for (;;) {
		int i;

		for (i = 0; i < 10; i++) {
			rename(PLACE "/one/deep", PLACE "/two/deep");
			rename(PLACE "/two/deep", PLACE "/one/deep");
		}
		usleep(100000);
	}
}

static void opens(void)
{
	for (;;) {
		int i;

		for (i = 0; i < 10; i++) {
			int fd = open(PLACE "/one/deep/er/file", O_RDONLY);

			if (fd >= 0)
				close(fd);
		}
		usleep(100000);
	}
}

/* "background": until it is killed. No part of the truth. */
int act_background(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	mkdir(PLACE, 0755);
	mkdir(PLACE "/one", 0755);
	mkdir(PLACE "/two", 0755);
	mkdir(PLACE "/one/deep", 0755);
	mkdir(PLACE "/one/deep/er", 0755);
	close(open(PLACE "/one/deep/er/file", O_RDWR | O_CREAT, 0644));
	if (fork())
		renames();
	opens();
	return 0;
}
