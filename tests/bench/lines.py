# SPDX-License-Identifier: GPL-2.0
"""The lines of a measured run: are they whole, right, and as many as were due?

A figure must not be bought with missing fields. What the bench did is the truth
(tests/vm/host); but it did it thousands of times, and nothing but the time
differs then: each form of a line is checked once, and its times one by one.
"""

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "vm", "host"))

import events  # noqa: E402
import figures  # noqa: E402
import match  # noqa: E402
import truth  # noqa: E402
from compare import SLACK_NS, diff, parse_time  # noqa: E402

DATE = re.compile(rb'"date":"([^"]*)"}\n$')
PROCESS_KINDS = ("exec", "fork", "exit")


def housekeeping(event):
    """Opens of the bench itself beside those that it measures."""
    file = event["file"]
    return "O_CLOEXEC" in file["flags"] or file["path"].startswith("/proc/")


def asked_for(file):
    return {key: file.get(key) for key in ("path", "flags")}


def unfinished(document):
    """Of an event that was recorded before anybody knew what would come of it."""
    evt = {key: value for key, value in document["evt"].items() if key != "outcome"}
    return {**document, "evt": evt}


class World(truth.World):
    """Knows also of operations that were done many times."""

    def __init__(self, records):
        self.many = []  # (what must come each time, how often)
        super().__init__(records)

    def on_opens(self, record, index):
        self.on_open(record, index)
        self.many.append((self.expected.pop(), record["count"]))


class Form:
    """Lines that differ in their date only."""

    def __init__(self, event, number, size):
        self.event, self.number, self.size, self.dates = event, number, size, []


class Phase:
    """What the reader of one phase wrote; `problems` is empty if all is well."""

    def __init__(self, directory, name, without=()):
        self.name, self.problems, self.delivered, self.due = name, [], 0, 0
        self.directory = os.path.join(directory, name)
        self.stats = figures.load(os.path.join(self.directory, "stats"))
        self.recorded = self.status()["events"]
        self.world = World(truth.load(os.path.join(self.directory, "truth")))
        self.read()
        # Of the kinds that nobody asked for there must be nothing at all.
        kinds = [kind for kind in PROCESS_KINDS if kind not in without]
        others = [form.event for form in self.forms if form.event["evt"]["name"] != "open"]
        self.problems += match.compare(self.world, others, kinds)
        self.repeated("open" in without)
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
        forms, checker = {}, events.Checker("v2")
        self.lines = self.bytes = 0
        with open(self.path("events"), "rb") as lines:
            for number, line in enumerate(lines, 1):
                date = DATE.search(line)
                if not date:
                    self.problems.append(f"line {number} does not end in a date: {line[-80:]!r}")
                    continue
                self.lines, self.bytes = number, self.bytes + len(line)
                key = line[:date.start()]
                if key not in forms:
                    event = json.loads(line.decode("utf-8", "strict"))
                    self.problems += [f"line {number}: {p}" for p in checker.problems(event)]
                    event["line"], event["at"] = number, parse_time(event["date"])
                    forms[key] = Form(event, number, len(line))
                forms[key].dates.append(date[1].decode("ascii"))
        self.forms = list(forms.values())

    def repeated(self, unwanted):
        """Opens that were done many times: their number, their times, every member."""
        forms = [form for form in self.forms if form.event["evt"]["name"] == "open"
                 and self.world.pids.get(form.event["process"]["pid"])
                 and not housekeeping(form.event)]
        if unwanted:
            self.problems += [f"line {form.number}: an open, and nobody asked for opens"
                              for form in self.forms if form.event["evt"]["name"] == "open"]
            return
        for expected, count in self.world.many:
            document, came = expected.document(), 0
            # What was refused did not come so far as to be recorded.
            if self.name == "results-off" and document["evt"]["outcome"] != "Success":
                count = 0
            file = asked_for(document["file"])
            for form in [form for form in forms if form.event["process"]["pid"] == expected.pid
                         and asked_for(form.event["file"]) == file]:
                forms.remove(form)
                came += len(form.dates)
                got = {k: v for k, v in form.event.items() if k not in match.OWN}
                if self.name == "results-off":
                    document = unfinished(document)
                self.problems += [f"line {form.number}: {expected.label()}: {path[1:]}: {problem}"
                                  for path, problem in diff(document, got)]
                outside = [date for date in form.dates if not expected.low - SLACK_NS
                           <= (parse_time(date) or 0) <= expected.high + SLACK_NS]
                if outside:
                    self.problems.append(f"{expected.label()}: {len(outside)} lines have a time "
                                         f"when it was not done, the first is {outside[0]}")
            self.due, self.delivered = self.due + count, self.delivered + came
            if came > count or came < count and self.name != "storm":
                self.problems.append(f"{expected.label()}: done {count} times, {came} lines")
        self.problems += [f"line {form.number}: an open that the bench did not make: "
                          f"{form.event['file'].get('path')}" for form in forms]

    def line_size(self):
        return self.bytes // self.lines if self.lines else 0
