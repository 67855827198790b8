# SPDX-License-Identifier: GPL-2.0
"""The reader is alive, and believed nothing that the kernel did not say."""

import attacks
import figures


def check(case):
    yield from attacks.sent(case, "forged")
    stats = figures.load(case.path("stats"))
    if stats["bad_records"]:
        yield f"{stats['bad_records']} forged records were looked at"
    if case.text("relayd.log").count("\n") != 1:
        yield f"the reader says: {case.text('relayd.log')!r}"
