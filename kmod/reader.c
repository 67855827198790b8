// SPDX-License-Identifier: GPL-2.0
/*
 * The reader: one netlink socket, from its attachment until it is detached or
 * closed. While there is one the module cannot be unloaded: what is unread
 * would be gone.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include "reader.h"

static atomic_t port = ATOMIC_INIT(0);
static u32 tgid;

/**
 * ks_reader_attach() - become the reader
 * @reader:	netlink port of the socket, not 0
 * @process:	thread group that holds it
 *
 * Process context. Return: false if there is one already.
 */
bool ks_reader_attach(u32 reader, u32 process)
{
	/* It fails while the module is being unloaded. */
	if (!try_module_get(THIS_MODULE))
		return false;
	if (atomic_cmpxchg(&port, 0, reader)) {
		module_put(THIS_MODULE);
		return false;
	}
	WRITE_ONCE(tgid, process);
	return true;
}

/**
 * ks_reader_detach() - stop being the reader
 * @reader:	netlink port of any socket
 *
 * Any context. Return: true if it was the reader.
 */
bool ks_reader_detach(u32 reader)
{
	if (!reader || atomic_cmpxchg(&port, reader, 0) != reader)
		return false;
	WRITE_ONCE(tgid, 0);
	module_put(THIS_MODULE);
	return true;
}

/**
 * ks_reader_port() - netlink port of the reader, 0 without one
 *
 * Any context.
 */
u32 ks_reader_port(void)
{
	return atomic_read(&port);
}

/**
 * ks_reader_tgid() - process that reads, 0 without one
 *
 * Any context.
 */
u32 ks_reader_tgid(void)
{
	return READ_ONCE(tgid);
}
