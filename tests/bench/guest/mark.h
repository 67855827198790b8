/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a measured window begins and ends, for ../plugin/count.c: an instruction
 * that does nothing and occurs nowhere else. The jumps make it the first and
 * the last one of its translation block.
 */
#ifndef MARK_H
#define MARK_H

#define MARK_BEGIN 0x6b736265
#define MARK_END 0x6b73656e

#define MARK(which)                                                          \
	__asm__ volatile("jmp 1f\n1:\tnopl %c0(%%rax,%%rax,1)\n\tjmp 2f\n2:" \
			 :                                                   \
			 : "i"(which)                                        \
			 : "memory")

#endif
