// SPDX-License-Identifier: GPL-2.0
#include "exitcode.h"

static const char *const texts[EXIT_CODE_LIMIT] = {
	[EXIT_CODE_OK]		= "everything written: ended by SIGTERM or SIGINT, or at the end of a capture",
	[EXIT_CODE_INTERNAL]	= "internal or system error",
	[EXIT_CODE_USAGE]	= "wrong option",
	[EXIT_CODE_NO_MODULE]	= "kscribe is not loaded",
	[EXIT_CODE_MISMATCH]	= "module and daemon are of different versions",
	[EXIT_CODE_BUSY]	= "another reader is attached",
	[EXIT_CODE_PRIVILEGE]	= "a capability is missing",
	[EXIT_CODE_OUTPUT]	= "the output cannot be written",
	[EXIT_CODE_MODULE_GONE]	= "the module was removed or replaced while reading",
	[EXIT_CODE_CONFIG]	= "the configuration file is wrong",
	[EXIT_CODE_CAPTURE]	= "the capture cannot be read, or not to its end",
};

/**
 * exit_code_text() - one exit status in words, for --help
 */
const char *exit_code_text(enum exit_code code)
{
	return texts[code];
}
