#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Runs the VM cases on one kernel and compares what came with the truth.

    run.py --kernel BZIMAGE --release RELEASE --module KSCRIBE.KO --relayd RELAYD
           --out DIRECTORY [CASE...]

Prints one row per case and "N passed, N failed"; what the kernel cannot do is
skipped, and counts as neither. Which rows a kernel must have says the file
`rows`. What the passed cases have compared is left in the file `compared`,
for `make coverage`.
"""

import argparse
import fnmatch
import importlib.util
import json
import os
import re
import subprocess
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, "host"))

import events  # noqa: E402
import figures  # noqa: E402
import match  # noqa: E402
import truth  # noqa: E402

SHOWN = 12  # problems of one case that are printed


class Case:
    """One case: its script for the guest, its module for the host, its results."""

    def __init__(self, name, out, scale=1):
        self.name, self.directory, self.scale = name, os.path.join(out, name), scale
        self.world, self.events = None, []
        script = os.path.join(HERE, "cases", name + ".sh")
        options = ""
        if os.path.exists(script):
            with open(script, encoding="utf-8") as file:
                options = " ".join(re.findall(r"^# vm: (.*)$", file.read(), re.M))
        self.options = options
        self.host = None
        path = os.path.join(HERE, "cases", name + ".py")
        if os.path.exists(path):
            spec = importlib.util.spec_from_file_location("case_" + name.replace("-", "_"), path)
            self.host = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(self.host)

    def path(self, name):
        return os.path.join(self.directory, name)

    def text(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def setting(self, name, default):
        return getattr(self.host, name, default)

    def judge(self):
        """(state, problems): 'ok', 'FAIL' or 'absent: why'."""
        if not os.path.isdir(self.directory):
            return "FAIL", ["no results: the machine did not get to its end"]
        status = self.text("status").strip()
        if status != "0":
            return "FAIL", [f"the case ended with {status or 'nothing'}",
                            *self.text("log").strip().splitlines()[-SHOWN:]]
        if self.text("absent"):
            return "absent: " + self.text("absent").strip(), []
        schema = self.setting("SCHEMA", "v2")
        self.world = truth.World(truth.load(self.path("truth")), schema)
        if os.path.exists(self.path("events")):
            self.events, problems = events.load(self.path("events"), schema)
        else:
            problems = ["no lines at all"]
        problems += self.figures()
        problems += self.context()
        if self.setting("COMPARE", True):
            problems += match.compare(self.world, self.events)
        if hasattr(self.host, "check"):
            problems += self.host.check(self)
        if problems:
            return "FAIL", problems
        if self.world.absent:
            return "absent: " + "; ".join(sorted(set(self.world.absent))), []
        return "ok", []

    def context(self):
        """Every event has its whole process.

        But for the exit of one that was already ending when the reader began, and,
        after a reader's death, of what its successor cannot know and counts.
        """
        born, nameless = set(), set()
        for event in self.events:
            kind, process = event["evt"]["name"], event["process"]
            if kind in ("fork", "exec"):
                born.add(process["pid"])
            missing = [key for key in ("comm", "executable", "fork_time", "exec_time", "credentials")
                       if key not in process]
            if not missing or process.get("is_kworker"):
                continue
            if kind == "exit" and process["pid"] not in born:
                continue
            nameless.add(process["pid"])
            if self.setting("ONE_READER", True):
                yield f"line {event['line']}: {kind} of {process['pid']} without {missing}"
        if nameless and len(nameless) > figures.unknown(figures.load(self.path("stats"))):
            yield f"{len(nameless)} unknown processes, not all counted"

    def figures(self):
        """What holds for every reader: order, and no loss that was not counted."""
        if not os.path.exists(self.path("stats")):
            yield "the reader left no figures"
            return
        stats = figures.load(self.path("stats"))
        back = sum(1 for a, b in zip(self.events, self.events[1:]) if b["at"] < a["at"])
        if back > figures.late(stats) + self.setting("SET_BACK", 0):
            yield f"{back} lines are older than the one before, {figures.late(stats)} counted"
        if self.setting("ONE_READER", True):
            yield from figures.identity(stats)
            yield from self.lines(stats)
        if not self.setting("LOSS", False):
            yield from figures.no_loss(stats)

    def lines(self, stats):
        """As many as the reader has counted; some cases have several, one after another."""
        if sum(1 for record in self.world.records if record["op"] == "reader") != 1:
            return
        for kind, (_, parts) in figures.fates(stats).items():
            came = sum(1 for event in self.events if event["evt"]["name"] == kind)
            if came != parts[0]:
                yield f"{kind}: {parts[0]} lines are counted, {came} came"


def known_cases():
    names = []
    with open(os.path.join(HERE, "cases", "actors"), encoding="utf-8") as file:
        names += [line.split()[0] for line in file if line.strip() and line[0] != "#"]
    for entry in os.listdir(os.path.join(HERE, "cases")):
        if entry.endswith(".sh"):
            names.append(entry[:-3])
    return sorted(names)


def listed_events():
    """The events of the list that become lines."""
    with open(os.path.join(TOP, "uapi", "events.def"), encoding="ascii") as file:
        return {name for name, category in
                re.findall(r"^KS_EVENT\((\w+), \d+, \w+, (\w+)\)", file.read(), re.M)
                if category != "NONE"}


def demanded(release):
    """(case -> None, or the reason why it may be absent; options of every boot). Later lines win."""
    rows, always = {}, ""
    with open(os.path.join(HERE, "rows"), encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split(None, 3)
            if not words or not fnmatch.fnmatch(release, words[0]):
                continue
            if words[1] == "boot":
                always = " ".join(words[2:])
                continue
            rows[words[1]] = words[3].strip() if words[2:3] == ["absent"] else None
    return rows, always


def effective(options):
    """The same for options that come to the same: most CPUs, and everything else."""
    words = set(options.split())
    cpus = max((int(word[5:]) for word in words if word.startswith("cpus=")), default=1)
    words = {word for word in words if not word.startswith("cpus=")}
    return " ".join(([f"cpus={cpus}"] if cpus > 1 else []) + sorted(words))


def boot(arguments, image, out, options, names):
    """Boots once for these cases; the text of what went wrong, or ''."""
    cpus = re.search(r"cpus=(\d+)", options)
    command = [os.path.join(TOP, "scripts", "vm.sh"), "-k", arguments.kernel, "-i", image,
               "-o", out, "-c", cpus[1] if cpus else "1", "-t", str(arguments.seconds * arguments.scale)]
    storm = "storm" in options.split()
    words = [f"ks.scale={arguments.scale}",
             f"ks.case_seconds={(400 if storm else 120) * arguments.scale}"]
    if storm:
        words.append("ks.storm=1")
    command += ["-a", " ".join(words), *names]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return done.stderr or f"vm.sh ended with {done.returncode}"
    return ""


def main():
    parser = argparse.ArgumentParser(description="VM cases on one kernel")
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--release", required=True)
    parser.add_argument("--module", required=True)
    parser.add_argument("--relayd", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seconds", type=int, default=1200, help="limit of one boot")
    parser.add_argument("--scale", type=int, default=1,
                        help="how much longer those cases take that can")
    parser.add_argument("--check-only", action="store_true", help="judge earlier results again")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    arguments = parser.parse_args()

    rows, always = demanded(arguments.release)
    names = arguments.cases or sorted(set(known_cases()) & set(rows))
    groups = {}
    for name in names:
        if name not in known_cases():
            parser.error(f"there is no case {name}")
        case = Case(name, "")
        groups.setdefault(effective(f"{case.options} {always}"), []).append(name)

    image = os.path.join(arguments.out, "initramfs.cpio")
    os.makedirs(arguments.out, exist_ok=True)
    if not arguments.check_only:
        subprocess.run([os.path.join(TOP, "scripts", "initramfs.sh"), "-k", arguments.kernel,
                        "-m", arguments.module, "-r", arguments.relayd, "-o", image], check=True)

    listing = os.path.join(arguments.out, "compared")
    if os.path.exists(listing):
        os.unlink(listing)
    passed = failed = absent = 0
    results, compared = [], {}

    def row(name, state, problems):
        nonlocal passed, failed, absent
        if state == "ok" and rows.get(name):
            state, problems = "FAIL", [f"listed as absent ({rows[name]}), and here it is"]
        elif state.startswith("absent") and state[8:] != rows.get(name):
            problems = [f"{state}, which the list does not allow"]
            state = "FAIL"
        passed += state == "ok"
        absent += state.startswith("absent")
        failed += state == "FAIL"
        print(f"{arguments.release:<28} {name:<18} {state}", flush=True)
        for problem in problems[:SHOWN]:
            print("    " + problem, flush=True)
        if len(problems) > SHOWN:
            print(f"    … and {len(problems) - SHOWN} more", flush=True)
        results.append((name, state))

    for number, (options, members) in enumerate(sorted(groups.items())):
        out = os.path.join(arguments.out, f"boot{number}")
        trouble = ""
        if not arguments.check_only:
            subprocess.run(["rm", "-rf", out], check=True)
            print(f"booting for {len(members)} cases {options}", file=sys.stderr, flush=True)
            trouble = boot(arguments, image, out, options, members)
        for name in members:
            case = Case(name, out, arguments.scale)
            try:
                verdict = case.judge()
            except Exception:  # pylint: disable=broad-except # one row, not the run
                verdict = "FAIL", traceback.format_exc().splitlines()[-6:]
            row(name, *verdict)
            if results[-1][1] == "ok" and case.world:
                compared[name] = sorted(case.world.compared.pairs)
        row("kernel-log" + (f" {options}" if options else ""), "FAIL" if trouble else "ok",
            trouble.splitlines())

    with open(listing, "w", encoding="ascii") as file:
        json.dump(compared, file, indent=0)
    if not arguments.cases:
        for name in sorted(set(rows) - {name for name, _ in results}):
            row(name, "FAIL", ["the list demands this row and nothing made it"])
        for name in sorted(set(known_cases()) - set(rows)):
            row(name, "FAIL", ["the list does not know this case"])
        for event in sorted(listed_events()):
            if not any(name.split("-")[0] == event for name in rows):
                row(event, "FAIL", ["an event of the list that no case is named after"])
    print(f"{passed} passed, {failed} failed" + (f", {absent} skipped" if absent else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
