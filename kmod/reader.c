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

/* Port and process in one word: whoever sees one sees the other that belongs to it. */
atomic64_t ks_reader = ATOMIC64_INIT(0);

static u64 word(u32 port, u32 tgid)
{
	return (u64)tgid << 32 | port;
}

/**
 * ks_reader_attach() - become the reader
 * @port:	netlink port of the socket, not 0
 * @tgid:	thread group that holds it
 *
 * Process context. Return: false if there is one already.
 */
bool ks_reader_attach(u32 port, u32 tgid)
{
	/* It fails while the module is being unloaded. */
	if (!try_module_get(THIS_MODULE))
		return false;
	if (atomic64_cmpxchg(&ks_reader, 0, word(port, tgid))) {
		module_put(THIS_MODULE);
		return false;
	}
	return true;
}

/**
 * ks_reader_detach() - stop being the reader
 * @port:	netlink port of any socket
 *
 * Any context. Return: true if it was the reader.
 */
bool ks_reader_detach(u32 port)
{
	u64 old = atomic64_read(&ks_reader);

	if (!port || (u32)old != port || (u64)atomic64_cmpxchg(&ks_reader, old, 0) != old)
		return false;
	module_put(THIS_MODULE);
	return true;
}

/**
 * ks_reader_is() - is it the reader that asks?
 * @port:	netlink port of a socket
 * @tgid:	process that uses it
 *
 * Any context.
 */
bool ks_reader_is(u32 port, u32 tgid)
{
	return port && (u64)atomic64_read(&ks_reader) == word(port, tgid);
}

/**
 * ks_reader_port() - netlink port of the reader, 0 without one
 *
 * Any context.
 */
u32 ks_reader_port(void)
{
	return atomic64_read(&ks_reader);
}
