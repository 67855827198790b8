# SPDX-License-Identifier: GPL-2.0
COMPARE = False


def check(case):
    for storm in case.world.storms:
        came = sum(1 for e in case.events if e["evt"]["name"] == "open"
                   and e["process"]["pid"] == storm["pid"]
                   and e["file"].get("path") == storm["path"])
        if came != storm["opens"]:
            yield f"{storm['opens']} opens gave {came} events"
