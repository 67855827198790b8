// SPDX-License-Identifier: GPL-2.0
/*
 * splice(2) with every kind of end and every kind of result. What the flags of the
 * newest buffer are follows from who put it there: nothing reads them back.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <net/if.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define S "/tmp/splice/"

/* PIPE_BUF_FLAG_* */
#define GIFT		0x04
#define PACKET		0x08
#define CAN_MERGE	0x10

#define PAGE		4096

struct splice_step {
	const char *by;		/* int80, uring, worker; default: the call itself */
	int in, out;
	loff_t *in_at, *out_at;	/* NULL: none */
	size_t length;
	unsigned int flags;
	long result;		/* that it must end with: bytes or -errno */
	int file;		/* the first end that is no pipe; 0: there is none */
	const char *path;	/* of that file */
	unsigned int entry, exit;	/* flags of the newest buffer before and after */
};

/*
 * Up to 5.7 it was the operations of a buffer that said whether a write may go on in
 * it, from 5.8 on it is a flag of every buffer that an ordinary write made.
 */
static unsigned int written(void)
{
	return kernel_since(5, 8) ? CAN_MERGE : 0;
}

/* A call of six arguments: the last one is in the frame pointer. */
static long splice_by_int80(const struct splice_step *s)
{
	const void *in = s->in_at ? low(0, s->in_at, sizeof(*s->in_at)) : NULL;
	const void *out = s->out_at ? low(1, s->out_at, sizeof(*s->out_at)) : NULL;
	long result;

	__asm__ volatile("mov %%rbp, %%r12\n\t"
			 "mov %[flags], %%ebp\n\t"
			 "int $0x80\n\t"
			 "mov %%r12, %%rbp"
			 : "=a"(result)
			 : "a"(313L), "b"((long)s->in), "c"(in), "d"((long)s->out), "S"(out),
			   "D"(s->length), [flags] "r"(s->flags)
			 : "memory", "r8", "r9", "r10", "r11", "r12");
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

static long splice_by_uring(const struct splice_step *s)
{
	struct uring_request request = {
		.opcode = 30 /* IORING_OP_SPLICE */,
		.fd = s->out,
		.off = s->out_at ? *s->out_at : -1,
		.addr = s->in_at ? *s->in_at : -1,
		.len = s->length,
		.op_flags = s->flags,
		/* splice_fd_in is the second half. */
		.pad = { (uint64_t)(uint32_t)s->in << 32 },
	};

	return uring(&request, !strcmp(s->by, "worker"));
}

static long splice_call(const struct splice_step *s)
{
	if (!s->by)
		return syscall(SYS_splice, s->in, s->in_at, s->out, s->out_at, s->length, s->flags);
	if (!strcmp(s->by, "int80"))
		return splice_by_int80(s);
	return splice_by_uring(s);
}

static void splice_step(const struct splice_step *s)
{
	long long begin, end;
	struct stat st;
	long result;
	int pipes;

	/* What is told of the file is what there was before. */
	truth_begin("splice");
	if (s->file > 0)
		truth_file("file", s->file, s->path);
	begin = now();
	errno = 0;
	result = splice_call(s);
	if (result < 0)
		result = -errno;
	end = now();
	if (result != s->result) {
		fprintf(stderr, "actor: splice gives %ld, not %ld\n", result, s->result);
		_exit(99);
	}
	pipes = !fstat(s->in, &st) && S_ISFIFO(st.st_mode);
	pipes += !fstat(s->out, &st) && S_ISFIFO(st.st_mode);
	truth_string("by", s->by ? s->by : "syscall");
	truth_int("result", result);
	truth_int("pipes", pipes);
	truth_int("entry", s->entry);
	truth_int("exit", s->exit);
	truth_int("begin", begin);
	truth_end_at(end);
}

#define SPLICE(...) splice_step(&(struct splice_step){ __VA_ARGS__ })

struct ends {
	int out, in;
};

/* A new one each time: its buffers have never been anything else's. */
static struct ends new_pipe(int flags)
{
	int fd[2];

	if (pipe2(fd, O_CLOEXEC | flags))
		die("pipe");
	return (struct ends){ fd[0], fd[1] };
}

static void fill(int fd, size_t length)
{
	static char bytes[16 * PAGE];

	if (write(fd, bytes, length) != (ssize_t)length)
		die("write");
}

static void close_pipe(struct ends pipe)
{
	close(pipe.in);
	close(pipe.out);
}

static int file(const char *path, size_t length)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

	if (fd < 0)
		die(path);
	fill(fd, length);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void from_file(void)
{
	struct ends to = new_pipe(0);
	int fd = file(S "from", 3 * PAGE), empty = file(S "empty", 0);
	loff_t at = 100;

	if (chown(S "from", 1000, 1001))
		die("chown");
	SPLICE(.in = fd, .out = to.in, .length = 100, .result = 100, .file = fd, .path = S "from");
	SPLICE(.in = fd, .in_at = &at, .out = to.in, .length = PAGE, .result = PAGE, .file = fd,
	       .path = S "from");
	/* At the end of the file, and where there is nothing. */
	at = 3 * PAGE;
	SPLICE(.in = fd, .in_at = &at, .out = to.in, .length = 1, .result = 0, .file = fd,
	       .path = S "from");
	SPLICE(.in = empty, .out = to.in, .length = 1, .result = 0, .file = empty,
	       .path = S "empty");
	SPLICE(.in = fd, .out = to.in, .length = 0, .result = 0, .file = fd, .path = S "from");
	close_pipe(to);

	/* Behind what was written. */
	to = new_pipe(0);
	fill(to.in, 10);
	SPLICE(.in = empty, .out = to.in, .length = 10, .result = 0, .file = empty,
	       .path = S "empty", .entry = written(), .exit = written());
	at = 0;
	SPLICE(.in = fd, .in_at = &at, .out = to.in, .length = 10, .result = 10, .file = fd,
	       .path = S "from", .entry = written());
	fill(to.in, 10);
	SPLICE(.in = empty, .out = to.in, .length = 10, .result = 0, .file = empty,
	       .path = S "empty", .entry = written(), .exit = written());
	close_pipe(to);
	close(fd);
	close(empty);
}

static void to_file(void)
{
	struct ends from = new_pipe(0);
	int fd = file(S "to", 0);
	loff_t at = 5000;

	fill(from.in, 100);
	/* Part of a buffer, with all of its flags, stays; then nothing does. */
	SPLICE(.in = from.out, .out = fd, .length = 40, .result = 40, .file = fd, .path = S "to",
	       .entry = written(), .exit = written());
	SPLICE(.in = from.out, .out = fd, .out_at = &at, .length = 1000, .result = 60, .file = fd,
	       .path = S "to", .entry = written());
	fill(from.in, 2 * PAGE);
	SPLICE(.in = from.out, .out = fd, .length = PAGE, .result = PAGE, .file = fd,
	       .path = S "to", .entry = written(), .exit = written());
	close(from.in);
	SPLICE(.in = from.out, .out = fd, .length = 2 * PAGE, .result = PAGE, .file = fd,
	       .path = S "to", .entry = written());
	/* Nobody will write any more. */
	SPLICE(.in = from.out, .out = fd, .length = 1, .result = 0, .file = fd, .path = S "to");
	close(from.out);
	close(fd);
}

static void between_pipes(void)
{
	struct ends a = new_pipe(0), b = new_pipe(0);

	fill(a.in, 100);
	/* A part of a buffer shares its page: nothing may be written there. */
	SPLICE(.in = a.out, .out = b.in, .length = 40, .result = 40);
	/* A whole one moves as it is. */
	SPLICE(.in = a.out, .out = b.in, .length = 100, .result = 60, .exit = written());
	fill(a.in, 1);
	SPLICE(.in = a.out, .out = b.in, .length = 1, .result = 1, .entry = written(),
	       .exit = written());
	close_pipe(a);
	close_pipe(b);
}

/* Flags that a buffer has by how it came into the pipe. */
static void other_flags(void)
{
	static char gift[PAGE] __attribute__((aligned(PAGE)));
	struct iovec vector = { gift, sizeof(gift) };
	struct ends a = new_pipe(0), b = new_pipe(0);
	int fd = file(S "flags", 0);

	if (vmsplice(a.in, &vector, 1, SPLICE_F_GIFT) != PAGE)
		die("vmsplice");
	SPLICE(.in = a.out, .out = fd, .length = 10, .result = 10, .file = fd, .path = S "flags",
	       .entry = GIFT, .exit = GIFT);
	SPLICE(.in = a.out, .out = b.in, .length = 10, .result = 10);
	SPLICE(.in = a.out, .out = b.in, .length = PAGE, .result = PAGE - 20, .exit = GIFT);
	close_pipe(a);
	close_pipe(b);

	/* Without SPLICE_F_GIFT it is none. */
	a = new_pipe(0);
	if (vmsplice(a.in, &vector, 1, 0) != PAGE)
		die("vmsplice");
	SPLICE(.in = a.out, .out = fd, .length = 10, .result = 10, .file = fd, .path = S "flags");
	close_pipe(a);

	a = new_pipe(O_DIRECT);
	fill(a.in, 10);
	fill(a.in, 10);
	SPLICE(.in = a.out, .out = fd, .length = 10, .result = 10, .file = fd, .path = S "flags",
	       .entry = PACKET, .exit = PACKET);
	SPLICE(.in = a.out, .out = fd, .length = 10, .result = 10, .file = fd, .path = S "flags",
	       .entry = PACKET);
	close_pipe(a);
	close(fd);
}

/* TCP: the one socket that every kernel can splice from. */
static void from_socket(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof(address);
	struct ifreq request = { .ifr_name = "lo" };
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), connection;
	struct pollfd arriving = { .events = POLLIN };
	struct ends to = new_pipe(0);

	request.ifr_flags = IFF_UP;
	if (ioctl(server, SIOCSIFFLAGS, &request) ||
	    bind(server, (struct sockaddr *)&address, sizeof(address)) || listen(server, 1) ||
	    getsockname(server, (struct sockaddr *)&address, &length) ||
	    connect(client, (struct sockaddr *)&address, sizeof(address)))
		die("connect");
	connection = accept4(server, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (connection < 0)
		die("accept");
	SPLICE(.in = connection, .out = to.in, .length = 10, .result = -EAGAIN,
	       .file = connection, .path = "TCP");
	fill(client, 10);
	/* It may still be on its way. */
	arriving.fd = connection;
	if (poll(&arriving, 1, 10000) != 1)
		die("poll");
	SPLICE(.in = connection, .out = to.in, .length = 10, .result = 10, .file = connection,
	       .path = "TCP");
	/* And back. */
	SPLICE(.in = to.out, .out = client, .length = 10, .result = 10, .file = client,
	       .path = "TCP");
	close(client);
	close(connection);
	close(server);
	close_pipe(to);
}

static void failures(void)
{
	struct ends a = new_pipe(0), full = new_pipe(0);
	int fd = file(S "fails", 100), other = file(S "other", 100);
	loff_t at = 0;
	int sealed;

	SPLICE(.in = -1, .out = a.in, .length = 1, .result = -EBADF);
	SPLICE(.in = a.out, .out = 1000, .length = 1, .result = -EBADF);
	SPLICE(.in = -1, .out = -1, .length = 1, .result = -EBADF);
	/* The wrong end. */
	SPLICE(.in = fd, .out = a.out, .length = 1, .result = -EBADF, .file = fd,
	       .path = S "fails");
	SPLICE(.in = fd, .out = other, .length = 1, .result = -EINVAL, .file = fd,
	       .path = S "fails");
	SPLICE(.in = a.out, .out = a.in, .length = 1, .result = -EINVAL);
	SPLICE(.in = a.out, .in_at = &at, .out = fd, .length = 1, .result = -ESPIPE, .file = fd,
	       .path = S "fails");
	SPLICE(.in = fd, .out = a.in, .out_at = &at, .length = 1, .result = -ESPIPE, .file = fd,
	       .path = S "fails");
	SPLICE(.in = a.out, .out = fd, .length = 1, .flags = SPLICE_F_NONBLOCK, .result = -EAGAIN,
	       .file = fd, .path = S "fails");
	fill(full.in, 16 * PAGE);
	SPLICE(.in = fd, .out = full.in, .length = 1, .flags = SPLICE_F_NONBLOCK,
	       .result = -EAGAIN, .file = fd, .path = S "fails", .entry = written(),
	       .exit = written());
	SPLICE(.in = a.out, .out = full.in, .length = 1, .flags = SPLICE_F_NONBLOCK,
	       .result = -EAGAIN, .entry = written(), .exit = written());

	/* The one refusal: a file that is sealed. */
	sealed = syscall(SYS_memfd_create, "sealed", 3 /* MFD_CLOEXEC | MFD_ALLOW_SEALING */);
	if (sealed < 0)
		die("memfd_create");
	if (fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE))
		die("seal");
	SPLICE(.in = full.out, .out = sealed, .length = 1, .result = -EPERM, .file = sealed,
	       .path = "memfd:sealed", .entry = written(), .exit = written());
	close(sealed);
	close_pipe(a);
	close_pipe(full);
	close(fd);
	close(other);
}

/* The kernel has the same inside, but these are other calls. */
static void no_splices(void)
{
	struct ends a = new_pipe(0), b = new_pipe(0);
	int fd = file(S "none", 100), other = file(S "none2", 0);

	fill(a.in, 10);
	if (tee(a.out, b.in, 10, 0) != 10 || sendfile(other, fd, NULL, 10) != 10)
		die("tee, sendfile");
	close_pipe(a);
	close_pipe(b);
	close(fd);
	close(other);
}

static int act_splice(int argc, char **argv)
{
	struct ends a = new_pipe(0), b = new_pipe(0);
	loff_t at = 4;
	int fd;

	mkdir(S, 0755);
	from_file();
	to_file();
	between_pipes();
	other_flags();
	from_socket();
	failures();
	no_splices();

	fd = file(S "int80", 100);
	SPLICE(.by = "int80", .in = fd, .in_at = &at, .out = a.in, .length = 10, .result = 10,
	       .file = fd, .path = S "int80");
	SPLICE(.by = "int80", .in = a.out, .out = b.in, .length = 20, .flags = SPLICE_F_NONBLOCK,
	       .result = 10);
	SPLICE(.by = "int80", .in = fd, .out = a.out, .length = 20, .result = -EBADF, .file = fd,
	       .path = S "int80");
	return 0;
}

static int act_splice_uring(int argc, char **argv)
{
	static const char *const ways[] = { "uring", "worker" };
	struct ends a, b;
	loff_t at;
	size_t i;
	int fd;

	mkdir(S, 0755);
	fd = file(S "ring", 100);
	truth_any_last();
	if (syscall(425, 0, NULL) < 0 && errno == ENOSYS) {
		truth_absent("no io_uring in this kernel");
		return 0;
	}
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		a = new_pipe(0);
		b = new_pipe(0);
		at = 4;
		SPLICE(.by = ways[i], .in = fd, .in_at = &at, .out = a.in, .length = 10,
		       .result = 10, .file = fd, .path = S "ring");
		SPLICE(.by = ways[i], .in = a.out, .out = b.in, .length = 5, .result = 5);
		fill(b.in, 5);
		SPLICE(.by = ways[i], .in = b.out, .out = fd, .out_at = &at, .length = 6,
		       .result = 6, .file = fd, .path = S "ring", .entry = written(),
		       .exit = written());
		SPLICE(.by = ways[i], .in = fd, .out = fd, .length = 1, .result = -EINVAL,
		       .file = fd, .path = S "ring");
		close_pipe(a);
		close_pipe(b);
	}
	return 0;
}

const struct act splice_acts[] = {
	{ "splice", act_splice },
	{ "splice-uring", act_splice_uring },
	{}
};
