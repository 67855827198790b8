/* SPDX-License-Identifier: GPL-2.0 */
/* The file that an exec began with, until the exec is over. */
#ifndef KSCRIBE_SCRIPT_H
#define KSCRIBE_SCRIPT_H

#include "record.h"

struct file;

int ks_script_init(void);
void ks_script_exit(void);
void ks_script_note(const void *exec, const struct file *file, struct ks_record *scratch,
		    char *work);
bool ks_script_recall(const void *exec, struct ks_record *record, struct ks_file *to);
void ks_script_forget(void);

#endif
