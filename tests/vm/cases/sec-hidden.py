# SPDX-License-Identifier: GPL-2.0
import hidden

COMPARE = False


def check(case):
    yield from hidden.problems(case)
