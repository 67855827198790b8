/* SPDX-License-Identifier: GPL-2.0 */
/* Waking the reader. */
#ifndef KSCRIBE_DOORBELL_H
#define KSCRIBE_DOORBELL_H

#include <linux/types.h>

void ks_doorbell_init(bool (*deliver)(void));
void ks_doorbell_exit(void);
void ks_doorbell_arm(void);
void ks_doorbell_ring(bool urgent);

#endif
