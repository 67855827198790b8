/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_COMPILER_H
#define SHIM_LINUX_COMPILER_H

#define READ_ONCE(place)		__atomic_load_n(&(place), __ATOMIC_RELAXED)
#define WRITE_ONCE(place, value)	__atomic_store_n(&(place), value, __ATOMIC_RELAXED)

#endif
