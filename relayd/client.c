// SPDX-License-Identifier: GPL-2.0
#include "client.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

#define RECEIVE_BYTES	(64 * 1024)	/* more than a sub-buffer and its attributes */
#define FAMILY_VERSION	1
#define HEADERS_BYTES	256	/* of a message and of an attribute, generously */
#define PORT_PID_BITS	22	/* libnl makes port numbers of the pid and a counter above it */
/*
 * The kernel answers inside the request, so an answer is there before we ask
 * for it. If not, something is broken, and waiting for ever would hide it.
 */
#define ANSWER_SECONDS	30
#define ERRNO_MAX	4095	/* what the kernel takes for an error */

static struct nl_sock *sock;
static struct nl_cb *callbacks;
static int family;
static bool doorbell;

/* The request that is under way. */
static const struct client_request *current;
static __u32 sequence;
static bool done;
static int error;

/* What comes behind the end of a request is not listened to. */
static bool is_current(const struct nlmsghdr *header)
{
	return current && !done && header->nlmsg_seq == sequence;
}

static int on_message(struct nl_msg *message, void *unused)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	struct nlattr *attributes[KS_A_MAX + 1];
	struct genlmsghdr *generic;

	(void)unused;
	if (header->nlmsg_type != family || !genlmsg_valid_hdr(header, 0))
		return NL_OK;
	generic = nlmsg_data(header);
	if (generic->cmd == KS_CMD_DOORBELL) {
		doorbell = true;
		return NL_OK;
	}
	if (!is_current(header) || generic->cmd != current->command)
		return NL_OK;
	if (genlmsg_parse(header, 0, attributes, KS_A_MAX, NULL) < 0) {
		error = -EBADMSG;
		done = true;
		return NL_OK;
	}
	if (current->answer)
		current->answer(attributes, current->context);
	if (current->alone)
		done = true;
	return NL_OK;
}

static int on_acknowledgement(struct nl_msg *message, void *unused)
{
	(void)unused;
	if (is_current(nlmsg_hdr(message)) && !current->alone)
		done = true;
	return NL_OK;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *answer, void *unused)
{
	(void)from;
	(void)unused;
	if (is_current(&answer->msg)) {
		/* strerror() and our callers take nothing else */
		error = answer->error < 0 && answer->error >= -ERRNO_MAX ? answer->error : -EBADMSG;
		done = true;
	}
	return NL_SKIP;
}

/*
 * Whoever has CAP_NET_ADMIN in our network namespace may send to our port, and
 * that may be a container on the host's network. The kernel's own port is 0.
 */
static int on_arrival(struct nl_msg *message, void *unused)
{
	(void)unused;
	return nlmsg_get_src(message)->nl_pid ? NL_SKIP : NL_OK;
}

/*
 * A socket that is connected to the kernel takes nothing from anybody else, so
 * nobody can fill its queue either. What came before that goes.
 */
static bool connect_to_kernel(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = nl_socket_get_fd(sock);
	char byte;

	if (connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)))
		return false;
	while (recv(fd, &byte, sizeof(byte), MSG_DONTWAIT) >= 0 || errno != EAGAIN)
		;
	return true;
}

/* Doorbells come with a sequence number of their own. */
static int any_sequence(struct nl_msg *message, void *unused)
{
	(void)message;
	(void)unused;
	return NL_OK;
}

/*
 * A family that nobody can find: no module, or we look from a network namespace
 * that the module does not serve.
 */
static enum exit_code tell_unresolved(int failure)
{
	if (failure != -NLE_OBJ_NOTFOUND) {
		log_note("cannot ask for the netlink family of kernel module kscribe: %s",
			 nl_geterror(failure));
		return EXIT_CODE_INTERNAL;
	}
	if (!access("/sys/module/" KS_FAMILY, F_OK))
		log_note("kernel module kscribe is loaded, but cannot be reached from here: start "
			 "relayd in the initial network namespace of the host");
	else
		log_note("kernel module kscribe is not loaded: load it with modprobe kscribe "
			 "(systemctl status kscribe-module says why it was not); if it is, this is "
			 "another network namespace than the host's initial one");
	return EXIT_CODE_NO_MODULE;
}

/**
 * client_open() - find the module
 */
enum exit_code client_open(void)
{
	struct timeval patience = { .tv_sec = ANSWER_SECONDS };
	int failure;

	sock = nl_socket_alloc();
	callbacks = nl_cb_alloc(NL_CB_CUSTOM);
	if (!sock || !callbacks) {
		log_note("cannot allocate a netlink socket");
		return EXIT_CODE_INTERNAL;
	}
	failure = genl_connect(sock);
	if (failure < 0) {
		log_note("cannot open a generic netlink socket: %s", nl_geterror(failure));
		return EXIT_CODE_INTERNAL;
	}
	if (!connect_to_kernel()) {
		log_note("cannot connect the netlink socket to the kernel: %s", strerror(errno));
		return EXIT_CODE_INTERNAL;
	}
	nl_socket_modify_cb(sock, NL_CB_MSG_IN, NL_CB_CUSTOM, on_arrival, NULL);
	family = genl_ctrl_resolve(sock, KS_FAMILY);
	if (family < 0)
		return tell_unresolved(family);
	nl_socket_disable_auto_ack(sock);
	nl_socket_set_msg_buf_size(sock, RECEIVE_BYTES);
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));

	nl_cb_set(callbacks, NL_CB_MSG_IN, NL_CB_CUSTOM, on_arrival, NULL);
	nl_cb_set(callbacks, NL_CB_VALID, NL_CB_CUSTOM, on_message, NULL);
	nl_cb_set(callbacks, NL_CB_ACK, NL_CB_CUSTOM, on_acknowledgement, NULL);
	nl_cb_set(callbacks, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, any_sequence, NULL);
	nl_cb_err(callbacks, NL_CB_CUSTOM, on_error, NULL);
	return EXIT_CODE_OK;
}

/**
 * client_close() - the kernel forgets a reader whose socket is closed
 */
void client_close(void)
{
	if (sock)
		nl_socket_free(sock);
	if (callbacks)
		nl_cb_put(callbacks);
	sock = NULL;
	callbacks = NULL;
}

/**
 * client_fd() - readable when a doorbell may have come
 */
int client_fd(void)
{
	return nl_socket_get_fd(sock);
}

/**
 * client_grow_buffer() - room for a sub-buffer and a doorbell at once
 *
 * Needs CAP_NET_ADMIN to go beyond the system's limit.
 */
void client_grow_buffer(size_t bytes)
{
	int wanted = bytes, fd = nl_socket_get_fd(sock);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof(wanted)) &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof(wanted)))
		log_verbose("socket buffer stays as it is: %s", strerror(errno));
}

static int receive(void)
{
	int failure = nl_recvmsgs(sock, callbacks);

	/* a refusal has already told on_error() more than this value does */
	if (failure >= 0 || done)
		return 0;
	/* ours is short, or the kernel's was when it had an answer for us */
	if (failure == -NLE_NOMEM)
		return errno == ENOMEM ? -ENOMEM : -ENOBUFS;
	return -ETIMEDOUT;
}

static int send_request(const struct client_request *request)
{
	struct nl_msg *message = request->size ? nlmsg_alloc_size(HEADERS_BYTES + request->size) :
						 nlmsg_alloc();
	int flags = NLM_F_REQUEST | (request->alone ? 0 : NLM_F_ACK), failure;

	if (!message)
		return -ENOMEM;
	sequence = nl_socket_use_seq(sock);
	genlmsg_put(message, NL_AUTO_PORT, sequence, family, 0, flags, request->command,
		    FAMILY_VERSION);
	if (request->write)
		request->write(message, request->context);
	failure = nl_send_auto(sock, message);
	nlmsg_free(message);
	if (failure == -NLE_NOMEM)
		return -ENOMEM;
	if (failure == -NLE_AGAIN)
		return -EAGAIN;
	return failure < 0 ? -EIO : 0;
}

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/**
 * client_call() - send a request and wait for its end
 *
 * Returns 0 or a negative errno, the kernel's if it has refused.
 */
int client_call(const struct client_request *request)
{
	time_t until = seconds() + ANSWER_SECONDS;
	int failure;

	if (!sock)
		return -ENOTCONN;
	done = false;
	error = 0;
	failure = send_request(request);
	if (failure)
		return failure;
	current = request;
	while (!done && !failure) {
		failure = receive();
		/* libnl 3.2.21 calls the end of the socket's patience a success */
		if (!done && !failure && seconds() > until)
			failure = -ETIMEDOUT;
	}
	current = NULL;
	return failure ? failure : error;
}

/**
 * client_listen() - take what has come without being asked for
 */
void client_listen(void)
{
	done = false;
	receive();
}

/**
 * client_owner() - who probably has a netlink port, in words
 *
 * Valid until the next call.
 */
const char *client_owner(__u32 port)
{
	static char text[96];
	__u32 pid = port & ((1U << PORT_PID_BITS) - 1);
	char path[32], name[32] = "?", *at;
	FILE *comm;

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	comm = fopen(path, "re");
	if (comm) {
		if (fgets(name, sizeof(name), comm))
			name[strcspn(name, "\n")] = '\0';
		fclose(comm);
	}
	/* whoever chose that name shall not write to our terminal */
	for (at = name; *at; at++)
		if (!isprint((unsigned char)*at))
			*at = '?';
	snprintf(text, sizeof(text), "netlink port %u, probably process %u (%s)", port, pid, name);
	return text;
}

/**
 * client_take_doorbell() - did it ring since the last call?
 */
bool client_take_doorbell(void)
{
	bool rang = doorbell;

	doorbell = false;
	return rang;
}

/**
 * client_u32() - an attribute's number, 0 if it is absent or too short
 */
__u32 client_u32(const struct nlattr *attribute)
{
	__u32 value = 0;

	if (attribute && nla_len(attribute) >= (int)sizeof(value))
		memcpy(&value, nla_data(attribute), sizeof(value));
	return value;
}

/**
 * client_u64() - the same for one of 64 bits
 */
__u64 client_u64(const struct nlattr *attribute)
{
	__u64 value = 0;

	if (attribute && nla_len(attribute) >= (int)sizeof(value))
		memcpy(&value, nla_data(attribute), sizeof(value));
	return value;
}
