# SPDX-License-Identifier: GPL-2.0
import os
import subprocess

import events as lines
import figures

COMPARE = False  # no actor but the shell
ONE_READER = False
HERE = os.path.dirname(os.path.abspath(__file__))
RELAYD = os.path.join(HERE, "..", "..", "..", "relayd", "relayd")
OLD, NEW, DIVERTER = ("owner", "1:2.3-4"), ("owner", "1:2.3-5"), ("diverter", "7")
NOBODY = (None, None)
KEYS = ("package_name", "package_version")


def package(file):
    return tuple(file.get(key) for key in KEYS)


def members(owner):
    """How a file shows that package; nobody's shows nothing."""
    return {key: value for key, value in zip(KEYS, owner) if value}


def opened_at(events, path):
    """The opens of a file, one after another."""
    return [e for e in events if e["evt"]["name"] == "open" and e["file"].get("path") == path]


def opens(events, path):
    """Packages of a file, as it was opened one time after another."""
    return [package(e["file"]) for e in opened_at(events, path)]


def files(event):
    """Every file object that is shown of a process."""
    processes = [event["process"], *event["process"].get("ancestors", ())]
    yield from (p[key] for p in processes for key in ("executable", "interpreter") if key in p)


def opened(case):
    for path, wanted in (("/etc/nobodys", [NOBODY, NOBODY]),
                         ("/etc/diverted", [DIVERTER, DIVERTER]),
                         ("/etc/diverted.real", [OLD, NEW]), ("/etc/a b", [OLD, NEW])):
        if opens(case.events, path) != wanted:
            yield f"{path}: {opens(case.events, path)}, expected {wanted}"
        for event, owner in zip(opened_at(case.events, path), wanted):
            case.world.compared.add({"file": members(owner)}, event)
    owned = opens(case.events, "/etc/owned")
    # the first one, the one in another mount namespace, many while the table is renewed, the last
    if owned[:2] != [OLD, NOBODY] or owned[-1] != NEW:
        yield f"/etc/owned: {owned}"
    later = owned[2:]
    if later != sorted(later) or set(later) != {OLD, NEW}:
        yield f"/etc/owned while the database changed: {later}"


def executed(case):
    """A program has its package wherever it is shown, and all have the new one at once."""
    tiny, everywhere = [], []
    for event in case.events:
        shown = {package(f) for f in files(event) if f.get("path") == "/bin/busybox"}
        everywhere += sorted(shown)
        if len(shown) > 1:
            yield f"line {event['line']}: {shown}"
        if any("package_name" in f for f in files(event) if f.get("path") == "/vm/actor"):
            yield f"line {event['line']}: the actor belongs to no package"
        if event["evt"]["name"] == "exec" and event["file"].get("path") == "/vm/tiny":
            tiny.append(event)
            if package(event["process"]["executable"]) != package(event["file"]):
                yield f"line {event['line']}: file and process differ"
    wanted = [OLD, NOBODY, NEW]
    if [package(event["file"]) for event in tiny] != wanted:
        yield f"/vm/tiny was executed as of {[package(event['file']) for event in tiny]}"
    for event, owner in zip(tiny, wanted):
        case.world.compared.add({"file": members(owner), "process": {"executable": members(owner)}},
                                event)
    if everywhere != sorted(everywhere) or set(everywhere) != {OLD, NEW}:
        yield f"/bin/busybox is shown as of {sorted(set(everywhere))}, or not of one after another"


def absent(case, name, schema):
    found, problems = lines.load(case.path(name + ".events"), schema)
    yield from problems
    if len(found) < 10 or "package_name" in case.text(name + ".events"):
        yield f"{name}: {len(found)} lines, or some with a package"


def replayed(case):
    done = subprocess.run([RELAYD, "--config", "none", "--replay", case.path("capture")],
                          capture_output=True, check=False)
    with open(case.path("events"), "rb") as file:
        if done.returncode or done.stdout != file.read():
            yield f"the replay ended with {done.returncode}, its lines differ: {done.stderr}"


def counted(case):
    used = figures.load(case.path("stats"))["packages"]
    for key, wanted in (("source", "dpkg"), ("packages", 2), ("paths", 7), ("problem", "")):
        if used[key] != wanted:
            yield f"stats: {key} is {used[key]}, expected {wanted}"
    # one at the start, one for the upgrade, or two if that took longer than it looks
    if not 2 <= used["loads"] <= 3:
        yield f"stats: {used['loads']} loads"
    found = figures.load(case.path("status.json"))["packages"]
    if found["source"] != "dpkg" or found["paths"] != 7:
        yield f"--status: {found}"


def check(case):
    yield from opened(case)
    yield from executed(case)
    yield from absent(case, "v1", "v1")
    yield from absent(case, "off", "v2")
    yield from replayed(case)
    yield from counted(case)
    if "Threads:\t1\n" not in case.text("proc.status"):
        yield "the reader has more than one thread"
