#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The table of a bench, and whether it keeps within the budgets.

    report.py BOOT...

A BOOT is what one boot left: the directory, and beside it DIRECTORY.counts.
Exit status: 0 good, 1 a budget is missed, 2 the figures are not to be trusted.
"""

import os
import statistics
import sys

import budget
import lines
import windows

# Between the two baselines of one boot, in instructions.
DRIFT = 0.005

ROWS = (
    # title, its budget, operation, phase
    ("getpid", "getpid", "getpid", "all"),
    ("stat", "stat", "stat", "all"),
    ("open+close", "open+close", "open+close", "all"),
    ("open+close, results=0", "open+close,results=0", "open+close", "results-off"),
    ("open, refused (EACCES)", "", "open-refused", "all"),
    ("open, refused, results=0", "", "open-refused", "results-off"),
    ("unlink", "unlink", "unlink", "all"),
    ("unlink, results=0", "", "unlink", "results-off"),
    ("rename", "", "rename", "all"),
    ("rename, results=0", "", "rename", "results-off"),
    ("mkdir+rmdir", "", "mkdir+rmdir", "all"),
    ("mkdir+rmdir, results=0", "", "mkdir+rmdir", "results-off"),
    ("chmod", "", "chmod", "all"),
    ("chmod, results=0", "", "chmod", "results-off"),
    ("fork+exec+exit", "fork+exec+exit", "fork+exec+exit", "all"),
    ("getpid, --events exec,fork,exit", "getpid", "getpid", "fewer"),
    ("open+close, --events exec,fork,exit", "", "open+close", "fewer"),
    ("unlink, --events exec,fork,exit", "", "unlink", "fewer"),
    ("rename, --events exec,fork,exit", "", "rename", "fewer"),
    ("mkdir+rmdir, --events exec,fork,exit", "", "mkdir+rmdir", "fewer"),
    ("chmod, --events exec,fork,exit", "", "chmod", "fewer"),
    ("fork+exec+exit, --events exec,fork,exit", "", "fork+exec+exit", "fewer"),
    ("open+close, excluded by user", "", "open+close", "out-user"),
    ("unlink, excluded by user", "", "unlink", "out-user"),
    ("chmod, excluded by user", "", "chmod", "out-user"),
    ("open+close, excluded by path", "", "open+close", "out-path"),
    ("unlink, excluded by path", "", "unlink", "out-path"),
    ("chmod, excluded by path", "", "chmod", "out-path"),
)

# Where what is done many times must not come.
SILENT = ("fewer", "out-user", "out-path")


class Boot:
    def __init__(self, directory):
        self.directory = directory
        self.phases = windows.load(directory)
        self.problems = windows.load_counts(os.path.dirname(directory) + ".counts", self.phases)
        self.lines = {}
        for phase in sorted(os.listdir(directory)):
            if os.path.exists(os.path.join(directory, phase, "events")):
                unwanted = lines.REPEATED if phase in SILENT else ()
                self.lines[phase] = lines.Phase(directory, phase, unwanted)
                self.problems += self.lines[phase].problems
        for name, op in self.phases["before"].items():
            after = self.phases["after"][name]
            drift = abs(after.median() - op.median())
            if drift > max(1, DRIFT * op.median()):
                self.problems.append(f"{name}: {op.median():.1f} instructions before the module "
                                     f"was loaded and {after.median():.1f} after it was unloaded")

    def baseline(self, name):
        return (self.phases["before"][name].median() + self.phases["after"][name].median()) / 2

    def window_count(self):
        return len(self.phases["all"]["open+close"].windows)

    def added(self, name, phase):
        return self.phases[phase][name].median() - self.baseline(name)


def print_operations(boots, table):
    first = boots[0]
    recorded = first.lines["all"].recorded
    for title, budget_name, name, phase in ROWS:
        if phase not in first.phases or name not in first.phases[phase]:
            continue
        base = statistics.median(boot.baseline(name) for boot in boots)
        values = [boot.added(name, phase) for boot in boots]
        value = round(statistics.median(values))
        notes, judged = [], value
        event = table.event(budget_name)
        if event and event not in recorded:
            judged = None
            notes.append(f"not recorded yet: there is no event {event}")
        if len(boots) > 1:
            notes.append(f"({min(values):+.0f} to {max(values):+.0f})")
        table.row(title, budget_name, (f"{base:.0f}", f"{value:+}", f"{value / base:+.2%}"),
                  judged, base, " ".join(notes))


def print_storm(boots, table):
    worst = min((boot.lines["storm"] for boot in boots), key=lambda storm: storm.delivered)
    share = 100 * worst.delivered / worst.due
    table.row("storm: opens, and lines of them", "storm",
              (worst.due, worst.delivered, f"{share:.1f}%"), share)
    with open(worst.path("used"), encoding="ascii") as file:
        used = int(file.read()) // worst.lines
    table.row("storm: daemon for a line, all it does", "", ("", used, ""))


def print_conditions(boot):
    for phase, done in boot.lines.items():
        print(f"{phase}: {done.lines} lines of {done.line_size()} bytes on average, all checked; "
              f"{done.delivered} of {done.due} operations on files; "
              f"the daemon's memory: {done.text('memory')}\n    {done.text('reader.txt')}")
    print("\n" + boot.lines["all"].text("status.txt") + "\n")


def main():
    boots = [Boot(directory) for directory in sys.argv[1:]]
    table = budget.Table("operation", "without", "added", "")
    print_operations(boots, table)
    print_storm(boots, table)
    print(f"\nInstructions for each operation: the median of {boots[0].window_count()} windows"
          + (f", and of {len(boots)} boots" if len(boots) > 1 else "") + ".")
    print_conditions(boots[0])

    problems = [problem for boot in boots for problem in boot.problems]
    for problem in problems[:20]:
        print(f"bench: {problem}")
    if len(problems) > 20:
        print(f"bench: … and {len(problems) - 20} more")
    if problems:
        print("bench: these figures are not to be trusted")
        return 2
    return table.end()


if __name__ == "__main__":
    budget.exit_with(main)
