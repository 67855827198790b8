# SPDX-License-Identifier: GPL-2.0
"""The lines of a run: every one is checked by itself, whatever the case is about."""

import json
import os
import re

import jsonschema

from compare import parse_time

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "schema")

TOP = """evt file selinux bpf mmap mprotect ptrace module signal splice dns network bind exit mount
anomaly_detection_syscall usr process dd container security_profile date""".split()

# Keys whose zero means something; elsewhere a zero value is left out.
ZERO = re.compile(r"(^|\.)(uid|gid|euid|egid|fsuid|fsgid|code|tid)$|destination\.mode$"
                  r"|\.mount\.(group_id|bind_src_mount_id)$")


class Checker:
    """Validates events, a repeated object once.

    Nearly all of an event is its processes, and those repeat from event to
    event; python3-jsonschema is slow. So each process object is validated once
    against its definition and the event around them without them.
    """

    def __init__(self, schema="v2"):
        path = os.path.join(SCHEMAS, f"cws-event-{schema}.schema.json")
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        cls = jsonschema.validators.validator_for(document, jsonschema.Draft202012Validator)
        self.whole = cls(document)
        self.process = cls({"$ref": "#/$defs/Process", "$defs": document["$defs"]})
        self.seen = {}

    def _cached(self, validator, kind, value):
        key = (kind, json.dumps(value, sort_keys=True))
        if key not in self.seen:
            found = [f"schema: {kind}.{'.'.join(map(str, e.path))}: {e.message[:200]}"
                     for e in validator.iter_errors(value)]
            _rules(value, kind, found)
            self.seen[key] = found
        return self.seen[key]

    def problems(self, event):
        found = []
        order = [TOP.index(key) for key in event if key in TOP]
        if order != sorted(order):
            found.append(f"keys out of order: {list(event)}")
        for key in ("evt", "usr", "dd", "date"):
            if key not in event:
                found.append(f"no {key}")
        if parse_time(event.get("date")) is None:
            found.append(f"date {event.get('date')!r} is no RFC 3339 UTC time")
        rest = {key: value for key, value in event.items() if key != "date"}
        process = event.get("process")
        if isinstance(process, dict):
            rest["process"] = {"uid": 0, "gid": 0}
            own = {k: v for k, v in process.items() if k not in ("parent", "ancestors")}
            found += self._cached(self.process, "process", own)
            ancestors = process.get("ancestors", [])
            if not isinstance(ancestors, list) or ancestors == [] and "ancestors" in process:
                found.append("ancestors is no list or an empty one")
                ancestors = []
            for ancestor in ancestors:
                found += self._cached(self.process, "ancestor", ancestor)
            if process.get("parent") != (ancestors[0] if ancestors else None):
                found.append("parent is not ancestors[0]")
            chain = [process, *ancestors]
            for younger, older in zip(chain, chain[1:]):
                if younger.get("pid") == older.get("pid"):
                    if not reduced(older) and older.get("exit_time") != younger.get("exec_time"):
                        found.append(f"image of {older.get('pid')} replaced at "
                                     f"{younger.get('exec_time')} has exit_time "
                                     f"{older.get('exit_time')}")
                elif not reduced(younger) and younger.get("ppid") != older.get("pid"):
                    found.append(f"ancestor {older.get('pid')} follows ppid {younger.get('ppid')}")
            if event["evt"].get("name") == "exit":
                if process.get("exit_time") != event["date"]:
                    found.append("an exit's exit_time is not its date")
            elif "exit_time" in process:
                found.append("exit_time of a process that lives")
        found += self._cached(self.whole, "event", rest)
        return found


def reduced(process):
    """What the kernel has made, of which nothing else is told."""
    return process.get("is_kworker") and "comm" not in process


def _rules(value, path, found):
    """What the schema cannot say: times, and no empty values."""
    if isinstance(value, dict):
        for key, item in value.items():
            here = f"{path}.{key}"
            if key.endswith("_time") or key in ("date", "created_at"):
                if parse_time(item) is None:
                    found.append(f"{here}: no RFC 3339 UTC time: {item!r}")
            elif item == "" and key in ("pipe_entry_flag", "pipe_exit_flag"):
                pass
            elif item is None or item == "" or item is False and key != "in_upper_layer":
                found.append(f"{here}: {item!r} should be left out")
            elif item == [] and not key.startswith("cap_"):
                found.append(f"{here}: an empty list should be left out")
            elif item == 0 and item is not False and not ZERO.search(here):
                found.append(f"{here}: a zero should be left out")
            _rules(item, here, found)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            _rules(item, f"{path}[{i}]", found)
    elif isinstance(value, int) and value >> 32 == 0xDEADC001:
        found.append(f"{path}: an internal number: {value:#x}")


def load(path, schema="v2"):
    """(events, problems) of a file of lines."""
    events, problems, checker = [], [], Checker(schema)
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                event = json.loads(line.decode("utf-8", "strict"))
            except ValueError as error:
                problems.append(f"line {number}: {error}: {line[:200]!r}")
                continue
            if not line.endswith(b"\n"):
                problems.append(f"line {number} has no end")
            for problem in checker.problems(event):
                problems.append(f"line {number} ({event.get('evt', {}).get('name')} of "
                                f"{event.get('process', {}).get('pid')}): {problem}")
            event["line"] = number
            event["at"] = parse_time(event.get("date")) or 0
            events.append(event)
    return events, problems
