// SPDX-License-Identifier: GPL-2.0
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "log.h"
#include "memory.h"

#define LINE_BYTES	512
#define ECHO_BYTES	64	/* of a value, in a message */
#define VALUE_BYTES	4095
#define ERRORS_MAX	50	/* who has more is mending one thing at a time anyway */
#define DEPTH_MAX	16	/* of what is skipped; libyaml's cost grows with its square */

/**
 * struct reader - the parser at work
 * @event:	what it found last
 * @broken:	it cannot go on
 */
struct reader {
	struct config *config;
	struct options *options;
	yaml_parser_t parser;
	yaml_event_t event;
	bool broken;
};

static void report(struct config *config, unsigned int line, unsigned int column,
		   const char *format, va_list args)
{
	char text[LINE_BYTES];
	size_t length;

	if (++config->errors > ERRORS_MAX)
		return;
	if (line)
		snprintf(text, sizeof(text), "%s:%u:%u: ", config->file, line, column);
	else
		snprintf(text, sizeof(text), "%s: ", config->file);
	length = strlen(text);
	vsnprintf(text + length, sizeof(text) - length, format, args);
	config->report(config, text);
}

static void __attribute__((format(printf, 4, 5)))
complain_at(struct config *config, unsigned int line, unsigned int column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(config, line, column, format, args);
	va_end(args);
}

/* libyaml counts from 0, editors from 1. */
static void __attribute__((format(printf, 2, 3)))
complain(struct reader *reader, const char *format, ...)
{
	const yaml_mark_t *mark = &reader->event.start_mark;
	va_list args;

	va_start(args, format);
	report(reader->config, mark->line + 1, mark->column + 1, format, args);
	va_end(args);
}

/* Text of the file for a message: short, and nothing that a terminal obeys. */
static const char *echo(const char *text)
{
	static char shown[ECHO_BYTES + 4];
	size_t i;

	for (i = 0; i < ECHO_BYTES && text[i]; i++)
		shown[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	strcpy(shown + i, text[i] ? "..." : "");
	return shown;
}

/* Bytes that are no UTF-8 have an offset, and no mark. */
static void tell_broken(struct reader *reader, const char *text)
{
	const yaml_parser_t *parser = &reader->parser;
	unsigned int line = parser->problem_mark.line + 1;
	unsigned int column = parser->problem_mark.column + 1;
	size_t i;

	if (parser->error == YAML_READER_ERROR) {
		line = column = 1;
		for (i = 0; i < parser->problem_offset; i++) {
			column = text[i] == '\n' ? 1 : column + 1;
			line += text[i] == '\n';
		}
	}
	complain_at(reader->config, line, column, "not YAML: %s%s%s; mend the line, or look at the "
		    "one above", parser->context ? parser->context : "",
		    parser->context ? ", " : "", parser->problem ? parser->problem : "no memory");
}

static yaml_event_type_t type(const struct reader *reader)
{
	return reader->event.type;
}

/* The next event; the former is forgotten. False, and no event, if there is none. */
static bool next(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (!reader->broken && yaml_parser_parse(&reader->parser, &reader->event))
		return true;
	reader->broken = true;
	return false;
}

static bool is_start(yaml_event_type_t type)
{
	return type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT;
}

static bool is_end(yaml_event_type_t type)
{
	return type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT;
}

/* Goes to the last event of the value that begins here. */
static void skip(struct reader *reader)
{
	unsigned int depth = is_start(type(reader));

	while (depth && next(reader)) {
		if (is_end(type(reader)))
			depth--;
		else if (is_start(type(reader)) && ++depth > DEPTH_MAX)
			break;
	}
	if (depth > DEPTH_MAX) {
		complain(reader, "nested too deep to go on; nothing is nested here but lists");
		reader->broken = true;
	}
}

/* What YAML offers beyond values, and nobody needs here. */
static bool is_plain(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		complain(reader, "aliases are not known here; write the value itself");
		return false;
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (!anchor && !tag)
		return true;
	complain(reader, "%s are not known here; remove the word behind the '%c'",
		 anchor ? "anchors" : "tags", anchor ? '&' : '!');
	return false;
}

/* The word that begins here, NULL if it is none. */
static const char *word(const struct reader *reader)
{
	return type(reader) == YAML_SCALAR_EVENT ?
		       (const char *)reader->event.data.scalar.value : NULL;
}

static const char *flaw(const struct reader *reader, const struct option_row *row)
{
	const char *text = word(reader);
	size_t i, length = reader->event.data.scalar.length;

	if (!length)
		return "has no value; write one, or remove the line";
	if (length > VALUE_BYTES)
		return "is longer than anything it could be";
	for (i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return "must not hold control characters";
	/* standard output is for lines alone */
	if (row->kind == OPTION_PATH && text[0] != '/' &&
	    (strcmp(text, "-") || strcmp(row->name, "output")))
		return "must be a path that begins with /";
	return NULL;
}

static void set_word(struct reader *reader, size_t row)
{
	const struct option_row *option = option_at(row);
	const char *wrong = flaw(reader, option);

	if (!wrong)
		wrong = option->set(reader->options, word(reader));
	if (wrong)
		complain(reader, "%s: \"%s\" %s", option_key_name(row), echo(word(reader)), wrong);
}

static void set_list(struct reader *reader, size_t row)
{
	unsigned int items = 0;

	for (; next(reader) && type(reader) != YAML_SEQUENCE_END_EVENT; items++) {
		if (is_plain(reader) && word(reader))
			set_word(reader, row);
		else if (is_start(type(reader)))
			complain(reader, "%s: each item must be one %s", option_key_name(row),
				 option_at(row)->kind == OPTION_LINES ?
				 "line of text; put quotes around it" : "word");
		skip(reader);
	}
	if (!items && !reader->broken)
		complain(reader, "%s: the list is empty; remove the key to have all",
			 option_key_name(row));
}

static const char *shape(enum option_kind kind)
{
	switch (kind) {
	case OPTION_LIST:
		return "a list, like [exec, open]";
	case OPTION_LINES:
		return "a list: lines that begin with \"- \"";
	default:
		return "one word";
	}
}

static void set_value(struct reader *reader, size_t row)
{
	enum option_kind kind = option_at(row)->kind;
	bool list = kind == OPTION_LIST || kind == OPTION_LINES;

	if (!is_plain(reader)) {
		skip(reader);
	} else if (list && type(reader) == YAML_SEQUENCE_START_EVENT) {
		set_list(reader, row);
	} else if (!list && word(reader)) {
		set_word(reader, row);
	} else {
		complain(reader, "%s: must be %s", option_key_name(row), shape(kind));
		skip(reader);
	}
}

/* The row of the key that begins here, -1 and a message if it is not one to be set. */
static int take_key(struct reader *reader)
{
	struct config *config = reader->config;
	int row;

	if (!is_plain(reader))
		return -1;
	if (!word(reader)) {
		complain(reader, "a key must be a word");
		return -1;
	}
	row = option_key(word(reader));
	if (row < 0 || strlen(word(reader)) != reader->event.data.scalar.length) {
		complain(reader, "there is no key \"%s\"; --help lists them all",
			 echo(word(reader)));
		return -1;
	}
	if (config->at[row].line) {
		complain(reader, "%s: already set in line %u; remove one of the two",
			 option_key_name(row), config->at[row].line);
		return -1;
	}
	config->at[row].line = reader->event.start_mark.line + 1;
	config->at[row].column = reader->event.start_mark.column + 1;
	return row;
}

/* What the command line has decided is looked at, and not taken. */
static void take_value(struct reader *reader, int row)
{
	struct options *wanted = reader->options, unused;

	if (row < 0) {
		skip(reader);
		return;
	}
	options_init(&unused);
	if (wanted->given & 1ULL << row)
		reader->options = &unused;
	set_value(reader, row);
	reader->options = wanted;
	options_free(&unused);
}

static void parse_document(struct reader *reader)
{
	if (type(reader) != YAML_MAPPING_START_EVENT) {
		/* comments alone are an empty word */
		if (!word(reader) || word(reader)[0])
			complain(reader, "this must be lines of \"key: value\"");
		skip(reader);
		return;
	}
	is_plain(reader);
	while (next(reader) && type(reader) != YAML_MAPPING_END_EVENT) {
		int row = take_key(reader);

		skip(reader);
		if (next(reader))
			take_value(reader, row);
	}
}

static void parse_stream(struct reader *reader)
{
	if (!next(reader) || !next(reader) || type(reader) == YAML_STREAM_END_EVENT)
		return;
	if (!next(reader))	/* the document has begun */
		return;
	parse_document(reader);
	if (!next(reader) || !next(reader))
		return;
	if (type(reader) != YAML_STREAM_END_EVENT)
		complain(reader, "a second document begins; remove the line with ---");
}

/**
 * config_parse() - take the keys of a file's text
 * @config:	@file and @report are set, all else is zero
 * @options:	what the command line has said; that is kept
 *
 * Looks at nothing but @text, and at who the users of its filters are.
 */
void config_parse(struct config *config, struct options *options, const char *text, size_t length)
{
	struct reader reader = { .config = config, .options = options };

	if (!yaml_parser_initialize(&reader.parser)) {
		complain_at(config, 0, 0, "no memory to read it");
		return;
	}
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
	parse_stream(&reader);
	if (reader.parser.error != YAML_NO_ERROR)
		tell_broken(&reader, text);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
}

/* Root obeys only what nobody else could have written, also after it has become a user. */
static const char *distrust(const struct stat *stat)
{
	if (!S_ISREG(stat->st_mode))
		return "not a regular file; name one";
	if (stat->st_size > CONFIG_BYTES_MAX)
		return "larger than 1 MiB, which no configuration is; name the right file";
	if (getauxval(AT_EUID))
		return NULL;
	if (stat->st_uid)
		return "does not belong to root; chown it to root";
	if (stat->st_mode & (S_IWGRP | S_IWOTH))
		return "others than root may write to it; chmod go-w it";
	return NULL;
}

static char *read_all(int fd, size_t *length)
{
	char *text = memory_resize(NULL, CONFIG_BYTES_MAX);
	ssize_t got = 1;

	*length = 0;
	while (got > 0 && *length < CONFIG_BYTES_MAX) {
		got = read(fd, text + *length, CONFIG_BYTES_MAX - *length);
		if (got > 0)
			*length += got;
	}
	if (got >= 0)
		return text;
	free(text);
	return NULL;
}

/* The file's text, NULL and a message if there is none that we may use. */
static char *read_file(struct config *config, size_t *length)
{
	int fd = open(config->file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	const char *why = NULL;
	char *text = NULL;
	struct stat stat;

	if (fd >= 0 && !fstat(fd, &stat)) {
		why = distrust(&stat);
		if (!why)
			text = read_all(fd, length);
	}
	if (why)
		complain_at(config, 0, 0, "%s", why);
	else if (!text)
		complain_at(config, 0, 0, "cannot be read: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return text;
}

static void read_config(struct config *config, struct options *options)
{
	size_t length;
	char *text = read_file(config, &length);

	if (text)
		config_parse(config, options, text, length);
	free(text);
}

static bool find_user(struct options *options)
{
	const struct passwd *found = options->user ? getpwnam(options->user) : NULL;

	if (found) {
		options->uid = found->pw_uid;
		options->gid = found->pw_gid;
	}
	return found || !options->user;
}

static void check_user(struct config *config, struct options *options)
{
	int row = option_key("user");

	if (!find_user(options))
		complain_at(config, config->at[row].line, config->at[row].column,
			    "user: there is no user \"%s\"; create it, or remove the key",
			    echo(options->user));
}

static void check_directory(struct config *config, const char *key, const char *path)
{
	int row = option_key(key);
	struct stat found;
	char *directory;

	if (!path)
		return;
	directory = memory_copy(path, strrchr(path, '/') - path + 1);
	if (stat(directory, &found))	/* with a '/' behind, only a directory is found */
		complain_at(config, config->at[row].line, config->at[row].column,
			    "%s: directory %s: %s; create it, or name another file", key,
			    echo(directory), strerror(errno));
	free(directory);
}

static void report_first(const struct config *config, const char *line)
{
	if (config->errors == 1)
		log_note("%s", line);
}

static void report_all(const struct config *config, const char *line)
{
	(void)config;
	fprintf(stderr, "%s\n", line);
}

/**
 * config_load() - take the configuration file, if there is one
 * @options:	what the command line has said; that is kept. If no file was named and
 *		the usual one is there, @config is that
 */
enum exit_code config_load(struct options *options)
{
	struct config config = { .report = report_first };
	bool told = options->user;

	if (told && !find_user(options)) {
		log_note("--user %s: there is no such user", options->user);
		return EXIT_CODE_USAGE;
	}
	if (!options->config && !access(CONFIG_FILE, F_OK))
		options->config = memory_copy(CONFIG_FILE, strlen(CONFIG_FILE));
	config.file = options->config;
	if (config.file && strcmp(config.file, "none"))
		read_config(&config, options);
	if (!config.errors && !told && !options->replay)
		check_user(&config, options);
	return config.errors ? EXIT_CODE_CONFIG : EXIT_CODE_OK;
}

/**
 * config_check() - say all that is wrong with a configuration file
 * @file:	NULL: the usual one
 *
 * And what it names must be there. Needs neither module nor privilege.
 */
enum exit_code config_check(const char *file)
{
	struct config config = { .file = file ? file : CONFIG_FILE, .report = report_all };
	struct options options;

	options_init(&options);
	read_config(&config, &options);
	check_user(&config, &options);
	check_directory(&config, "output", options.output);
	check_directory(&config, "stats", options.stats);
	options_free(&options);
	if (config.errors > ERRORS_MAX)
		fprintf(stderr, "%s: %u errors more\n", config.file, config.errors - ERRORS_MAX);
	if (config.errors)
		return EXIT_CODE_CONFIG;
	printf("%s: good\n", config.file);
	return EXIT_CODE_OK;
}
