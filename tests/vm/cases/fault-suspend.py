# SPDX-License-Identifier: GPL-2.0
"""Opens are lost, counted by type, and processes are not."""

import figures
import match

COMPARE = False
LOSS = True


def check(case):
    stats = figures.load(case.path("stats"))
    kernel = figures.kernel(stats)
    if not sum(figures.refused(kernel).values()):
        yield "nothing was lost: the case proves nothing"
    written, refused = figures.by_type(kernel)
    for kind, count in figures.records(stats).items():
        # Facts of who was there already come beside the buffers.
        if count != written[kind] and kind not in ("process", "cgroup"):
            yield f"{kind}: {written[kind]} written, {count} records came"
        # What runs behind every case on PREEMPT_RT renames.
        if refused[kind] and kind not in ("open", "rename"):
            yield f"{kind}: {refused[kind]} refused"
    opens = sum(1 for e in case.events if e["evt"]["name"] == "open")
    made = sum(storm["opens"] for storm in case.world.storms)
    if opens < 10 or opens + refused["open"] < made:
        yield f"{opens} lines and {refused['open']} refused are less than {made} opens"
    # All that the actors did but opening, and what came after.
    rest = [e for e in case.events if e["evt"]["name"] != "open"]
    yield from match.compare(case.world, rest, kinds=("exec", "fork", "exit"))
