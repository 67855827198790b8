# SPDX-License-Identifier: GPL-2.0
"""Lines that are replayed are those that were printed, byte for byte."""

import json
import os
import random
import subprocess
import tempfile

import events as lines
import figures
import filters
import match
import truth

LOSS = True
ONE_READER = False
EXIT_OUTPUT, EXIT_CAPTURE = 7, 10
CUTS = 20
HERE = os.path.dirname(os.path.abspath(__file__))
RELAYD = os.path.join(HERE, "..", "..", "..", "relayd", "relayd")


def load(path):
    with open(path, "rb") as file:
        return file.read()


def replay(path, *options):
    """(exit status, lines, messages), as an ordinary user of the host."""
    command = [RELAYD, "--replay", path, *options]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--clear-groups", *command]
        os.chmod(path, 0o644)
    done = subprocess.run(command, capture_output=True, check=False, cwd="/")
    return done.returncode, done.stdout, done.stderr.decode()


def same(case, name):
    """The guest's replay, the host's, and the figures of both."""
    printed = load(case.path(name + ".events"))
    if len(printed.splitlines()) < 50:
        yield f"{name}: only {len(printed.splitlines())} lines: this proves nothing"
    if load(case.path(name + ".replayed")) != printed:
        yield f"{name}: the guest's replay differs"
    if case.text(name + ".uid").strip() != "65534":
        yield f"{name}: the guest's replay was not nobody's: {case.text(name + '.uid')}"
    status, replayed, messages = replay(case.path(name + ".capture"))
    if status or replayed != printed:
        yield f"{name}: the host's replay ended with {status} {messages}, lines " \
              f"{'the same' if replayed == printed else 'differ'}"
    live, again = (figures.load(case.path(name + suffix)) for suffix in (".figures", ".stats"))
    for key in ("lines", "late", "after_stop", "types", "cpus"):
        if live[key] != again[key]:
            yield f"{name}: {key} of the reader {live[key]}, of its replay {again[key]}"


def loss(case):
    if not sum(figures.lost(figures.load(case.path("loss.figures"))).values()):
        yield "nothing was lost: that part proves nothing"


def owners(case):
    """The database was changed under the reader, and the replay needs none."""
    for name in ("plain", "redacted"):
        found, problems = lines.load(case.path(name + ".events"))
        yield from problems
        seen = [e["file"].get("user") for e in found
                if e.get("file", {}).get("path") == "/tmp/owned"
                and e["file"].get("flags") == ["O_RDONLY"]]
        if seen != [None, "novice", "expert", None]:
            yield f"{name}: the owner of /tmp/owned was called {seen}"


def secrets(case):
    for name in ("plain", "redacted"):
        raw = load(case.path(name + ".capture"))
        for kind in ("equals", "word", "inside", "walk"):
            secret = f"{kind}-{name}".encode()
            if (secret in raw) != (name == "plain"):
                yield f"{name}: {secret} is {'not ' if name == 'plain' else ''}in the file"
            if secret in load(case.path(name + ".events")):
                yield f"{name}: {secret} is in a line"


def older_schema(case):
    """The same capture in the older schema: valid, and what the actors saw."""
    joined = []
    with tempfile.TemporaryDirectory() as directory:
        for name in ("plain", "redacted"):
            status, replayed, messages = replay(case.path(name + ".capture"), "--schema", "v1")
            if status:
                yield f"{name}: --schema v1 ended with {status}: {messages}"
            with open(os.path.join(directory, name), "wb") as file:
                file.write(replayed)
            found, problems = lines.load(file.name, "v1")
            yield from problems
            joined += found
    if any("interpreter" in e["process"] for e in joined):
        yield "--schema v1 has v2's fields"
    yield from match.compare(truth.World(truth.load(case.path("truth")), "v1"), joined)


def one_event(case):
    printed = load(case.path("plain.events")).splitlines()
    wanted = [line for line in printed if b'"evt":{"name":"exec"' in line]
    status, replayed, messages = replay(case.path("plain.capture"), "--events", "exec")
    if status or replayed.splitlines() != wanted:
        yield f"--events exec: status {status}, {len(wanted)} lines wanted, " \
              f"{len(replayed.splitlines())} came {messages}"


FILTERS = (
    ["exclude all path /vm"],
    ["include open,exit path /etc", "exclude fork uid 0"],
    ["exclude exec,exit path /bin/busybox", "include open path /", "exclude open path /proc",
     "exclude open path /tmp/owned", "exclude all uid 5-10"],
)


def some_lines(case):
    """A replay stands for the module: it judges all events, each by what its line shows."""
    printed = load(case.path("plain.events")).splitlines()
    for terms in FILTERS:
        judge = filters.Filters(terms, case.world.CATEGORY)
        wanted = [line for line in printed if filters.line_passes(judge, json.loads(line))]
        options = [word for term in terms for word in ("--filters", term)]
        status, replayed, messages = replay(case.path("plain.capture"), *options)
        if status or replayed.splitlines() != wanted or messages:
            yield f"{terms}: status {status}, {len(wanted)} lines wanted, " \
                  f"{len(replayed.splitlines())} came {messages}"
        if not 0 < len(wanted) < len(printed):
            yield f"{terms}: {len(wanted)} lines of {len(printed)}: this proves nothing"


def cut(case):
    """A recorder that was killed: whole lines, the first ones, and it is said."""
    whole, printed = load(case.path("plain.capture")), load(case.path("plain.events"))
    part = case.path("cut.capture")
    partly = 0
    for _ in range(CUTS):
        length = random.randrange(1, len(whole))
        with open(part, "wb") as file:
            file.write(whole[:length])
        status, replayed, messages = replay(part)
        good = printed.startswith(replayed) and (not replayed or replayed.endswith(b"\n"))
        partly += 0 < len(replayed) < len(printed)
        if status != EXIT_CAPTURE or not good or f"{part}: byte " not in messages:
            yield f"cut to {length} bytes: status {status}, {len(replayed)} bytes of lines " \
                  f"{'which are' if good else 'NOT'} the first ones: {messages}"
    os.unlink(part)
    if not partly:
        yield f"{CUTS} cuts gave no part of the lines: this proves nothing"


def check(case):
    for name in ("loss", "plain", "redacted"):
        yield from same(case, name)
    yield from loss(case)
    yield from figures.no_loss(figures.load(case.path("stats")))
    yield from owners(case)
    yield from secrets(case)
    yield from older_schema(case)
    yield from one_event(case)
    yield from some_lines(case)
    yield from cut(case)
    if (case.text("over.exit").strip() != str(EXIT_OUTPUT)
            or "there already" not in case.text("over.log")):
        yield f"over a capture that exists: {case.text('over.exit')} {case.text('over.log')}"
