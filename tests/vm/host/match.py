# SPDX-License-Identifier: GPL-2.0
"""Pairs the events that must come with those that came."""

from collections import defaultdict

from compare import SLACK_NS, diff

OWN = ("line", "at")  # what events.load() added


def compare(world, events, kinds=("exec", "fork", "exit", "open")):
    """Problems of a case: missing, unexpected and differing events."""
    problems = []
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
        for expected, event in pair(due[key], rest, kind):
            if event is None:
                problems.append(f"{expected.label()}: no event")
                continue
            got = {k: v for k, v in event.items() if k not in OWN}
            for path, problem in diff(expected.document(), got):
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

    A process forks, execs and exits in the order it was told to. Its opens come
    between those nobody asked for, so time must agree, and those that are about
    the right file are paired before the others.
    """
    if kind != "open":
        return [(expected, rest.pop(0) if rest else None) for expected in due]
    pairs = {}
    for exact in (True, False):
        for i, expected in enumerate(due):
            near = [e for e in rest if expected.low - SLACK_NS <= e["at"] <= expected.high + SLACK_NS]
            document = expected.document()["file"]
            near = sorted((len(diff(document, e.get("file", {}))), e["at"], n)
                          for n, e in enumerate(near)), near
            if i not in pairs and near[0] and (not exact or not near[0][0][0]):
                pairs[i] = near[1][near[0][0][2]]
                rest.remove(pairs[i])
    return [(expected, pairs.get(i)) for i, expected in enumerate(due)]


def housekeeping(event):
    """Opens of an actor beside its task carry O_CLOEXEC; of other programs nothing is known."""
    file = event.get("file", {})
    executable = event.get("process", {}).get("executable", {}).get("path", "")
    return ("O_CLOEXEC" in file.get("flags", ()) or file.get("path", "").startswith("/proc/")
            or executable != "/vm/actor")
