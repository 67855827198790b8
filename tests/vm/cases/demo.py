# SPDX-License-Identifier: GPL-2.0
COMPARE = False


def check(case):
    came = {(e["evt"]["name"], e["evt"]["outcome"], e.get("file", {}).get("path"))
            for e in case.events}
    for wanted in (("exec", "Success", "/bin/busybox"), ("exec", "Success", "/tmp/greet"),
                   ("open", "Success", "/etc/passwd"), ("open", "Refused", "/tmp/secret"),
                   ("open", "Success", "/tmp/new")):
        if wanted not in came:
            yield f"no event {wanted}"
    if not any(e.get("exit") == {"cause": "SIGNALED", "code": 11} for e in case.events):
        yield "no crash"
