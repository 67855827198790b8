# SPDX-License-Identifier: GPL-2.0
import storms

COMPARE = False


def check(case):
    yield from storms.compare(case)
