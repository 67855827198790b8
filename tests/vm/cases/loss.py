# SPDX-License-Identifier: GPL-2.0
"""Loss happened, was counted to the last record, and what remained is whole."""

import figures

COMPARE = False
LOSS = True


def check(case):
    stats = figures.load(case.path("stats"))
    if not sum(figures.refused(figures.kernel(stats)).values()):
        yield "nothing was lost: the case proves nothing"
    for storm in case.world.storms:
        came = sum(1 for e in case.events if e["evt"]["name"] == "open"
                   and e["process"]["pid"] == storm["pid"]
                   and e["file"].get("path") == storm["path"])
        if storm["opens"] == 10 and came != 10:
            yield f"after the storm: 10 opens, {came} events"
        if came > storm["opens"]:
            yield f"{storm['opens']} opens gave {came} events"
    # Process life has a reserve.
    for pid in {s["pid"] for s in case.world.storms}:
        for kind in ("fork", "exec", "exit"):
            count = sum(1 for e in case.events if e["evt"]["name"] == kind
                        and e["process"]["pid"] == pid)
            if count != 1:
                yield f"{count} {kind} events of {pid}, expected 1"
