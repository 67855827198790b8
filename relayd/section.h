/* SPDX-License-Identifier: GPL-2.0 */
/* What an event tells besides who did it: the sections between evt and usr. */
#ifndef RELAYD_SECTION_H
#define RELAYD_SECTION_H

#include "decode.h"
#include "json.h"
#include "process.h"
#include "serialize.h"

void section_members(struct json *json, const struct view *view, const struct image *image,
		     enum serialize_schema schema);

#endif
