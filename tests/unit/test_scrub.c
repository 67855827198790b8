// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "json.h"
#include "scrub.h"
#include "test.h"

/* Arguments separated by '|'. */
static const char *scrubbed(const char *list)
{
	static struct json json;
	bool hide = false;

	json_reset(&json);
	json_array(&json);
	for (;;) {
		struct text argument = { list, strcspn(list, "|") };

		list += argument.length;
		hide = scrub_argument(&argument, hide);
		json_string(&json, argument.at, argument.length);
		if (!*list++)
			break;
	}
	json_array_end(&json);
	json_raw(&json, "", 1);
	return json.text;
}

/* Words that matter to it, in any order: what was scrubbed stays as it is. */
static void scrub_again(void)
{
	static const char *const pieces[] = {
		"password", "-", "--secret", "=", ":", " ", "x", "********", "$", "/", "\t", "yz",
	};
	unsigned int round, differ = 0, hidden = 0;

	srand(1);
	for (round = 0; round < 20000; round++) {
		char raw[200] = "", once[400];
		bool hide = rand() % 4 == 0;
		struct text argument = { raw, 0 };
		unsigned int count = rand() % 10, hides;

		while (count--)
			strcat(raw, pieces[rand() % (sizeof(pieces) / sizeof(pieces[0]))]);
		argument.length = strlen(raw);
		hides = scrub_argument(&argument, hide);
		memcpy(once, argument.at, argument.length);
		once[argument.length] = '\0';
		hidden += strcmp(once, raw) != 0;
		argument.at = once;
		differ += scrub_argument(&argument, hide) != hides ||
			  argument.length != strlen(once) ||
			  memcmp(argument.at, once, argument.length);
	}
	CHECK_NUMBER(differ, 0);
	CHECK(hidden > 1000);
}

void test_scrub(void)
{
	scrub_again();
	CHECK_STRING(scrubbed("-l|/tmp"), "[\"-l\",\"/tmp\"]");
	CHECK_STRING(scrubbed("--password=x"), "[\"--password=********\"]");
	CHECK_STRING(scrubbed("--password=|x"), "[\"--password=********\",\"x\"]");
	CHECK_STRING(scrubbed("password:x"), "[\"password:********\"]");
	CHECK_STRING(scrubbed("--password|x|y"), "[\"--password\",\"********\",\"y\"]");
	CHECK_STRING(scrubbed("--password|a b|y"), "[\"--password\",\"********\",\"y\"]");
	CHECK_STRING(scrubbed("--PassWord|x"), "[\"--PassWord\",\"********\"]");
	CHECK_STRING(scrubbed("--password||y"), "[\"--password\",\"\",\"y\"]");
	CHECK_STRING(scrubbed("a||b"), "[\"a\",\"\",\"b\"]");
	CHECK_STRING(scrubbed("--db-password-file=x"), "[\"--db-password-file=********\"]");
	CHECK_STRING(scrubbed("MYSQL_PWD=x"), "[\"MYSQL_PWD=********\"]");
	CHECK_STRING(scrubbed("my_access_token:1|--auth_token=2|-api_key|3|apikey=4"),
		     "[\"my_access_token:********\",\"--auth_token=********\",\"-api_key\","
		     "\"********\",\"apikey=********\"]");
	CHECK_STRING(scrubbed("client-secret=1|aws_credentials=2"),
		     "[\"client-secret=********\",\"aws_credentials=********\"]");
	CHECK_STRING(scrubbed("stripetoken=1|--stripetoken|2|mystripetoken=3|stripetokens=4"),
		     "[\"stripetoken=********\",\"--stripetoken\",\"********\","
		     "\"mystripetoken=3\",\"stripetokens=4\"]");
	/* files and variables are not keys */
	CHECK_STRING(scrubbed("/etc/passwd|x"), "[\"/etc/passwd\",\"x\"]");
	CHECK_STRING(scrubbed("$PASSWORD|x"), "[\"$PASSWORD\",\"x\"]");
	CHECK_STRING(scrubbed("user=password"), "[\"user=password\"]");
	/* inside one argument */
	CHECK_STRING(scrubbed("-c|mysql --password=x -u y"),
		     "[\"-c\",\"mysql --password=******** -u y\"]");
	CHECK_STRING(scrubbed("curl  --secret  abc  d"), "[\"curl  --secret  ********  d\"]");
	CHECK_STRING(scrubbed("export\nSECRET=1\nrun"), "[\"export\\nSECRET=********\\nrun\"]");
	CHECK_STRING(scrubbed("--password=correct horse"), "[\"--password=********\"]");
	CHECK_STRING(scrubbed("X-Secret: hunter2"), "[\"X-Secret:********\"]");
	CHECK_STRING(scrubbed("{\"password\": \"x\"}"), "[\"{\\\"password\\\":********\"]");
	CHECK_STRING(scrubbed("a password = x y"), "[\"a password = ******** y\"]");
	CHECK_STRING(scrubbed("a password: x y"), "[\"a password: ******** y\"]");
	CHECK_STRING(scrubbed("MYSQL_PWD=x mysql -u y"), "[\"MYSQL_PWD=******** mysql -u y\"]");
	CHECK_STRING(scrubbed("x passwd|y"), "[\"x passwd\",\"********\"]");
	CHECK_STRING(scrubbed("password=1 secret=2"), "[\"password=******** secret=********\"]");
	CHECK_STRING(scrubbed("--password"), "[\"--password\"]");
	CHECK_STRING(scrubbed("  "), "[\"  \"]");
}
