// SPDX-License-Identifier: GPL-2.0
/*
 * Who should get nothing from the module's netlink family, and nonsense from
 * who may. Raw sockets: a library would refuse to send most of this.
 *
 * These are no actors of the truth. They print what they tried and what came
 * of it; the case's host part knows what should have.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "netlink.h"
#include "terms.h"

#define TIMED_OUT	(-1)
#define NOBODY		4242	/* a user and a group that own nothing */

/* Somebody's netlink socket. */
struct link {
	int fd;
	uint32_t sequence;
	int by_write;		/* without an address: then who opened it matters too */
};

/* What any process may find out, or guess: taken down while we are still root. */
static uint16_t family;
static uint64_t fingerprint;
static uint32_t reader;

/* A datagram under construction, and its last message. */
static char out[1 << 18] __attribute__((aligned(8)));
static size_t used;
static struct nlmsghdr *message;

static char in[1 << 18] __attribute__((aligned(8)));
static size_t got;

static void put_bytes(const void *bytes, size_t size)
{
	memcpy(out + used, bytes, size);
	used += size;
	while (used % NLMSG_ALIGNTO)
		out[used++] = 0;
	message->nlmsg_len = out + used - (char *)message;
}

static void put_header(uint16_t type, uint16_t flags, uint32_t sequence)
{
	message = (struct nlmsghdr *)(out + used);
	used += NLMSG_HDRLEN;
	*message = (struct nlmsghdr){ NLMSG_HDRLEN, type, flags, sequence, 0 };
}

static void put_command(uint16_t type, uint16_t flags, uint32_t sequence, uint8_t command)
{
	put_header(type, flags, sequence);
	put_bytes(&(struct genlmsghdr){ command, 1, 0 }, GENL_HDRLEN);
}

static void put_attribute(uint16_t type, const void *bytes, size_t size)
{
	struct nlattr head = { NLA_HDRLEN + size, type };

	put_bytes(&head, NLA_HDRLEN);
	put_bytes(bytes, size);
}

static void put_u32(uint16_t type, uint32_t value)
{
	put_attribute(type, &value, sizeof(value));
}

static void put_u64(uint16_t type, uint64_t value)
{
	put_attribute(type, &value, sizeof(value));
}

static struct link link_open(void)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	struct timeval patience = { 3, 0 };
	struct link link = { socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC), 1, 0 };

	if (link.fd < 0 || bind(link.fd, (struct sockaddr *)&any, sizeof(any)) ||
	    setsockopt(link.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		die("netlink socket");
	return link;
}

/* Sends the datagram to a port. Returns 0 or an errno. */
static int send_to(const struct link *link, uint32_t port)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = port };

	if (link->by_write ? write(link->fd, out, used) >= 0 :
	    sendto(link->fd, out, used, 0, (struct sockaddr *)&to, sizeof(to)) >= 0)
		return 0;
	return errno;
}

/*
 * Waits for the end of a request; its answer, if there was one, is left in
 * @in. Returns 0, an errno, or TIMED_OUT.
 */
static int wait_for_end(struct link *link)
{
	static char next[sizeof(in)] __attribute__((aligned(8)));

	got = 0;
	for (;;) {
		ssize_t size = recv(link->fd, next, sizeof(next), 0);
		struct nlmsghdr *head = (struct nlmsghdr *)next;

		if (size < 0)
			return TIMED_OUT;
		for (; NLMSG_OK(head, size); head = NLMSG_NEXT(head, size)) {
			if (head->nlmsg_seq != link->sequence)
				continue;
			if (head->nlmsg_type == NLMSG_ERROR)
				return -((struct nlmsgerr *)NLMSG_DATA(head))->error;
			got = head->nlmsg_len;
			memcpy(in, head, got);
		}
	}
}

static void begin(struct link *link, uint8_t command)
{
	used = 0;
	put_command(family, NLM_F_REQUEST | NLM_F_ACK, ++link->sequence, command);
}

static int ask(struct link *link)
{
	int error = send_to(link, 0);

	return error ? error : wait_for_end(link);
}

/* An attribute of the latest answer, NULL if it has none. */
static const void *answer(uint16_t type)
{
	size_t at = NLMSG_HDRLEN + GENL_HDRLEN;

	while (at + NLA_HDRLEN <= got) {
		const struct nlattr *head = (void *)(in + at);

		if ((head->nla_type & NLA_TYPE_MASK) == type)
			return in + at + NLA_HDRLEN;
		if (head->nla_len < NLA_HDRLEN)
			return NULL;
		at += NLA_ALIGN(head->nla_len);
	}
	return NULL;
}

/* A number of the answer, 0 if it is not in there. */
static uint64_t answer_number(uint16_t type, size_t size)
{
	const void *at = answer(type);
	uint64_t value = 0;

	if (at)
		memcpy(&value, at, size);
	return value;
}

static uint64_t answer_u64(uint16_t type)
{
	return answer_number(type, sizeof(uint64_t));
}

static uint32_t answer_u32(uint16_t type)
{
	return answer_number(type, sizeof(uint32_t));
}

static void put_resolve(uint32_t sequence)
{
	put_command(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK, sequence, CTRL_CMD_GETFAMILY);
	put_attribute(CTRL_ATTR_FAMILY_NAME, KS_FAMILY, sizeof(KS_FAMILY));
}

static void find_out(struct link *link)
{
	const void *at;

	used = 0;
	put_resolve(++link->sequence);
	if (ask(link) || !(at = answer(CTRL_ATTR_FAMILY_ID)))
		die("no family");
	memcpy(&family, at, sizeof(family));
	begin(link, KS_CMD_STATUS);
	if (ask(link))
		die("no status");
	fingerprint = answer_u64(KS_A_FINGERPRINT);
	reader = answer_u32(KS_A_READER);
}

/* What one would send to do harm: everything as it must be. */
static void fill(uint8_t command)
{
	struct ks_filter_term everything = { .events = 1ULL << KS_EVENT_open,
					     .kind = KS_FILTER_PATH, .exclude = 1 };
	struct ks_mount_pair pair = { 0, 1 };

	switch (command) {
	case KS_CMD_COUNTERS:
		put_u32(KS_A_CPU, 0);
		break;
	case KS_CMD_ATTACH:
		put_u32(KS_A_PROTOCOL, KS_PROTOCOL);
		put_u64(KS_A_FINGERPRINT, fingerprint);
		break;
	case KS_CMD_CALIBRATE:
		put_attribute(KS_A_MOUNTS, &pair, sizeof(pair));
		break;
	case KS_CMD_ENABLE:
		put_u64(KS_A_EVENTS, 0);
		break;
	case KS_CMD_FILTER:
		put_attribute(KS_A_FILTER, &everything, sizeof(everything));
		break;
	case KS_CMD_STATE:
		put_u64(KS_A_POSITION, 0);
		break;
	case KS_CMD_READ:
		put_u32(KS_A_CPU, 0);
		put_u64(KS_A_ACKNOWLEDGE, 1);
		break;
	}
}

static const char *error_text(int error)
{
	static char number[16];

	switch (error) {
	case 0:			return "done";
	case TIMED_OUT:		return "timed-out";
	case EPERM:		return "EPERM";
	case ENOENT:		return "ENOENT";
	case EBUSY:		return "EBUSY";
	case EINVAL:		return "EINVAL";
	case ERANGE:		return "ERANGE";
	case ENODEV:		return "ENODEV";
	case EPROTO:		return "EPROTO";
	case EOPNOTSUPP:	return "EOPNOTSUPP";
	case ECONNREFUSED:	return "ECONNREFUSED";
	}
	snprintf(number, sizeof(number), "%d", error);
	return number;
}

static void only_capability(int wanted)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 1U << wanted, 1U << wanted, 0 } };
	int cap;

	for (cap = 0; cap < 64; cap++)
		if (cap != wanted)
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	if (syscall(SYS_capset, &head, data))
		die("capset");
}

static void become_user(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		die("setresuid");
}

/* Root of a namespace of its own; exits where users may have none. */
static void become_namespace_root(int more)
{
	char map[32];

	become_user();
	/* Or our own files in /proc belong to root. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	if (unshare(CLONE_NEWUSER | more)) {
		fprintf(stderr, "unshare: %s\n", strerror(errno));
		_exit(77);
	}
	snprintf(map, sizeof(map), "0 %d 1", NOBODY);
	write_file("/proc/self/setgroups", "deny", 0);
	write_file("/proc/self/uid_map", map, 0);
	write_file("/proc/self/gid_map", map, 0);
	if (setresgid(0, 0, 0) || setresuid(0, 0, 0))
		die("root of the namespace");
}

struct persona {
	const char *name;
	void (*become)(void);
	int early;		/* with a socket that root has opened */
};

static void as_root(void)
{
}

static void as_netadmin(void)
{
	only_capability(CAP_NET_ADMIN);
}

static void as_netadmin_netns(void)
{
	if (unshare(CLONE_NEWNET))
		die("network namespace");
	only_capability(CAP_NET_ADMIN);
}

static void as_userns(void)
{
	become_namespace_root(0);
}

static void as_userns_netns(void)
{
	become_namespace_root(CLONE_NEWNET);
}

static const struct persona personas[] = {
	{ "root", as_root, 0 },
	{ "user", become_user, 0 },
	{ "user-old-socket", become_user, 1 },
	{ "netadmin", as_netadmin, 0 },
	{ "netadmin-netns", as_netadmin_netns, 0 },
	{ "userns", as_userns, 0 },
	{ "userns-netns", as_userns_netns, 0 },
	{ "userns-old-socket", as_userns_netns, 1 },
	{}
};

static const struct persona *persona_called(const char *name)
{
	const struct persona *one;

	for (one = personas; one->name && strcmp(one->name, name); one++)
		;
	if (!one->name) {
		errno = EINVAL;
		die(name);
	}
	return one;
}

static struct link assume(const struct persona *persona)
{
	struct link link;

	if (persona->early)
		link = link_open();
	persona->become();
	if (!persona->early)
		link = link_open();
	return link;
}

static void try_all(struct link *link, const char *who)
{
	static const uint8_t beyond[] = { 0, KS_CMD_DOORBELL, KS_CMD_LIMIT, 255 };
	size_t i;

	for (i = KS_CMD_STATUS; i <= KS_CMD_DETACH; i++) {
		begin(link, i);
		fill(i);
		printf("%s %zu %s\n", who, i, error_text(ask(link)));
	}
	for (i = 0; i < sizeof(beyond); i++) {
		begin(link, beyond[i]);
		printf("%s %u %s\n", who, beyond[i], error_text(ask(link)));
	}
	fflush(stdout);
}

/* "requests PERSONA": every command of the family. */
static int act_requests(int argc, char **argv)
{
	const struct persona *persona = persona_called(argv[1]);
	struct link link = link_open();

	find_out(&link);
	link = assume(persona);
	try_all(&link, argv[1]);
	return 0;
}

/*
 * "borrowed": a user opens the socket, and what it wants done is written there
 * by root, who believes to write to something else.
 */
static int act_borrowed(int argc, char **argv)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct msghdr letter = { .msg_control = control, .msg_controllen = sizeof(control) };
	struct iovec byte = { "", 1 };
	struct link link = link_open();
	struct cmsghdr *part;
	int pair[2];
	pid_t child;

	find_out(&link);
	letter.msg_iov = &byte;
	letter.msg_iovlen = 1;
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		die("socketpair");
	child = fork();
	if (!child) {
		become_user();
		link = link_open();
		part = CMSG_FIRSTHDR(&letter);
		part->cmsg_level = SOL_SOCKET;
		part->cmsg_type = SCM_RIGHTS;
		part->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(part), &link.fd, sizeof(int));
		_exit(sendmsg(pair[1], &letter, 0) != 1);
	}
	byte.iov_base = &(char){ 0 };
	if (recvmsg(pair[0], &letter, 0) != 1 || !(part = CMSG_FIRSTHDR(&letter)))
		die("no socket came");
	memcpy(&link.fd, CMSG_DATA(part), sizeof(int));
	link.by_write = 1;
	try_all(&link, "borrowed");
	waitpid(child, NULL, 0);
	return 0;
}

/* "as PERSONA PROGRAM [ARGUMENTS]" */
static int act_as(int argc, char **argv)
{
	persona_called(argv[1])->become();
	execv(argv[2], argv + 2);
	die(argv[2]);
	return 1;
}

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/*
 * Sequence numbers of the reader: its library begins with the time at which it
 * was started, which was not long ago, and adds one for each request.
 */
#define GUESS_BEHIND	30
#define GUESS_AHEAD	1600
#define DATAGRAM	60000	/* the reader takes no more at once */

static void put_error(uint32_t sequence, int error)
{
	struct nlmsgerr body = { .error = error, .msg = { NLMSG_HDRLEN, family, 0, sequence, 0 } };

	put_header(NLMSG_ERROR, 0, sequence);
	put_bytes(&body, sizeof(body));
}

static void put_refusal(uint32_t sequence)
{
	put_error(sequence, -EPERM);
}

static void put_success(uint32_t sequence)
{
	put_error(sequence, 0);
}

static void put_doorbell(uint32_t sequence)
{
	put_command(family, 0, 0, KS_CMD_DOORBELL);
}

/* Records that are none, and a position that would free what was never seen. */
static void put_read(uint32_t sequence)
{
	char garbage[32];

	memset(garbage, 0x5a, sizeof(garbage));
	put_command(family, 0, sequence, KS_CMD_READ);
	put_u32(KS_A_CPU, 0);
	put_u64(KS_A_POSITION, 1);
	put_u64(KS_A_COMPLETE, ~0ULL);
	put_u64(KS_A_SEQUENCE, 1 << 20);
	put_attribute(KS_A_RECORDS, garbage, sizeof(garbage));
}

/* The head says more, or less, than there is. */
static void put_liar(uint32_t sequence)
{
	put_command(family, NLM_F_MULTI, sequence, KS_CMD_READ);
	message->nlmsg_len = sequence % 3 ? sequence % 20 : 1 << 30;
}

static const struct forgery {
	const char *name;
	void (*put)(uint32_t sequence);
	size_t limit;
} forgeries[] = {
	{ "refusal", put_refusal, DATAGRAM },
	{ "success", put_success, DATAGRAM },
	{ "doorbell", put_doorbell, DATAGRAM },
	{ "read", put_read, DATAGRAM },
	{ "liar", put_liar, DATAGRAM },
	{ "oversized", put_refusal, 150000 },
};

static void report(const char *who, const char *what, unsigned long tried, unsigned long taken,
		   int error)
{
	printf("%s %s %lu %lu %s\n", who, what, tried, taken, error_text(error));
	fflush(stdout);
}

/*
 * "forge PERSONA SECONDS": messages to the reader's port as if the kernel had
 * sent them, of each kind for so long.
 */
static int act_forge(int argc, char **argv)
{
	const struct persona *persona = persona_called(argv[1]);
	double duration = atof(argv[2]);
	struct link link = link_open();
	int size = 1 << 20;
	size_t kind;

	find_out(&link);
	link = assume(persona);
	setsockopt(link.fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	for (kind = 0; kind < sizeof(forgeries) / sizeof(forgeries[0]); kind++) {
		const struct forgery *forgery = &forgeries[kind];
		unsigned long tried = 0, taken = 0;
		double end = seconds() + duration;
		int error, last = 0;

		while (seconds() < end) {
			uint32_t now = time(NULL), guess = now - GUESS_BEHIND;

			/* A full queue makes us wait, and not for ever. */
			while (guess != now + GUESS_AHEAD && seconds() < end) {
				for (used = 0; used + 200 < forgery->limit &&
				     guess != now + GUESS_AHEAD; guess++)
					forgery->put(guess);
				error = send_to(&link, reader);
				tried++;
				taken += !error;
				last = error ? error : last;
			}
		}
		report(argv[1], forgery->name, tried, taken, last);
	}
	return 0;
}

static void put_request(uint32_t sequence)
{
	put_command(family, NLM_F_REQUEST, sequence, KS_CMD_STATUS);
}

static void put_dump(uint32_t sequence)
{
	put_command(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_DUMP, sequence, CTRL_CMD_GETFAMILY);
}

static const struct flood {
	const char *name;
	void (*put)(uint32_t sequence);
	int at_once;
	int to_reader;
} floods[] = {
	{ "requests", put_request, 500, 0 },
	{ "resolve", put_resolve, 500, 0 },
	{ "dumps", put_dump, 1, 0 },
	{ "queue", put_doorbell, 1, 1 },
};

/* "flood PERSONA SECONDS": as fast as it goes, a process for each kind. */
static int act_flood(int argc, char **argv)
{
	const struct persona *persona = persona_called(argv[1]);
	double end = seconds() + atof(argv[2]);
	struct link link = link_open();
	size_t kind;

	find_out(&link);
	for (kind = 0; kind < sizeof(floods) / sizeof(floods[0]); kind++) {
		const struct flood *flood = &floods[kind];
		unsigned long tried = 0, taken = 0;
		int i, error, last = 0;

		if (fork())
			continue;
		link = assume(persona);
		while (seconds() < end) {
			for (used = 0, i = 0; i < flood->at_once; i++)
				flood->put(++link.sequence);
			error = send_to(&link, flood->to_reader ? reader : 0);
			tried++;
			taken += !error;
			last = error ? error : last;
			while (recv(link.fd, in, sizeof(in), MSG_DONTWAIT) > 0)
				;
		}
		report(argv[1], flood->name, tried, taken, last);
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}

static void say(const char *what, int error)
{
	printf("%s %s\n", what, error_text(error));
}

/* An attribute whose head says @claimed bytes of payload while there are @size. */
static void put_lie(uint16_t type, size_t claimed, const void *bytes, size_t size)
{
	struct nlattr *head = (void *)(out + used);

	put_attribute(type, bytes, size);
	head->nla_len = NLA_HDRLEN + claimed;
}

static void attach(struct link *link)
{
	int error;

	begin(link, KS_CMD_ATTACH);
	fill(KS_CMD_ATTACH);
	error = ask(link);
	if (error) {
		errno = error;
		die("attach");
	}
}

static void detach(struct link *link)
{
	begin(link, KS_CMD_DETACH);
	say("detach", ask(link));
}

/* READ of CPU 0 with an acknowledgement; returns the position it shows. */
static uint64_t read_at(struct link *link, uint64_t acknowledge)
{
	begin(link, KS_CMD_READ);
	put_u32(KS_A_CPU, 0);
	put_u64(KS_A_ACKNOWLEDGE, acknowledge);
	if (ask(link))
		die("read");
	return answer_u64(KS_A_POSITION);
}

static void try_positions(struct link *link)
{
	static const int64_t wrong[] = { -1, 2, 5, 1 << 20, INT64_MIN };
	uint64_t first;
	size_t i;

	begin(link, KS_CMD_ENABLE);
	put_u64(KS_A_EVENTS, ~0ULL);
	say("enable-all", ask(link));
	printf("enabled-unknown %d\n", (int)(answer_u64(KS_A_EVENTS) >> 63));
	/* Something to read, in more than one sub-buffer; the reader's own opens do not count. */
	if (!fork()) {
		for (i = 0; i < 400; i++)
			close(open("/etc/passwd", O_RDONLY));
		_exit(0);
	}
	wait(NULL);
	first = read_at(link, 0);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		printf("acknowledge %s\n",
		       read_at(link, first + wrong[i]) == first ? "ignored" : "BELIEVED");
	printf("acknowledge %s\n", read_at(link, first) != first ? "taken" : "IGNORED");

	begin(link, KS_CMD_STATE);
	put_u64(KS_A_POSITION, 0);
	say("state", ask(link));
	begin(link, KS_CMD_STATE);
	put_u64(KS_A_POSITION, 1ULL << 62);
	say("state-beyond", ask(link));
	printf("state-beyond-position %d\n", (int)answer_u64(KS_A_POSITION));
}

static void try_sizes(struct link *link)
{
	static char much[60000];
	uint64_t eight = 0;

	begin(link, KS_CMD_READ);
	say("read-nothing", ask(link));
	begin(link, KS_CMD_READ);
	put_attribute(KS_A_CPU, &eight, 2);
	say("read-short", ask(link));
	begin(link, KS_CMD_READ);
	put_u32(KS_A_CPU, 0xffffffff);
	say("read-last-cpu", ask(link));
	begin(link, KS_CMD_READ);
	put_u32(KS_A_CPU, 0x80000000);
	say("read-negative-cpu", ask(link));
	begin(link, KS_CMD_COUNTERS);
	put_u32(KS_A_CPU, 1 << 20);
	say("counters-far-cpu", ask(link));
	begin(link, KS_CMD_ENABLE);
	say("enable-nothing", ask(link));
	begin(link, KS_CMD_ENABLE);
	put_attribute(KS_A_EVENTS, &eight, 4);
	say("enable-short", ask(link));
	begin(link, KS_CMD_STATE);
	say("state-nothing", ask(link));
	begin(link, KS_CMD_STATE);
	put_attribute(KS_A_POSITION, &eight, 0);
	say("state-empty", ask(link));
	/* The last attribute reaches behind the message. */
	begin(link, KS_CMD_READ);
	put_u32(KS_A_CPU, 0);
	put_lie(KS_A_ACKNOWLEDGE, 4000, &eight, 8);
	say("read-cut", ask(link));
	begin(link, KS_CMD_CALIBRATE);
	put_attribute(KS_A_MOUNTS, much, sizeof(much));
	put_attribute(KS_A_OVERLAYS, much, sizeof(much));
	say("calibrate-much", ask(link));
	begin(link, KS_CMD_CALIBRATE);
	put_attribute(KS_A_MOUNTS, much, 0);
	put_attribute(KS_A_OVERLAYS, much, 7);
	say("calibrate-odd", ask(link));
}

static void try_descriptors(struct link *link)
{
	static const int wild[] = { -1, 0, 1, 2, 3, 1000, 0x7fffffff, (int)0x80000000, -100 };
	struct ks_overlay_pair overlays[64];
	struct ks_mount_pair mounts[64];
	int pipes[2], i, gone = open("/tmp/gone", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	unlink("/tmp/gone");
	if (pipe(pipes))
		die("pipe");
	for (i = 0; i < 64; i++) {
		int fd = i % 3 ? wild[i % 9] : i % 2 ? gone : pipes[0];

		mounts[i] = (struct ks_mount_pair){ fd, 1000000 + i };
		overlays[i] = (struct ks_overlay_pair){ fd, wild[i % 7], wild[i % 5] };
	}
	begin(link, KS_CMD_CALIBRATE);
	put_attribute(KS_A_MOUNTS, mounts, sizeof(mounts));
	put_attribute(KS_A_OVERLAYS, overlays, sizeof(overlays));
	say("calibrate-wild", ask(link));
}

/* @count times the same term: what it is about, and its text. */
static void try_terms(struct link *link, const char *name, struct ks_filter_term term,
		      const char *text, unsigned int count)
{
	size_t size = (sizeof(term) + strlen(text) + 7) & ~7UL, i;
	static char terms[1 << 16];

	memset(terms, 0, sizeof(terms));
	if (!term.length)
		term.length = strlen(text);
	for (i = 0; i < count; i++) {
		memcpy(terms + i * size, &term, sizeof(term));
		memcpy(terms + i * size + sizeof(term), text, strlen(text));
	}
	begin(link, KS_CMD_FILTER);
	put_attribute(KS_A_FILTER, terms, count * size);
	say(name, ask(link));
}

static void try_filters(struct link *link)
{
	const __u64 event = 1ULL << KS_EVENT_open;
	const struct ks_filter_term path = { .events = event, .exclude = 1 },
		user = { .events = event, .kind = KS_FILTER_UID, .exclude = 1, .first = 1, .last = 1 };
	struct ks_filter_term wrong = path;

	try_terms(link, "filter-most", user, "", KS_FILTER_TERMS_MAX);
	begin(link, KS_CMD_STATUS);
	ask(link);
	printf("filter-most-terms %u\n", answer_u32(KS_A_TERMS));
	/* None of these changes what is in force. */
	try_terms(link, "filter-many", user, "", KS_FILTER_TERMS_MAX + 1);
	try_terms(link, "filter-long", path, "/0123456789/0123456789", 700);
	try_terms(link, "filter-relative", path, "etc", 1);
	try_terms(link, "filter-slash", path, "/etc/", 1);
	try_terms(link, "filter-empty-component", path, "/etc//passwd", 1);
	try_terms(link, "filter-dot", path, "/./etc", 1);
	try_terms(link, "filter-dot-dot", path, "/etc/..", 1);
	wrong.kind = KS_FILTER_KINDS;
	try_terms(link, "filter-kind", wrong, "/etc", 1);
	wrong = path;
	wrong.exclude = 2;
	try_terms(link, "filter-exclude", wrong, "/etc", 1);
	wrong = path;
	wrong.length = 65535;
	try_terms(link, "filter-cut", wrong, "/etc", 1);
	wrong = path;
	wrong.events = 1ULL << KS_EVENT_exec;
	try_terms(link, "filter-never", wrong, "/etc", 1);
	wrong.events = 1ULL << 63;
	try_terms(link, "filter-unknown", wrong, "/etc", 1);
	wrong = user;
	wrong.first = 2;
	try_terms(link, "filter-backwards", wrong, "", 1);
	wrong = user;
	wrong.length = 4;
	try_terms(link, "filter-user-text", wrong, "/etc", 1);
	begin(link, KS_CMD_FILTER);
	put_attribute(KS_A_FILTER, &path, sizeof(path) - 8);
	say("filter-short", ask(link));
	begin(link, KS_CMD_STATUS);
	ask(link);
	printf("filter-kept %u\n", answer_u32(KS_A_TERMS));
	begin(link, KS_CMD_FILTER);
	say("filter-none", ask(link));
	begin(link, KS_CMD_STATUS);
	ask(link);
	printf("filter-none-terms %u\n", answer_u32(KS_A_TERMS));
}

static void try_identities(struct link *link)
{
	begin(link, KS_CMD_ATTACH);
	put_u32(KS_A_PROTOCOL, KS_PROTOCOL + 1);
	put_u64(KS_A_FINGERPRINT, fingerprint);
	say("attach-protocol", ask(link));
	begin(link, KS_CMD_ATTACH);
	put_u32(KS_A_PROTOCOL, KS_PROTOCOL);
	put_u64(KS_A_FINGERPRINT, fingerprint ^ 1ULL << 63);
	say("attach-fingerprint", ask(link));
	begin(link, KS_CMD_ATTACH);
	put_u32(KS_A_PROTOCOL, KS_PROTOCOL);
	say("attach-half", ask(link));
	begin(link, KS_CMD_READ);
	fill(KS_CMD_READ);
	say("read-before", ask(link));
	begin(link, KS_CMD_DETACH);
	say("detach-before", ask(link));
	attach(link);
	begin(link, KS_CMD_ATTACH);
	fill(KS_CMD_ATTACH);
	say("attach-again", ask(link));
	/* Another process with the reader's own socket. */
	fflush(stdout);
	if (!fork()) {
		begin(link, KS_CMD_READ);
		fill(KS_CMD_READ);
		say("read-by-child", ask(link));
		begin(link, KS_CMD_DETACH);
		say("detach-by-child", ask(link));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
}

/* "malformed": by the reader itself, so that nothing is refused for who asks. */
static int act_malformed(int argc, char **argv)
{
	struct link link = link_open();

	find_out(&link);
	try_identities(&link);
	try_sizes(&link);
	try_filters(&link);
	try_descriptors(&link);
	try_positions(&link);
	detach(&link);
	begin(&link, KS_CMD_STATUS);
	say("status-after", ask(&link));
	printf("reader-after %u\n", answer_u32(KS_A_READER));
	return 0;
}

static uint64_t dice = 1;

static uint64_t roll(uint64_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return dice % sides;
}

/* Numbers at which a check is one off. */
static uint64_t odd_number(void)
{
	static const uint64_t base[] = { 0, 1, 8, 64, 1 << 16, 1ULL << 31, 1ULL << 32, 1ULL << 63 };

	switch (roll(3)) {
	case 0:
		return roll(4);
	case 1:
		return base[roll(8)] + roll(5) - 2;
	default:
		return roll(~0ULL);
	}
}

/* Terms as they should be, now and then with something wrong. */
static void put_random_terms(void)
{
	static const char text[] = "/etc/../tmp/a//./b";
	char terms[2048];
	size_t at = 0;

	while (at < sizeof(terms) - 64 && roll(8)) {
		struct ks_filter_term term = {
			.events = 1ULL << roll(20),
			.kind = roll(KS_FILTER_KINDS + !roll(20)),
			.exclude = roll(2 + !roll(20)),
			.last = roll(3) ? ~0U : odd_number(),
		};

		if (term.kind != KS_FILTER_UID || !roll(20))
			term.length = roll(20) ? roll(sizeof(text)) : odd_number();
		memcpy(terms + at, &term, sizeof(term));
		memcpy(terms + at + sizeof(term), text, sizeof(text));
		at += (sizeof(term) + (term.length < sizeof(text) ? term.length : 0) + 7) & ~7UL;
	}
	put_attribute(KS_A_FILTER, terms, roll(20) ? at : roll(at + 1));
}

static void put_random_attribute(void)
{
	uint64_t words[32];
	size_t i;

	for (i = 0; i < 32; i++)
		words[i] = roll(4) ? odd_number() : roll(12);
	switch (roll(9)) {
	case 0:
		put_attribute(roll(KS_A_LIMIT + 3), words, roll(sizeof(words)));
		break;
	case 1:
		put_attribute(roll(KS_A_LIMIT) | NLA_F_NESTED, words, roll(sizeof(words)));
		break;
	case 2:
		put_lie(roll(KS_A_LIMIT), roll(70000), words, roll(32));
		break;
	case 3:
		put_u32(KS_A_CPU, odd_number());
		break;
	case 4:
		put_u64(KS_A_ACKNOWLEDGE, odd_number());
		break;
	case 5:
		put_u64(KS_A_POSITION, odd_number());
		break;
	case 6:
		put_attribute(KS_A_MOUNTS, words, roll(sizeof(words)));
		break;
	case 7:
		put_attribute(KS_A_OVERLAYS, words, roll(sizeof(words)));
		break;
	case 8:
		put_random_terms();
		break;
	}
}

static uint8_t random_command(void)
{
	static const uint8_t cheap[] = { KS_CMD_COUNTERS, KS_CMD_CALIBRATE, KS_CMD_STATE,
					 KS_CMD_READ, KS_CMD_READ, KS_CMD_ARM };

	/* Placing all hooks takes a while, and so does waiting for all who judge. */
	if (!roll(1000))
		return KS_CMD_ENABLE;
	if (!roll(40))
		return KS_CMD_FILTER;
	if (!roll(50))
		return roll(256) == KS_CMD_ENABLE ? KS_CMD_ARM : KS_CMD_STATUS;
	if (!roll(200))
		return roll(2) ? KS_CMD_DETACH : KS_CMD_ATTACH;
	if (!roll(20))
		return KS_CMD_LIMIT + roll(200);
	return cheap[roll(sizeof(cheap))];
}

static void put_random(struct link *link)
{
	uint8_t command = random_command();
	size_t attributes = roll(4), at;

	put_command(family, NLM_F_REQUEST | roll(2) * NLM_F_ACK, ++link->sequence, command);
	if (roll(2))
		fill(command);
	else if (command == KS_CMD_FILTER)
		put_random_terms();
	while (attributes--)
		put_random_attribute();
	if (!roll(4)) {
		/* One byte anywhere behind the command. */
		at = (char *)message - out + NLMSG_HDRLEN + 1;
		out[at + roll(used - at)] = roll(256);
	}
	if (!roll(20))
		message->nlmsg_len = roll(message->nlmsg_len + 40);
	if (!roll(20))
		message->nlmsg_flags = roll(1 << 16);
}

static pid_t keep_opening(void)
{
	pid_t child = fork();

	while (!child) {
		close(open("/etc/passwd", O_RDONLY));
		usleep(500);
	}
	return child;
}

/* "fuzz MESSAGES SEED": random requests by the reader, while there is something to read. */
static int act_fuzz(int argc, char **argv)
{
	unsigned long count = atol(argv[1]), sent = 0, taken = 0, i;
	struct link link = link_open();
	pid_t opener;

	dice = atoll(argv[2]);
	find_out(&link);
	attach(&link);
	begin(&link, KS_CMD_ENABLE);
	put_u64(KS_A_EVENTS, ~0ULL);
	if (ask(&link))
		die("enable");
	opener = keep_opening();
	for (i = 0; i < count; i++) {
		size_t batch = roll(10) ? 1 : 1 + roll(20);

		for (used = 0; batch--; sent++)
			put_random(&link);
		taken += !send_to(&link, 0);
		while (recv(link.fd, in, sizeof(in), MSG_DONTWAIT) > 0)
			;
		if (i % 100)
			continue;
		/* It may have detached itself; whether it has is not worth knowing. */
		begin(&link, KS_CMD_ATTACH);
		fill(KS_CMD_ATTACH);
		ask(&link);
	}
	kill(opener, SIGKILL);
	begin(&link, KS_CMD_STATUS);
	say("status", ask(&link));
	printf("fuzz %lu %lu\n", sent, taken);
	begin(&link, KS_CMD_ATTACH);
	fill(KS_CMD_ATTACH);
	ask(&link);
	detach(&link);
	return 0;
}

const struct act attack_acts[] = {
	{ "requests", act_requests },
	{ "borrowed", act_borrowed },
	{ "as", act_as },
	{ "forge", act_forge },
	{ "flood", act_flood },
	{ "malformed", act_malformed },
	{ "fuzz", act_fuzz },
	{}
};
