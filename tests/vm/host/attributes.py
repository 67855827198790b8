# SPDX-License-Identifier: GPL-2.0
"""Events of changed attributes of files, from the truth of act_attribute.c."""

import values
from compare import rfc3339
from names import requested
from values import text

REFUSED = (1, 13)   # EPERM, EACCES


class Attributes:
    """What truth.World knows about chmod, chown, utimes, setxattr and removexattr."""

    def on_attribute(self, record, index):
        error, kind = record["errno"], record["kind"]
        if error and error not in REFUSED:
            return
        if record.get("access") == record.get("modified") == "omit":
            return  # the kernel has not even looked for the file
        file = before(record)
        owner = {key: file[key] for key in ("uid", "gid", "user", "group") if key in file}
        file["destination"] = DESTINATIONS[kind](record, owner)
        self.expect(kind, self.images[record["pid"]], {"file": file},
                    (record["from"], record["u"]), tids={record["tid"]},
                    outcome="Refused" if error else "Success", is_async=bool(record["async"]),
                    label=f"{record['call']}({text(record['request'])[-60:]!r}"
                          f"{', ' + repr(text(record['name'])[:40]) if 'name' in record else ''})")
        self.expected[-1].record = record


def before(record):
    """The file as it was, or as it was named where the kernel did not come to it."""
    if "file" not in record:
        return requested(record["request"])
    truth, shift = record["file"], record.get("shift", 0)
    file = values.file_object({**truth, "uid": truth["uid"] + shift, "gid": truth["gid"] + shift})
    if "layer" in record:
        # The number that a program sees may be the overlay's own.
        file.update(inode=record["layer"], in_upper_layer=bool(record["upper"]))
    return file


def modes(record, owner):
    return {"mode": record["mode"] & 0o7777, **owner}


def owners(record, owner):
    return {key: record[key] if record[key] == -1 else record[key] & 0xFFFFFFFF
            for key in ("uid", "gid")}


def times(record, owner):
    """As requested; the file's own, if it was "now" and nobody refused."""
    out = dict(owner)
    for key, asked, got in (("access_time", "access", "got_access"),
                            ("modification_time", "modified", "got_modified")):
        if isinstance(record[asked], int):
            out[key] = rfc3339(record[asked])
        elif record[asked] == "now" and not record["errno"]:
            out[key] = rfc3339(record[got])
    return out


def names(record, owner):
    name = record["name"]
    namespace, dot, _ = name.partition(".")
    return {"attribute_name": text(name),
            **({"attribute_namespace": text(namespace)} if dot else {}), **owner}


DESTINATIONS = {"chmod": modes, "chown": owners, "utimes": times,
                "setxattr": names, "removexattr": names}
