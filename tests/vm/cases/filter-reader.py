# SPDX-License-Identifier: GPL-2.0
"""What came to both readers, and how many terms the module says that it has."""

import re

import figures
import filters
import lives

COMPARE = False
ONE_READER = False


def check(case):
    case.events, problems = lives.join(case)
    yield from problems
    yield from filters.check(case)
    for name, terms in (("first", 3), ("second", 1), ("after", 0)):
        got = figures.terms(figures.load(case.path(name + ".json")))
        if got != terms:
            yield f"{name}: {got} terms in the module, {terms} were asked for"
    if not re.search(r"^  filters: 3 in force$", case.text("first.txt"), re.M):
        yield "--status does not tell of 3 filters"
    if "was read again: 3 filters in force" not in case.text("first.log"):
        yield f"the command line does not beat the file: {case.text('first.log')}"
