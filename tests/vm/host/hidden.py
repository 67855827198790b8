# SPDX-License-Identifier: GPL-2.0
"""Processes whose arguments and environment cannot be read: all but that must come."""

WAYS = ("unmapped", "forbidden", "shortened", "trapped")


def problems(case, told=False):
    """`told`: that arguments are missing must be said where they are."""
    pids = dict(line.split() for line in case.text("hidden").splitlines())
    for name in WAYS:
        opens = [e for e in case.events if str(e["process"]["pid"]) == pids.get(name)
                 and e["evt"]["name"] == "open" and e["file"].get("path") == "/etc/passwd"]
        if len(opens) != 1:
            yield f"{name}: expected one open, got {len(opens)}"
            continue
        process = opens[0]["process"]
        if process.get("executable", {}).get("path") != "/vm/actor":
            yield f"{name}: the executable is {process.get('executable')}"
        if process.get("comm") != name:
            yield f"{name}: comm is {process.get('comm')!r}"
        if told and process.get("argv0") != "actor" and not process.get("args_truncated"):
            yield f"{name}: no arguments, and nothing that says so"
