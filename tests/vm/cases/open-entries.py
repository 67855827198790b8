# SPDX-License-Identifier: GPL-2.0
import entries
import match

COMPARE = False


def before(file):
    """Nobody wrote down the times of a file that is about to be cut, nor the layer and times
    of one that is about to be copied up."""
    gone = ()
    if {"O_TRUNC", "O_RDWR", "O_WRONLY"} & set(file.get("flags", ())):
        gone = ("modification_time", "change_time", "in_upper_layer")
    return {key: value for key, value in file.items() if key not in gone}


class Entry(entries.Entry):
    def file(self, document):
        return before(document["file"]) if self.kind == "open" else document["file"]


def seen(expected):
    """Refused opens never come so far, and nobody is asked about one with O_PATH."""
    document = expected.document()
    return expected.kind != "open" or (document["evt"]["outcome"] == "Success"
                                       and "O_PATH" not in document["file"].get("flags", ()))


def check(case):
    # openat2, where the kernel has none: the other calls are the point here.
    case.world.absent.clear()
    case.world.expected = [Entry(e) for e in case.world.expected if seen(e)]
    opens = [e for e in case.world.expected if e.kind == "open"]
    if len(opens) < 10:
        yield f"only {len(opens)} opens are expected"
    for event in case.events:
        if event["evt"]["name"] == "open":
            event["file"] = before(event["file"])
    yield from match.compare(case.world, case.events)
