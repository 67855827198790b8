/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSCRIBE_VERSION_H
#define KSCRIBE_VERSION_H

#define KS_VERSION "0.1.0"

#endif
