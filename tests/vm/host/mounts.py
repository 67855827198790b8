# SPDX-License-Identifier: GPL-2.0
"""Mount events, from what mountinfo says before and after each call of act_mount.c."""

import re

import values
from compare import Choice, Plausible
from values import text


class Row:
    """A line of mountinfo. Paths are as truth has them: a code point for each byte."""

    def __init__(self, line):
        words = line.split(" ")
        dash = words.index("-")
        self.id, self.parent = int(words[0]), int(words[1])
        major, minor = (int(number) for number in words[2].split(":"))
        self.device = major << 20 | minor
        self.root, self.point = plain(words[3]), plain(words[4])
        shared = [word[7:] for word in words[6:dash] if word.startswith("shared:")]
        self.group = int(shared[0]) if shared else 0
        self.type = words[dash + 1]

    def place(self):
        return self.id, self.parent, self.point, self.root


def plain(word):
    """The kernel writes some bytes as \\ooo there."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), word)


def table(listing):
    rows = [Row(line) for line in listing.split("\n") if line]
    return {row.id: row for row in rows}


def attached(record):
    """(its row, the row of the mount below) of what the call has attached."""
    before, after = table(record["before"]), table(record["after"])
    have = {row.place() for row in before.values()}
    # Whatever is moved has been there, whatever is new has not. Copies elsewhere and mounts
    # that came along are at other places.
    found = [row for row in after.values() if row.place() not in have and
             row.point == record["at"] and (row.id in before) == (record["kind"] == "move")]
    if len(found) != 1:
        raise ValueError(f"{len(found)} mounts came to be at {record['at']!r}")
    return found[0], after[found[0].parent]


def inside(path, directory):
    """A path as a mount at that directory has it."""
    return path if directory == "/" else "/" + path[len(directory):].lstrip("/")


def shown(record, row):
    """What a mount shows, as a path inside its filesystem."""
    source = table(record["before"]).get(record.get("source", {}).get("mount"))
    if record["kind"] != "bind" or not source:
        return row.root
    path = source.root.rstrip("/") + inside(record["source"]["path"], source.point)
    path = path.rstrip("/") or "/"
    # 3.10 leaves out the beginning of one that comes to the end of a page of the list.
    if not path.endswith(row.root):
        raise ValueError(f"{path!r} is shown, and mountinfo says {row.root!r}")
    return path


def file_on(record, name, row, path):
    """The file, which is on this mount and has this path in it."""
    out = values.file_object({**record[name], "path": path, "mount": row.id,
                              "filesystem": row.type})
    lower, upper = record.get(name + "_lower"), record.get(name + "_upper")
    if row.type == "overlay" and (lower or upper):
        out["in_upper_layer"] = upper is not None
        out["inode"] = lower or upper
        if name == "root" and record["nested"]:
            out["inode"] = Plausible(lambda got: None if type(got) is int and got > 0
                                     else f"no inode number: {got!r}")
    return out


def way(name, path):
    """A path of its own, as the section has it."""
    return values.path_members(path, name + ".path", name + ".path_error")


class Mounts:
    """What truth.World knows about mount."""

    def on_mount(self, record, index):
        if record["errno"] or record["kind"] == "none":
            return
        row, below = attached(record)
        root = file_on(record, "root", row, shown(record, row))
        point = file_on(record, "point", below, inside(row.point, below.point))
        whole = self.mount_section(record, row, root, point) if self.schema == "v2" else \
            {"file": old_section(row, root, point)}
        self.expect("mount", self.images[record["pid"]], whole, (record["t"], record["u"]),
                    tids={record["tid"]},
                    label=f"{record['call']}, {record['kind']} {row.type} at "
                          f"{text(record['at'])[-60:]!r}")

    @staticmethod
    def mount_section(record, row, root, point):
        section = {
            "mp": point, "root": root, "mount_id": row.id, "group_id": row.group,
            "parent_mount_id": row.parent, "bind_src_mount_id": 0, "device": row.device,
            "fs_type": row.type, **way("mountpoint", row.point),
        }
        if record["kind"] != "bind":
            return {"mount": section}
        source = record["source"]
        bind = {**section, "bind_src_mount_id": source["mount"],
                **way("source", source["path"])}
        if record["call"] != "move_mount":
            return {"mount": bind}
        # What open_tree(2) copied may be forgotten when move_mount(2) attaches the copy.
        return {"mount": Choice(bind, section)}


def old_section(row, root, point):
    """The same in the older schema, which leaves out a number that is 0."""
    group = {"group_id": row.group} if row.group else {}
    return {**root, "destination": point, "new_mount_id": row.id, **group,
            "device": row.device, "fstype": row.type}
