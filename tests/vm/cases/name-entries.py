# SPDX-License-Identifier: GPL-2.0
import match
import names
import values

COMPARE = False


class Entry:
    """What must come of an event where only the place in between is hooked."""

    def __init__(self, expected):
        self.expected = expected
        self.kind, self.pid, self.image = expected.kind, expected.pid, expected.image
        self.low, self.high, self.label = expected.low, expected.high, expected.label

    def document(self):
        document = self.expected.document()
        if self.kind in match.DONE:
            return document
        evt = {key: value for key, value in document["evt"].items() if key != "outcome"}
        document = {**document, "evt": evt}
        if self.expected.record:
            document["file"] = self.file(document)
        return document

    def file(self, document):
        """There is no new file yet: only its place, and whose it is to be."""
        file, = document["file"].documents
        if self.kind == "mkdir":
            own = document["process"]["credentials"]
            return {**names.place(file), **names.nobody(), "destination": {
                "mode": file["destination"]["mode"],
                **values.owner(own["fsuid"], own["fsgid"])}}
        if self.kind in ("link", "rename") and self.expected.record.get("note") != "same":
            return {**file, "destination": {**names.place(file["destination"]),
                                            **names.owned(file)}}
        return file


def seen(expected):
    """What is refused on the way never comes so far; and opens are not the point here."""
    return expected.kind != "open" and "requested" not in (expected.record or ())


def check(case):
    case.world.expected = [Entry(e) for e in case.world.expected if seen(e)]
    for kind in names.KINDS:
        due = [e for e in case.world.expected if e.kind == kind and e.expected.record]
        if len(due) < 5:
            yield f"only {len(due)} of {kind} are expected"
    yield from match.compare(case.world, [e for e in case.events if e["evt"]["name"] != "open"])
