/* SPDX-License-Identifier: GPL-2.0 */
/* The attribute policy belongs to the family (5.2), to each operation before. */
#include <net/genetlink.h>
#ifdef KS_ASKED
void ks_asked(struct genl_family *family, const struct nla_policy *policy)
{
	family->policy = policy;
}
#endif
