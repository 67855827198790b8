// SPDX-License-Identifier: GPL-2.0
#include <cjson/cJSON.h>
#include <stdlib.h>

#include "json.h"
#include "test.h"

static const char *rendered(const char *bytes, size_t length)
{
	static struct json json;

	json_reset(&json);
	json_string(&json, bytes, length);
	json_raw(&json, "", 1);
	return json.text;
}

#define RENDERED(literal) rendered(literal, sizeof(literal) - 1)

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undo what json.h describes; returns the length. */
static size_t undo(const char *value, char *to)
{
	bool escaped = strstr(value, "\\x");
	size_t out = 0;

	while (*value) {
		if (escaped && value[0] == '\\' && value[1] == 'x') {
			to[out++] = hex(value[2]) << 4 | hex(value[3]);
			value += 4;
		} else {
			value += escaped && value[0] == '\\';
			to[out++] = *value++;
		}
	}
	return out;
}

static bool comes_back(const char *bytes, size_t length)
{
	const char *text = rendered(bytes, length), *end;
	cJSON *value = cJSON_ParseWithOpts(text, &end, 1);
	char back[256];
	bool same = false;

	if (cJSON_IsString(value))
		same = undo(value->valuestring, back) == length && !memcmp(back, bytes, length);
	cJSON_Delete(value);
	return same;
}

static void every_byte(void)
{
	unsigned int byte, bad = 0;

	/* a NUL ends a C string, which is what cJSON gives back: see below */
	for (byte = 1; byte < 256; byte++) {
		char alone = byte, between[] = { 'a', byte, '\\', byte, '"', 'x' };
		char before[] = { '\\', byte, '4', '1' };

		if (!comes_back(&alone, 1) || !comes_back(between, sizeof(between)) ||
		    !comes_back(before, sizeof(before)))
			bad++;
	}
	CHECK_NUMBER(bad, 0);
}

void test_json(void)
{
	struct json json = { 0 };

	every_byte();
	CHECK_STRING(RENDERED(""), "\"\"");
	CHECK_STRING(RENDERED("plain"), "\"plain\"");
	CHECK_STRING(RENDERED("a\0b"), "\"a\\u0000b\"");
	CHECK_STRING(RENDERED("\b\f\n\r\t\x01\x1f\x7f"), "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
	CHECK_STRING(RENDERED("say \"x\" \\ y"), "\"say \\\"x\\\" \\\\ y\"");
	CHECK_STRING(RENDERED("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
		     "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
	CHECK_STRING(RENDERED("\xe2\x80\xa8"), "\"\xe2\x80\xa8\"");
	CHECK_STRING(RENDERED("a\xff" "b"), "\"a\\\\xffb\"");
	/* a backslash is doubled beside a bad byte, wherever that is, and what looks like one */
	CHECK_STRING(RENDERED("\\y"), "\"\\\\y\"");
	CHECK_STRING(RENDERED("\\y\x80"), "\"\\\\\\\\y\\\\x80\"");
	CHECK_STRING(RENDERED("\\xff"), "\"\\\\\\\\xff\"");
	CHECK(comes_back("\\xff", 4) && comes_back("\\\\xff", 5) && comes_back("\xff", 1));
	/* longer than need be, surrogates, beyond the last character, cut off */
	CHECK_STRING(RENDERED("\xc0\xaf"), "\"\\\\xc0\\\\xaf\"");
	CHECK_STRING(RENDERED("\xe0\x80\xaf"), "\"\\\\xe0\\\\x80\\\\xaf\"");
	CHECK_STRING(RENDERED("\xf0\x80\x80\xaf"), "\"\\\\xf0\\\\x80\\\\x80\\\\xaf\"");
	CHECK_STRING(RENDERED("\xed\xa0\x80"), "\"\\\\xed\\\\xa0\\\\x80\"");
	CHECK_STRING(RENDERED("\xed\x9f\xbf"), "\"\xed\x9f\xbf\"");
	CHECK_STRING(RENDERED("\xf4\x8f\xbf\xbf"), "\"\xf4\x8f\xbf\xbf\"");
	CHECK_STRING(RENDERED("\xf4\x90\x80\x80"), "\"\\\\xf4\\\\x90\\\\x80\\\\x80\"");
	CHECK_STRING(RENDERED("\xf5"), "\"\\\\xf5\"");
	CHECK_STRING(RENDERED("\xe2\x82"), "\"\\\\xe2\\\\x82\"");
	CHECK_STRING(RENDERED("\xc3"), "\"\\\\xc3\"");

	json_object(&json);
	JSON_KEY(&json, "a");
	json_array(&json);
	json_unsigned(&json, ~0ULL);
	json_signed(&json, -1);
	json_signed(&json, -9223372036854775807LL - 1);
	json_string(&json, "{", 1);
	json_array(&json);
	json_array_end(&json);
	json_true(&json);
	json_false(&json);
	json_array_end(&json);
	JSON_KEY(&json, "b");
	json_unsigned(&json, 0);
	json_object_end(&json);
	json_raw(&json, "", 1);
	CHECK_STRING(json.text, "{\"a\":[18446744073709551615,-1,-9223372036854775808,\"{\",[],"
				"true,false],\"b\":0}");
	json_free(&json);
	/* nothing into nothing */
	json_raw(&json, NULL, 0);
	CHECK(!json.text && !json.length);
}
