/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_ASM_BARRIER_H
#define SHIM_ASM_BARRIER_H

#define smp_load_acquire(place)		__atomic_load_n(place, __ATOMIC_ACQUIRE)
#define smp_store_release(place, value)	__atomic_store_n(place, value, __ATOMIC_RELEASE)

#endif
