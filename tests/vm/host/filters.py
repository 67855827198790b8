# SPDX-License-Identifier: GPL-2.0
"""Which of the events that must come may come: filters, judged a second time.

What a line of a filter means is written here from the manual page, and what it is
about comes from the actors (act_filter.c), never from relayd or the module.
"""

import copy
import os
import re

import figures
import match
import values
from compare import SLACK_NS, Anything, Plausible
from values import text

LINE, FILTERED, UNASKED = "line", "filtered", "not asked for"
LIFE = ("fork", "exec", "exit")
KINDS = ("path", "uid", "cgroup")
REFUSED = (1, 13)


def below(path, place):
    return path == place or path.startswith(place.rstrip("/") + "/")


class Filters:
    """The lines of one choice, and the events that it is about."""

    def __init__(self, lines, kinds, events=None):
        self.terms, self.events = [], set(events or kinds)
        users = {name: uid for uid, name in values.USERS.items()}
        for line in lines:
            verb, names, about, value = line.split(None, 3)
            names = set(kinds) if names == "all" else set(names.split(","))
            if about == "uid":
                first, _, last = value.partition("-")
                first = users.get(value, first)
                value = range(int(first), int(last or first) + 1)
            elif value != "/":
                value = value.rstrip("/")
            self.terms.append((verb == "include", names, about, value))

    def mention(self, kind):
        return any(kind in names for _, names, _, _ in self.terms)

    def passes(self, kind, paths, uids, group):
        """Does such an event come, if it is asked for? What is None is not known."""
        return all(self.passes_kind(kind, about, subjects) for about, subjects in
                   (("path", paths), ("uid", uids), ("cgroup", group and [group])))

    def passes_kind(self, kind, about, subjects):
        terms = [(include, value) for include, names, what, value in self.terms
                 if what == about and kind in names]
        if not subjects:
            return True

        def hit(subject, value):
            return subject in value if about == "uid" else below(subject, value)

        includes = [value for include, value in terms if include]
        excludes = [value for include, value in terms if not include]
        if includes and not any(hit(s, v) for s in subjects for v in includes):
            return False
        return not all(any(hit(s, v) for v in excludes) for s in subjects)


def group_of(listing):
    """The control group of /proc/PID/cgroup that filters are about; None: there is only a root."""
    unified, others = None, []
    for line in listing.splitlines():
        number, controllers, path = line.split(":", 2)
        if number == "0":
            unified = path
        elif controllers and not controllers.startswith("name="):
            others.append(path)
    if unified and unified != "/":
        return unified
    return next((path for path in others if path != "/"), None)


def paths_of(sections):
    """The paths in the sections of a line, None if one is not known."""
    file = sections.get("file", {})
    files = [file] + ([file["destination"]] if "path" in file.get("destination", {}) else [])
    if "mount" in sections:
        mount = sections["mount"]
        files = [{"path": mount.get("mountpoint.path"),
                  **({"path_resolution_error": 1} if "mountpoint.path_error" in mount else {})}]
    if any("path_resolution_error" in one or not one.get("path") for one in files):
        return None
    return [one["path"] for one in files]


def line_passes(filters, event):
    """Does a line come, as far as it tells itself who did what? Its control group it does not."""
    kind, process = event["evt"]["name"], event["process"]
    sections = event if kind not in LIFE else {"file": process.get("executable", {})}
    uids = [process["credentials"][key] for key in ("uid", "euid")] \
        if "credentials" in process else None
    return kind in filters.events and filters.passes(kind, paths_of(sections), uids, None)


class Filtered:
    """What truth.World knows about act_filter.c."""

    def on_did(self, record, index):
        kind, error = record["kind"], record["errno"]
        image = self.images[record["pid"]]
        if "uids" in record:
            image = copy.copy(image)
            image.uids, image.gids = record["uids"], record["gids"]
            image.effective, image.permitted = record["effective"], record["permitted"]
        paths = [text(path) for path in record["paths"]]
        place = "mount" if kind == "mount" else "file"
        sections = {place: Plausible(lambda got: about(got, place, paths, record["blind"]))} \
            if paths else {}
        if kind == "splice":
            sections["splice"] = Anything()
        self.expect(kind, image, sections, (record["t"], record["u"]), tids={record["tid"]},
                    outcome="Refused" if error else "Success", label=" ".join(paths))
        self.expected[-1].subject = (None if record["blind"] else paths, image.uids[:2],
                                     image.group)

    def on_turn(self, record, index):
        self.turns.append(record["t"])

    def on_choice(self, record, index):
        self.choices.append(record["u"])


def about(got, place, paths, blind):
    """Is it about these files?"""
    said = paths_of({place: got})
    if blind:
        return None if said is None and got.get("path") == paths[0] else f"not refused: {got}"
    return None if said == paths else f"expected {paths}, got {said}"


class Choices:
    """All choices of a case, and when they were in force."""

    def __init__(self, case):
        world = case.world
        self.case, self.kinds = case, tuple(world.CATEGORY)
        self.filters = []
        while os.path.exists(case.path(f"filters.{len(self.filters) + 1}")):
            number = len(self.filters) + 1
            events = re.search(r"^events: \[(.*)\]$", case.text(f"keys.{number}"), re.M)
            self.filters.append(Filters(case.text(f"filters.{number}").splitlines(), self.kinds,
                                        events and events[1].split(", ")))
        # The first one is there from the beginning, the last one until the end.
        self.begins = [0, *world.turns]
        self.ends = [*world.choices[1:], float("inf")]

    def complete(self):
        count = len(self.filters)
        return count and count == len(self.begins) == len(self.ends)

    def within(self, low, high):
        """Numbers of those that may have been in force."""
        low, high = low or 0, high or float("inf")
        return [i for i, (begin, end) in enumerate(zip(self.begins, self.ends))
                if begin < high and low <= end]

    def of(self, expected):
        """Actors that the case's shell waits for have ended before it turns to other filters."""
        high = expected.high
        if high is None and not self.case.setting("BACKGROUND", False):
            high = min((turn for turn in self.begins if turn > expected.low), default=None)
        return self.within(expected.low, high)

    def verdicts(self, expected):
        """Of each that may have been in force: LINE, FILTERED, UNASKED."""
        return {self.verdict(self.filters[i], expected) for i in self.of(expected)}

    @staticmethod
    def verdict(filters, expected):
        if expected.kind not in filters.events:
            return UNASKED
        subject, image = expected.subject, expected.image
        if not subject and expected.kind in LIFE:
            subject = [text(image.file["path"])], image.uids[:2], image.group
        if not subject and filters.mention(expected.kind):
            raise ValueError(f"{expected.label()}: nobody says what it is about")
        return LINE if not subject or filters.passes(expected.kind, *subject) else FILTERED


def check(case):
    """Problems of a case about filters: exactly what passes has come, and the rest was counted.

    BACKGROUND: an actor goes on while filters change. ALONE: no filter of a fork, an exec
    or an exit is about anybody else than actors.
    """
    choices = Choices(case)
    if not choices.complete():
        yield f"{len(choices.filters)} choices, {len(choices.begins) - 1} turns: " \
              "the case is broken"
        return
    verdicts = [(e, choices.verdicts(e)) for e in case.world.expected
                if case.world.pids.get(e.pid)]
    yield from proves(verdicts)
    yield from unwanted(case, choices)
    # Between its first hook and its last an event is seen, and where is not.
    rest = without(case.events, [e for e, found in verdicts if len(found) > 1
                                 and (LINE in found or UNASKED in found)])
    case.world.expected = [e for e, found in verdicts if found == {LINE}]
    yield from match.compare(case.world, rest)
    yield from counted(case, choices, verdicts)


def proves(verdicts):
    for verdict in (LINE, FILTERED):
        if not any(found == {verdict} for _, found in verdicts):
            yield f"no event is certainly {verdict}: the case proves nothing"


def unwanted(case, choices):
    """Lines of anybody that no choice of their time lets through."""
    for event in case.events:
        may = choices.within(event["at"], event["at"])
        if not any(line_passes(choices.filters[i], event) for i in may):
            yield f"line {event['line']}: {event['evt']['name']} of {event['process']['pid']}: " \
                  f"filtered by {[i + 1 for i in may]}"


def without(events, optional):
    """The lines but for one of each event that may have come and may not."""
    rest = list(events)
    for expected in optional:
        paths = expected.subject[0] if expected.subject else None
        for event in rest:
            if (event["process"]["pid"] == expected.pid and event["evt"]["name"] == expected.kind
                    and expected.low - SLACK_NS <= event["at"]
                    and event["at"] <= (expected.high or event["at"]) + SLACK_NS
                    and (not paths or event["file"].get("path") == paths[0])):
                rest.remove(event)
                break
    return rest


def filtered(case, number):
    """kind -> hits that the module has filtered while a choice was in force."""
    sums = []
    for name in ("begun", "settled"):
        sums.append({})
        for cpu in figures.load(case.path(f"{name}.{number}"))["cpus"]:
            for kind, counts in cpu["types"].items():
                sums[-1][kind] = sums[-1].get(kind, 0) + counts["filtered"]
    return {kind: count - sums[0][kind] for kind, count in sums[1].items()}


def counted(case, choices, verdicts):
    """The module's counters, choice by choice, and relayd's own of the whole."""
    dropped = [(e.kind, choices.of(e)) for e, found in verdicts if found == {FILTERED}]
    # While they change, an event may be judged by the new lines that is not asked for any more.
    uncertain = {(e.kind, i) for e, _ in verdicts if len(choices.of(e)) > 1
                 and any(choices.filters[i].mention(e.kind) for i in choices.of(e))
                 for i in choices.of(e)}
    for i in range(len(choices.filters)):
        counts = filtered(case, i + 1)
        for kind in sorted(set(choices.kinds) - set(LIFE)):
            if (kind, i) in uncertain:
                continue
            due = sum(1 for name, numbers in dropped if name == kind and i in numbers)
            # Others open files as well, also the reader; on some boots others rename, too.
            if counts[kind] != due if kind not in ("open", "rename") else counts[kind] < due:
                yield f"choice {i + 1}: {due} {kind} were to be filtered, " \
                      f"{counts[kind]} are counted"
    if case.setting("ALONE", False):
        ours = figures.filtered(figures.load(case.path("stats")))
        for kind in LIFE:
            due = sum(1 for name, _ in dropped if name == kind)
            if ours[kind] != due and not any(e.kind == kind and FILTERED in found
                                             and len(found) > 1 for e, found in verdicts):
                yield f"{due} lines of {kind} were to be left out, relayd counts {ours[kind]}"


