// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU plugin: which instructions the guest executes in each measured window
 * (../guest/mark.h), and how often.
 *
 *	-plugin libcount.so,out=FILE
 *
 * FILE gets, for each window, lines "BLOCK COUNT" and an empty line at its end;
 * before a block first occurs, a line "@ BLOCK ADDRESS..." with the addresses of
 * its instructions. A block that an exception leaves is counted in full.
 *
 * Debian's QEMU can load plugins but comes without the header for them: what is
 * used of the interface, version 1, is declared here.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../guest/mark.h"

#define EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t qemu_plugin_id_t;
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   void (*cb)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  void (*cb)(unsigned int, void *),
					  enum qemu_plugin_cb_flags flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*cb)(unsigned int, void *),
					    enum qemu_plugin_cb_flags flags, void *data);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*cb)(qemu_plugin_id_t, void *),
				    void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

EXPORT int qemu_plugin_version = 1;

/**
 * struct block - a translation block
 * @next:	of those that ran in the current window
 * @count:	how often it did
 * @number:	in the output; 0: not yet in it
 */
struct block {
	struct block *next;
	uint64_t count;
	unsigned int number;
	unsigned int length;
	uint64_t addresses[];
};

static FILE *out;
static bool inside;
static struct block *touched;
static unsigned int numbers;

static void executed(unsigned int cpu, void *data)
{
	struct block *block = data;

	if (!inside)
		return;
	if (!block->count++) {
		block->next = touched;
		touched = block;
	}
}

static void begin_window(unsigned int cpu, void *data)
{
	inside = true;
}

static void end_window(unsigned int cpu, void *data)
{
	unsigned int i;

	inside = false;
	for (; touched; touched = touched->next) {
		if (!touched->number) {
			touched->number = ++numbers;
			fprintf(out, "@ %u", touched->number);
			for (i = 0; i < touched->length; i++)
				fprintf(out, " %llx", (unsigned long long)touched->addresses[i]);
			fprintf(out, "\n");
		}
		fprintf(out, "%u %llu\n", touched->number, (unsigned long long)touched->count);
		touched->count = 0;
	}
	fprintf(out, "\n");
}

static bool is_mark(const struct qemu_plugin_insn *insn, uint32_t which)
{
	static const unsigned char nop[] = { 0x0f, 0x1f, 0x84, 0x00 };
	const unsigned char *bytes = qemu_plugin_insn_data(insn);

	return qemu_plugin_insn_size(insn) == sizeof(nop) + sizeof(which) &&
	       !memcmp(bytes, nop, sizeof(nop)) &&
	       !memcmp(bytes + sizeof(nop), &which, sizeof(which));
}

/* Blocks are translated anew now and then; what was counted under the old ones stays. */
static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, length = qemu_plugin_tb_n_insns(tb);
	struct block *block = calloc(1, sizeof(*block) + length * sizeof(block->addresses[0]));

	if (!block)
		abort();
	block->length = length;
	for (i = 0; i < length; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		block->addresses[i] = qemu_plugin_insn_vaddr(insn);
		if (is_mark(insn, MARK_BEGIN))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, begin_window,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
		if (is_mark(insn, MARK_END))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, end_window,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
	qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, QEMU_PLUGIN_CB_NO_REGS, block);
}

static void finish(qemu_plugin_id_t id, void *data)
{
	fclose(out);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "count: out=FILE is needed\n");
		return -1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
