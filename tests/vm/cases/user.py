# SPDX-License-Identifier: GPL-2.0
import os

USER = "990"
NET_ADMIN, SYS_PTRACE, DAC_READ_SEARCH = 1 << 12, 1 << 19, 1 << 2


def fields(case, name):
    return dict(line.split(":", 1) for line in case.text(name).splitlines())


def check(case):
    if not fields(case, "before.status")["Groups"].split():
        yield "no groups before: the case proves nothing about them"
    if fields(case, "poor.status")["Groups"].split():
        yield f"groups are left: {fields(case, 'poor.status')['Groups']}"
    status = fields(case, "proc.status")
    for key, wanted in (("Uid", [USER] * 4), ("Gid", [USER] * 4), ("Groups", []),
                        ("Threads", ["1"]), ("NoNewPrivs", ["1"])):
        # older kernels do not tell the last one
        got = status.get(key, "1" if key == "NoNewPrivs" else "none").split()
        if got != wanted:
            yield f"{key}: expected {wanted}, got {got}"
    for key, wanted in (("CapEff", NET_ADMIN), ("CapPrm", NET_ADMIN), ("CapInh", 0),
                        ("CapBnd", NET_ADMIN | SYS_PTRACE | DAC_READ_SEARCH)):
        if int(status[key], 16) != wanted:
            yield f"{key}: expected {wanted:016x}, got {status[key].strip()}"
    for name in ("events.HUP", "events.USR1", "events"):
        if not os.path.getsize(case.path("home/" + name)):
            yield f"no line in {name}"
    if case.text("owners").splitlines() != [USER + " 600"] * 2:
        yield f"files belong to {case.text('owners')!r}"
    if "may not create" in case.text("relayd.log"):
        yield case.text("relayd.log")
    for name, code, words in (("refused", "7", f"user {USER} may not"),
                              ("poor", "0", f"user {USER} may not create files in")):
        if case.text(name + ".exit").strip() != code:
            yield f"{name}: exit {case.text(name + '.exit').strip()}, expected {code}"
        said = [line for line in case.text(name + ".err").splitlines() if "may not" in line]
        if len(said) != 1 or words not in said[0]:
            yield f"{name}: {case.text(name + '.err')!r}"
