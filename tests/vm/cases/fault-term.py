# SPDX-License-Identifier: GPL-2.0
"""Exit status 7 in a few seconds, and every event over both lives."""

import lives
import storms

COMPARE = False
ONE_READER = False


def check(case):
    if case.text("term.code").strip() != "7":
        yield f"expected exit status 7, got {case.text('term.code').strip()}"
    if int(case.text("end")) - int(case.text("begin")) > 10:
        yield "it did not end within 10 s"
    joined, problems = lives.join(case)
    yield from problems
    yield from storms.compare(case, joined)
