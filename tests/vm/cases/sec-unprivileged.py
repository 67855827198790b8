# SPDX-License-Identifier: GPL-2.0
import attacks


def check(case):
    yield from attacks.requests(case, "requests", {
        "user": "EPERM", "user-old-socket": "EPERM", "borrowed": "EPERM"})
    yield from attacks.sent(case, "forged", taken=False)
    yield from attacks.says(case, "relayd", 6, "cap_net_admin")
    yield from attacks.says(case, "status", 6, "cap_net_admin")
    if case.text("status.out"):
        yield "a user was told the status"
