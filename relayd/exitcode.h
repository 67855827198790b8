/* SPDX-License-Identifier: GPL-2.0 */
/* What the exit status of relayd says. */
#ifndef RELAYD_EXITCODE_H
#define RELAYD_EXITCODE_H

enum exit_code {
	EXIT_CODE_OK,
	EXIT_CODE_INTERNAL,
	EXIT_CODE_USAGE,
	EXIT_CODE_NO_MODULE,
	EXIT_CODE_MISMATCH,
	EXIT_CODE_BUSY,
	EXIT_CODE_PRIVILEGE,
	EXIT_CODE_OUTPUT,
	EXIT_CODE_MODULE_GONE,
	EXIT_CODE_CONFIG,
	EXIT_CODE_CAPTURE,
	EXIT_CODE_LIMIT
};

const char *exit_code_text(enum exit_code code);

#endif
