# SPDX-License-Identifier: GPL-2.0
import attacks

# Counters and the state of the hooks are for whoever administers the network.
STATISTICS = {"STATUS": "done", "COUNTERS": "done"}


def check(case):
    yield from attacks.requests(case, "requests", {
        "netadmin": ("EPERM", STATISTICS),
        "netadmin-netns": "ENOENT",
        "root": ("EPERM", {**STATISTICS, "ATTACH": "EBUSY"})})
    for who in ("netadmin", "netadmin-netns"):
        yield from attacks.says(case, who, 6, "cap_sys_admin")
    if case.text("netadmin.status.code").strip() != "0" or case.text("netadmin.status.err"):
        yield f"no status for CAP_NET_ADMIN: {case.text('netadmin.status.err')!r}"
    yield from attacks.says(case, "netadmin-netns.status", 3, "network namespace")
