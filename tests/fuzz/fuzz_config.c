// SPDX-License-Identifier: GPL-2.0
/*
 * The text of a configuration file. What is accepted is what the manual page
 * allows; what is not comes with a line that says where.
 */
#include "config.h"
#include "event.h"
#include "fuzz.h"
#include "memory.h"

#define FILE_NAME	"etc/x.yaml"

static unsigned int lines_of_text, messages;

/* FILE:LINE:COLUMN: what, of one line, and nothing that a terminal obeys. */
static void take_message(const struct config *config, const char *line)
{
	unsigned int where, column;
	int end = 0;

	(void)config;
	FUZZ_ASSERT(sscanf(line, FILE_NAME ":%u:%u: %n", &where, &column, &end) == 2);
	FUZZ_ASSERT(end && line[end]);
	/* what is missing at the end is missing behind the last line */
	FUZZ_ASSERT(where && where <= lines_of_text + 1 && column);
	for (; *line; line++)
		FUZZ_ASSERT(*line >= ' ' && *line <= '~');
	messages++;
}

static unsigned int parse(struct options *options, const char *text, size_t length)
{
	struct config config = { .file = FILE_NAME, .report = take_message };

	messages = 0;
	config_parse(&config, options, text, length);
	FUZZ_ASSERT(!config.errors == !messages);
	FUZZ_ASSERT(messages <= config.errors);
	return config.errors;
}

static bool is_path(const char *path)
{
	return !path || path[0] == '/';
}

static bool is_event(unsigned int id)
{
	const struct event_type *type = event_find(id);

	return type && type->category;
}

/* Below "/", and nothing in it that no path of a record has. */
static void check_path(const char *text, size_t length)
{
	size_t i, component = 0;

	FUZZ_ASSERT(length < KS_PATH_MAX && (!length || text[0] == '/'));
	for (i = 0; i < length; i++) {
		FUZZ_ASSERT(text[i]);
		if (text[i] != '/') {
			component++;
			continue;
		}
		FUZZ_ASSERT(!i || component);
		component = 0;
	}
	FUZZ_ASSERT(!length || component);
}

/* As uapi/terms.h has it: the module must not find anything wrong. */
static void check_filters(const struct filter *filters)
{
	size_t at = 0, count = 0;
	__u64 events = 0;

	FUZZ_ASSERT(filters->length <= KS_FILTER_SIZE_MAX && filters->count <= KS_FILTER_TERMS_MAX);
	while (at < filters->length) {
		const struct ks_filter_term *term = (const void *)(filters->bytes + at);

		FUZZ_ASSERT(filters->length - at >= sizeof(*term));
		at += sizeof(*term) + (term->length + 7) / 8 * 8;
		FUZZ_ASSERT(at <= filters->length);
		FUZZ_ASSERT(term->events && term->exclude <= 1 && !term->pad);
		FUZZ_ASSERT(term->first <= term->last && term->last != ~0U);
		if (term->kind == KS_FILTER_UID)
			FUZZ_ASSERT(!term->length);
		else
			check_path((const char *)(term + 1), term->length);
		FUZZ_ASSERT(term->kind < KS_FILTER_KINDS);
		events |= term->events;
		count++;
	}
	FUZZ_ASSERT(count == filters->count && events == filters->events);
}

/* As kscribe-relayd(8) has it. */
static void check_ranges(const struct options *options)
{
	unsigned int id;

	FUZZ_ASSERT(options->schema == SERIALIZE_V1 || options->schema == SERIALIZE_V2);
	FUZZ_ASSERT(is_path(options->output) && is_path(options->stats) &&
		    is_path(options->record));
	FUZZ_ASSERT(!options->output_max_size || (options->output_max_size >= 64ULL << 10 &&
						  options->output_max_size <= 1024ULL << 30));
	FUZZ_ASSERT(options->output_keep >= 1 && options->output_keep <= 1000);
	FUZZ_ASSERT(!options->user || options->user[0]);
	for (id = 0; id < 64; id++)
		FUZZ_ASSERT(is_event(id) ||
			    !((options->events | options->filters.events) & 1ULL << id));
	check_filters(&options->filters);
	/* the command line alone can say these */
	FUZZ_ASSERT(!options->replay && !options->config && !options->check_config &&
		    !options->status && !options->json && !options->version && !options->help);
}

/* What the command line has decided is looked at, and not taken. */
static void check_kept(const char *text, size_t length, unsigned int errors)
{
	struct options options;

	options_init(&options);
	options.given = ~0ULL;
	options.output_keep = 12345;
	FUZZ_ASSERT(parse(&options, text, length) == errors);
	FUZZ_ASSERT(options.output_keep == 12345 && options.schema == SERIALIZE_V2);
	FUZZ_ASSERT(!options.output && !options.stats && !options.record && !options.user);
	FUZZ_ASSERT(!options.output_max_size && !options.events && !options.filters.count);
	FUZZ_ASSERT(!options.redact && !options.verbose);
	options_free(&options);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	event_init();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	char *text = input_bytes(&input, &size);
	struct options options;
	unsigned int errors;
	size_t i;

	for (i = 0, lines_of_text = 1; i < size; i++)
		lines_of_text += text[i] == '\n' || text[i] == '\r' || (text[i] & 0x80);
	options_init(&options);
	errors = parse(&options, text, size);
	/* what was right of a file that is wrong is not used either, but has to be right */
	check_ranges(&options);
	options_finish(&options);
	FUZZ_ASSERT(options.events);
	options_free(&options);
	check_kept(text, size, errors);
	free(text);
	return 0;
}
