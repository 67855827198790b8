// SPDX-License-Identifier: GPL-2.0
/*
 * relayd: reads what kscribe.ko records and prints one JSON object a line.
 *
 * source_netlink.c, intake.c, order.c, decode.c, process.c, enrich_*.c,
 * serialize.c, sink_*.c are the way of a record; loop.c drives it. Where there
 * is a capture, replay.c stands for loop.c and source_netlink.c.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "calibrate.h"
#include "capture.h"
#include "client.h"
#include "clock.h"
#include "config.h"
#include "enrich_package.h"
#include "event.h"
#include "exitcode.h"
#include "intake.h"
#include "kernel.h"
#include "log.h"
#include "loop.h"
#include "memory.h"
#include "notify.h"
#include "options.h"
#include "order.h"
#include "pipeline.h"
#include "privilege.h"
#include "process.h"
#include "reload.h"
#include "replay.h"
#include "selection.h"
#include "serialize.h"
#include "sink.h"
#include "source.h"
#include "status.h"

#define SOCKET_BUFFER	(1024 * 1024)
#define PACKAGES_SECONDS 5	/* a host that takes longer has its first lines without them */

static struct options options;
static struct kernel_status kernel;

static enum exit_code open_output(void)
{
	const struct sink_ops *ops = options.output ? &sink_file : &sink_stdout;

	sink_set_rotation(options.output_max_size, options.output_keep);
	return sink_open(ops, options.output ? options.output : "") ? EXIT_CODE_OK :
								      EXIT_CODE_OUTPUT;
}

static enum exit_code borrow_user(void)
{
	if (options.user)
		privilege_set_user(options.user, options.uid, options.gid);
	return privilege_borrow_user();
}

static enum exit_code check_directories(void)
{
	sink_check_directory(options.output);
	sink_check_directory(options.stats);
	return EXIT_CODE_OK;
}

static enum exit_code make_capture(void)
{
	return options.record ? capture_create(options.record, options.redact) : EXIT_CODE_OK;
}

static enum exit_code attach(void)
{
	enum exit_code code = client_open();

	return code ? code : source_attach(&kernel);
}

static enum exit_code choose_lines(void)
{
	serialize_init(options.schema);
	/* v1 has no such members */
	enrich_package_show(options.packages && options.schema >= SERIALIZE_V2);
	pipeline_init();
	/* of a capture nobody else judges anything */
	selection_init(options.events, &options.filters, options.replay ? ~0ULL : KS_FILTER_NEVER);
	return EXIT_CODE_OK;
}

static enum exit_code begin(void)
{
	__u64 now = clock_boot();

	order_init(kernel.cpus, now);
	process_init();
	capture_begin(&kernel, now);
	return choose_lines();
}

static enum exit_code calibrate(void)
{
	struct calibrate_pairs pairs;
	size_t i;

	calibrate_open(&pairs);
	if (source_calibrate(&pairs, &kernel))
		log_note("the module could not be calibrated: mount_id and in_upper_layer may be "
			 "absent, see --status");
	calibrate_close(&pairs);
	for (i = 0; i < kernel.layout_count; i++)
		log_verbose("layout %s: %s", kernel.layouts[i].name, kernel.layouts[i].state);
	return EXIT_CODE_OK;
}

static enum exit_code grow_buffer(void)
{
	client_grow_buffer(SOCKET_BUFFER);
	return EXIT_CODE_OK;
}

static enum exit_code read_packages(void)
{
	if (enrich_package_load("", PACKAGES_SECONDS))
		intake_packages();
	return EXIT_CODE_OK;
}

/* No terms are sent as well: the module may have those of an earlier reader. */
static enum exit_code filter(void)
{
	return source_filter(&options.filters, &kernel);
}

static enum exit_code enable(void)
{
	enum exit_code code = source_enable(selection_recorded(options.events), &kernel);
	size_t i;

	for (i = 0; i < kernel.hook_count; i++)
		log_verbose("hook %s for %s: %s %s", kernel.hooks[i].name, kernel.hooks[i].event,
			    kernel.hooks[i].state, kernel.hooks[i].reason);
	return code;
}

/*
 * The order is the design; each step fails with a line of its own.
 */
static enum exit_code (*const start[])(void) = {
	privilege_check_reader,	/* say what is missing before anything half works */
	borrow_user,		/* whose directory leads nowhere that the user could not go */
	open_output,		/* never attach without a place to write to */
	make_capture,		/* likewise */
	privilege_return_user,	/* what follows needs more */
	loop_init,		/* a signal from here on ends us in order */
	attach,			/* needs CAP_SYS_ADMIN */
	begin,			/* with everything empty, and the capture as well */
	calibrate,		/* mounting an overlay needs it too */
	grow_buffer,		/* beyond the system's limit: CAP_NET_ADMIN */
	privilege_drop,		/* before the first byte of a record is looked at; as the user */
	read_packages,		/* nothing waits in a buffer as yet */
	filter,			/* before anything is recorded that nobody wants */
	loop_walk,		/* who ends while hooks are placed is known only from before */
	enable,			/* placing them takes a while */
	loop_walk,		/* who was born meanwhile, before there was a hook for it */
	privilege_drop_walk,	/* nobody else's environment is read from here on */
	check_directories,	/* as whoever will open files from here on */
};

/* Everything that was produced until we were told to stop is written. */
static enum exit_code stop(void)
{
	enum exit_code code;

	notify_stopping("writing what was recorded until now");
	intake_stop(clock_boot());
	code = source_enable(0, &kernel);
	if (!code)
		code = loop_drain();
	if (options.stats && !status_write_stats(options.stats) && !code)
		code = EXIT_CODE_OUTPUT;
	/* What could not be written stays with the module, for the next reader. */
	if (!code)
		source_detach();
	return code;
}

/* The output is gone: nothing that the module holds is thrown away. */
static void give_up_output(void)
{
	order_report();
	if (options.stats)
		status_write_stats(options.stats);
	log_note("the hooks stay placed and the buffers keep what fits: mend the output and start "
		 "again, or unload the module");
}

static enum exit_code follow(enum exit_code (*const steps[])(void), size_t count)
{
	enum exit_code code = EXIT_CODE_OK;
	size_t i;

	for (i = 0; i < count && !code; i++)
		code = steps[i]();
	return code;
}

static enum exit_code read_module(void)
{
	enum exit_code code = follow(start, COUNT(start));

	if (code)
		return code;
	log_note("ready: kscribe %s on %s, %u CPU%s, schema v%d", kernel.version, kernel.release,
		 kernel.cpus, kernel.cpus == 1 ? "" : "s", options.schema);
	notify_ready("reading what kscribe records");
	code = loop_run(reload);
	if (code == EXIT_CODE_MODULE_GONE)
		loop_finish();
	if (code == EXIT_CODE_OUTPUT)
		give_up_output();
	return code ? code : stop();
}

static enum exit_code run(void)
{
	enum exit_code code = read_module(), capture = capture_end();

	return code ? code : capture;
}

static enum exit_code open_capture(void)
{
	return replay_open(options.replay);
}

static enum exit_code read_capture(void)
{
	enum exit_code code = replay_run();

	if (options.stats && !status_write_stats(options.stats) && !code)
		code = EXIT_CODE_OUTPUT;
	return code;
}

/* The same without a module; signals do what they always do. */
static enum exit_code (*const replay_steps[])(void) = {
	open_capture,
	open_output,
	privilege_drop,		/* a capture is not to be trusted */
	privilege_drop_walk,
	choose_lines,
	read_capture,
};

static enum exit_code replay(void)
{
	enum exit_code code = follow(replay_steps, COUNT(replay_steps));

	replay_exit();
	return code;
}

static enum exit_code status(void)
{
	enum exit_code code = privilege_check_status();

	if (!code)
		code = client_open();
	return code ? code : status_print(options.json);
}

/* The command line, then the file, which must not displace it. */
static enum exit_code configure(int argc, char **argv)
{
	enum exit_code code = options_parse(&options, argc, argv);

	if (!code && options_read_file(&options))
		code = config_load(&options);
	options_finish(&options);
	return code;
}

/*
 * A descriptor of ours must not become the standard output or error. Whoever
 * writes to what we put there instead is told so.
 */
static void keep_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	enum exit_code code = EXIT_CODE_OK;

	memory_init();
	keep_standard_descriptors();

	event_init();
	code = configure(argc, argv);
	if (code)
		return code;
	reload_init(argc, argv, &options, &kernel);
	log_set_verbose(options.verbose);
	if (options.help)
		options_usage();
	else if (options.version)
		printf("relayd %s\n", VERSION);
	else if (options.check_config)
		code = config_check(options.config);
	else if (options.status)
		code = status();
	else if (options.replay)
		code = replay();
	else
		code = run();

	selection_exit();
	enrich_package_exit();
	client_close();
	loop_exit();
	sink_close();
	kernel_free(&kernel);
	options_free(&options);
	return code;
}
