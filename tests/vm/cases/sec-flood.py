# SPDX-License-Identifier: GPL-2.0
import attacks
import storms

COMPARE = False


def check(case):
    yield from attacks.sent(case, "flood")
    yield from storms.compare(case)
