# SPDX-License-Identifier: GPL-2.0
"""Pairs the events that must come with those that came."""

from collections import defaultdict

from compare import SLACK_NS, diff

OWN = ("line", "at")  # what events.load() added
ACTOR = "/vm/actor"
LIFE = ("exec", "fork", "exit")


def compare(world, events, kinds=None):
    """Problems of a case: missing, unexpected and differing events."""
    problems, kinds = [], kinds or tuple(world.CATEGORY)
    came = defaultdict(list)
    for event in events:
        pid = event.get("process", {}).get("pid")
        if pid in world.pids and world.pids[pid]:
            came[pid, event["evt"]["name"]].append(event)
    due = defaultdict(list)
    for expected in world.expected:
        if expected.kind in kinds and world.pids.get(expected.pid):
            due[expected.pid, expected.kind].append(expected)

    for key in sorted(set(came) | set(due)):
        pid, kind = key
        if kind not in kinds:
            problems.append(f"unexpected {kind} of {pid}")
            continue
        rest = sorted(came[key], key=lambda e: e["at"])
        if kind not in LIFE and kind != "open":
            rest = [e for e in rest if not foreign(e, due[key])]
        for expected, event in pair(due[key], rest, kind):
            if event is None:
                problems.append(f"{expected.label()}: no event")
                continue
            got = {k: v for k, v in event.items() if k not in OWN}
            document = expected.document()
            world.compared.add(document, got)
            for path, problem in diff(document, got):
                problems.append(f"{expected.label()}, line {event['line']}: {path[1:]}: {problem}")
        for event in rest:
            if kind == "open" and housekeeping(event):
                continue
            what = event.get("file", {}).get("path")
            problems.append(f"line {event['line']}: unexpected {kind} of {pid}: {what!r} "
                            f"{event.get('file', {}).get('flags', '')}")
    return problems


def pair(due, rest, kind):
    """[(expected, event or None)]; takes the events out of rest.

    A process does what it was told to in the order it was told, and all that an
    actor does is known. But its opens come between those nobody asked for, so time
    must agree, and those that are about the right file are paired before the
    others. Where one is missing or too many, that shows best which one.
    """
    if kind in LIFE or (kind != "open" and len(due) == len(rest)):
        return [(expected, rest.pop(0) if rest else None) for expected in due]
    pairs = {}
    for exact in (True, False):
        for i, expected in enumerate(due):
            near = [e for e in rest if expected.low - SLACK_NS <= e["at"] <= expected.high + SLACK_NS]
            document = sections(expected.document())
            near = sorted((len(diff(document, sections(e))), e["at"], n)
                          for n, e in enumerate(near)), near
            if i not in pairs and near[0] and (not exact or not near[0][0][0]):
                pairs[i] = near[1][near[0][0][2]]
                rest.remove(pairs[i])
    return [(expected, pairs.get(i)) for i, expected in enumerate(due)]


def sections(document):
    """What an event is about."""
    return {key: value for key, value in document.items()
            if key in ("file", "mount", "splice")}


def program(event):
    return event.get("process", {}).get("executable", {}).get("path", "")


def foreign(event, due):
    """Done by a program that is no actor, in a process that may have been one: nothing is known."""
    return program(event) not in {ACTOR, *(e.image.file["path"] for e in due if e.image.file)}


def housekeeping(event):
    """Opens of an actor beside its task carry O_CLOEXEC; of other programs nothing is known."""
    file = event.get("file", {})
    return ("O_CLOEXEC" in file.get("flags", ()) or file.get("path", "").startswith("/proc/")
            or program(event) != ACTOR)
