/* SPDX-License-Identifier: GPL-2.0 */
/* What a record says about the image that a process runs. */
#ifndef KSCRIBE_IMAGE_H
#define KSCRIBE_IMAGE_H

#include "record.h"

struct mm_struct;
struct task_struct;

void ks_image_executable(struct ks_record *record, struct ks_image *to,
			 struct mm_struct *mm, char *work);
void ks_image_strings(struct ks_record *record, struct ks_image *to, char *work);

#endif
