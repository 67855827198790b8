# SPDX-License-Identifier: GPL-2.0
"""One line, exit status 1, and its successor goes on where it ended."""

from collections import Counter

import lives

COMPARE = False
ONE_READER = False


def check(case):
    if case.text("memory.code").strip() != "1":
        yield f"expected exit status 1, got {case.text('memory.code').strip()}"
    lines = case.text("memory.log").splitlines()
    if len(lines) != 2 or "memory" not in lines[-1]:
        yield f"expected one line more, about memory: {lines}"
    joined, problems = lives.join(case)
    yield from problems
    # Whole they need not be: who had ended by then is a stranger to the successor.
    came = Counter((e["evt"]["name"], e["process"]["pid"], e.get("file", {}).get("path")
                    if e["evt"]["name"] == "open" else None) for e in joined)
    due = Counter((d.kind, d.pid, "/etc/group" if d.kind == "open" else None)
                  for d in case.world.expected if case.world.pids.get(d.pid))
    for storm in case.world.storms:
        due["open", storm["pid"], storm["path"]] += storm["opens"]
    for key, count in due.items():
        if came[key] < count:
            yield f"{key}: {came[key]} of {count} came"
