# SPDX-License-Identifier: GPL-2.0
"""Events of a module that hooks entries only (results=0): nobody knows how they end."""

import match

# Recorded when they have been done, all the same.
DONE = (*match.LIFE, "mount", "splice", "setxattr", "removexattr")


class Entry:
    """What must come of an expected event; a case says in file() what is known of the file."""

    def __init__(self, expected):
        self.expected = expected
        self.kind, self.pid, self.image = expected.kind, expected.pid, expected.image
        self.low, self.high, self.label = expected.low, expected.high, expected.label

    def document(self):
        document = self.expected.document()
        if self.kind in DONE:
            return document
        evt = {key: value for key, value in document["evt"].items() if key != "outcome"}
        return {**document, "evt": evt, "file": self.file(document)}

    def file(self, document):
        return document["file"]
