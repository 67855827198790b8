# SPDX-License-Identifier: GPL-2.0
"""What an attacker printed, against what should have come of it."""

# uapi/netlink.h
COMMANDS = {1: "STATUS", 2: "COUNTERS", 3: "ATTACH", 4: "CALIBRATE", 5: "ENABLE", 6: "FILTER",
            7: "STATE", 8: "READ", 9: "ARM", 10: "DETACH"}
BEYOND = (0, 11, 12, 255)   # no commands of a reader


def _rows(case, name):
    return [line.split() for line in case.text(name).splitlines()]


def requests(case, name, expected):
    """Problems of a file of answers. expected: persona -> what it gets, or (default, {command: it})."""
    came = {(who, int(number)): result for who, number, result in _rows(case, name)}
    for who, wanted in expected.items():
        default, others = wanted if isinstance(wanted, tuple) else (wanted, {})
        for number, command in COMMANDS.items():
            result, right = came.pop((who, number), "nothing"), others.get(command, default)
            if result != right:
                yield f"{who}: {command}: expected {right}, got {result}"
        for number in BEYOND:
            # Whether there is such a command may be asked before who asks.
            result = came.pop((who, number), "nothing")
            if result not in ("EOPNOTSUPP", default):
                yield f"{who}: command {number}: got {result}"
    for who, number in came:
        yield f"nobody expected {who} to send command {number}"


def sent(case, name, taken=None):
    """Problems of a file of floods or forgeries: each was made; `taken`: and the kernel took it."""
    rows = _rows(case, name)
    if not rows:
        yield f"no attack in {name}"
    for who, what, tried, accepted, error in rows:
        if not int(tried):
            yield f"{who}: {what} was not even tried"
        if taken is False and (int(accepted) or error != "EPERM"):
            yield f"{who}: {what}: {accepted} of {tried} were taken, the last error is {error}"


def says(case, name, code, *words):
    """Problems of one start of relayd: its exit status and its one line."""
    got = case.text(name + ".code").strip()
    if got != str(code):
        yield f"{name}: expected exit status {code}, got {got}"
    lines = case.text(name + ".err").strip().splitlines()
    if len(lines) != 1 or not lines[0].startswith("relayd: "):
        yield f"{name}: expected one line, got {lines}"
    for word in words:
        if word not in "".join(lines):
            yield f"{name}: {word!r} is not in {lines}"
