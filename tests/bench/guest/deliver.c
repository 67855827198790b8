// SPDX-License-Identifier: GPL-2.0
/*
 * Copies its standard input into the memory that vm.sh -s shares with the guest
 * as the second BAR of a PCI device (ivshmem).
 */
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define IVSHMEM "0x1af4\n0x1110\n"

static void append(char *to, size_t size, const char *directory, const char *name)
{
	char path[256];
	size_t used = strlen(to);
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_RDONLY);
	got = read(fd, to + used, size - used - 1);
	to[used + (got > 0 ? got : 0)] = 0;
	close(fd);
}

static bool is_ivshmem(const char *directory)
{
	char ids[32] = "";

	append(ids, sizeof(ids), directory, "vendor");
	append(ids, sizeof(ids), directory, "device");
	return !strcmp(ids, IVSHMEM);
}

/* Without a driver nobody has told it to answer. */
static void enable(const char *directory)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/enable", directory);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, "1", 1) != 1)
		perror(path);
	close(fd);
}

static int open_memory(void)
{
	char path[256] = "";
	glob_t devices;
	size_t i;

	glob("/sys/bus/pci/devices/*", 0, NULL, &devices);
	for (i = 0; i < devices.gl_pathc; i++) {
		if (!is_ivshmem(devices.gl_pathv[i]))
			continue;
		enable(devices.gl_pathv[i]);
		snprintf(path, sizeof(path), "%s/resource2", devices.gl_pathv[i]);
	}
	return open(path, O_RDWR);
}

int main(void)
{
	int fd = open_memory();
	size_t used = 0;
	struct stat st;
	char *memory;
	ssize_t got;

	if (fd < 0 || fstat(fd, &st)) {
		fprintf(stderr, "deliver: there is no shared memory\n");
		return 1;
	}
	memory = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) {
		perror("deliver: mmap");
		return 1;
	}
	while (used < (size_t)st.st_size &&
	       (got = read(STDIN_FILENO, memory + used, st.st_size - used)) > 0)
		used += got;
	if (used == (size_t)st.st_size) {
		fprintf(stderr, "deliver: more than the %zu bytes of shared memory\n", used);
		return 1;
	}
	return 0;
}
