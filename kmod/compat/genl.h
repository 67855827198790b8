/* SPDX-License-Identifier: GPL-2.0 */
/* How a generic netlink family is put together. */
#ifndef KS_COMPAT_GENL_H
#define KS_COMPAT_GENL_H

#include <net/genetlink.h>
#include "answers.h"

#if KS_HAVE_GENL_ID_GENERATE
#define KS_GENL_ID .id = GENL_ID_GENERATE,
#else
#define KS_GENL_ID
#endif

/* The attribute policy goes into the family or into every operation. */
#if KS_HAVE_GENL_POLICY_IN_FAMILY
#define KS_GENL_FAMILY_POLICY(table) .policy = table,
#define KS_GENL_OP_POLICY(table)
#else
#define KS_GENL_FAMILY_POLICY(table)
#define KS_GENL_OP_POLICY(table) .policy = table,
#endif

/* Every operation is new enough to be validated strictly. */
#if KS_HAVE_GENL_RESV_START_OP
#define KS_GENL_RESV_START .resv_start_op = 1,
#else
#define KS_GENL_RESV_START
#endif

#endif
