# SPDX-License-Identifier: GPL-2.0
"""Which properties of the schema were compared with a truth from outside.

A pair "Definition.property" counts if an event had the value and the expectation
could have refused it: every counted comparison is done again with other values of
the same type, and one of them must be refused. So nothing that accepts whatever
comes can be counted, whether or not it says so. An object counts if anything in
it does. The older schema is not counted.
"""

import functools
import json
import os

from compare import Choice, Matcher, OneOf, Optional, diff, parse_time

SCHEMA = "v2"
TOP = "Event"  # the name given to what is outside of $defs
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "schema",
                    f"cws-event-{SCHEMA}.schema.json")


def _references(schema):
    """Names of the definitions that a value, or the items of a list, may be of."""
    if "$ref" in schema:
        yield schema["$ref"].removeprefix("#/$defs/")
    if "items" in schema:
        yield from _references(schema["items"])
    for key in ("oneOf", "anyOf", "allOf"):
        for one in schema.get(key, ()):
            yield from _references(one)


@functools.lru_cache(None)
def definitions():
    """Definition -> {property: (its pair, definitions its value may be of)}."""
    with open(PATH, encoding="utf-8") as file:
        schema = json.load(file)
    return {name: {key: (f"{name}.{key}", tuple(_references(value)))
                   for key, value in definition["properties"].items()}
            for name, definition in [(TOP, schema), *schema["$defs"].items()]}


class Compared:
    """The pairs of one case."""

    def __init__(self, schema=SCHEMA):
        self.pairs, self.counts = set(), schema == SCHEMA

    def add(self, expected, got):
        """Counts what a document expects of an event, or of a part of its members."""
        if self.counts and self._news(got, TOP):
            self._object([expected], got, TOP)

    def _news(self, got, definition):
        """Is there anything that is not counted yet? Seldom, and asked for every event."""
        properties = definitions()[definition]
        for key, value in got.items():
            pair, references = properties.get(key, (None, ()))
            if pair not in self.pairs and pair and value != {}:
                return True
            for name in references:
                for item in value if isinstance(value, list) else (value,):
                    if self._news(item, name):
                        return True
        return False

    def _object(self, expected, got, definition):
        """Is anything in it compared?"""
        found = False
        for key, value in got.items():
            pair, references = definitions()[definition].get(key, (None, ()))
            if pair and self._value(_member(expected, key), value, references):
                self.pairs.add(pair)
                found = True
        return found

    def _value(self, expected, got, references):
        if not references:
            return definite(expected, got)
        if isinstance(got, list):
            return any([_known(expected, list) and
                        self._value(_member(expected, i), item, references)
                        for i, item in enumerate(got)])
        return any([_known(expected, dict) and self._object(expected, got, name)
                    for name in references])


def _alternatives(expected):
    """The values, or matchers of values, that come to the same as this."""
    if isinstance(expected, Optional):
        yield from _alternatives(expected.value)
    elif isinstance(expected, (OneOf, Choice)):
        for one in expected.values if isinstance(expected, OneOf) else expected.documents:
            yield from _alternatives(one)
    else:
        yield expected


def _known(expected, kind):
    """Nothing is known of what is in an object or list that a matcher accepts as a whole."""
    return bool(expected) and all(isinstance(one, kind) for one in expected)


def _member(expected, key):
    out = []
    for one in expected:
        if isinstance(one, dict) and key in one or isinstance(one, list) and key < len(one):
            out += _alternatives(one[key])
    return out


def _others(got):
    """Values that are as good as this one, but for being others."""
    if isinstance(got, bool):
        return [not got]
    if isinstance(got, int):
        return [got + 1, got + (1 << 40)]
    if parse_time(got) is not None:
        return ["1970-01-01T00:00:00.000000001Z", "2200-01-01T00:00:00Z"]
    if isinstance(got, str):
        return ["?" + got, got + "?"]
    return [["?"], [*got, "?"]]


def definite(expected, got):
    """Is this what one of these expects, and is there what none of them would accept?"""
    if isinstance(got, dict):
        return _known(expected, dict) and any([definite(_member(expected, key), value)
                                               for key, value in got.items()])
    if any(isinstance(one, Matcher) and not one.definite for one in expected):
        return False

    def accepted(value):
        return any(not diff(one, value) for one in expected)

    return accepted(got) and not all(accepted(other) for other in _others(got))
