/* SPDX-License-Identifier: GPL-2.0 */
/* Groups of the list as members of a JSON object. */
#ifndef RELAYD_OBJECT_H
#define RELAYD_OBJECT_H

#include "decode.h"
#include "json.h"

void object_file(struct json *json, const struct view *view, const struct ks_file *file,
		 const struct ks_file *owner);
void object_lasting(struct json *json, const struct view *view, const struct ks_file *file,
		    const struct ks_file *owner);
struct text object_package_path(const struct view *view, const struct ks_file *file);
void object_package(struct json *json, struct text path);
void object_owner(struct json *json, __u32 uid, __u32 gid);
void object_credentials(struct json *json, const struct ks_credentials *credentials);

#endif
