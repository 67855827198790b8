// SPDX-License-Identifier: GPL-2.0
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "clock.h"
#include "enrich_package.h"
#include "enrich_user.h"
#include "intake.h"
#include "log.h"
#include "memory.h"
#include "order.h"
#include "sink.h"
#include "source.h"

#define TICK_SECONDS	1
/* in the kernel since 3.0, in the C library's header much later */
#ifndef TFD_TIMER_CANCEL_ON_SET
#define TFD_TIMER_CANCEL_ON_SET (1 << 1)
#endif

/* Both look at every process. */
#define WALK_TICKS	10
#define SWEEP_TICKS	30

static int epoll_fd = -1, stop_fd = -1, reopen_fd = -1, tick_fd = -1, step_fd = -1;
static bool stopping;
static bool reload_due;
static unsigned int ticks;
static unsigned int last_walk;
static unsigned int last_sweep;
static bool reading;		/* there may be something to read */

static bool watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data = { .fd = fd } };

	return fd >= 0 && !epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static int signal_fd(int first, int second)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, first);
	sigaddset(&set, second);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int tick_timer(void)
{
	struct itimerspec every = { { TICK_SECONDS, 0 }, { TICK_SECONDS, 0 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0)
		timerfd_settime(fd, 0, &every, NULL);
	return fd;
}

/* Fires, with ECANCELED, when somebody sets the time of day. */
static void watch_steps(void)
{
	struct itimerspec never = { { 0, 0 }, { 0x7fffffff, 0 } };

	if (step_fd >= 0)
		timerfd_settime(step_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

/* SIGHUP asks for more than SIGUSR1: for other settings too, once there is time. */
static void take_reopen(void)
{
	struct signalfd_siginfo info;

	if (read(reopen_fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP)
		reload_due = true;
	sink_reopen();
}

/**
 * loop_init() - from here on signals wait until they are read
 */
enum exit_code loop_init(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a file at its limit is an error like a full disk */
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	stop_fd = signal_fd(SIGTERM, SIGINT);
	reopen_fd = signal_fd(SIGUSR1, SIGHUP);
	tick_fd = tick_timer();
	step_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	watch_steps();
	if (epoll_fd < 0 || !watch(stop_fd) || !watch(reopen_fd) || !watch(tick_fd) ||
	    !watch(step_fd)) {
		log_note("cannot set up the event loop: %s", strerror(errno));
		return EXIT_CODE_INTERNAL;
	}
	sink_set_stop(stop_fd);
	sink_set_reopen(reopen_fd, take_reopen);
	return EXIT_CODE_OK;
}

static void check_clock(void)
{
	__s64 offset = clock_sample();

	intake_clock(offset, clock_boot());
}

static void check_names(void)
{
	bool forget;

	if (enrich_user_check(&forget))
		intake_names(forget);
}

static void check_packages(void)
{
	if (enrich_package_check())
		intake_packages();
}

/*
 * One read of every CPU whose last sub-buffer is done with, then the lines
 * that are ready. They are out before the next cycle acknowledges them.
 */
static enum exit_code cycle(bool *empty)
{
	unsigned int cpu;
	enum exit_code code;

	*empty = true;
	for (cpu = 0; cpu < order_cpus(); cpu++) {
		if (!order_wants(cpu)) {
			*empty = false;
			continue;
		}
		code = source_read(cpu, intake_batch, intake_absent);
		if (code)
			return code;
		if (!order_wants(cpu))
			*empty = false;
	}
	intake_emit();
	return sink_flush() ? EXIT_CODE_OK : EXIT_CODE_OUTPUT;
}

/**
 * loop_walk() - learn about all processes that are running
 */
enum exit_code loop_walk(void)
{
	enum exit_code code;

	check_clock();
	check_names();
	code = source_state(intake_state);
	intake_state_end();
	return code;
}

static void tick(void)
{
	ticks++;
	check_clock();
	check_names();
	check_packages();
	order_report();
	/* a doorbell that got lost must not cost more than a second */
	reading = true;
}

static void consume(int fd)
{
	struct signalfd_siginfo info;	/* also larger than a timer's count */
	ssize_t got = read(fd, &info, sizeof(info));

	(void)got;
}

static void handle(int fd)
{
	if (fd == stop_fd) {
		/* not consumed: whoever waits for the sink sees it as well */
		stopping = true;
	} else if (fd == reopen_fd) {
		take_reopen();
	} else if (fd == tick_fd) {
		consume(fd);
		tick();
	} else if (fd == step_fd) {
		consume(fd);
		watch_steps();
		check_clock();
	} else {
		client_listen();
	}
}

static enum exit_code wait_for_news(int timeout)
{
	struct epoll_event events[8];
	int count = epoll_wait(epoll_fd, events, COUNT(events), timeout), i;

	if (count < 0 && errno != EINTR) {
		log_note("epoll: %s", strerror(errno));
		return EXIT_CODE_INTERNAL;
	}
	for (i = 0; i < count; i++)
		handle(events[i].data.fd);
	if (client_take_doorbell())
		reading = true;
	return EXIT_CODE_OK;
}

/* What an earlier reader left behind, once it is read. */
static void tell_inherited(void)
{
	static bool told;
	unsigned int cpu;
	__u64 lost = 0;

	if (told)
		return;
	told = true;
	for (cpu = 0; cpu < order_cpus(); cpu++)
		lost += order_counts(cpu)->lost;
	if (order_inherited() || lost)
		log_note("went on with %llu records that an earlier reader left; missed %llu",
			 (unsigned long long)order_inherited(), (unsigned long long)lost);
}

/* Only when everything is read: an exit that is still to come is not lost. */
static void sweep(void)
{
	static __u64 known;
	__u64 lost = 0;
	unsigned int cpu;

	if (ticks - last_sweep < SWEEP_TICKS)
		return;
	last_sweep = ticks;
	for (cpu = 0; cpu < order_cpus(); cpu++)
		lost += order_counts(cpu)->lost;
	if (lost != known)
		intake_sweep(clock_boot());
	known = lost;
}

static enum exit_code walk_again(void)
{
	if (!source_wants_state() || ticks - last_walk < WALK_TICKS)
		return EXIT_CODE_OK;
	last_walk = ticks;
	log_verbose("facts of processes were lost: asking for all of them again");
	return loop_walk();
}

/**
 * loop_run() - read until told to stop
 * @reload:	called when somebody has sent SIGHUP
 */
enum exit_code loop_run(void (*reload)(void))
{
	enum exit_code code;
	bool empty;

	if (!watch(client_fd())) {
		log_note("cannot wait for the module: %s", strerror(errno));
		return EXIT_CODE_INTERNAL;
	}
	reading = true;
	while (!stopping) {
		code = EXIT_CODE_OK;
		if (reading) {
			code = cycle(&empty);
			if (!code && empty) {
				reading = false;
				tell_inherited();
				sweep();
				code = source_arm();
			}
			if (!code)
				code = walk_again();
		}
		/* it may have come while we waited for an answer */
		if (client_take_doorbell())
			reading = true;
		if (!code)
			code = wait_for_news(reading ? 0 : -1);
		if (code)
			return code;
		if (reload_due) {
			reload_due = false;
			reload();
		}
	}
	return EXIT_CODE_OK;
}

/**
 * loop_drain() - no hook is left: read what is there and write everything
 */
enum exit_code loop_drain(void)
{
	enum exit_code code;
	bool empty;

	do {
		code = cycle(&empty);
		if (code)
			return code;
	} while (!empty);
	return loop_finish();
}

/**
 * loop_finish() - nothing more will come: write what is in hand
 */
enum exit_code loop_finish(void)
{
	intake_finish();
	intake_emit();
	order_report();
	return sink_flush() ? EXIT_CODE_OK : EXIT_CODE_OUTPUT;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/**
 * loop_exit() - close what loop_init() opened
 */
void loop_exit(void)
{
	close_fd(&epoll_fd);
	close_fd(&stop_fd);
	close_fd(&reopen_fd);
	close_fd(&tick_fd);
	close_fd(&step_fd);
}
