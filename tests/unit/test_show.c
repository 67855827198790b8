// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>

#include "show.h"
#include "test.h"

static struct json json;

static const char *ended(void)
{
	json_raw(&json, "", 1);
	return json.text;
}

static const char *time_of(__s64 seconds, __u32 nanoseconds)
{
	json_reset(&json);
	show_time(&json, seconds, nanoseconds);
	return ended();
}

static const char *wall(__s64 nanoseconds)
{
	json_reset(&json);
	show_wall(&json, nanoseconds);
	return ended();
}

static const char *flags(__u64 value)
{
	json_reset(&json);
	show_open_flags(&json, value);
	return ended();
}

static const char *pipe_flags(__u32 value)
{
	json_reset(&json);
	show_pipe_flags(&json, value);
	return ended();
}

static const char *caps(__u64 value)
{
	json_reset(&json);
	show_capabilities(&json, value);
	return ended();
}

static const char *exited(__u32 status)
{
	json_reset(&json);
	json_object(&json);
	show_exit(&json, status);
	json_object_end(&json);
	return ended();
}

static void times(void)
{
	CHECK_STRING(time_of(0, 0), "\"1970-01-01T00:00:00Z\"");
	CHECK_STRING(time_of(0, 1), "\"1970-01-01T00:00:00.000000001Z\"");
	CHECK_STRING(time_of(1680685201, 100000000), "\"2023-04-05T09:00:01.1Z\"");
	CHECK_STRING(time_of(1680685201, 100000001), "\"2023-04-05T09:00:01.100000001Z\"");
	CHECK_STRING(time_of(951782400, 10), "\"2000-02-29T00:00:00.00000001Z\"");
	CHECK_STRING(time_of(4107542399LL, 0), "\"2100-02-28T23:59:59Z\"");
	CHECK_STRING(time_of(4107542400LL, 0), "\"2100-03-01T00:00:00Z\"");
	CHECK_STRING(time_of(-1, 999999999), "\"1969-12-31T23:59:59.999999999Z\"");
	CHECK_STRING(time_of(-2208988800LL, 0), "\"1900-01-01T00:00:00Z\"");
	CHECK_STRING(time_of(-62167219200LL, 0), "\"0000-01-01T00:00:00Z\"");
	CHECK_STRING(time_of(253402300799LL, 0), "\"9999-12-31T23:59:59Z\"");
	CHECK_STRING(wall(-1), "\"1969-12-31T23:59:59.999999999Z\"");
	CHECK_STRING(wall(1500000000), "\"1970-01-01T00:00:01.5Z\"");
	CHECK(show_time_fits(-62167219200LL, 999999999));
	CHECK(!show_time_fits(-62167219201LL, 0));
	CHECK(!show_time_fits(253402300800LL, 0));
	CHECK(!show_time_fits(0, 1000000000));
}

void test_show(void)
{
	times();
	CHECK_STRING(flags(0), "[\"O_RDONLY\"]");
	CHECK_STRING(flags(O_CREAT | O_WRONLY | O_TRUNC), "[\"O_CREAT\",\"O_TRUNC\",\"O_WRONLY\"]");
	CHECK_STRING(flags(3), "[\"O_ACCMODE\",\"O_RDWR\",\"O_WRONLY\"]");
	CHECK_STRING(flags(04010000), "[\"O_DSYNC\",\"O_SYNC\"]");
	CHECK_STRING(flags(0100000), "[\"32768\"]");
	CHECK_STRING(flags(010000000 | O_CLOEXEC), "[\"2097152\",\"O_CLOEXEC\"]");
	CHECK_STRING(flags(020200000), "[\"4194304\",\"O_DIRECTORY\"]");
	CHECK_STRING(flags(1ULL << 63 | 0100000 | O_RDWR), "[\"9223372036854808576\",\"O_RDWR\"]");
	CHECK_STRING(flags(O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_NOATIME),
		     "[\"O_NOATIME\",\"O_NOCTTY\",\"O_NOFOLLOW\",\"O_NONBLOCK\"]");
	CHECK(show_open_creates(O_CREAT));
	CHECK(!show_open_creates(020200000));
	CHECK(!show_open_creates(O_DIRECTORY));

	CHECK_STRING(pipe_flags(0), "\"\"");
	CHECK_STRING(pipe_flags(0x01), "\"PIPE_BUF_FLAG_LRU\"");
	CHECK_STRING(pipe_flags(0x02), "\"PIPE_BUF_FLAG_ATOMIC\"");
	CHECK_STRING(pipe_flags(0x04), "\"PIPE_BUF_FLAG_GIFT\"");
	CHECK_STRING(pipe_flags(0x08), "\"PIPE_BUF_FLAG_PACKET\"");
	CHECK_STRING(pipe_flags(0x10), "\"PIPE_BUF_FLAG_CAN_MERGE\"");
	CHECK_STRING(pipe_flags(0x20), "\"PIPE_BUF_FLAG_WHOLE\"");
	CHECK_STRING(pipe_flags(0x40), "\"PIPE_BUF_FLAG_LOSS\"");
	CHECK_STRING(pipe_flags(0x80), "\"128\"");
	CHECK_STRING(pipe_flags(0x98), "\"128 | PIPE_BUF_FLAG_CAN_MERGE | PIPE_BUF_FLAG_PACKET\"");

	CHECK_STRING(caps(0), "[]");
	CHECK_STRING(caps(1 | 1 << 5), "[\"CAP_CHOWN\",\"CAP_KILL\"]");
	CHECK_STRING(caps(1ULL << 40), "[\"CAP_CHECKPOINT_RESTORE\"]");
	CHECK_STRING(caps(1ULL << 41 | 1ULL << 42 | 1), "[\"6597069766656\",\"CAP_CHOWN\"]");
	{
		const char *all = caps((1ULL << 41) - 1), *last = "", *at;
		unsigned int names = 0;

		for (at = strchr(all, '"'); at; at = strchr(strchr(at + 1, '"') + 1, '"')) {
			if (names && strcmp(last, at) > 0)
				break;
			last = at;
			names++;
		}
		CHECK_NUMBER(names, 41);
	}

	CHECK_STRING(exited(0), "{\"cause\":\"EXITED\",\"code\":0}");
	CHECK_STRING(exited(42 << 8), "{\"cause\":\"EXITED\",\"code\":42}");
	CHECK_STRING(exited(9), "{\"cause\":\"SIGNALED\",\"code\":9}");
	CHECK_STRING(exited(0x80 | 11), "{\"cause\":\"COREDUMPED\",\"code\":11}");

	CHECK_STRING(show_outcome(0), "Success");
	CHECK_STRING(show_outcome(3), "Success");
	CHECK_STRING(show_outcome(-EACCES), "Refused");
	CHECK_STRING(show_outcome(-EPERM), "Refused");
	CHECK_STRING(show_outcome(-ENOENT), "Error");
	CHECK_STRING(show_path_error(1), "refused before resolution");
	CHECK_STRING(show_path_error(2), "truncated_parents");
	CHECK(!show_path_error(0));
	CHECK_STRING(show_path_error(8), "path not resolved");
	CHECK_STRING(show_path_error(255), "unknown reason");
	json_free(&json);
}
