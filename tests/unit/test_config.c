// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "event.h"
#include "memory.h"
#include "test.h"

#define EXAMPLE	TOP "/relayd/files/relayd.yaml"
#define PAGE	TOP "/relayd/files/kscribe-relayd.8"

static char messages[8192];

static void collect(const struct config *config, const char *line)
{
	size_t length = strlen(messages);

	(void)config;
	snprintf(messages + length, sizeof(messages) - length, "%s\n", line);
}

/* The errors of a text, a line each; what it set is in @options. */
static const char *parse_bytes(struct options *options, const char *text, size_t length)
{
	struct config config = { .file = "f", .report = collect };

	messages[0] = '\0';
	config_parse(&config, options, text, length);
	return messages;
}

static const char *errors(const char *text)
{
	struct options options;

	options_init(&options);
	parse_bytes(&options, text, strlen(text));
	options_free(&options);
	return messages;
}

static void takes_values(void)
{
	static const char text[] = "# comment\n"
				   "schema: v1\n"
				   "output: \"/var/log/a b\"   # behind a value\n"
				   "output_max_size: 2M\n"
				   "output_keep: 7\n"
				   "events:\n"
				   "  - exec\n"
				   "  - open\n"
				   "filters:\n"
				   "  - exclude open path /a b\n"
				   "  - \"include all path /c: #d \"\n"
				   "  - exclude exec,fork uid root\n"
				   "stats: /tmp/stats\n"
				   "user: nobody\n"
				   "verbose: false\n";
	struct options options;

	options_init(&options);
	CHECK_STRING(parse_bytes(&options, text, strlen(text)), "");
	CHECK(options.schema == SERIALIZE_V1);
	CHECK_STRING(options.output, "/var/log/a b");
	CHECK_NUMBER(options.output_max_size, 2 * 1024 * 1024);
	CHECK_NUMBER(options.output_keep, 7);
	CHECK(options.events == (1ULL << KS_EVENT_exec | 1ULL << KS_EVENT_open));
	CHECK_NUMBER(options.filters.count, 3);
	/* 24 bytes each, and what their paths take */
	CHECK_NUMBER(options.filters.length, 3 * 24 + 8 + 8);
	if (options.filters.length == 88) {
		CHECK(!memcmp(options.filters.bytes + 24, "/a b\0\0\0", 8));
		CHECK(!memcmp(options.filters.bytes + 56, "/c: #d \0", 8));
	}
	CHECK_STRING(options.stats, "/tmp/stats");
	CHECK_STRING(options.user, "nobody");
	CHECK(!options.verbose);
	options_free(&options);
}

static void takes_sizes(void)
{
	static const struct {
		const char *text;
		long long size;
	} good[] = {
		{ "0", 0 }, { "65536", 65536 }, { "64K", 65536 }, { "3G", 3LL << 30 },
		{ "1024G", 1LL << 40 }, { "1099511627776", 1LL << 40 },
	};
	static const char *const bad[] = {
		"-1", "+1", "1k", "64KB", "0x100000", "65535", "63K", "1025G", "1099511627777",
		"99999999999999999999", "18446744073709551616", "1.5M", "K", "0100000",
		"\" 1M\"", "\"1M \"", "1M K", "1_000_000",
	};
	char text[80];
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		struct options options;

		options_init(&options);
		options.output_max_size = 1;
		snprintf(text, sizeof(text), "output_max_size: %s", good[i].text);
		CHECK_STRING(parse_bytes(&options, text, strlen(text)), "");
		CHECK_NUMBER(options.output_max_size, good[i].size);
		options_free(&options);
	}
	for (i = 0; i < COUNT(bad); i++) {
		snprintf(text, sizeof(text), "output_max_size: %s", bad[i]);
		CHECK(!strncmp(errors(text), "f:1:18: output_max_size: \"", 26));
	}
}

/* Each says where, what, and what to do. */
static void refuses(void)
{
	static const struct {
		const char *text, *error;
	} wrong[] = {
		{ "outptu: /x", "f:1:1: there is no key \"outptu\"; --help lists them all\n" },
		{ "replay: /x", "f:1:1: there is no key \"replay\"; --help lists them all\n" },
		{ "output-keep: 2",
		  "f:1:1: there is no key \"output-keep\"; --help lists them all\n" },
		{ "schema: v1\n\nschema: v1\n",
		  "f:3:1: schema: already set in line 1; remove one of the two\n" },
		{ "schema: v3", "f:1:9: schema: \"v3\" must be v1 or v2\n" },
		{ "schema: [v1]", "f:1:9: schema: must be one word\n" },
		{ "schema: {v1: v2}", "f:1:9: schema: must be one word\n" },
		{ "schema:\nverbose: true",
		  "f:1:8: schema: \"\" has no value; write one, or remove the line\n" },
		{ "output: relayd.json",
		  "f:1:9: output: \"relayd.json\" must be a path that begins with /\n" },
		{ "output: ~", "f:1:9: output: \"~\" must be a path that begins with /\n" },
		{ "stats: \"-\"", "f:1:8: stats: \"-\" must be a path that begins with /\n" },
		{ "output: \"/a\\0b\"",
		  "f:1:9: output: \"/a\" must not hold control characters\n" },
		{ "output: \"/a\\nb\"",
		  "f:1:9: output: \"/a?b\" must not hold control characters\n" },
		{ "\"output\\0x\": /a",
		  "f:1:1: there is no key \"output\"; --help lists them all\n" },
		{ "output_keep: 0",
		  "f:1:14: output_keep: \"0\" must be a number from 1 to 1000\n" },
		{ "output_keep: 1001",
		  "f:1:14: output_keep: \"1001\" must be a number from 1 to 1000\n" },
		{ "output_keep: many",
		  "f:1:14: output_keep: \"many\" must be a number from 1 to 1000\n" },
		{ "events: exec", "f:1:9: events: must be a list, like [exec, open]\n" },
		{ "events: [exec,\n  opne]",
		  "f:2:3: events: \"opne\" must be an event that --help lists\n" },
		{ "events: [process]",
		  "f:1:10: events: \"process\" must be an event that --help lists\n" },
		{ "events: [[exec]]", "f:1:10: events: each item must be one word\n" },
		{ "events: []",
		  "f:1:10: events: the list is empty; remove the key to have all\n" },
		{ "filters: exclude open path /x",
		  "f:1:10: filters: must be a list: lines that begin with \"- \"\n" },
		{ "filters:\n- exclude open path /a\n- exclude open path b",
		  "f:3:3: filters: \"exclude open path b\" must end with an absolute path\n" },
		{ "filters:\n- exclude open uid no-such-user",
		  "f:2:3: filters: \"exclude open uid no-such-user\" names a user that there is "
		  "not; create it, or write a number\n" },
		{ "filters:\n- exclude open path /a: b",
		  "f:2:3: filters: each item must be one line of text; put quotes around it\n" },
		{ "filters:\n- \"exclude open path /a\\nb\"",
		  "f:2:3: filters: \"exclude open path /a?b\" must not hold control characters\n" },
		{ "filters: []",
		  "f:1:11: filters: the list is empty; remove the key to have all\n" },
		{ "verbose: yes", "f:1:10: verbose: \"yes\" must be true or false\n" },
		{ "verbose: 1", "f:1:10: verbose: \"1\" must be true or false\n" },
		{ "stats: &a /x",
		  "f:1:8: anchors are not known here; remove the word behind the '&'\n" },
		{ "events: [*a]",
		  "f:1:10: aliases are not known here; write the value itself\n" },
		{ "verbose: !!bool true",
		  "f:1:10: tags are not known here; remove the word behind the '!'\n" },
		{ "? [a]\n: b", "f:1:3: a key must be a word\n" },
		{ "a list", "f:1:1: this must be lines of \"key: value\"\n" },
		{ "- schema: v1", "f:1:1: this must be lines of \"key: value\"\n" },
		{ "verbose: true\n---\nverbose: true\n",
		  "f:2:1: a second document begins; remove the line with ---\n" },
		{ "output: \"/x", "f:1:12: not YAML: while scanning a quoted scalar, found "
				  "unexpected end of stream; mend the line, or look at the one "
				  "above\n" },
		{ "a:\n\tb: c", "f:2:1: not YAML: while scanning for the next token, found "
				"character that cannot start any token; mend the line, or look "
				"at the one above\n" },
		{ "verbose: true\noutput: \377", "f:2:9: not YAML: invalid leading UTF-8 octet; "
						 "mend the line, or look at the one above\n" },
	};
	size_t i;

	for (i = 0; i < COUNT(wrong); i++) {
		const char *got = errors(wrong[i].text);

		/* an unknown key before the syntax error is told as well */
		if (!strncmp(wrong[i].text, "a:\n", 3))
			got = strchr(got, '\n') + 1;
		CHECK_STRING(got, wrong[i].error);
	}
}

static void reports_all(void)
{
	char text[4096] = "";
	size_t i, lines = 0;

	CHECK_STRING(errors("schema: v3\nevents: [a, exec, b]\nx: {y: [z]}\noutput_keep: 0\n"),
		     "f:1:9: schema: \"v3\" must be v1 or v2\n"
		     "f:2:10: events: \"a\" must be an event that --help lists\n"
		     "f:2:19: events: \"b\" must be an event that --help lists\n"
		     "f:3:1: there is no key \"x\"; --help lists them all\n"
		     "f:4:14: output_keep: \"0\" must be a number from 1 to 1000\n");
	for (i = 0; i < 100; i++)
		snprintf(text + 4 * i, sizeof(text) - 4 * i, "x:y\n");
	for (i = 0; i < 100; i++)
		snprintf(text + 5 * i, sizeof(text) - 5 * i, "x: y\n");
	errors(text);
	for (i = 0; messages[i]; i++)
		lines += messages[i] == '\n';
	CHECK_NUMBER(lines, 50);
}

/* A value that came from the command line stays, and is checked all the same. */
static void yields(void)
{
	static const char text[] = "output: /file\noutput_keep: 3\nevents: [exec]\nuser: a\n"
				   "filters: [exclude all uid 1]\n";
	char *arguments[] = { "relayd", "--output", "/line", "--events", "open,fork", "--user",
			      "b", "--filters", "exclude exec,open path /a,b", "--filters",
			      "include exit uid 5", NULL };
	struct options options;

	optind = 0;
	CHECK_NUMBER(options_parse(&options, COUNT(arguments) - 1, arguments), EXIT_CODE_OK);
	CHECK_STRING(parse_bytes(&options, text, strlen(text)), "");
	CHECK_STRING(options.output, "/line");
	CHECK_STRING(options.user, "b");
	CHECK_NUMBER(options.output_keep, 3);
	CHECK(options.events == (1ULL << KS_EVENT_open | 1ULL << KS_EVENT_fork));
	CHECK_NUMBER(options.filters.count, 2);
	CHECK(options.filters.events == (1ULL << KS_EVENT_open | 1ULL << KS_EVENT_exec |
					 1ULL << KS_EVENT_exit));
	CHECK_STRING(parse_bytes(&options, "output: x", 9),
		     "f:1:9: output: \"x\" must be a path that begins with /\n");
	CHECK_STRING(parse_bytes(&options, "filters: [x]", 12),
		     "f:1:11: filters: \"x\" must begin with include or exclude\n");
	options_finish(&options);
	options_free(&options);
}

/* Of a file that is read again all keys are compared that cannot change meanwhile. */
static void compares(void)
{
	static const char *const texts[] = {
		"schema: v1", "output: /o", "output_max_size: 1M", "output_keep: 6", "stats: /s",
		"user: u", "packages: false", "verbose: true", "events: [exec]",
		"filters: [exclude all uid 1]",
	};
	struct options defaults, options;
	size_t i, j, keys = 0;

	options_init(&defaults);
	for (i = 0; i < COUNT(texts); i++) {
		options_init(&options);
		CHECK_STRING(parse_bytes(&options, texts[i], strlen(texts[i])), "");
		for (j = 0; option_at(j); j++) {
			const char *key = option_key_name(j);
			bool same = !option_at(j)->same || option_at(j)->same(&options, &defaults);
			bool named = key && strlen(key) == strcspn(texts[i], ":") &&
				     !strncmp(key, texts[i], strlen(key));

			keys += named;
			if (!key || !strcmp(key, "events") || !strcmp(key, "filters"))
				CHECK(!option_at(j)->same);
			else
				test_report(same != named, __FILE__, __LINE__, key);
		}
		options_free(&options);
	}
	/* each key is there once */
	for (i = 0; option_at(i); i++)
		keys -= !!option_key_name(i);
	CHECK_NUMBER(keys, 0);
	options_free(&defaults);
}

static void endures(void)
{
	static char nested[200000], text[CONFIG_BYTES_MAX];
	struct options options;

	CHECK_STRING(errors(""), "");
	CHECK_STRING(errors("\n# nothing\n\n"), "");
	CHECK_STRING(errors("---\n# nothing\n"), "");
	CHECK_STRING(errors("\357\273\277verbose: true\r\n"), "");
	/* neither the stack nor the patience ends */
	memset(nested, '[', sizeof(nested) - 1);
	memcpy(nested, "a: ", 3);
	errors(nested);
	CHECK(strstr(messages, "nested too deep"));
	memset(text, 'x', sizeof(text));
	memcpy(text, "output: /", 9);
	options_init(&options);
	parse_bytes(&options, text, sizeof(text));
	CHECK(strstr(messages, "is longer than anything it could be"));
	CHECK(!options.output);
	options_free(&options);
}

static enum exit_code load_file(const char *file)
{
	char *arguments[] = { "relayd", "--config", (char *)file, NULL };
	struct options options;
	enum exit_code code;

	optind = 0;
	code = options_parse(&options, 3, arguments);
	if (!code)
		code = config_load(&options);
	options_free(&options);
	return code;
}

/* What is said about a file, on standard output and error. */
static const char *said(enum exit_code (*about)(const char *), const char *file, const char *log,
			enum exit_code *code)
{
	static char text[1024];
	int fd = open(log, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);
	int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO);
	ssize_t got;

	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	*code = about(file);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(error, STDERR_FILENO);
	close(out);
	close(error);
	got = pread(fd, text, sizeof(text) - 1, 0);
	text[got > 0 ? got : 0] = '\0';
	close(fd);
	return text;
}

static const char *load(const char *file, const char *log, enum exit_code *code)
{
	return said(load_file, file, log, code);
}

/* --check-config: all errors, and what the file names must be there. */
static void checks(void)
{
	char directory[] = "/tmp/relayd-test-XXXXXX", path[64], log[64], wanted[800];
	enum exit_code code;

	if (!mkdtemp(directory))
		return;
	snprintf(path, sizeof(path), "%s/c", directory);
	snprintf(log, sizeof(log), "%s/log", directory);
	snprintf(wanted, sizeof(wanted), "output: %s/out\nuser: root\nstats: /stats\n", directory);
	test_write(path, wanted, 0600);
	snprintf(wanted, sizeof(wanted), "%s: good\n", path);
	CHECK_STRING(said(config_check, path, log, &code), wanted);
	CHECK_NUMBER(code, EXIT_CODE_OK);

	test_write(path, "verbose: 2\nuser: no-such-user\noutput: /no/such/out\n"
			 "stats: /etc/passwd/x\n", 0600);
	snprintf(wanted, sizeof(wanted),
		 "%s:1:10: verbose: \"2\" must be true or false\n"
		 "%s:2:1: user: there is no user \"no-such-user\"; create it, or remove the key\n"
		 "%s:3:1: output: directory /no/such/: No such file or directory; create it, or "
		 "name another file\n"
		 "%s:4:1: stats: directory /etc/passwd/: Not a directory; create it, or "
		 "name another file\n", path, path, path, path);
	CHECK_STRING(said(config_check, path, log, &code), wanted);
	CHECK_NUMBER(code, EXIT_CODE_CONFIG);
	unlink(path);
	snprintf(wanted, sizeof(wanted), "%s: cannot be read: No such file or directory\n", path);
	CHECK_STRING(said(config_check, path, log, &code), wanted);
	CHECK_NUMBER(code, EXIT_CODE_CONFIG);
	unlink(log);
	rmdir(directory);
}

static void trusts(void)
{
	char directory[] = "/tmp/relayd-test-XXXXXX", path[64], log[64], wanted[200];
	enum exit_code code;

	if (!mkdtemp(directory))
		return;
	snprintf(path, sizeof(path), "%s/c", directory);
	snprintf(log, sizeof(log), "%s/log", directory);

	snprintf(wanted, sizeof(wanted), "relayd: %s: cannot be read: No such file or directory\n",
		 path);
	CHECK_STRING(load(path, log, &code), wanted);
	CHECK_NUMBER(code, EXIT_CODE_CONFIG);
	CHECK_STRING(load("none", log, &code), "");
	CHECK_NUMBER(code, EXIT_CODE_OK);
	snprintf(wanted, sizeof(wanted), "relayd: %s: not a regular file; name one\n", directory);
	CHECK_STRING(load(directory, log, &code), wanted);

	test_write(path, "verbose: true\n", 0644);
	CHECK_STRING(load(path, log, &code), "");
	CHECK_NUMBER(code, EXIT_CODE_OK);
	/* one line, however much is wrong */
	test_write(path, "verbose: 2\nschema: 3\n", 0600);
	snprintf(wanted, sizeof(wanted),
		 "relayd: %s:1:10: verbose: \"2\" must be true or false\n", path);
	CHECK_STRING(load(path, log, &code), wanted);
	CHECK_NUMBER(code, EXIT_CODE_CONFIG);
	test_write(path, "verbose: true\nuser: no-such-user\n", 0600);
	snprintf(wanted, sizeof(wanted), "relayd: %s:2:1: user: there is no user \"no-such-user\"; "
		 "create it, or remove the key\n", path);
	CHECK_STRING(load(path, log, &code), wanted);
	CHECK_NUMBER(code, EXIT_CODE_CONFIG);
	test_write(path, "", 0600);
	CHECK(!truncate(path, CONFIG_BYTES_MAX + 1));
	CHECK(strstr(load(path, log, &code), "larger than 1 MiB"));
	CHECK_NUMBER(code, EXIT_CODE_CONFIG);

	test_write(path, "verbose: true\n", 0664);
	load(path, log, &code);
	CHECK_NUMBER(code, geteuid() ? EXIT_CODE_OK : EXIT_CODE_CONFIG);
	chmod(path, 0600);
	if (!geteuid() && !chown(path, 12345, 0)) {
		CHECK(strstr(load(path, log, &code), "does not belong to root"));
		CHECK_NUMBER(code, EXIT_CODE_CONFIG);
	}
	unlink(path);
	unlink(log);
	rmdir(directory);
}

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = memory_zeroed(CONFIG_BYTES_MAX);

	CHECK(file);
	if (file) {
		CHECK(fread(text, 1, CONFIG_BYTES_MAX - 1, file) > 0);
		fclose(file);
	}
	return text;
}

/* "#key: value" is a key that is not active, "#- item" one of its list; "# text" is text. */
static void activate(char *text)
{
	char *at;

	for (at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (at[0] == '#' && ((at[1] >= 'a' && at[1] <= 'z') || at[1] == '-'))
			memmove(at, at + 1, strlen(at));
	}
}

/* The shipped example is right as it is, has every key, and shows the defaults. */
static void ships_example(void)
{
	struct config config = { .file = "example", .report = collect };
	struct options options, defaults;
	char *text = read_text(EXAMPLE);
	size_t i;

	options_init(&options);
	CHECK_STRING(parse_bytes(&options, text, strlen(text)), "");
	CHECK_STRING(options.user, "kscribe");
	CHECK_STRING(options.output, "/var/log/kscribe/events.json");
	options_free(&options);

	activate(text);
	options_init(&options);
	config_parse(&config, &options, text, strlen(text));
	CHECK_STRING(messages, "");
	for (i = 0; option_at(i); i++)
		if (option_key_name(i))
			test_report(config.at[i].line, __FILE__, __LINE__, option_key_name(i));
	options_init(&defaults);
	options_finish(&defaults);
	CHECK(options.schema == defaults.schema);
	CHECK(options.events == defaults.events);
	CHECK_NUMBER(options.output_keep, defaults.output_keep);
	CHECK(options.packages == defaults.packages);
	CHECK(options.verbose == defaults.verbose);
	options_free(&options);
	free(text);
}

static bool in_page(const char *page, const char *macro, const char *word)
{
	char wanted[64];
	size_t length = snprintf(wanted, sizeof(wanted), "\n%s%s", macro, word);
	const char *at;

	for (at = strstr(page, wanted); at; at = strstr(at + 1, wanted))
		if (at[length] == ' ' || at[length] == '\n')
			return true;
	return false;
}

/* How many lines begin with @macro. */
static size_t count(const char *page, const char *macro)
{
	const char *at;
	size_t found = 0;

	for (at = strstr(page, macro); at; at = strstr(at + 1, macro))
		found++;
	return found;
}

/* The manual page has every option, key and exit status, and no other. */
static void has_page(void)
{
	static const char option[] = ".It Fl -", key[] = ".It Cm ";
	char *page = read_text(PAGE), wanted[128];
	size_t i, keys = 0;

	for (i = 0; option_at(i); i++) {
		const char *name = option_at(i)->name;

		test_report(in_page(page, option, name), __FILE__, __LINE__, name);
		name = option_key_name(i);
		if (name)
			test_report(in_page(page, key, name), __FILE__, __LINE__, name);
		keys += !!name;
	}
	CHECK_NUMBER(count(page, "\n.It Fl -"), i);
	CHECK_NUMBER(count(page, "\n.It Cm "), keys);
	for (i = 0; i < EXIT_CODE_LIMIT; i++) {
		snprintf(wanted, sizeof(wanted), "\n.It %zu\n%s\n", i, exit_code_text(i));
		CHECK(strstr(page, wanted));
	}
	snprintf(wanted, sizeof(wanted), "\n.It %d\n", EXIT_CODE_LIMIT);
	CHECK(!strstr(page, wanted));
	free(page);
}

void test_config(void)
{
	takes_values();
	takes_sizes();
	refuses();
	reports_all();
	yields();
	compares();
	endures();
	trusts();
	checks();
	ships_example();
	has_page();
}
