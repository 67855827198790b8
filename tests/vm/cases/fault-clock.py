# SPDX-License-Identifier: GPL-2.0
"""Every event has the time that the clock showed when it happened."""

from compare import SLACK_NS

COMPARE = False
# Lines go by the time since boot: these are the two steps back and the way home.
SET_BACK = 3


def check(case):
    opens = [line.split() for line in case.text("opens").splitlines()]
    if len(opens) != 120:
        yield f"120 opens were made, {len(opens)} were told"
    came = {e["file"].get("path"): e for e in case.events if e["evt"]["name"] == "open"}
    last = 0
    for path, low, high in opens:
        event = came.get(path)
        if not event:
            yield f"{path}: no event"
            continue
        if not int(low) - SLACK_NS <= event["at"] <= int(high) + SLACK_NS:
            yield (f"{path}: {event['date']} is {(event['at'] - int(low)) / 1e9:.3f} s after the "
                   "clock of that moment")
        if event["line"] < last:
            yield f"{path}: line {event['line']} comes after line {last}"
        last = event["line"]
