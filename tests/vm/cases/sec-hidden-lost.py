# SPDX-License-Identifier: GPL-2.0
import figures
import hidden

COMPARE = False
LOSS = True


def check(case):
    _, refused = figures.by_type(figures.kernel(figures.load(case.path("stats"))))
    if not refused["fork"] or not refused["exec"]:
        yield f"nothing of interest was lost: the case proves nothing: {refused}"
    yield from hidden.problems(case, told=True)
