/* SPDX-License-Identifier: GPL-2.0 */
/* Paths, read where nothing may sleep and no lock may be taken. */
#ifndef KSCRIBE_PATH_H
#define KSCRIBE_PATH_H

#include <linux/path.h>
#include "events.h"

struct dentry;

enum ks_path_error ks_path(const struct path *path, char *to, char **begin, size_t *length);
enum ks_path_error ks_path_inside(const struct dentry *dentry, const struct dentry *root, char *to,
				  char **begin, size_t *length);
enum ks_path_error ks_path_requested(int dfd, bool below, const char *text, size_t argument,
				     char *to, char **begin, size_t *length);

#endif
