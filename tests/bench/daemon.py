#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What the daemon itself uses, from captures that a boot of the bench recorded.

    daemon.py BOOT RELAYD MANY

Instructions and allocations are those of a replay, counted by valgrind; for one
event they are the difference of two captures by the difference in their opens.
Exit status: 0 good, 1 a budget is missed, 2 the figures are not to be trusted.
"""

import os
import re
import subprocess
import sys
import tempfile

import budget
import lines

SHORT, LONG = 1000, 9000    # opens in the captures
PROCESSES = 100_000
ANCESTORS = 5

# The C library's choice for any x86-64, as in the guest: what a newer CPU copies
# with one instruction would count as one for each byte.
os.environ["GLIBC_TUNABLES"] = "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX512F,-AVX512VL,-ERMS,-AVX_Fast_Unaligned_Load"


def distrust(*problems):
    for problem in problems[:20]:
        print(f"bench: {problem}")
    print("bench: these figures are not to be trusted")
    sys.exit(2)


def run(command):
    """What it says on standard error, and its peak resident memory in bytes."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        distrust(f"{' '.join(command)} ended with {process.returncode}:", said[-2000:])
    return said, usage.ru_maxrss * 1024


def number(pattern, text):
    return int(re.search(pattern, text)[1].replace(",", ""))


def replay(relayd, capture, output, tool=(), more=()):
    if os.path.exists(output):
        os.remove(output)
    return run([*tool, relayd, "--config", "none", "--replay", capture, "--output", output, *more])


def instructions(*what):
    tool = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
    return number(r"Collected : (\d+)", replay(*what, tool)[0])


def allocations(*what):
    tool = ("valgrind", "--tool=memcheck", "--undef-value-errors=no", "--leak-check=no")
    return number(r"total heap usage: ([\d,]+) allocs", replay(*what, tool)[0])


def shape(phase):
    """Problems, if the opens are not those that the budget is about."""
    counts = {len(form.event["process"]["ancestors"]) for form in phase.forms
              if form.event["evt"]["name"] == "open" and form.count > SHORT // 2}
    if counts != {ANCESTORS}:
        yield f"{phase.name}: the opens have {counts} ancestors, not {ANCESTORS}"


def main():
    boot, relayd, many = sys.argv[1:]
    phases = {count: lines.Phase(boot, f"capture-{count}") for count in (SHORT, LONG)}
    problems = [problem for phase in phases.values() for problem in phase.problems]
    problems += [problem for phase in phases.values() for problem in shape(phase)]
    captures = {count: phase.path("capture") for count, phase in phases.items()}
    with tempfile.TemporaryDirectory(dir=os.path.dirname(boot)) as work:
        output = os.path.join(work, "lines")
        for count, phase in phases.items():
            replay(relayd, captures[count], output)
            if subprocess.run(["cmp", output, phase.path("events")], check=False).returncode:
                problems.append(f"the replay of {count} opens gives other lines than the guest's")
        if problems:
            distrust(*problems)
        executed, allocated = ((f(relayd, captures[LONG], output) - f(relayd, captures[SHORT], output))
                               / (LONG - SHORT) for f in (instructions, allocations))
        crowd = os.path.join(work, "crowd")
        run([many, captures[SHORT], str(PROCESSES), crowd])
        # Two lines for each process would be a matter of the disk.
        memory = replay(relayd, crowd, output, (), ("--events", "open"))[1] / 1e6
    size = max(phases[LONG].forms, key=lambda form: form.count).size
    table = budget.Table("daemon", "", "used", "")
    table.row(f"open: line of {size} bytes, {ANCESTORS} ancestors", "daemon-open",
              ("", f"{executed:.0f}", ""), executed)
    table.row("allocations for an open", "", ("", f"{allocated:.3f}", ""))
    table.row(f"memory, {PROCESSES} processes (MB)", "daemon-tree", ("", f"{memory:.0f}", ""), memory)
    print()
    return table.end()


if __name__ == "__main__":
    budget.exit_with(main)
