// SPDX-License-Identifier: GPL-2.0
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

		hide = scrub_argument(&json, argument, hide);
		if (!list[argument.length])
			break;
		list += argument.length + 1;
	}
	json_array_end(&json);
	json_raw(&json, "", 1);
	return json.text;
}

void test_scrub(void)
{
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
