/* SPDX-License-Identifier: GPL-2.0 */
/* Operations from resv_start_op on are validated strictly (6.1). */
#include <net/genetlink.h>
#ifdef KS_ASKED
void ks_asked(struct genl_family *family)
{
	family->resv_start_op = 1;
}
#endif
