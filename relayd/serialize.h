/* SPDX-License-Identifier: GPL-2.0 */
/* An event becomes a line of the CWS event schema. */
#ifndef RELAYD_SERIALIZE_H
#define RELAYD_SERIALIZE_H

#include "decode.h"
#include "json.h"
#include "process.h"

enum serialize_schema { SERIALIZE_V1 = 1, SERIALIZE_V2 };

void serialize_init(enum serialize_schema schema);
void serialize_line(struct json *json, const struct view *view,
		    const struct occurrence *occurrence);
__u64 serialize_cut_lineages(void);

#endif
