# SPDX-License-Identifier: GPL-2.0
"""Each event is a line or not as was asked for when it happened, and none came twice."""

import filters

COMPARE = False
BACKGROUND = True
STAY = "relayd: events and filters stay what they were"


def check(case):
    yield from filters.check(case)
    for name, words in (("list", "/tmp/relayd.yaml:4:3: filters: "),
                        ("unreadable", "cannot be read: Permission denied"),
                        ("gone", "cannot be read: No such file or directory"),
                        ("owner", "does not belong to root")):
        said = case.text("wrong." + name).splitlines()
        if len(said) != 2 or words not in said[0] or said[1] != STAY:
            yield f"{name}: {said}"
    later = [line for line in case.text("relayd.log").splitlines() if "next start" in line]
    if len(later) != 1 or not all(key in later[0] for key in ("schema,", "output_keep,", "user:")):
        yield f"keys that cannot change: {later}"
