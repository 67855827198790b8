# SPDX-License-Identifier: GPL-2.0
"""The budgets, and the table that compares figures with them."""

import os
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))


class Table:
    """Prints rows; `missed` are those over their must."""

    FORM = "{:<38} {:>10} {:>9} {:>8}  {:>6} {:>6}  {}"

    def __init__(self, *columns):
        self.missed, self.limits = [], {}
        with open(os.path.join(HERE, "budgets"), encoding="ascii") as file:
            for line in file:
                words = line.split("#")[0].split()
                if words:
                    self.limits[words[0]] = words[1:]
        print(self.FORM.format(*columns, "must", "goal", "verdict"))

    def event(self, name):
        """The event that must be recorded, if there is a budget for this."""
        return self.limits[name][2] if len(self.limits.get(name, ())) > 2 else None

    def row(self, title, name, cells, value=None, base=0, note=""):
        """One line; value is compared with the budget of that name, if it has one."""
        must, goal = self.limits[name][:2] if name in self.limits else ("", "")
        text = "" if value is None or not must else self.verdict(name, value, base, must, goal)
        print(self.FORM.format(title, *cells, must, goal, " ".join((text, note))).rstrip())

    def verdict(self, name, value, base, must, goal):
        def within(limit):
            if limit[0] == ">":
                return value >= float(limit[1:].rstrip("%"))
            return value <= (base * float(limit[:-1]) / 100 if limit[-1] == "%" else float(limit))

        if not within(must):
            self.missed.append(name)
            return "MISSED"
        return "kept" if goal == "-" or not within(goal) else "goal reached"

    def end(self):
        """The exit status."""
        for name in self.missed:
            print(f"bench: the budget of {name} is missed")
        return 1 if self.missed else 0


def exit_with(main):
    """Ends the program; one that breaks has not missed a budget, it has no figures."""
    try:
        status = main()
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        status = 2
    sys.exit(status)
