# SPDX-License-Identifier: GPL-2.0
"""From what the actors did to the events that must come of it.

The records of a case are replayed in the order of their times. On the way the
processes are modelled as the events show them: a process is a chain of images,
each fork and each exec pushes one.
"""

import copy
import json
import posixpath
import re

import values
from attributes import Attributes
from compare import (Anything, Between, Check, Choice, Late, OneOf, Optional, Plausible,
                     resolve)
from compared import Compared
from filters import Filtered, group_of
from mounts import Mounts
from names import Names
from splices import Splices
from values import text

TICK_NS = 10_000_000  # /proc/PID/stat counts start times in these
SLACK_NS = 1_000_000
ANY_TID = object()    # where the kernel decides which thread is the last


class Image:
    """One program in one process, from fork or exec to the next exec or exit."""

    pid = ppid = 0
    comm = ""
    tty = None
    uids = gids = (0, 0, 0, 0)
    effective = permitted = 0
    argv = env = ()
    args_record = None   # identity: who shares arguments with whom
    file = interpreter = None
    fork = exec = (None, None)
    exit = None          # interval, once it is over or replaced
    forked = False       # and not yet exec'd
    container = None     # (id, interval of created_at)
    group = None         # control group
    previous = None      # the next older image: ancestors[0]
    tids = None
    fresh = False        # exec'd; nobody has looked at it yet
    long = False
    inherited = False    # it was there when a later reader began
    kernel = False       # a thread of the kernel
    by_kernel = False    # made by one

    @property
    def reduced(self):
        """Nothing is told of it but that the kernel made it: it has not become a program yet."""
        return self.kernel or self.by_kernel and self.forked

    def chain(self):
        image = self.previous
        while image:
            yield image
            image = image.previous


class Expected:
    """One event that must come."""

    record = None  # of the truth, where more than the document is asked for
    subject = None  # what filters look at, where it is no part of the document

    def __init__(self, kind, image, document, interval, label):
        self.kind, self.pid, self.image, self.document = kind, image.pid, image, document
        self.low, self.high = interval
        self.what = label

    def label(self):
        what = self.what or " ".join(text(a)[:30] for a in self.image.argv[:4])
        return f"{self.kind} of {self.pid} ({what})"


class World(Names, Attributes, Mounts, Splices, Filtered):
    def __init__(self, records, schema="v2"):
        self.schema = schema
        self.compared = Compared(schema)
        self.images = {}        # pid -> Image
        self.expected = []
        self.absent = []        # why something could not be done here
        self.containers = {}    # id -> exec_time of the first process in it that came or was there
        self.pids = {}          # pid -> is it an actor
        self.last_seen = {}     # pid -> time of its last record
        self.exit_tids = {}
        self.fates = {}
        self.untold = set()     # pids of whose beginning no event tells
        self.layers = {}
        self.storms = []
        self.turns, self.choices = [], []
        self.program = None
        self.reader_at = 0      # when the latest reader was ready
        # A sort keeps records of the same time in the order they were written.
        self.records = sorted(records, key=lambda r: r["t"])
        for index, record in enumerate(self.records):
            handler = getattr(self, "on_" + record["op"].replace("-", "_"))
            handler(record, index)
            self.last_seen[record["pid"]] = record["u"]
        for pid, image in list(self.images.items()):
            # A case's root actors are waited for by the shell alone.
            if self.pids.get(pid) and image.exit is None:
                self.add_exit(image, (self.last_seen.get(pid), None), self.fates.get(pid, 0))

    # -- records ---------------------------------------------------------

    def on_image(self, record, index):
        pid = record["of"]
        image = self.images.get(pid)
        first = image is None
        if first:
            image = self.new_root(record)
        elif image.fresh:
            image.fresh = False
        elif record["pid"] == pid and record["argv"] != image.argv:
            # A shell's child, or the shell, became this program by itself.
            image = self.exec_image(pid, pid, (self.last_seen.get(pid), record["t"]),
                                    record["exe"], record["exe"]["path"], (), ())
            image.fresh = False
        else:
            # Its facts changed; older events keep the older ones.
            image = copy.copy(image)
            self.images[pid] = image
        image.comm = text(record["comm"])
        image.tty = record.get("tty")
        image.uids, image.gids = record["uids"], record["gids"]
        image.effective, image.permitted = record["effective"], record["permitted"]
        image.argv = record["argv"]
        # Not shown of a process that may not be dumped; then exec's truth holds.
        image.env = record.get("env", image.env)
        image.file = image.file or record["exe"]
        found = re.search(r"[0-9a-f]{64}", record["cgroup"], re.I)
        image.container = found.group(0) if found else None
        image.group = group_of(record["cgroup"])
        if first:
            self.enter(image)

    def enter(self, image):
        """It was there, was forked or has run a program: not before that is its group looked at."""
        if image.container:
            self.containers.setdefault(image.container, image.exec)

    def new_root(self, record):
        """A process that the case's shell started, or that was there before."""
        pid, parent = record["of"], self.images.get(record["parent"])
        start = (record["start"] - SLACK_NS, record["start"] + TICK_NS + SLACK_NS)
        image = Image()
        image.pid, image.ppid = pid, record["parent"]
        image.args_record = object()
        image.fork = image.exec = start
        self.images[pid] = image
        if record["kernel"]:
            # Where a lineage ends.
            image.kernel, self.pids[pid] = True, False
            return image
        if parent is None or start[1] < self.reader_at:
            # Part of the state that the reader began with.
            self.pids[pid] = False
            image.previous = parent
            return image
        self.pids[pid] = True
        # It started at a time known to a tick; the record may come much later.
        self.fork_image(pid, parent, start, (start[0], record["t"]))
        image.previous = self.images[pid]
        image.by_kernel = image.previous.by_kernel
        image.exec = (start[0], record["t"])
        image.previous.exit = image.exec
        self.images[pid] = image
        # The facts follow in this same record; expectations are built late.
        self.expect("exec", image, {"file": Late(lambda: self.file(image))}, image.exec)
        return image

    def fork_image(self, child, parent, interval, recorded=None):
        image = copy.copy(parent)
        image.pid, image.ppid = child, parent.pid
        image.fork, image.exit, image.tids = interval, None, None
        image.forked, image.previous, image.fresh = True, parent, False
        image.inherited, image.kernel, image.by_kernel = False, False, parent.kernel
        self.images[child] = image
        self.enter(image)
        if child not in self.untold:
            self.expect("fork", image, {}, recorded or interval)
        return image

    def on_fork(self, record, index):
        self.pids[record["child"]] = self.pids.get(record["pid"], True)
        self.fork_image(record["child"], self.images[record["pid"]], (record["t"], record["u"]))

    def exec_image(self, pid, tid, interval, file, name, argv, env):
        old = self.images[pid]
        image = copy.copy(old)
        image.previous, image.forked, image.fresh = old, False, True
        image.inherited = False
        image.exec, old.exit = interval, interval
        old.tids = {pid, tid}
        image.file, image.interpreter, image.argv, image.env = file, None, argv, env
        image.comm = text(posixpath.basename(name)[:15])
        image.args_record = object()
        image.long = False
        self.images[pid] = image
        self.enter(image)
        self.expect("exec", image, {"file": Late(lambda: self.file(image))}, interval)
        return image

    def on_exec(self, record, index):
        pid, high = record["pid"], None
        for later in self.records[index + 1:]:
            if later["op"] == "exec-failed" and later["pid"] == pid:
                return
            if pid in (later["pid"], later.get("of"), later.get("child")):
                high = later["t"]
                break
        image = self.exec_image(pid, record["tid"], (record["t"], high), record["file"],
                                record["name"], record["argv"], record["env"])
        image.interpreter = record.get("interpreter")
        image.long = record.get("note") == "long"

    def on_exec_failed(self, record, index):
        pass

    def on_last(self, record, index):
        self.exit_tids[record["pid"]] = {record["first"], record["second"]} \
            if "first" in record else ANY_TID

    def on_helper(self, record, index):
        """A program that the kernel runs by itself."""
        if not record["forked"]:
            self.untold.add(record["pid"])

    def on_fate(self, record, index):
        """How a process will end that the case's script ends."""
        self.fates[record["pid"]] = record["status"]

    def on_wait(self, record, index):
        image = self.images[record["child"]]
        self.add_exit(image, (self.last_seen.get(image.pid, image.fork[0]), record["u"]),
                      record["status"])

    def on_program(self, record, index):
        self.program = record["file"]

    def on_life(self, record, index):
        """A whole process in one record: fork, exec, exit."""
        interval, child = (record["t"], record["u"]), record["child"]
        self.pids[child] = True
        self.fork_image(child, self.images[record["pid"]], interval)
        image = self.exec_image(child, child, interval, self.program, self.program["path"],
                                record["argv"], record["env"])
        self.add_exit(image, interval, record["status"])

    def on_aside(self, record, index):
        """A call beside an actor's task: an event that nobody looks into."""
        kind, place = record["kind"], "file"
        if kind == "mount" and self.schema == "v2":
            place = "mount"
        if record["errno"] in (0, 1, 13):
            self.expect(kind, self.images[record["pid"]], {place: Anything()},
                        (record["t"], record["u"]), tids={record["tid"]},
                        outcome="Refused" if record["errno"] else "Success", label="aside")

    def on_open(self, record, index):
        refused = record["errno"] in (1, 13)
        if record["errno"] and not refused:
            return
        pid = record["pid"]
        flags, mode = record["flags"], record["mode"] & 0o7777
        if record["call"] in ("creat", "truncate"):
            flags = values.CREAT_FLAGS
        if record["call"] in ("truncate", "handle"):
            mode = 0
        names = values.open_flags(flags)
        if "file" in record:
            file = self.opened_file(record)
        else:
            file = self.refused_file(record)
        extra = {"flags": names}
        if flags & values.O_CREAT:
            # Refused: it would have been the caller's, by the ids for files.
            image = self.images[pid]
            own = (record["file"]["uid"], record["file"]["gid"]) if "file" in record \
                else (image.uids[3], image.gids[3])
            names = values.owner(*own)
            extra["destination"] = {
                "mode": mode, "uid": own[0], "gid": own[1],
                **{k: Optional(v) for k, v in names.items() if k in ("user", "group")}}
        file = {**file, **extra}
        self.expect("open", self.images[pid], {"file": file}, (record["t"], record["u"]),
                    tids={record["tid"]}, outcome="Refused" if refused else "Success",
                    is_async=record["call"].startswith("uring"),
                    label=f"{record['call']}({text(record['request'])[-60:]!r}, "
                          f"{'|'.join(extra['flags'])})")

    def opened_file(self, record):
        truth, note = record["file"], record.get("note")
        if note == "tmpfile":
            truth = {**truth, "path": f"{truth['path']}/#{truth['ino']}"}
        file = values.file_object(truth)
        if note in ("lower", "upper", "copied", "new"):
            file["in_upper_layer"] = note != "lower"
            file["inode"] = Late(lambda: self.layers[
                {"lower": "lower/read", "copied": "lower/write",
                 "upper": "upper/own", "new": "upper/new"}[note]])
        return file

    def refused_file(self, record):
        path = record["request"]
        names = values.owner(0, 0)
        requested = {
            "path": text(path), "name": text(values.base_name(path)), "uid": 0, "gid": 0,
            **{k: Optional(v) for k, v in names.items() if k in ("user", "group")},
            "path_resolution_error": "refused before resolution",
        }
        return requested

    def on_layer(self, record, index):
        self.layers[record["name"]] = record.get("ino")

    def on_storm(self, record, index):
        self.storms.append(record)

    def on_reader(self, record, index):
        self.reader_at = record["t"]
        for image in self.images.values():
            if image.exit is None:
                image.inherited = True

    def on_absent(self, record, index):
        self.absent.append(record["why"])

    # -- objects ---------------------------------------------------------

    def file(self, image):
        return values.file_object(image.file)

    def process(self, image, tids=None):
        """Process object of an image without its lineage."""
        if image.reduced:
            return {**values.NOBODY, **self.kernel_made(), "pid": image.pid, "tid": image.pid}
        creds = values.credentials(image.uids, image.gids, image.effective, image.permitted)
        tids = tids or image.tids or {image.pid}
        tid = Plausible(lambda got: None if isinstance(got, int) else "no number") \
            if tids is ANY_TID else OneOf(*sorted(tids))
        out = {
            "pid": image.pid, "tid": tid, "uid": creds["uid"],
            "gid": creds["gid"],
            "comm": image.comm, "fork_time": Between(*image.fork),
            "exec_time": Between(*image.exec), "credentials": creds,
        }
        for name in ("user", "group"):
            if name in creds:
                out[name] = creds[name]
        if image.ppid:
            out["ppid"] = image.ppid
        if image.tty:
            out["tty"] = image.tty
        if image.file:
            out["executable"] = self.file(image)
            if "path_resolution_error" in out["executable"]:
                out["path_resolution_error"] = out["executable"]["path_resolution_error"]
        if image.interpreter and self.schema == "v2":
            full = values.file_object(image.interpreter)
            must = ("path", "name", "inode", "mount_id", "filesystem", "uid", "gid")
            out["interpreter"] = {k: v if k in must else Optional(v) for k, v in full.items()}
        if image.container:
            out["container"] = self.container(image.container)
        if image.forked:
            out["is_thread"] = True
        if image.by_kernel:
            out.update(self.kernel_made())
        if image.exit:
            out["exit_time"] = Between(*image.exit)
        return out

    def kernel_made(self):
        return {"is_kworker": True} if self.schema == "v2" else {}

    def container(self, name):
        out = {"id": name}
        if self.schema == "v2":
            out["created_at"] = Between(*self.containers[name])
        return out

    def arguments(self, image):
        if image.reduced:
            return {}
        if image.long:
            return self.long_arguments(image)
        out = {}
        if image.argv and image.argv[0]:
            out["argv0"] = text(image.argv[0])
        if len(image.argv) > 1:
            out["args"] = [text(a) for a in image.argv[1:]]
        if image.env:
            out["envs"] = values.environment(image.env)
        return out

    LIMIT = 24 * 1024

    def long_arguments(self, image):
        """More than an event carries: a prefix, marked, and not needlessly short."""
        argv = [text(a) for a in image.argv]
        envs = values.environment(image.env)
        room = self.LIMIT - sum(len(a) + 1 for a in argv)

        def prefix(full, least):
            def check(got):
                if not isinstance(got, list) or not got:
                    return f"expected a list, got {got!r}"
                if len(got) > len(full) or got[:-1] != full[:len(got) - 1] or \
                        not full[len(got) - 1].startswith(got[-1]):
                    return "is no prefix of the real list"
                size = sum(len(a) + 1 for a in got)
                if not least <= size <= self.LIMIT:
                    return f"has {size} bytes, expected {least}…{self.LIMIT}"
                return None
            return Check(check)

        out = {"argv0": argv[0]}
        names = sum(len(e) + 1 for e in envs)
        if room < 0:
            out["args"] = prefix(argv[1:], self.LIMIT // 2)
            out["args_truncated"] = True
            if image.env:
                out["envs"] = Optional(prefix(envs, 0))
                out["envs_truncated"] = Optional(True)
        else:
            out["args"] = argv[1:]
            out["envs"] = prefix(envs, room // 2) if names > room else envs
            if names > room:
                out["envs_truncated"] = True
        return out

    def context(self, image, tids):
        """The event's process: its own object, parent and ancestors.

        A reader that came later knows of a process that was there already only
        its last image and that it is not older than its fork.
        """
        full = self.lineage(image, list(image.chain()), tids)
        if not any(i.inherited for i in (image, *image.chain())):
            return full
        known, item = [], image
        for ancestor in image.chain():
            if ancestor.pid == item.pid and item.inherited:
                continue
            known.append(ancestor)
            item = ancestor
        short = self.lineage(image, known, tids)
        for item, place in zip((image, *known), (short, *short.get("ancestors", []))):
            if item.inherited:
                place["exec_time"] = Between(item.fork[0], item.exec[1])
        if known:
            short["parent"] = short["ancestors"][0]
        return Choice(full, short)

    def lineage(self, image, chain, tids):
        out = self.process(image, tids)
        out.update(self.arguments(image))
        ancestors = []
        for i, ancestor in enumerate(chain):
            item = self.process(ancestor)
            older = chain[i + 1] if i + 1 < len(chain) else None
            if not older or older.args_record is not ancestor.args_record:
                item.update(self.arguments(ancestor))
            ancestors.append(item)
        if ancestors:
            out["parent"] = ancestors[0]
            out["ancestors"] = ancestors
        return out

    CATEGORY = {
        **dict.fromkeys(("exec", "fork", "exit"), "Process Activity"),
        **dict.fromkeys(("open", "mkdir", "rmdir", "unlink", "link", "rename", "chmod", "chown",
                         "utimes", "setxattr", "removexattr", "splice", "mount"),
                        "File Activity"),
    }

    def expect(self, kind, image, sections, interval, tids=None, outcome="Success",
               is_async=False, label=None):
        event = {"name": kind, "category": self.CATEGORY[kind], "outcome": outcome}
        if is_async:
            event["async"] = True
        frozen = Frozen(image)

        def build():
            at = frozen.image(image)
            document = {
                "evt": event, "date": Between(*interval), "dd": {},
                "usr": {key: name for key, name in (
                    ("id", values.USERS.get(at.uids[0])),
                    ("group", values.GROUPS.get(at.gids[0]))) if name and not at.reduced},
                "process": self.context(at, tids),
                **{key: value() if isinstance(value, Late) else resolve(value)
                   for key, value in sections.items()},
            }
            if at.container:
                document["container"] = self.container(at.container)
            return document

        self.expected.append(Expected(kind, image, build, interval, label))

    def add_exit(self, image, interval, status):
        signal = status & 0x7F
        if not signal:
            section = {"cause": "EXITED", "code": status >> 8 & 0xFF}
        else:
            section = {"cause": "COREDUMPED" if status & 0x80 else "SIGNALED", "code": signal}
        gone = copy.copy(image)
        gone.exit = interval
        tids = self.exit_tids.get(image.pid, {image.pid})
        self.images[image.pid] = gone
        self.expect("exit", gone, {"exit": section, "file": Late(lambda: self.file(gone))},
                    interval, tids=tids)


class Frozen:
    """An image and its chain as they are linked now.

    Facts of an exec'd image arrive with the record it writes later, so the
    objects stay shared; what must not follow is the end of a process that was
    alive at the time of the event.
    """

    def __init__(self, image):
        self.ends = [(i, i.exit) for i in [image, *image.chain()]]

    def image(self, image):
        previous = None
        for item, end in reversed(self.ends):
            item = copy.copy(item)
            item.exit, item.previous = end, previous
            previous = item
        return previous


def load(path):
    """The records of a case; a last line cut by a kill is no record."""
    records = []
    with open(path, encoding="ascii", errors="strict") as lines:
        for line in lines:
            try:
                records.append(json.loads(line))
            except ValueError:
                if line.endswith("\n"):
                    raise
    return records
