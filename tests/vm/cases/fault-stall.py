# SPDX-License-Identifier: GPL-2.0
"""Nothing is lost by it, and the log tells of it."""

import storms

COMPARE = False


def check(case):
    yield from storms.compare(case)
    for text in ("has taken nothing for", "takes lines again"):
        if case.text("stall.log").count(text) != 1:
            yield f"expected {text!r} once in the log: {case.text('stall.log')!r}"
