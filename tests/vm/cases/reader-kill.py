# SPDX-License-Identifier: GPL-2.0
"""Every event came at least once over both lives, and after the restart whole.

What the first reader had taken but not acknowledged comes again: that is the
price of losing nothing. So the lines of both are joined and repeats dropped.
"""

import os

import events as lines
import match

COMPARE = False
ONE_READER = False


def check(case):
    if not os.path.exists(case.path("events.1")):
        yield "the first reader wrote nothing"
        return
    # The kill may have cut the last line.
    with open(case.path("events.1"), "rb") as file:
        whole = file.read()
    with open(case.path("events.1"), "wb") as file:
        file.write(whole[:whole.rfind(b"\n") + 1])
    first, problems = lines.load(case.path("events.1"))
    yield from problems
    if not first:
        yield "the first reader wrote nothing"
    have, joined = set(), []
    for event in [*case.events, *first]:
        key = (event["evt"]["name"], event["process"]["pid"], event["date"])
        if key not in have:
            have.add(key)
            joined.append(event)
    yield from match.compare(case.world, joined)
