// SPDX-License-Identifier: GPL-2.0
#include "show.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "events.h"
#include "memory.h"

#define NS_PER_SECOND	1000000000LL
#define SECONDS_PER_DAY	86400

/* 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z: what RFC 3339 can say */
#define FIRST_SECOND	(-62167219200LL)
#define LAST_SECOND	253402300799LL

struct bit_name {
	__u64 bits;
	const char *name;
};

/**
 * show_time_fits() - can this time be written in RFC 3339?
 *
 * A filesystem may hold any 64-bit time; one that does not fit is left out.
 */
bool show_time_fits(__s64 seconds, __u32 nanoseconds)
{
	return seconds >= FIRST_SECOND && seconds <= LAST_SECOND && nanoseconds < NS_PER_SECOND;
}

static char *number(char *to, unsigned int value, int width)
{
	int i;

	for (i = width - 1; i >= 0; i--) {
		to[i] = '0' + value % 10;
		value /= 10;
	}
	return to + width;
}

/* The civil date of a day counted from 1970-01-01, in years that begin in March. */
static char *date(char *to, __s64 day)
{
	__s64 era;
	unsigned int in_era, year_of_era, in_year, month, year;

	day += 719468;			/* from 0000-03-01 */
	era = (day >= 0 ? day : day - 146096) / 146097;
	in_era = day - era * 146097;
	year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * in_year + 2) / 153;
	year = year_of_era + era * 400 + (month >= 10);

	to = number(to, year, 4);
	*to++ = '-';
	to = number(to, month < 10 ? month + 3 : month - 9, 2);
	*to++ = '-';
	return number(to, in_year - (153 * month + 2) / 5 + 1, 2);
}

#define STEM	20	/* "YYYY-MM-DDTHH:MM:SS with its quote */

static void render_second(char *to, __s64 seconds)
{
	__s64 day = seconds / SECONDS_PER_DAY;
	int second = seconds % SECONDS_PER_DAY;

	if (second < 0) {
		second += SECONDS_PER_DAY;
		day--;
	}
	*to++ = '"';
	to = date(to, day);
	*to++ = 'T';
	to = number(to, second / 3600, 2);
	*to++ = ':';
	to = number(to, second / 60 % 60, 2);
	*to++ = ':';
	number(to, second % 60, 2);
}

/* Most times of most lines are of now and of a few files. */
static const char *stem_of(__s64 seconds)
{
	static struct { __s64 seconds; char text[STEM]; } recent[64];
	size_t slot = seconds & (COUNT(recent) - 1);

	if (recent[slot].seconds != seconds || !recent[slot].text[0]) {
		render_second(recent[slot].text, seconds);
		recent[slot].seconds = seconds;
	}
	return recent[slot].text;
}

/**
 * show_time() - RFC 3339, UTC, as many digits as are not zero
 *
 * Only for what show_time_fits() accepts.
 */
void show_time(struct json *json, __s64 seconds, __u32 nanoseconds)
{
	char room[40], *to = room + STEM;
	struct text text = { room, 0 };

	memcpy(room, stem_of(seconds), STEM);
	if (nanoseconds) {
		*to++ = '.';
		to = number(to, nanoseconds, 9);
		while (to[-1] == '0')
			to--;
	}
	*to++ = 'Z';
	*to++ = '"';
	text.length = to - room;
	json_paste(json, text);
}

/**
 * show_wall() - the same for ns since 1970
 */
void show_wall(struct json *json, __s64 nanoseconds)
{
	__s64 seconds = nanoseconds / NS_PER_SECOND;
	__s64 rest = nanoseconds % NS_PER_SECOND;

	if (rest < 0) {
		rest += NS_PER_SECOND;
		seconds--;
	}
	show_time(json, seconds, rest);
}

static bool has(__u64 value, const struct bit_name *name)
{
	return (value & name->bits) == name->bits;
}

static __u64 without_names(__u64 value, const struct bit_name *names, size_t count)
{
	__u64 rest = value;
	size_t i;

	for (i = 0; i < count; i++)
		if (has(value, &names[i]))
			rest &= ~names[i].bits;
	return rest;
}

/*
 * The names whose bits are all set, in the order of @names, which is sorted;
 * before them the sum of the bits without a name, which sorts first.
 */
static void show_bits(struct json *json, __u64 value, const struct bit_name *names, size_t count)
{
	__u64 rest = without_names(value, names, count);
	size_t i;

	json_array(json);
	if (rest) {
		char room[JSON_DIGITS];
		struct text digits = json_digits(room, rest);

		json_string(json, digits.at, digits.length);
	}
	for (i = 0; i < count; i++)
		if (has(value, &names[i]))
			json_string(json, names[i].name, strlen(names[i].name));
	json_array_end(json);
}

/* The same as one string, "" for none. */
static void show_joined_bits(struct json *json, __u64 value, const struct bit_name *names,
			     size_t count)
{
	__u64 rest = without_names(value, names, count);
	struct text quote = { "\"", 1 };
	bool first = !rest;
	size_t i;

	json_paste(json, quote);
	if (rest) {
		char room[JSON_DIGITS];
		struct text digits = json_digits(room, rest);

		json_raw(json, digits.at, digits.length);
	}
	for (i = 0; i < count; i++) {
		if (!has(value, &names[i]))
			continue;
		if (!first)
			JSON_LITERAL(json, " | ");
		first = false;
		json_raw(json, names[i].name, strlen(names[i].name));
	}
	json_raw(json, quote.at, quote.length);
}

/*
 * Values from the machine's own <fcntl.h>. O_NDELAY, O_FSYNC and O_RSYNC are
 * other names of O_NONBLOCK and O_SYNC.
 */
static const struct bit_name open_flags[] = {
	{ 3,		"O_ACCMODE" },
	{ O_APPEND,	"O_APPEND" },
	{ O_ASYNC,	"O_ASYNC" },
	{ O_CLOEXEC,	"O_CLOEXEC" },
	{ O_CREAT,	"O_CREAT" },
	{ O_DIRECT,	"O_DIRECT" },
	{ O_DIRECTORY,	"O_DIRECTORY" },
	{ O_DSYNC,	"O_DSYNC" },
	{ O_EXCL,	"O_EXCL" },
	{ O_NOATIME,	"O_NOATIME" },
	{ O_NOCTTY,	"O_NOCTTY" },
	{ O_NOFOLLOW,	"O_NOFOLLOW" },
	{ O_NONBLOCK,	"O_NONBLOCK" },
	{ O_RDWR,	"O_RDWR" },
	{ O_SYNC,	"O_SYNC" },
	{ O_TRUNC,	"O_TRUNC" },
	{ O_WRONLY,	"O_WRONLY" },
};

/**
 * show_open_flags() - open flags as an array of names
 */
void show_open_flags(struct json *json, __u64 flags)
{
	if (!flags) {
		json_array(json);
		json_string(json, "O_RDONLY", 8);
		json_array_end(json);
		return;
	}
	show_bits(json, flags, open_flags, COUNT(open_flags));
}

/**
 * show_open_creates() - does the call's mode argument mean anything?
 */
bool show_open_creates(__u64 flags)
{
	return flags & O_CREAT;
}

#define PIPE_FLAG(bits, name)	{ bits, "PIPE_BUF_FLAG_" #name }

/* Of linux/pipe_fs_i.h, which is not for programs; old kernels have only the lowest ones. */
static const struct bit_name pipe_flags[] = {
	PIPE_FLAG(0x02, ATOMIC), PIPE_FLAG(0x10, CAN_MERGE), PIPE_FLAG(0x04, GIFT),
	PIPE_FLAG(0x40, LOSS), PIPE_FLAG(0x01, LRU), PIPE_FLAG(0x08, PACKET),
	PIPE_FLAG(0x20, WHOLE),
};

/**
 * show_pipe_flags() - flags of a pipe's buffer as one string
 */
void show_pipe_flags(struct json *json, __u32 flags)
{
	show_joined_bits(json, flags, pipe_flags, COUNT(pipe_flags));
}

#define CAP(bit, name)	{ 1ULL << (bit), "CAP_" #name }

/* Not from libcap: its old versions lack the names of new bits, and lines must not differ. */
static const struct bit_name capabilities[] = {
	CAP(30, AUDIT_CONTROL), CAP(37, AUDIT_READ), CAP(29, AUDIT_WRITE), CAP(36, BLOCK_SUSPEND),
	CAP(39, BPF), CAP(40, CHECKPOINT_RESTORE), CAP(0, CHOWN), CAP(1, DAC_OVERRIDE),
	CAP(2, DAC_READ_SEARCH), CAP(3, FOWNER), CAP(4, FSETID), CAP(14, IPC_LOCK),
	CAP(15, IPC_OWNER), CAP(5, KILL), CAP(28, LEASE), CAP(9, LINUX_IMMUTABLE),
	CAP(33, MAC_ADMIN), CAP(32, MAC_OVERRIDE), CAP(27, MKNOD), CAP(12, NET_ADMIN),
	CAP(10, NET_BIND_SERVICE), CAP(11, NET_BROADCAST), CAP(13, NET_RAW), CAP(38, PERFMON),
	CAP(31, SETFCAP), CAP(6, SETGID), CAP(8, SETPCAP), CAP(7, SETUID),
	CAP(34, SYSLOG), CAP(21, SYS_ADMIN), CAP(22, SYS_BOOT), CAP(18, SYS_CHROOT),
	CAP(16, SYS_MODULE), CAP(23, SYS_NICE), CAP(20, SYS_PACCT), CAP(19, SYS_PTRACE),
	CAP(17, SYS_RAWIO), CAP(24, SYS_RESOURCE), CAP(25, SYS_TIME), CAP(26, SYS_TTY_CONFIG),
	CAP(35, WAKE_ALARM),
};

/**
 * show_capabilities() - a capability set as an array of names
 */
void show_capabilities(struct json *json, __u64 set)
{
	show_bits(json, set, capabilities, COUNT(capabilities));
}

/**
 * show_exit() - a wait status as the members of the exit section
 */
void show_exit(struct json *json, __u32 status)
{
	const char *cause = "SIGNALED";
	__u32 code = status & 0x7f;

	if (!code) {
		cause = "EXITED";
		code = status >> 8 & 0xff;
	} else if (status & 0x80) {
		cause = "COREDUMPED";
	}
	JSON_KEY(json, "cause");
	json_string(json, cause, strlen(cause));
	JSON_KEY(json, "code");
	json_unsigned(json, code);
}

/**
 * show_outcome() - the word for the result of a call
 */
const char *show_outcome(__s32 result)
{
	if (result >= 0)
		return "Success";
	if (result == -EACCES || result == -EPERM)
		return "Refused";
	return "Error";
}

/**
 * show_path_error() - &enum ks_path_error in words, NULL for none
 */
const char *show_path_error(unsigned int error)
{
	static const char *const words[] = {
		[KS_PATH_OK]		= NULL,
		[KS_PATH_REFUSED]	= "refused before resolution",
		[KS_PATH_TRUNCATED]	= "truncated_parents",
		[KS_PATH_DETACHED]	= "mount is in no namespace",
		[KS_PATH_BUSY]		= "path kept changing",
		[KS_PATH_UNCALIBRATED]	= "mount layout unknown",
		[KS_PATH_UNREADABLE]	= "requested path not in memory",
		[KS_PATH_ABSENT]	= "file already gone",
		[KS_PATH_UNRESOLVED]	= "path not resolved",
	};

	return error < COUNT(words) ? words[error] : "unknown reason";
}
