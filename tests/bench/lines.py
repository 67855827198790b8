# SPDX-License-Identifier: GPL-2.0
"""The lines of a measured run: are they whole, right, and as many as were due?

A figure must not be bought with missing fields. What the bench did is the truth
(tests/vm/host); but it did it thousands of times, and nothing differs then but
the time and the file. Each form of a line is checked once; its times and the
members of its file are, one by one.
"""

import json
import os
import re
import sys
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "vm", "host"))

import events  # noqa: E402
import figures  # noqa: E402
import match  # noqa: E402
import names  # noqa: E402
import truth  # noqa: E402
from compare import Between, diff, parse_time  # noqa: E402

PROCESS_KINDS = ("exec", "fork", "exit")
REPEATED = ("open", "chmod", "rename", "mkdir", "rmdir", "unlink")
STATE = ("ino", "mode", "uid", "gid", "mtime", "ctime")

DATE = re.compile(rb'"date":"([^"]*)"}\n$')
# A quote within a string has a backslash: this is the section and no text.
FILE = re.compile(rb'{"evt":{"name":"(?:%s)"[^{}]*},"file":({.*?}),"usr":{'
                  % "|".join(REPEATED).encode())
# Which file it is, and not what is told of it.
WHICH = re.compile(rb'"(path|name|inode|modification_time|change_time)":("[^"\\]*"|[0-9]+)')


def housekeeping(event):
    """Opens of the bench itself beside those that it measures."""
    file = event.get("file", {})
    return event["evt"]["name"] == "open" and (
        "O_CLOEXEC" in file.get("flags", ()) or file.get("path", "").startswith("/proc/"))


def without(document, *keys):
    return {key: value for key, value in document.items() if key not in keys}


class World(truth.World):
    """Knows also of operations that were done many times."""

    def __init__(self, records, results=True):
        self.results = results
        self.many = []          # what must come, in its order
        self.files = {}         # path -> what is there
        self.directory = None
        super().__init__(records)

    def expect(self, kind, image, sections, interval, **more):
        super().expect(kind, image, sections, interval, **more)
        expected = self.expected[-1]
        expected.image, expected.file = image, sections.get("file")
        expected.outcome = more.get("outcome")

    def repeated(self, count=1):
        """The last one is to come so often."""
        expected = self.expected.pop()
        if not self.results:
            # What was refused did not come so far as to be recorded.
            count = count if expected.outcome == "Success" else 0
            expected.file = unfinished(expected)
            expected.outcome = None
        self.many += [expected] * count

    def on_opens(self, record, index):
        self.on_open(record, index)
        self.repeated(record["count"])

    def on_directory(self, record, index):
        """Where the files are that operations are done on."""
        self.directory = record["file"]

    def on_done(self, record, index):
        """A call, and the file after it."""
        path, before = record["path"], self.files.pop(record["path"], None)
        did = {**without(record, *STATE), "mode": record["asked"], "before": before,
               "begin": record["t"], "by": "", "flags": 0, "errno": 0}
        if "ino" in record:
            at = record.get("to", path)
            state = {key: record[key] for key in STATE}
            self.files[at] = did["after"] = {**self.directory, **state, "path": at}
        if record["call"] in names.KINDS:
            self.on_name(did, index)
        elif record["call"] == "chmod":
            self.on_attribute({**did, "kind": "chmod", "request": path, "file": before,
                               "from": record["t"], "async": 0}, index)
        else:
            return  # it was only looked at
        self.repeated()


def unfinished(expected):
    """The file, where it is recorded before anybody knows what will come of it."""
    return names.unfinished(expected.kind, expected.file, expected.image.uids[3],
                            expected.image.gids[3])


class Form:
    """Lines that differ in their date and in which file they are about only."""

    def __init__(self, event, number, size):
        self.event, self.number, self.size, self.count = event, number, size, 0


class Line:
    """One of them; file is the text of that section."""

    def __init__(self, number, form, file, date):
        self.number, self.form, self.file, self.date = number, form, file, date


class Phase:
    """What the reader of one phase wrote; `problems` is empty if all is well."""

    def __init__(self, directory, name, unwanted=()):
        self.name, self.problems, self.delivered, self.due = name, [], 0, 0
        self.directory = os.path.join(directory, name)
        self.stats = figures.load(os.path.join(self.directory, "stats"))
        self.recorded = self.status()["events"]
        self.world = World(truth.load(os.path.join(self.directory, "truth")),
                           name != "results-off")
        self.checker, self.files = events.Checker("v2"), {}
        self.read()
        others = [form.event for form in self.forms if form.event["evt"]["name"] not in REPEATED]
        self.problems += match.compare(self.world, others, PROCESS_KINDS)
        self.repeated(unwanted)
        self.account()
        if figures.late(self.stats):
            self.problems.append(f"{figures.late(self.stats)} lines came late")
        if self.due == self.delivered:
            self.problems += figures.no_loss(self.stats)
        self.problems = [f"{name}: {problem}" for problem in self.problems]

    def path(self, name):
        return os.path.join(self.directory, name)

    def text(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read().strip()

    def status(self):
        with open(self.path("status.json"), encoding="utf-8") as file:
            return json.load(file)

    def account(self):
        """Every number between the first and the last is a record or a loss."""
        for cpu, count in figures.seen(self.stats).items():
            sum_ = figures.delivered(self.stats)[cpu] + figures.lost(self.stats)[cpu]
            if count != sum_:
                self.problems.append(f"cpu {cpu}: {count} records produced, {sum_} delivered or "
                                     "known to be lost")

    def read(self):
        forms, self.repetitions = {}, []
        self.lines = self.bytes = 0
        with open(self.path("events"), "rb") as lines:
            for number, line in enumerate(lines, 1):
                date = DATE.search(line)
                if not date:
                    self.problems.append(f"line {number} does not end in a date: {line[-80:]!r}")
                    continue
                self.lines, self.bytes = number, self.bytes + len(line)
                file = FILE.match(line)
                key = line[:date.start()] if not file else b"".join(
                    (line[:file.start(1)], WHICH.sub(rb'"\1"', file[1]),
                     line[file.end(1):date.start()]))
                if key not in forms:
                    event = json.loads(line.decode("utf-8", "strict"))
                    self.problems += [f"line {number}: {p}" for p in self.checker.problems(event)]
                    event["line"], event["at"] = number, parse_time(event["date"])
                    forms[key] = Form(event, number, len(line))
                forms[key].count += 1
                if forms[key].event["evt"]["name"] in REPEATED:
                    self.repetitions.append(Line(number, forms[key], file and file[1],
                                                 date[1].decode("ascii")))
        self.forms = list(forms.values())

    def file(self, line):
        """The section of that name."""
        if line.file not in self.files:
            self.files[line.file] = json.loads(line.file.decode("utf-8", "strict"))
        return self.files[line.file]

    def repeated(self, unwanted):
        """Of what was done many times: the lines, each of them."""
        came, due, beside = defaultdict(list), defaultdict(list), {}
        for line in self.repetitions:
            kind, pid = line.form.event["evt"]["name"], line.form.event["process"]["pid"]
            if kind in unwanted:
                self.problems.append(f"line {line.number}: {kind}, and nobody asked for it")
            elif self.world.pids.get(pid) and not housekeeping({**line.form.event,
                                                                "file": self.file(line)}):
                came[pid, kind].append(line)
            else:
                beside.setdefault((line.form, line.file), line)
        for expected in self.world.many:
            if expected.kind not in unwanted:
                due[expected.pid, expected.kind].append(expected)
        for pid, kind in sorted(set(came) | set(due)):
            self.compare(f"{kind} of {pid}", due[pid, kind], came[pid, kind])
        # Nothing is known of these, except what a line must look like.
        for line in beside.values():
            event = {**without(line.form.event, *match.OWN), "file": self.file(line),
                     "date": line.date}
            self.problems += [f"line {line.number}: {p}" for p in self.checker.problems(event)]

    def compare(self, what, due, came):
        """What a process did is told in the order in which it did it."""
        self.due, self.delivered = self.due + len(due), self.delivered + len(came)
        if len(came) > len(due) or len(came) < len(due) and self.name != "storm":
            self.problems.append(f"{what}: done {len(due)} times, {len(came)} lines")
        known = set()
        for expected, line in zip(due, came):
            found = diff(Between(expected.low, expected.high), line.date, ".date")
            # The same file again, and the same form.
            for key, check in (((id(expected.file), line.file), self.differs_in_file),
                               ((expected.image, expected.outcome, line.form), self.differs)):
                if key not in known:
                    known.add(key)
                    found += check(expected, line)
            self.problems += [f"line {line.number}: {expected.label()}: {path[1:]}: {problem}"
                              for path, problem in found]
        self.problems += [f"line {line.number}: {what} that the bench did not do: "
                          f"{self.file(line).get('path')}" for line in came[len(due):]]

    def differs_in_file(self, expected, line):
        return diff(expected.file, self.file(line), ".file")

    def differs(self, expected, line):
        """All that is neither the file nor the date."""
        document = without(expected.document(), "file", "date")
        if not expected.outcome:
            document["evt"] = without(document["evt"], "outcome")
        return diff(document, without(line.form.event, "file", "date", *match.OWN))

    def line_size(self):
        return self.bytes // self.lines if self.lines else 0
