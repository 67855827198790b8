# SPDX-License-Identifier: GPL-2.0
"""The lines of a reader that was ended by force, and of its successor."""

import os

import events


def join(case):
    """(events, problems): those of `events.1` and `events`, once each.

    What the first reader had taken but not acknowledged comes again: that is
    the price of losing nothing.
    """
    path = case.path("events.1")
    if not os.path.exists(path):
        return case.events, ["the first reader wrote nothing"]
    # Its end may have cut the last line.
    with open(path, "rb") as file:
        whole = file.read()
    with open(path, "wb") as file:
        file.write(whole[:whole.rfind(b"\n") + 1])
    first, problems = events.load(path)
    if not first:
        problems.append("the first reader wrote nothing")
    have, joined = set(), []
    for event in [*case.events, *first]:
        key = (event["evt"]["name"], event["process"]["pid"], event["date"])
        if key not in have:
            have.add(key)
            joined.append({**event, "line": len(joined)})
    return joined, problems
