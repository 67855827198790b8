# SPDX-License-Identifier: GPL-2.0
"""Events of names that come and go, from the truth of act_name.c."""

import values
from compare import Optional
from values import text

KINDS = ("mkdir", "rmdir", "unlink", "link", "rename")
AT_REMOVEDIR = 0x200


class Names:
    """What truth.World knows about mkdir, rmdir, unlink, link and rename."""

    def on_name(self, record, index):
        error, image = record["errno"], self.images[record["pid"]]
        if error and error not in (1, 13):
            return
        kind = next(k for k in KINDS if record["call"].startswith(k))
        if kind == "unlink" and record["call"] == "unlinkat" and record["flags"] & AT_REMOVEDIR:
            kind = "rmdir"
        file = self.name_before(kind, record)
        if kind == "mkdir":
            ids = (record["after"]["uid"], record["after"]["gid"]) if not error \
                else (image.uids[3], image.gids[3])
            file["destination"] = {"mode": record["mode"], **values.owner(*ids)}
        elif kind in ("link", "rename"):
            file["destination"] = self.name_after(record, file)
        which = record.get("requested") or (record.get("before") or record.get("after") or
                                            record["place"])["path"]
        self.expect(kind, image, {"file": file}, (record["begin"], record["u"]),
                    tids={record["tid"]}, outcome="Refused" if error else "Success",
                    is_async=record["by"] in ("uring", "worker"),
                    label=f"{record['by'] or 'call'} {record['call']} {text(which)[-60:]!r}")
        self.expected[-1].record = record

    @staticmethod
    def name_before(kind, record):
        """What was there, or, of a mkdir, what is there now."""
        if "requested" in record:
            return requested(record["requested"])
        if kind == "mkdir" and record["errno"]:
            return {**place(values.file_object(record["place"])), **nobody()}
        file = values.file_object(record["after" if kind == "mkdir" else "before"])
        return layered(file, record, record.get("upper") == 1)

    @staticmethod
    def name_after(record, file):
        """The new name: the file by it, or whose it would have become."""
        if "after" in record:
            return layered(values.file_object(record["after"]), record, True)
        if "to_requested" in record:
            return {**requested(record["to_requested"]), **owned(file)}
        return {**place(values.file_object(record["place"])), **owned(file)}


def requested(path):
    """A file that the kernel did not come to: it is as the caller wrote it."""
    return {"path": text(path), "name": text(values.base_name(path)),
            "path_resolution_error": "refused before resolution", **nobody()}


def nobody():
    """An owner that is not known: the schema wants numbers."""
    names = values.owner(0, 0)
    return {key: Optional(value) if key in ("user", "group") else value
            for key, value in names.items()}


def owned(file):
    """Whose a file is."""
    return {key: file[key] for key in ("uid", "gid", "user", "group") if key in file}


def place(file):
    """Where a file is, or was to be, and nothing else about it."""
    members = ("path", "name", "path_resolution_error", "mount_id", "filesystem")
    return {key: file[key] for key in members if key in file}


def unfinished(kind, file, uid, gid):
    """What is told before anybody knows what will come of it: of a new name there is no file
    yet, only its place and whose it is to be."""
    if kind == "mkdir":
        return {**place(file), **nobody(), "destination": {
            "mode": file["destination"]["mode"], **values.owner(uid, gid)}}
    if kind in ("link", "rename"):
        return {**file, "destination": {**place(file["destination"]), **owned(file)}}
    return file


def layered(file, record, upper):
    """On an overlay: the number of the file in its layer, and which layer that is."""
    if "real" not in record:
        return file
    return {**file, "inode": record["real"], "in_upper_layer": upper}
