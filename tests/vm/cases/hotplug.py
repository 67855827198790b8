# SPDX-License-Identifier: GPL-2.0
def check(case):
    if case.text("rounds").strip() != "3":
        yield "CPU 1 was not taken and given back 3 times"
