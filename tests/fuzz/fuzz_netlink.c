// SPDX-License-Identifier: GPL-2.0
/*
 * Answers of the module: from the datagram to what the rest of relayd is told.
 *
 * The bytes are a script of requests and of the datagrams that arrive. libnl
 * parses them and client.c takes them; only what talks to the kernel is replaced
 * (the Makefile wraps it). Where a datagram says so it is made an answer to the
 * request that is under way, since no mutation would find its number.
 */
#include "client.h"

#include <errno.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <time.h>

#include "event.h"
#include "fuzz.h"
#include "memory.h"
#include "source.h"

#define FAMILY	30
#define CPUS_MAX	8192	/* of any kernel for this machine */
#define WAITS_MAX	60	/* for one request: source_netlink.c gives up after 5 s */

/* bits of the byte that begins a datagram */
#define OURS	0x01	/* the request's number, the family, and our list */
#define OUR_COMMAND	0x02
#define STRANGER	0x04	/* not from the kernel */
#define FAILURE	0x08	/* not a datagram: the next byte says what fails */

static struct input script;
static uint32_t sequence;
static unsigned int command;
static unsigned int send_failure;
static unsigned int notes, waits, waits_max;

/* The datagram that is being looked at. */
static const uint8_t *arrived;
static size_t arrived_length;
static bool from_stranger;

static unsigned int taken, gone;

static void put_u32(uint8_t *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

/* Makes messages what the sender of the script cannot know. */
static void address(uint8_t *bytes, size_t length, unsigned int how)
{
	const size_t error_sequence =
		NLMSG_HDRLEN + sizeof(int) + offsetof(struct nlmsghdr, nlmsg_seq);
	const uint64_t placeholder = FUZZ_FINGERPRINT, fingerprint = ks_fingerprint();
	struct nlmsghdr header;
	uint8_t *found;
	size_t at, step;

	found = memmem(bytes, length, &placeholder, sizeof(placeholder));
	if (found && (how & OURS))
		memcpy(found, &fingerprint, sizeof(fingerprint));
	for (at = 0; length - at >= NLMSG_HDRLEN; at += step) {
		memcpy(&header, bytes + at, sizeof(header));
		if (how & OURS) {
			header.nlmsg_seq = sequence;
			if (header.nlmsg_type >= NLMSG_MIN_TYPE)
				header.nlmsg_type = FAMILY;
			memcpy(bytes + at, &header, sizeof(header));
			if (header.nlmsg_type == NLMSG_ERROR &&
			    length - at >= error_sequence + sizeof(uint32_t))
				put_u32(bytes + at + error_sequence, sequence);
		}
		if ((how & OUR_COMMAND) && header.nlmsg_type >= NLMSG_MIN_TYPE &&
		    length - at >= NLMSG_HDRLEN + GENL_HDRLEN)
			bytes[at + NLMSG_HDRLEN] = command;
		step = NLMSG_ALIGN(header.nlmsg_len);
		if (step < NLMSG_HDRLEN || step > length - at)
			return;
	}
}

static int fail(unsigned int how)
{
	errno = how & 1 ? ENOBUFS : ENOMEM;
	return how & 2 ? -NLE_AGAIN : -NLE_NOMEM;
}

/* libnl's own would ask the socket; the buffer is libnl's to free. */
static int receive(struct nl_sock *sock, struct sockaddr_nl *from, unsigned char **buffer,
		   struct ucred **credentials)
{
	unsigned int how = input_byte(&script);
	size_t length;

	(void)sock;
	(void)credentials;
	if (!script.left)
		return -NLE_AGAIN;
	if (how & FAILURE)
		return fail(input_byte(&script));
	length = input_number(&script, 2);
	*buffer = input_bytes(&script, &length);
	if (!length) {
		free(*buffer);
		*buffer = NULL;
		return -NLE_AGAIN;
	}
	address(*buffer, length, how);
	memset(from, 0, sizeof(*from));
	from->nl_family = AF_NETLINK;
	from->nl_pid = how & STRANGER ? 4711 : 0;
	arrived = *buffer;
	arrived_length = length;
	from_stranger = how & STRANGER;
	return length;
}

int __real_nl_recvmsgs(struct nl_sock *sock, struct nl_cb *callbacks);
int __wrap_nl_recvmsgs(struct nl_sock *sock, struct nl_cb *callbacks);
int __wrap_nl_recvmsgs(struct nl_sock *sock, struct nl_cb *callbacks)
{
	int result;

	nl_cb_overwrite_recv(callbacks, receive);
	result = __real_nl_recvmsgs(sock, callbacks);
	arrived = NULL;
	return result;
}

int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *message);
int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *message)
{
	struct nlmsghdr *header = nlmsg_hdr(message);

	(void)sock;
	if (send_failure)
		return send_failure & 1 ? -NLE_NOMEM : send_failure & 2 ? -NLE_AGAIN : -NLE_FAILURE;
	sequence = header->nlmsg_seq;
	command = ((struct genlmsghdr *)nlmsg_data(header))->cmd;
	return header->nlmsg_len;
}

int __wrap_genl_ctrl_resolve(struct nl_sock *sock, const char *name);
int __wrap_genl_ctrl_resolve(struct nl_sock *sock, const char *name)
{
	(void)sock;
	FUZZ_ASSERT(!strcmp(name, KS_FAMILY));
	return FAMILY;
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *rest);
int __wrap_nanosleep(const struct timespec *time, struct timespec *rest)
{
	(void)time;
	(void)rest;
	FUZZ_ASSERT(++waits < waits_max);
	return 0;
}

static void take_message(const char *line)
{
	FUZZ_ASSERT(line[0]);
	notes++;
}

/* Somebody who is not the kernel is not listened to, and bytes are those that came. */
static void check_records(const void *records, size_t length)
{
	FUZZ_ASSERT(arrived && !from_stranger);
	if (length)
		FUZZ_ASSERT(length <= arrived_length);
	free(memory_copy(records, length));
}

static void take_state(const void *records, size_t length)
{
	check_records(records, length);
}

static void take_batch(unsigned int cpu, const struct order_batch *batch)
{
	(void)cpu;
	check_records(batch->records, batch->length);
	FUZZ_ASSERT(batch->records || !batch->length);
	taken++;
}

static void take_absent(unsigned int cpu, __u64 time)
{
	(void)cpu;
	FUZZ_ASSERT(time);
	gone++;
}

static size_t length_of(const char *string)
{
	FUZZ_ASSERT(string);
	return strlen(string);
}

static void check_status(const struct kernel_status *status)
{
	size_t sum = 0, i;

	FUZZ_ASSERT(!status->hook_count == !status->hooks);
	FUZZ_ASSERT(!status->layout_count == !status->layouts);
	for (i = 0; i < status->hook_count; i++) {
		const struct kernel_hook *hook = &status->hooks[i];

		sum += length_of(hook->name) + length_of(hook->how) + length_of(hook->event) +
		       length_of(hook->state) + length_of(hook->reason) + length_of(hook->loss);
	}
	for (i = 0; i < status->layout_count; i++)
		sum += length_of(status->layouts[i].name) + length_of(status->layouts[i].state);
	/* all of it came in datagrams of 64 KiB */
	FUZZ_ASSERT(sum <= 2 * 65536);
}

static void check_counters(unsigned int cpu)
{
	struct kernel_counters counters;
	unsigned int i;

	if (kernel_counters(cpu, &counters))
		return;
	FUZZ_ASSERT(counters.cpu == cpu);
	for (i = 0; i < KS_EVENT_LIMIT; i++)
		FUZZ_ASSERT(!counters.counts[i].type || counters.counts[i].type == i);
}

/* What is returned has a meaning; what is wrong has been said. */
static void check_code(enum exit_code code, unsigned int notes_before)
{
	FUZZ_ASSERT(code >= EXIT_CODE_OK && code < EXIT_CODE_LIMIT);
	FUZZ_ASSERT(!code || notes > notes_before);
}

static void read_cpu(unsigned int cpu)
{
	unsigned int notes_before = notes;
	enum exit_code code;

	taken = gone = 0;
	code = source_read(cpu, take_batch, take_absent);
	check_code(code, notes_before);
	FUZZ_ASSERT(taken + gone <= 1);
	FUZZ_ASSERT(code || taken + gone == 1);
}

static void request(unsigned int what, unsigned int cpus, struct kernel_status *status)
{
	static const struct ks_mount_pair mounts[4];
	static const struct ks_overlay_pair overlays[1];
	struct calibrate_pairs pairs = { 0 };
	unsigned int notes_before = notes;

	switch (what & 7) {
	case 0:
		kernel_status(status);
		break;
	case 1:
		check_counters(input_byte(&script));
		break;
	case 2:
		memcpy(pairs.mounts, mounts, sizeof(mounts));
		pairs.mount_count = 4;
		memcpy(pairs.overlays, overlays, sizeof(overlays));
		pairs.overlay_count = what >> 3 & 1;
		source_calibrate(&pairs, status);
		break;
	case 3:
		check_code(source_enable(~0ULL, status), notes_before);
		break;
	case 4:
		check_code(source_state(take_state), notes_before);
		source_wants_state();
		break;
	case 5:
		read_cpu(input_byte(&script) % cpus);
		break;
	case 6:
		check_code(source_arm(), notes_before);
		break;
	case 7:
		client_listen();
		client_take_doorbell();
		break;
	}
	check_status(status);
}

/* In the order of use: source.h. */
static void run(struct kernel_status *status)
{
	enum exit_code code;
	unsigned int what, cpus;

	send_failure = 0;
	code = source_attach(status);
	check_code(code, 0);
	check_status(status);
	if (code)
		return;
	cpus = status->cpus;
	FUZZ_ASSERT(cpus && cpus <= CPUS_MAX);
	while (script.left) {
		what = input_byte(&script);
		send_failure = what >> 5;
		request(what, cpus, status);
	}
	send_failure = 0;
	source_detach();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	event_init();
	log_heard = take_message;
	FUZZ_ASSERT(client_open() == EXIT_CODE_OK);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_status status;

	script.at = data;
	script.left = size;
	notes = waits = 0;
	/* every request and every datagram takes a byte of the script */
	waits_max = WAITS_MAX * (size + 1);
	memset(&status, 0, sizeof(status));
	run(&status);
	kernel_free(&status);
	return 0;
}
