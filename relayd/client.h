/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to the generic netlink family of the module, and their answers. */
#ifndef RELAYD_CLIENT_H
#define RELAYD_CLIENT_H

#include <linux/types.h>
#include <netlink/attr.h>
#include <stdbool.h>
#include <stddef.h>

#include "exitcode.h"
#include "netlink.h"

/**
 * struct client_request - one command
 * @write:	adds the attributes; NULL: there are none
 * @size:	bytes of them, if they may be more than a page holds
 * @answer:	takes those of the reply, by number; NULL: none is expected
 * @context:	for both
 * @alone:	the reply is the end: no acknowledgement is asked for
 */
struct client_request {
	enum ks_command command;
	void (*write)(struct nl_msg *message, void *context);
	size_t size;
	void (*answer)(struct nlattr **attributes, void *context);
	void *context;
	bool alone;
};

enum exit_code client_open(void);
void client_close(void);
int client_fd(void);
void client_grow_buffer(size_t bytes);
int client_call(const struct client_request *request);
const char *client_owner(__u32 port);
bool client_take_doorbell(void);
void client_listen(void);
__u32 client_u32(const struct nlattr *attribute);
__u64 client_u64(const struct nlattr *attribute);

#endif
