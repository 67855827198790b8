# SPDX-License-Identifier: GPL-2.0
import attacks


def check(case):
    yield from attacks.requests(case, "requests", {
        "userns": "EPERM", "userns-netns": "ENOENT", "userns-old-socket": "EPERM"})
    yield from attacks.sent(case, "forged", taken=False)
    yield from attacks.says(case, "userns", 6)
    yield from attacks.says(case, "userns.status", 6)
    yield from attacks.says(case, "userns-netns", 3, "network namespace")
    yield from attacks.says(case, "userns-netns.status", 3, "network namespace")
