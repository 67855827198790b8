# SPDX-License-Identifier: GPL-2.0
"""Expected documents and what an event differs from them in.

An expected document is plain JSON data in which any value may be a matcher.
A key that is not expected is a difference, exactly like one that is missing.
"""

import re

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{0,8}[1-9]))?Z")

# Between the wall clock an actor reads and boot time plus a constant.
SLACK_NS = 1_000_000


def parse_time(text):
    """RFC 3339 in UTC without trailing zeros -> ns since the epoch, or None."""
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return None
    year, month, day, hour, minute, second = (int(x) for x in match.groups()[:6])
    # Days from civil, March-based years.
    y = year - (month <= 2)
    era_day = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    days = y * 365 + y // 4 - y // 100 + y // 400 + era_day - 719468
    fraction = int((match[7] or "").ljust(9, "0"))
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 10**9 + fraction


def rfc3339(ns):
    """ns since the epoch -> the one spelling an event may use."""
    import time

    seconds, fraction = divmod(ns, 10**9)
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    digits = f"{fraction:09d}".rstrip("0")
    return text + ("." + digits if digits else "") + "Z"


class Matcher:
    optional = False
    definite = True  # there are values that it refuses

    def __repr__(self):
        return type(self).__name__

    def problem(self, got):
        raise NotImplementedError


class Between(Matcher):
    """A time in an interval of ns."""

    def __init__(self, low, high, slack=SLACK_NS):
        self.low, self.high, self.slack = low, high, slack

    def problem(self, got):
        at = parse_time(got)
        if at is None:
            return f"no RFC 3339 UTC time: {got!r}"
        if self.low is not None and at < self.low - self.slack:
            return f"{got} is {(self.low - at) / 1e6:.3f} ms before {rfc3339(self.low)}"
        if self.high is not None and at > self.high + self.slack:
            return f"{got} is {(at - self.high) / 1e6:.3f} ms after {rfc3339(self.high)}"
        return None


class OneOf(Matcher):
    def __init__(self, *values):
        self.values = values

    def problem(self, got):
        problems = [diff(value, got) for value in self.values]
        if any(not p for p in problems):
            return None
        return f"expected one of {self.values!r}, got {got!r}"


class Check(Matcher):
    """Any value a function is content with; it returns a problem or None."""

    def __init__(self, function):
        self.function = function

    def problem(self, got):
        return self.function(got)


class Plausible(Check):
    """There, but nobody outside knows the value: it cannot be far off, and that is all."""

    definite = False


class Anything(Matcher):
    """There, and nobody looks at it."""

    definite = False

    def problem(self, got):
        return None


class Optional(Matcher):
    """May be absent, but not wrong."""

    optional = True

    def __init__(self, value):
        self.value = value

    def problem(self, got):
        found = diff(self.value, got)
        return found[0][1] if found else None


class Choice(Matcher):
    """One of several whole documents; the nearest one is reported."""

    def __init__(self, *documents):
        self.documents = documents

    def nearest(self, got):
        return min((diff(d, got) for d in self.documents), key=len)


class Late:
    """A value that later records complete."""

    def __init__(self, function):
        self.function = function

    def __call__(self):
        return self.function()


def resolve(value):
    if isinstance(value, Late):
        return value()
    if isinstance(value, dict):
        return {key: resolve(item) for key, item in value.items()}
    if isinstance(value, Choice):
        return Choice(*(resolve(document) for document in value.documents))
    return value


def _short(value, limit=200):
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + f"… ({len(text)} characters)"


def diff(expected, got, path=""):
    """[(path, problem)], empty when got is what was expected."""
    if isinstance(expected, Choice):
        return [(path + p, text) for p, text in expected.nearest(got)]
    if isinstance(expected, Matcher):
        text = expected.problem(got)
        return [(path, text)] if text else []
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return [(path, f"expected an object, got {_short(got)}")]
        found = []
        for key, value in expected.items():
            if key in got:
                found += diff(value, got[key], f"{path}.{key}")
            elif not (isinstance(value, Matcher) and value.optional):
                found.append((f"{path}.{key}", f"missing, expected {_short(value)}"
                              if not isinstance(value, Matcher) else "missing"))
        found += [(f"{path}.{key}", f"unexpected, got {_short(got[key])}")
                  for key in got if key not in expected]
        return found
    if isinstance(expected, list):
        if not isinstance(got, list):
            return [(path, f"expected a list, got {_short(got)}")]
        found = []
        if len(expected) != len(got):
            found.append((path, f"expected {len(expected)} elements, got {len(got)}: "
                                f"{_short(got)}"))
        for i, (e, g) in enumerate(zip(expected, got)):
            found += diff(e, g, f"{path}[{i}]")
        return found
    if type(expected) is not type(got) or expected != got:
        return [(path, f"expected {_short(expected)}, got {_short(got)}")]
    return []
