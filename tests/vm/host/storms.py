# SPDX-License-Identifier: GPL-2.0
"""Storms of opens, which are counted, beside actors that are compared."""

import match


def compare(case, events=None):
    """Problems of a case of both: every open of a storm came, and so did everything else."""
    rest = list(case.events if events is None else events)
    for storm in case.world.storms:
        lines = {e["line"] for e in rest if e["evt"]["name"] == "open"
                 and e["process"]["pid"] == storm["pid"]
                 and e["file"].get("path") == storm["path"]}
        if len(lines) != storm["opens"]:
            yield f"{storm['opens']} opens gave {len(lines)} events"
        rest = [e for e in rest if e["line"] not in lines]
    yield from match.compare(case.world, rest)
