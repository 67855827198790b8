/* SPDX-License-Identifier: GPL-2.0 */
/* A family asks for a number with GENL_ID_GENERATE (until 4.10). */
#include <net/genetlink.h>
#ifdef KS_ASKED
int ks_asked = GENL_ID_GENERATE;
#endif
