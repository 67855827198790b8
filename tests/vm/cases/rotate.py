# SPDX-License-Identifier: GPL-2.0
"""No line is lost, doubled or cut, and no file is larger than it may be."""

import glob
import os

import match

COMPARE = False
LIMIT = 64 * 1024


def pieces(case):
    """The rotated files, oldest first."""
    paths = glob.glob(case.path("events.*"))
    return sorted(paths, key=lambda path: -int(path.rsplit(".", 1)[1]))


def check(case):
    whole = b""
    for path in pieces(case):
        with open(path, "rb") as file:
            content = file.read()
        whole += content
        name = os.path.basename(path)
        if len(content) > LIMIT and content.count(b"\n") > 1:
            yield f"{name} has {len(content)} bytes"
        if content[-1:] != b"\n":
            yield f"{name} does not end with a line"
    if len(pieces(case)) < 20:
        yield f"{len(pieces(case))} files: the case proves nothing"
    if len(whole) != os.path.getsize(case.path("events")):
        yield "there is a gap in the names of the files"
    lines = whole.splitlines()
    if len(set(lines)) != len(lines):
        yield f"{len(lines) - len(set(lines))} lines came twice"

    stormy = {(storm["pid"], storm["path"]): storm["opens"] for storm in case.world.storms}
    rest = []
    for event in case.events:
        key = event["process"]["pid"], event.get("file", {}).get("path")
        if event["evt"]["name"] == "open" and key in stormy:
            stormy[key] -= 1
        else:
            rest.append(event)
    for (pid, path), left in stormy.items():
        if left:
            yield f"{left} opens of {path} by {pid} are missing"
    if len(stormy) != 2:
        yield f"{len(stormy)} storms"
    yield from match.compare(case.world, rest)

    if "cannot rotate" in case.text("relayd.log"):
        yield case.text("relayd.log")
    if case.text("closed.exit").strip() != "7":
        yield f"standard output closed: exit {case.text('closed.exit').strip()}, expected 7"
    if len(case.text("closed.err").splitlines()) != 1:
        yield f"standard output closed: {case.text('closed.err')!r}"
